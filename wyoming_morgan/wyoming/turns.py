"""The work that runs for one connection, and how its failures reach the client."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any

from wyoming.error import Error
from wyoming.event import Event

from wyoming_morgan.errors import Busy, MorganError, ShuttingDown
from wyoming_morgan.timings import TurnLog, TurnTimings, recorded

_LOGGER = logging.getLogger(__name__)

Send = Callable[[Event], Awaitable[None]]
"""Sends one event to the client; raises `ConnectionError` when it has left."""

Answer = Callable[[], Coroutine[Any, Any, None]]
"""Does the work of a turn and sends what comes of it."""


def error_event(error: Exception) -> Event:
    """Turn a failure into the event that tells the client of it."""
    if isinstance(error, MorganError):
        return Error(text=str(error), code=error.code).event()
    return Error(text="Morgan made a mistake (the log tells more)", code=MorganError.code).event()


async def report(error: Exception, send: Send) -> None:
    """Tell the client of a failure, and the log of one that nobody foresaw."""
    if isinstance(error, MorganError):
        _LOGGER.debug("a request failed: %s", error)
    else:
        _LOGGER.error("a request failed in an unforeseen way", exc_info=error)
    await send(error_event(error))


class Turns:
    """Turns of one kind on one connection: begun at any time, answered one after the other, bounded."""

    def __init__(self, send: Send, turn_log: TurnLog, *, limit: int) -> None:
        self._send = send
        self._turn_log = turn_log
        self._limit = limit
        self._tasks: set[asyncio.Task[None]] = set()
        self._answering = asyncio.Lock()
        self._closed = False

    @property
    def running(self) -> int:
        """How many turns have begun and not ended."""
        return len(self._tasks)

    def admit(self) -> None:
        """Make sure that a turn may begin.

        Raises:
            Busy: too many have begun.
            ShuttingDown: the server is stopping.
        """
        if self._closed:
            raise ShuttingDown("Morgan is stopping", hint="try again in a moment")
        if len(self._tasks) >= self._limit:
            raise Busy(f"{self._limit} requests wait on this connection", hint="wait for their answers")

    def start(self, answer: Answer, timings: TurnTimings) -> asyncio.Task[None]:
        """Begin a turn: `answer` runs when the turns before it have ended, and its failure is sent.

        Raises:
            Busy, ShuttingDown: as in `admit`.
        """
        self.admit()
        task = asyncio.create_task(self._run(answer, timings))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def close(self) -> None:
        """Take no new turns."""
        self._closed = True

    async def wait(self) -> None:
        """Wait until the running turns have ended."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def cancel(self) -> None:
        """Give the running turns up, and wait until they are gone."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await self.wait()

    async def _run(self, answer: Answer, timings: TurnTimings) -> None:
        async with self._answering:
            try:
                with recorded(self._turn_log, timings):
                    await answer()
            except ConnectionError:
                _LOGGER.debug("a client left before its answer was complete")
            except Exception as error:  # noqa: BLE001 - the edge of a task: every failure is sent
                with suppress(ConnectionError):
                    await report(error, self._send)
