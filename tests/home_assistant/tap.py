"""A wire tap between Home Assistant and Morgan: it passes every event on, and remembers it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from wyoming.event import Event, async_read_event, async_write_event


class Tap:
    """Listens on a port of its own and connects each client to Morgan."""

    def __init__(self, target_port: int) -> None:
        self._target_port = target_port
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0
        self.asked: list[Event] = []
        """What clients sent, of all connections in the order of their arrival."""
        self.answered: list[Event] = []
        """What Morgan sent."""

    @classmethod
    @contextlib.asynccontextmanager
    async def run(cls, target_port: int) -> AsyncIterator[Tap]:
        """Tap the line to a port of this machine during the block."""
        tap = cls(target_port)
        server = await asyncio.start_server(tap._connect, "127.0.0.1", 0)
        tap.port = server.sockets[0].getsockname()[1]
        try:
            yield tap
        finally:
            server.close()
            for task in tap._tasks:
                task.cancel()
            await asyncio.gather(*tap._tasks, return_exceptions=True)
            await server.wait_closed()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        from_morgan, to_morgan = await asyncio.open_connection("127.0.0.1", self._target_port)
        try:
            passing = {
                asyncio.create_task(_pass_on(reader, to_morgan, self.asked)),
                asyncio.create_task(_pass_on(from_morgan, writer, self.answered)),
            }
            _, pending = await asyncio.wait(passing, return_when=asyncio.FIRST_COMPLETED)
            for task in pending:
                task.cancel()
            await asyncio.gather(*passing, return_exceptions=True)
        finally:
            writer.close()
            to_morgan.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seen: list[Event]) -> None:
    while event := await async_read_event(reader):
        seen.append(event)
        await async_write_event(event, writer)
