"""What the clients of other servers share."""

from __future__ import annotations

import asyncio
import threading

import httpx
import pytest
from pydantic import ValidationError

from wyoming_morgan.engines.clients.ollama import OllamaOptions
from wyoming_morgan.engines.clients.openai import OpenAiOptions
from wyoming_morgan.engines.clients.remote import (
    ConnectionLost,
    ConnectionRefused,
    LazyClient,
    RemoteErrors,
    close_politely,
    http_address,
    sendable,
    shown,
)
from wyoming_morgan.errors import Busy, DeadlineExceeded, EngineUnavailable, MorganError

ERRORS = RemoteErrors(
    name="the server at far:80",
    settings="stt.engines.openai",
    address="base_url",
    answer_timeout=2.5,
    max_connections=3,
    unreachable_kind=EngineUnavailable,
    start_hint="start it",
)


@pytest.mark.parametrize("url", ["far:80", "ftp://far", "http://", "http://far?x=1", "http://far#x"])
def test_an_address_that_is_not_valid_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(ValueError, match="expected http://host:1234"):
        http_address(url, example="http://host:1234")


def test_an_address_with_a_password_is_refused() -> None:
    with pytest.raises(ValueError, match="expected the key in api_key"):
        http_address("http://user:secret@far", example="http://host:1234")


def test_text_of_others_is_shown_on_one_bounded_line() -> None:
    assert shown("no\n\tvoice \x1b[31m" + "x" * 1000).startswith("no voice [31mxxx")
    assert len(shown("x" * 1000)) == 300


def test_text_that_utf_8_cannot_encode_is_replaced() -> None:
    assert sendable("a\ud800b").encode() == b"a?b"


class Library:
    def __init__(self) -> None:
        self.thread = threading.current_thread()
        self.closed = False

    async def close(self) -> None:
        self.closed = True


async def test_the_client_is_created_once_in_a_thread_and_again_after_it_was_closed() -> None:
    client = LazyClient(Library, Library.close)
    first, same = await asyncio.gather(client.get(), client.get())
    assert first is same
    assert first.thread is not threading.current_thread()
    await client.close()
    assert first.closed
    assert await client.get() is not first
    await client.close()
    await client.close()


async def test_closing_ignores_failures() -> None:
    async def fail() -> None:
        raise ConnectionResetError

    await close_politely(fail())


@pytest.mark.parametrize(
    ("cause", "kind", "message"),
    [
        pytest.param(httpx.PoolTimeout(""), Busy, "3 requests to the server", id="no free connection"),
        pytest.param(
            httpx.ConnectError("refused"),
            ConnectionRefused,
            r"the server at far:80 cannot be reached: refused \(start it\)",
            id="refused",
        ),
        pytest.param(httpx.ConnectTimeout(""), EngineUnavailable, "ConnectTimeout", id="no connection"),
        pytest.param(httpx.ReadTimeout(""), DeadlineExceeded, "not answer within 2.5 s", id="no answer"),
        pytest.param(TimeoutError(), DeadlineExceeded, "not answer within 2.5 s", id="deadline"),
        pytest.param(httpx.ReadError("reset"), ConnectionLost, "went away: reset", id="broken connection"),
    ],
)
def test_the_errors_of_an_http_library_become_morgan_s(
    cause: Exception, kind: type[MorganError], message: str
) -> None:
    error = ERRORS.of_http(cause, httpx)
    assert type(error) is kind
    with pytest.raises(kind, match=message):
        raise error


def test_hints_name_the_full_path_of_an_option() -> None:
    assert ERRORS.busy().hint.endswith("or raise stt.engines.openai.max_connections")
    assert ERRORS.invalid_response("x").hint.endswith("and stt.engines.openai.base_url")


def test_a_key_is_one_line_of_ascii_and_no_complaint_repeats_it() -> None:
    for written in ("xyzzy-1234\n", " xyzzy-1234 ", "\txyzzy-1234\r\n"):
        assert OpenAiOptions(base_url="http://host/v1", api_key=written).api_key == "xyzzy-1234"
        assert OllamaOptions(api_key=written).api_key == "xyzzy-1234"
    for wrong in ("xyzzy\r\nx: y", "xyzzé", "xy\0zzy", "xy\x7fzzy", "xy\u2028zzy"):
        with pytest.raises(ValidationError, match="on one line"):
            OllamaOptions(api_key=wrong)
