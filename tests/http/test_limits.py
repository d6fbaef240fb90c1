"""Bounds, and what goes beyond them."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator

from aiohttp import FormData

from tests.http.conftest import Door, House, Serve
from tests.http.fakes import Gate

TEXT = {"text": "hello"}


async def chunks(size: int, *, head: bytes = b"") -> AsyncIterator[bytes]:
    """A body that does not tell its length."""
    yield head
    for _ in range(size // 4096):
        yield b"a" * 4096


async def test_a_json_body_beyond_its_bound_is_413(serve: Serve, house: House) -> None:
    door = await serve(max_json_bytes=2048)
    async with door.post("/api/text", json={"text": "a" * 4096}) as response:
        assert "2048" in (await door.error(response, 413))["message"]
    assert house.mind.requests == []


async def test_a_json_body_without_a_length_is_bounded_too(serve: Serve) -> None:
    door = await serve(max_json_bytes=2048)
    async with door.post("/api/text", data=chunks(256 * 1024)) as response:
        await door.error(response, 413)


async def test_a_small_body_that_unpacks_to_a_large_one_is_413(door: Door) -> None:
    bomb = gzip.compress(b'{"text": "' + b"a" * (50 * 1024 * 1024))
    assert len(bomb) < 64 * 1024
    async with door.post("/api/text", data=bomb, headers={"Content-Encoding": "gzip"}) as response:
        await door.error(response, 413)


async def test_a_form_beyond_its_bound_is_413(serve: Serve) -> None:
    door = await serve(max_body_bytes=32 * 1024)
    data = FormData()
    data.add_field("file", b"a" * 64 * 1024, filename="a.wav")
    async with door.post("/api/audio", data=data) as response:
        assert "32768" in (await door.error(response, 413))["message"]


async def test_a_form_without_a_length_is_bounded_in_its_file_and_before_its_first_part(serve: Serve) -> None:
    door = await serve(max_body_bytes=32 * 1024)
    file = b'--line\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=line"}
    async with door.post("/api/audio", data=chunks(256 * 1024, head=file), headers=headers) as response:
        await door.error(response, 413)


async def test_one_request_too_many_is_told_to_come_back(serve: Serve, house: House) -> None:
    door = await serve(max_requests=1)
    house.mind.gate = Gate()
    first = asyncio.create_task(door.session.post(door.url + "/api/text", json=TEXT))
    await house.mind.gate.arrived.wait()
    async with door.post("/api/text", json=TEXT) as response:
        assert (await door.error(response, 503))["code"] == "busy"
        assert response.headers["Retry-After"] == "1"
        assert response.headers["x-should-retry"] == "true"
    house.mind.gate.opened.set()
    async with await first as response:
        assert response.status == 200
    async with door.post("/api/text", json=TEXT) as response:
        assert response.status == 200


async def test_health_answers_while_no_place_is_free(serve: Serve, house: House) -> None:
    door = await serve(max_requests=1)
    house.mind.gate = Gate()
    first = asyncio.create_task(door.session.post(door.url + "/api/text", json=TEXT))
    await house.mind.gate.arrived.wait()
    for path in ("/health", "/metrics", "/v1/models", "/v1/audio/voices"):
        async with door.get(path) as response:
            assert response.status == 200
    house.mind.gate.opened.set()
    (await first).close()


async def test_a_request_that_takes_too_long_is_504_and_its_work_given_up(serve: Serve, house: House) -> None:
    door = await serve(request_seconds=0.05)
    house.mind.gate = Gate()
    async with door.post("/api/text", json=TEXT) as response:
        assert (await door.error(response, 504))["code"] == "timeout"
    assert house.mind.gate.given_up.is_set()


async def test_a_body_that_never_ends_is_given_up(serve: Serve) -> None:
    door = await serve(request_seconds=0.05)
    reader, writer = await asyncio.open_connection(*door.address)
    writer.write(b"POST /api/text HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
    assert (await reader.readline()).startswith(b"HTTP/1.1 504")
    writer.close()
    await writer.wait_closed()


async def test_a_client_that_does_not_read_its_reply_is_given_up(serve: Serve, house: House) -> None:
    door = await serve(request_seconds=0.1)
    house.mouth.chunk = bytes(32 * 1024 * 1024)
    spoken = asyncio.Event()
    house.turn_log.listen(lambda _: spoken.set())
    body = b'{"text": "hello", "stream": false}'
    _, writer = await asyncio.open_connection(*door.address, limit=1024)
    writer.write(
        b"POST /generate HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    )
    await spoken.wait()
    while door.server.connections:  # noqa: ASYNC110 - nobody is told when a connection ends
        await asyncio.sleep(0.01)
    writer.transport.abort()


async def test_one_connection_too_many_is_told_so(serve: Serve) -> None:
    door = await serve(max_connections=1)
    _, first = await asyncio.open_connection(*door.address)
    first.write(b"GET /heal")
    await first.drain()
    reader, second = await asyncio.open_connection(*door.address)
    second.write(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
    reply = await reader.read()
    assert reply.startswith(b"HTTP/1.1 503 ")
    assert b'"code": "busy"' in reply
    assert b"Retry-After: 1" in reply
    for writer in (first, second):
        writer.close()
        await writer.wait_closed()
    async with door.get("/health") as response:
        assert response.status == 200


async def test_an_idle_connection_is_closed(serve: Serve) -> None:
    door = await serve(idle_seconds=0.05)
    reader, writer = await asyncio.open_connection(*door.address)
    assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()
