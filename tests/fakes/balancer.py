"""A balancer of connections whose first replica has just been replaced."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from enum import Enum, auto


class Loss(Enum):
    """How the connection to the replica that is gone ends."""

    RESET = auto()
    """It breaks, once something was asked."""
    END = auto()
    """It ends, once something was asked."""
    BAD_GATEWAY = auto()
    """A balancer of HTTP answers in its place."""
    REFUSED = auto()
    """Nobody listens until the log says that it is asked again."""


class Balancer:
    """Listens on loopback, loses its first `losses` connections, and passes further ones on to a port."""

    def __init__(self, port: int, loss: Loss, losses: int = 1) -> None:
        self._target = port
        self._loss = loss
        self._losses = losses
        self._listening: asyncio.Task[asyncio.Server] | None = None
        self.connections = 0
        self.port = 0

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Balancer]:
        with socket.socket() as bound:
            bound.bind(("127.0.0.1", 0))
            self.port = bound.getsockname()[1]
            if self._loss is Loss.REFUSED:
                async with self._listening_later(bound):
                    yield self
                return
            server = await asyncio.start_server(self._handle, sock=bound)
            async with server:
                yield self
                server.close()

    @asynccontextmanager
    async def _listening_later(self, bound: socket.socket) -> AsyncIterator[None]:
        log, later = logging.getLogger("wyoming_morgan"), _Later(self, bound)
        log.addHandler(later)
        try:
            yield
        finally:
            log.removeHandler(later)
            if self._listening is not None:
                (await self._listening).close()

    def listen(self, bound: socket.socket) -> None:
        self._losses = 0
        bound.listen()
        self._listening = asyncio.get_running_loop().create_task(
            asyncio.start_server(self._handle, sock=bound)
        )

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        asked = await reader.read(65536)
        if self.connections > self._losses:
            await self._pass_on(asked, reader, writer)
        elif self._loss is Loss.RESET:
            writer.transport.abort()
        elif self._loss is Loss.BAD_GATEWAY:
            writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()

    async def _pass_on(
        self, asked: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._target)
        back.write(asked)
        asking = asyncio.create_task(_copy(reader, back))
        await _copy(there, writer)
        asking.cancel()
        back.close()


class _Later(logging.Handler):
    """Has a balancer listen from the moment at which somebody is asked again."""

    def __init__(self, balancer: Balancer, bound: socket.socket) -> None:
        super().__init__(logging.INFO)
        self._balancer = balancer
        self._bound = bound

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage().endswith("it is asked again") and self._balancer.connections == 0:
            self._balancer.listen(self._bound)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
