"""Connections: how many may be open, and those that do not speak HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import pytest

from tests.fakes import Gate
from tests.http.conftest import Door, FakeServices, Serve
from tests.http.raw_requests import raw_post
from tests.waiting import until

HEALTH = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"


@dataclass
class Connection:
    """A connection of a client, from an address of this machine."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def is_served(self) -> bool:
        with suppress(ConnectionError):
            self.writer.write(HEALTH)
            return (await self.reader.readline()).startswith(b"HTTP/1.1 200 ")
        return False


Connect = Callable[..., Awaitable[Connection]]


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    """Open connections that are closed after the test; `sent` is sent at once."""
    opened: list[Connection] = []

    async def connect(door: Door, sent: bytes = b"", *, local: str = "127.0.0.1") -> Connection:
        connection = Connection(*await asyncio.open_connection(*door.address, local_addr=(local, 0)))
        opened.append(connection)
        connection.writer.write(sent)
        return connection

    yield connect
    for connection in opened:
        connection.writer.transport.abort()


async def test_one_connection_too_many_is_told_so(
    serve: Serve, fakes: FakeServices, connect: Connect
) -> None:
    door = await serve(max_connections=1)
    fakes.agent.gate = Gate()
    await connect(door, raw_post("/api/text", {"text": "hello"}))
    await fakes.agent.gate.arrived.wait()
    second = await connect(door, HEALTH)
    reply = await second.reader.read()
    assert reply.startswith(b"HTTP/1.1 503 ")
    assert b'"code": "busy"' in reply
    assert b"Retry-After: 1" in reply
    assert not fakes.agent.gate.given_up.is_set()


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"GET /heal", id="half a request"),
        pytest.param(HEALTH, id="only asks for health"),
    ],
)
async def test_a_connection_that_does_nothing_makes_room(serve: Serve, connect: Connect, sent: bytes) -> None:
    door = await serve(max_connections=4)
    idle = [await connect(door, sent) for _ in range(12)]
    assert await (await connect(door)).is_served()
    assert door.server.connections <= 4
    assert not await idle[0].is_served() or sent == HEALTH


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(HEALTH, id="only asks for health"),
        pytest.param(
            b"POST /api/text HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{", id="slow bodies"
        ),
        pytest.param(raw_post("/api/text", {"text": "hello"}), id="long requests"),
    ],
)
async def test_one_address_cannot_shut_another_one_out(
    serve: Serve, fakes: FakeServices, connect: Connect, sent: bytes
) -> None:
    fakes.agent.gate = Gate()
    door = await serve(
        max_connections=16, max_connections_per_address=12, max_requests=12, max_requests_per_address=8
    )
    for _ in range(24):
        await connect(door, sent)
    await asyncio.sleep(0.1)
    neighbor = await connect(door, local="127.0.0.2")
    assert await neighbor.is_served()
    other = await connect(door, raw_post("/generate", {"text": "hello"}), local="127.0.0.2")
    assert (await other.reader.readline()).startswith(b"HTTP/1.1 200 ")
    for _ in range(24):
        await connect(door, sent)
    await asyncio.sleep(0.1)
    assert await (await connect(door, local="127.0.0.2")).is_served()


async def test_refused_clients_are_bounded_too(serve: Serve, fakes: FakeServices, connect: Connect) -> None:
    door = await serve(max_connections=2)
    fakes.agent.gate = Gate()
    for _ in range(2):
        await connect(door, raw_post("/api/text", {"text": "hello"}))
    await until(lambda: len(fakes.agent.requests) == 2)
    refused = [await connect(door) for _ in range(20)]
    await asyncio.sleep(0.05)
    ended = [connection for connection in refused if connection.reader.at_eof()]
    assert len(ended) == 18


async def test_one_address_may_use_all_requests_but_for_those_of_others(
    serve: Serve, fakes: FakeServices
) -> None:
    door = await serve(max_requests=4, max_requests_per_address=2)
    fakes.agent.gate = Gate()
    running = [
        asyncio.create_task(door.session.post(door.url + "/api/text", json={"text": "a"})) for _ in "ab"
    ]
    await until(lambda: len(fakes.agent.requests) == 2)
    async with door.post("/api/text", json={"text": "a"}) as response:
        assert "of this address" in (await door.error(response, 503))["message"]
    fakes.agent.gate.opened.set()
    for task in running:
        (await task).close()
    async with door.post("/api/text", json={"text": "a"}) as response:
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
    assert b"aiohttp" not in reply
    async with door.get("/health") as response:
        assert response.status == 200
