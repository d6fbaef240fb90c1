"""The work that runs for one connection, and how its errors reach the client."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from wyoming_morgan.errors import Busy, ShuttingDown
from wyoming_morgan.timings import TurnLog, TurnTimings, recorded
from wyoming_morgan.trace_context import TraceContext
from wyoming_morgan.wyoming.ends import Ends
from wyoming_morgan.wyoming.reporter import Reporter, Send

_LOGGER = logging.getLogger(__name__)

Respond = Callable[[], Coroutine[Any, Any, None]]
"""Does the work of a turn and sends the result."""


class TurnQueue:
    """The turns of one adapter: added at any time, answered one after the other, bounded."""

    def __init__(self, send: Send, reporter: Reporter, turn_log: TurnLog, *, limit: int) -> None:
        self._send = send
        self._reporter = reporter
        self._turn_log = turn_log
        self._limit = limit
        self._tasks: dict[asyncio.Task[None], TurnTimings] = {}
        self._answering = asyncio.Lock()
        self._closed = False

    @property
    def running(self) -> int:
        """Number of turns that were added and have not ended."""
        return len(self._tasks)

    @property
    def acted(self) -> bool:
        """Whether one of them has acted."""
        return any(timings.acted for timings in self._tasks.values())

    def new_trace(self, parent: TraceContext | None) -> TraceContext:
        """Return the place of a turn in a trace, before it is added: see `TurnLog.new_trace`."""
        return self._turn_log.new_trace(parent)

    def admit(self) -> None:
        """Check that a turn may be added.

        Raises:
            Busy: too many have not ended yet.
            ShuttingDown: the server is stopping.
        """
        if self._closed:
            raise ShuttingDown("Morgan is stopping", hint="try again in a moment")
        if len(self._tasks) >= self._limit:
            raise Busy(f"{self._limit} requests wait on this connection", hint="wait for their answers")

    def add(self, respond: Respond, timings: TurnTimings, ends: Ends) -> asyncio.Task[None]:
        """Add a turn: `respond` runs when the turns before it have ended; its error is sent, with the `ends`.

        Raises:
            Busy, ShuttingDown: as in `admit`.
        """
        self.admit()
        task = asyncio.create_task(self._run(respond, timings, ends))
        self._tasks[task] = timings
        task.add_done_callback(self._tasks.pop)
        return task

    def close(self) -> None:
        """Take no new turns."""
        self._closed = True

    async def wait(self) -> None:
        """Wait until the running turns have ended."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def cancel(self) -> None:
        """Cancel the running turns, and wait until they have ended."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await self.wait()

    async def _run(self, respond: Respond, timings: TurnTimings, ends: Ends) -> None:
        async with self._answering:
            try:
                with recorded(self._turn_log, timings):
                    await respond()
            except ConnectionError:
                _LOGGER.debug("a client left before its answer was complete")
            except Exception as error:  # noqa: BLE001 - the edge of a task: every failure is sent
                with suppress(ConnectionError):
                    await self._reporter.report(error, self._send, ends)
