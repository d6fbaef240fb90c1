"""Bodies that are broken, wrong or too large."""

from __future__ import annotations

import asyncio
import gzip
import json
import time
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from aiohttp import FormData
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.http.conftest import Door, FakeServices, Serve
from tests.http.forms import speech_form
from wyoming_morgan.http.api.generate import GenerateBody
from wyoming_morgan.http.api.text import TextBody
from wyoming_morgan.http.bodies import Body, parse_json
from wyoming_morgan.http.errors import InvalidBody
from wyoming_morgan.http.openai.chat_body import ChatBody
from wyoming_morgan.http.openai.embeddings import EmbeddingsBody

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
"""Everything that JSON can say, NaN and infinities included, which only some readers take."""

of_one_server = settings(
    max_examples=settings().max_examples * 3 // 5,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"turn on the light", id="text"),
        pytest.param(b'{"text": "half', id="cut"),
        pytest.param(b'{"text": "a"} {"text": "b"}', id="two objects"),
        pytest.param(b'{"text": "\xff\xfe"}', id="not UTF-8"),
        pytest.param('{"text": "hé"}'.encode("latin-1"), id="latin-1"),
        pytest.param('{"text": "a"}'.encode("utf-16"), id="utf-16"),
        pytest.param(b'{"text": "\\ud800"}', id="half a surrogate pair"),
        pytest.param(b'{"text":' * 100_000, id="deep objects"),
        pytest.param(b"[" * 100_000, id="deep arrays"),
        pytest.param(b"[]", id="array"),
        pytest.param(b"null", id="null"),
        pytest.param(b'"text"', id="string"),
    ],
)
async def test_a_body_that_is_no_json_object_is_400(door: Door, fakes: FakeServices, body: bytes) -> None:
    async with door.post("/api/text", data=body) as response:
        assert (await door.error(response, 400))["param"] is None
    assert fakes.agent.requests == []


@pytest.mark.parametrize(
    ("body", "param"),
    [
        pytest.param({}, "text", id="missing"),
        pytest.param({"text": None}, "text", id="null"),
        pytest.param({"text": 5}, "text", id="number"),
        pytest.param({"text": ["a"]}, "text", id="list"),
        pytest.param({"text": "a", "user_id": 7}, "user_id", id="number as id"),
        pytest.param({"text": "a", "user_id": "x" * 300}, "user_id", id="long id"),
        pytest.param({"text": "a", "usr_id": "anna"}, "usr_id", id="misspelled"),
        pytest.param({"text": "a", "metadata": "generate_audio"}, "metadata", id="string for an object"),
        pytest.param(
            {"text": "a", "metadata": {"generate_audio": "yes"}},
            "metadata.generate_audio",
            id="string for a flag",
        ),
        pytest.param({"text": "a", "metadata": {"audio": True}}, "metadata.audio", id="unknown in metadata"),
    ],
)
async def test_a_field_that_does_not_fit_is_422_and_named(
    door: Door, body: dict[str, object], param: str
) -> None:
    async with door.post("/api/text", json=body) as response:
        assert (await door.error(response, 422))["param"] == param


async def test_an_unknown_field_s_complaint_names_those_that_exist(door: Door) -> None:
    async with door.post("/api/text", json={"text": "a", "metadata": {"audio": True}}) as response:
        assert "generate_audio" in (await door.error(response, 422))["message"]


async def test_a_complaint_does_not_repeat_what_was_sent(door: Door) -> None:
    async with door.post("/api/text", json={"text": {"secret": "words"}}) as response:
        assert "secret" not in (await door.error(response, 422))["message"]


@of_one_server
@given(body=st.binary(max_size=200))
async def test_any_bytes_get_an_answer(door: Door, body: bytes) -> None:
    # Nearly all are no JSON; those that are lack the text.
    async with door.post("/api/text", data=body) as response:
        assert response.status in {400, 422}
        await door.error(response, response.status)


@of_one_server
@given(value=JSON_VALUES)
async def test_any_value_in_any_field_gets_an_answer(door: Door, value: object) -> None:
    for field in ("text", "user_id", "metadata"):
        body = json.dumps({"text": "hello", field: value})
        async with door.post("/api/text", data=body) as response:
            if response.status != 200:
                assert response.status in {400, 422}
                await door.error(response, response.status)


@pytest.mark.filterwarnings("ignore::aiohttp.multipart.BadContentDispositionHeader")
@of_one_server
@given(body=st.binary(max_size=300), cut=st.integers(0, 200))
async def test_any_form_gets_an_answer(door: Door, body: bytes, cut: int) -> None:
    whole = (
        b'--line\r\nContent-Disposition: form-data; name="user_id"\r\n\r\nanna\r\n'
        b'--line\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n' + body
    ) + b"\r\n--line--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=line"}
    for sent in (whole[: len(whole) - cut], body):
        async with door.post("/api/audio", data=sent, headers=headers) as response:
            assert response.status in {400, 415, 422}
            await door.error(response, response.status)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        pytest.param("multipart/form-data", b"--line--\r\n", id="no boundary"),
        pytest.param("multipart/form-data; boundary=", b"--line--\r\n", id="empty boundary"),
        pytest.param("multipart/form-data; boundary=" + "x" * 100, b"--x--\r\n", id="long boundary"),
        pytest.param("multipart/form-data; boundary=line", b"", id="no body"),
        pytest.param(
            "multipart/form-data; boundary=line",
            b"--line\r\n\r\nno name\r\n--line--\r\n",
            id="part without a name",
        ),
        pytest.param(
            "multipart/form-data; boundary=line",
            b"--line\r\nno colon\r\n\r\n\r\n--line--\r\n",
            id="header without a colon",
        ),
        pytest.param(
            "multipart/form-data; boundary=line",
            b"--line\r\nContent-Type: multipart/mixed; boundary=in\r\n\r\n--in--\r\n--line--\r\n",
            id="nested form",
        ),
        pytest.param(
            "multipart/form-data; boundary=line",
            (
                b'--line\r\nContent-Disposition: form-data; name="user_id"\r\n\r\n\xff\xfe\r\n'
                b'--line\r\nContent-Disposition: form-data; name="file"\r\n\r\n\r\n--line--\r\n'
            ),
            id="field not UTF-8",
        ),
    ],
)
async def test_a_broken_form_is_400(door: Door, content_type: str, body: bytes) -> None:
    async with door.post("/api/audio", data=body, headers={"Content-Type": content_type}) as response:
        await door.error(response, 400)


async def test_a_form_of_too_many_parts_is_400(door: Door) -> None:
    data = FormData([(f"field{number}", "x") for number in range(300)], default_to_multipart=True)
    async with door.post("/api/audio", data=data) as response:
        assert "256" in (await door.error(response, 400))["message"]


async def test_a_form_field_may_not_be_a_book(door: Door) -> None:
    data = FormData({"user_id": "x" * 100_000}, default_to_multipart=True)
    async with door.post("/api/audio", data=data) as response:
        assert "user_id" in (await door.error(response, 413))["message"]


async def test_a_packed_body_that_is_broken_is_400(door: Door) -> None:
    headers = {"Content-Encoding": "gzip"}
    async with door.post("/api/text", data=b"\x1f\x8b" + b"no gzip" * 10, headers=headers) as response:
        await door.error(response, 400)


async def chunks(size: int, *, head: bytes = b"") -> AsyncIterator[bytes]:
    """A body that does not tell its length."""
    yield head
    for _ in range(size // 4096):
        yield b"a" * 4096


async def test_a_json_body_beyond_its_bound_is_413(serve: Serve, fakes: FakeServices) -> None:
    door = await serve(max_json_bytes=2048)
    async with door.post("/api/text", json={"text": "a" * 4096}) as response:
        message = (await door.error(response, 413))["message"]
    assert "2048" in message
    assert "raise core.http.max_json_bytes" in message
    assert fakes.agent.requests == []


async def test_a_json_body_without_a_length_is_bounded_too(serve: Serve) -> None:
    door = await serve(max_json_bytes=2048)
    async with door.post("/api/text", data=chunks(256 * 1024)) as response:
        await door.error(response, 413)


async def test_a_small_body_that_unpacks_to_a_large_one_is_413(door: Door) -> None:
    bomb = gzip.compress(b'{"text": "' + b"a" * (10 * 1024 * 1024))
    assert len(bomb) < 16 * 1024
    async with door.post("/api/text", data=bomb, headers={"Content-Encoding": "gzip"}) as response:
        await door.error(response, 413)


async def test_a_form_beyond_its_bound_is_413(serve: Serve) -> None:
    door = await serve(max_body_bytes=32 * 1024)
    data = FormData()
    data.add_field("file", b"a" * 64 * 1024, filename="a.wav")
    async with door.post("/api/audio", data=data) as response:
        message = (await door.error(response, 413))["message"]
    assert "32768" in message
    assert "raise core.http.max_body_bytes" in message


async def test_a_form_without_a_length_is_bounded_in_its_file_and_before_its_first_part(serve: Serve) -> None:
    door = await serve(max_body_bytes=32 * 1024)
    file = b'--line\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=line"}
    async with door.post("/api/audio", data=chunks(256 * 1024, head=file), headers=headers) as response:
        await door.error(response, 413)


MEBIBYTE = 1024 * 1024
LARGE = {
    "unknown fields": b'{"text":"a",' + b",".join(b'"%d":0' % number for number in range(100_000)) + b"}",
    "one field many times": b"{" + b",".join([b'"text":0'] * 100_000) + b"}",
    "a long name": b'{"text":"a","' + b"k" * 1_000_000 + b'":0}',
    "wrong messages": b'{"messages":[' + b",".join([b"0"] * 500_000) + b"]}",
    "empty messages": b'{"messages":[' + b",".join([b"{}"] * 340_000) + b"]}",
    "wrong parts": b'{"messages":[{"role":"user","content":[' + b",".join([b"0"] * 500_000) + b"]}]}",
    "wrong calls": b'{"messages":[{"role":"user","tool_calls":[' + b",".join([b"0"] * 500_000) + b"]}]}",
    "many digits": b'{"text":' + b"9" * 1_000_000 + b"}",
    "many decimals": b'{"text":0.' + b"9" * 1_000_000 + b"}",
    "many long numbers": b'{"messages":[],"metadata":{"a":[' + b",".join([b"9" * 4300] * 240) + b"]}}",
    "deep": b'{"text":' + b"[" * 500_000 + b"]" * 500_000 + b"}",
    "many lists": b'{"input":[' + b",".join([b"[]"] * 340_000) + b"]}",
    "many escapes": b'{"text":["' + b"\\u0000" * 170_000 + b'"]}',
}


@pytest.mark.parametrize("path", ["/api/text", "/v1/chat/completions", "/v1/embeddings", "/generate"])
@pytest.mark.parametrize("body", LARGE.values(), ids=LARGE)
async def test_a_large_body_gets_a_short_answer(door: Door, path: str, body: bytes) -> None:
    async with door.post(path, data=body) as response:
        assert response.status in {400, 413, 422}
        assert len(await response.read()) < 2000


@pytest.mark.parametrize("model", [TextBody, ChatBody, EmbeddingsBody, GenerateBody])
@pytest.mark.parametrize("body", LARGE.values(), ids=LARGE)
def test_a_large_body_is_refused_fast(model: type[Body], body: bytes) -> None:
    began = time.thread_time()
    with suppress(InvalidBody):
        parse_json(model, body)
    assert time.thread_time() - began < 1.5


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/text", {"text": "a\0b"}),
        ("/api/text", {"text": "a", "user_id": "a\0b"}),
        ("/api/text", {"text": "a", "conversation_id": "\0"}),
        ("/v1/chat/completions", {"model": "morgan", "messages": [{"role": "user", "content": "a\0b"}]}),
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": "a"}], "user": "a\0b"}),
        (
            "/v1/chat/completions",
            {"messages": [{"role": "user", "content": "a"}], "metadata": {"user_id": "\0"}},
        ),
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": "a"}], "seed": 2**63}),
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": "a"}], "max_tokens": 2**31}),
    ],
    ids=lambda value: value if isinstance(value, str) else str(value)[-40:],
)
async def test_what_nobody_can_store_is_422(
    door: Door, fakes: FakeServices, path: str, body: dict[str, object]
) -> None:
    async with door.post(path, json=body) as response:
        await door.error(response, 422)
    assert fakes.agent.requests == []


async def test_a_form_s_field_that_nobody_can_store_is_422(door: Door) -> None:
    async with door.post("/api/audio", data=speech_form(user_id="a\0b")) as response:
        assert (await door.error(response, 422))["param"] == "user_id"


@pytest.mark.parametrize("value", [b"a\xffb", b"a\xed\xa0\x80b"], ids=["not UTF-8", "half a pair"])
async def test_a_header_that_is_not_text_names_no_conversation(
    door: Door, fakes: FakeServices, value: bytes
) -> None:
    body = json.dumps({"messages": [{"role": "user", "content": "a"}]}).encode()
    reader, writer = await asyncio.open_connection(*door.address)
    writer.write(
        b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        b"X-Conversation-Id: " + value + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    )
    assert (await reader.read()).split()[1] in {b"400", b"422"}
    assert fakes.agent.requests == []
    writer.close()
    await writer.wait_closed()
