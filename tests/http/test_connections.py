"""Connections: how many may be open, and those that do not speak HTTP."""

from __future__ import annotations

import asyncio

import pytest

from tests.http.conftest import Door, Serve


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


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"\x00\x01\x02\x03\r\n\r\n", id="bytes"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", id="TLS"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", id="negative length"),
        pytest.param(b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", id="long path"),
        pytest.param(
            b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 20_000 + b"\r\n\r\n", id="long header"
        ),
    ],
)
async def test_what_is_no_http_is_told_so_and_the_connection_closed(door: Door, sent: bytes) -> None:
    reader, writer = await asyncio.open_connection(*door.address)
    writer.write(sent)
    reply = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert reply.startswith((b"HTTP/1.0 400 ", b"HTTP/1.1 400 "))
    assert b'"code": "protocol"' in reply
    assert b"x-request-id: req_" in reply
    async with door.get("/health") as response:
        assert response.status == 200
