"""A real server on loopback for every test of the Wyoming door, and real clients."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

import pytest
from blockbuster import blockbuster_ctx
from wyoming.client import AsyncTcpClient
from wyoming.event import Event

from tests.waiting import until
from tests.wyoming.fakes import FakePrograms
from wyoming_morgan.timings import TurnLog
from wyoming_morgan.wyoming.program import Program
from wyoming_morgan.wyoming.server import WyomingServer
from wyoming_morgan.wyoming.settings import WyomingSettings

NO_TRANSCRIPT = ("transcript", "transcript-stop")
NO_AUDIO = ("audio-stop",)
NO_MORE_AUDIO = ("audio-stop", "synthesize-stopped")
NO_REPLY = ("not-handled",)
NO_INTENT = ("not-recognized",)
NO_DETECTION = ("not-detected",)
"""What follows an error, for each kind of request."""

Serve = Callable[..., AbstractAsyncContextManager["Running"]]


@pytest.fixture(autouse=True)
def _nothing_blocks_the_loop() -> Iterator[None]:
    with blockbuster_ctx("wyoming_morgan"):
        yield


@pytest.fixture
def fakes() -> FakePrograms:
    return FakePrograms()


class Client(AsyncTcpClient):
    """The library's client, with the patience of a test and a way to send raw bytes."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        super().__init__(host, port, connect_timeout=10, read_timeout=10)

    async def disconnect(self) -> None:
        with suppress(ConnectionError):
            await super().disconnect()

    async def send(self, *events: Any) -> None:
        for event in events:
            await self.write_event(event if isinstance(event, Event) else event.event())

    async def send_bytes(self, data: bytes) -> None:
        assert self._writer is not None
        self._writer.write(data)
        await self._writer.drain()

    async def read(self) -> Event:
        event = await self.read_event()
        assert event is not None, "the server closed the connection"
        return event

    async def read_until(self, *types: str) -> list[Event]:
        """Everything up to the first event of one of the types."""
        events = [await self.read()]
        while events[-1].type not in types:
            events.append(await self.read())
        return events

    async def read_all(self) -> list[Event]:
        """Everything until the server closes the connection."""
        events = []
        while (event := await self.read_event()) is not None:
            events.append(event)
        return events

    async def refused(self, ends: Sequence[str]) -> Event:
        """The error that comes next, and after it the events that end the wait of older clients."""
        error = await self.read()
        assert error.type == "error"
        assert [(await self.read()).type for _ in ends] == list(ends)
        return error

    async def silent(self) -> bool:
        """Whether the server has nothing more to say: the next it says is the answer to a ping."""
        await self.send(Event("ping", {"text": "anything else?"}))
        return (await self.read()).type == "pong"


class Running:
    """A started server."""

    def __init__(self, server: WyomingServer, turn_log: TurnLog) -> None:
        self.server = server
        self.turn_log = turn_log
        self.port = server.addresses[0][1]

    def client(self) -> Client:
        return Client(self.port)

    async def clients_left(self, remaining: int = 0) -> None:
        """Wait until the server has seen all clients leave but `remaining`."""
        await until(lambda: self.server.connections <= remaining)


@asynccontextmanager
async def _serving(programs: Sequence[Program], **settings: Any) -> AsyncIterator[Running]:
    turn_log = TurnLog()
    server = WyomingServer(programs, WyomingSettings(**settings), turn_log)
    await server.start(["127.0.0.1"], 0)
    try:
        yield Running(server, turn_log)
    finally:
        await server.stop(grace=0)


@pytest.fixture
def serve() -> Serve:
    return _serving


@pytest.fixture
async def running(fakes: FakePrograms) -> AsyncIterator[Running]:
    """A server of every program, with the default settings."""
    async with _serving(fakes.all) as running:
        yield running


@pytest.fixture
async def client(running: Running) -> AsyncIterator[Client]:
    async with running.client() as client:
        yield client
