"""API keys, hosts and origins, the id of a request, and the log."""

from __future__ import annotations

import asyncio
import json
import re
from unittest import mock

import pytest
from aiohttp import ClientConnectionResetError, web
from aiohttp.test_utils import make_mocked_request

from tests.http.conftest import Door, FakeServices, Serve
from wyoming_morgan.http.middleware import report_failures

KEY = "a-long-enough-key"
TEXT = {"text": "hello"}


@pytest.fixture
async def locked(serve: Serve) -> Door:
    return await serve(api_keys=("another-good-key", KEY))


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="none"),
        pytest.param({"Authorization": "Bearer wrong"}, id="wrong"),
        pytest.param({"Authorization": "Bearer "}, id="empty"),
        pytest.param({"Authorization": "Bearer"}, id="no key"),
        pytest.param({"Authorization": f"Basic {KEY}"}, id="basic"),
        pytest.param({"Authorization": KEY}, id="no scheme"),
        pytest.param({"Authorization": f"Bearer {KEY}x"}, id="key and more"),
        pytest.param({"Authorization": "Bearer schlüssel"}, id="not ASCII"),
    ],
)
async def test_without_the_right_key_nothing_works(
    locked: Door, fakes: FakeServices, headers: dict[str, str]
) -> None:
    async with locked.post("/api/text", json=TEXT, headers=headers) as response:
        assert (await locked.error(response, 401))["code"] == "invalid_api_key"
        assert response.headers["WWW-Authenticate"] == "Bearer"
    for path in ("/metrics", "/generate?text=hi", "/v1/models/morgan/..", "/nothing"):
        async with locked.get(path, headers=headers) as response:
            if path != "/v1/models/morgan/..":
                await locked.error(response, 401)
    assert fakes.agent.requests == []
    assert fakes.tts.said == []


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
async def test_each_key_opens(locked: Door, scheme: str) -> None:
    for key in ("another-good-key", KEY):
        async with locked.post(
            "/api/text", json=TEXT, headers={"Authorization": f"{scheme} {key}"}
        ) as response:
            assert response.status == 200


@pytest.mark.parametrize("path", ["/", "/health", "/v1/models", "/v1/audio/voices"])
async def test_what_probes_and_lists_need_is_open(locked: Door, path: str) -> None:
    async with locked.get(path) as response:
        assert response.status == 200


async def test_with_a_key_the_host_does_not_matter(locked: Door) -> None:
    headers = {"Host": "morgan.example", "Authorization": f"Bearer {KEY}"}
    async with locked.post("/api/text", json=TEXT, headers=headers) as response:
        assert response.status == 200


async def test_a_request_s_own_id_comes_back(door: Door) -> None:
    async with door.get("/health", headers={"x-request-id": "abc-123"}) as response:
        assert response.headers["x-request-id"] == "abc-123"


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param("x" * 200, id="long"),
        pytest.param("a b", id="space"),
        pytest.param("<script>", id="markup"),
        pytest.param("", id="empty"),
        pytest.param("é", id="not ASCII"),
    ],
)
async def test_an_id_that_is_none_is_replaced(door: Door, sent: str) -> None:
    async with door.get("/health", headers={"x-request-id": sent}) as response:
        assert re.fullmatch(r"req_[0-9a-f]{32}", response.headers["x-request-id"])


async def test_no_response_may_be_guessed_at_or_stored(door: Door) -> None:
    async with door.get("/v1/nothing") as response:
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "no-store"
        assert "aiohttp" not in response.headers["Server"]
        assert "Access-Control-Allow-Origin" not in response.headers


async def test_the_log_has_the_path_but_not_what_was_said(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "wyoming_morgan.http")
    async with door.get("/generate", params={"text": "a secret"}) as response:
        await response.read()
    async with door.post("/api/text", json={"text": "another secret"}):
        pass
    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert "GET /generate 200" in logged
    assert "POST /api/text 200" in logged
    assert "secret" not in logged


async def exchange(door: Door, sent: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(*door.address)
    writer.write(sent)
    reply = await reader.read()
    writer.close()
    await writer.wait_closed()
    return reply


async def test_a_client_that_leaves_in_the_middle_of_a_reply_is_no_error_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The moment between a client's last word and the loss of its connection is too short for a real one."""
    transport = mock.create_autospec(asyncio.Transport, instance=True)
    transport.is_closing.return_value = True

    async def write(request: web.Request) -> web.StreamResponse:
        del request
        raise ClientConnectionResetError("Cannot write to closing transport")

    request = make_mocked_request("GET", "/", transport=transport)
    assert (await report_failures(request, write)).status == 499
    assert not caplog.records


async def test_a_client_that_asks_first_is_told_to_send_its_body(door: Door) -> None:
    body = json.dumps(TEXT).encode()
    reader, writer = await asyncio.open_connection(*door.address)
    writer.write(
        b"POST /api/text HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nConnection: close\r\n"
        b"Content-Length: %d\r\n\r\n" % len(body)
    )
    assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    writer.write(body)
    assert (await reader.read()).startswith(b"HTTP/1.1 200 ")
    writer.close()
    await writer.wait_closed()


async def test_a_client_without_a_key_that_asks_first_is_refused_at_once(locked: Door) -> None:
    reader, writer = await asyncio.open_connection(*locked.address)
    writer.write(
        b"POST /api/text HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nConnection: close\r\n"
        b"Content-Length: 100\r\n\r\n"
    )
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 401 ")
    # The server waits a while for a body that is not sent.
    writer.close()
    await writer.wait_closed()


@pytest.mark.parametrize("path", ["/health", "/api/text", "/nothing"])
async def test_another_expectation_is_417(door: Door, path: str) -> None:
    reply = await exchange(
        door,
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nExpect: miracles\r\nConnection: close\r\n\r\n".encode(),
    )
    assert reply.split()[1] in {b"405", b"417"}
    assert b"x-request-id: req_" in reply
