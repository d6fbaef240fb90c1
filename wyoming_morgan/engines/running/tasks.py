"""Tasks that outlive their caller, and the deadline of a call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from wyoming_morgan.errors import DeadlineExceeded, ShuttingDown
from wyoming_morgan.tasks import drop_failure

T = TypeVar("T")


class BackgroundTasks:
    """Tasks that run to their end, whether or not their caller still waits."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Start a task. It is kept until it ends; a failure that no caller awaits is dropped."""
        task = asyncio.create_task(work, name=self._name)
        self._running.add(task)
        task.add_done_callback(self._forget)
        return task

    async def wait(self) -> None:
        """Wait until every task that runs now has ended; yield to the event loop if none runs."""
        await (asyncio.wait(self._running) if self._running else asyncio.sleep(0))

    def _forget(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        drop_failure(task)


@asynccontextmanager
async def deadline(name: str, seconds: float) -> AsyncIterator[None]:
    """Limit the block, in which the engine `name` answers a call, to some seconds.

    Raises:
        DeadlineExceeded: it took longer.
    """
    try:
        async with asyncio.timeout(seconds) as timeout:
            yield
    except TimeoutError:
        if not timeout.expired():
            raise
        raise DeadlineExceeded(
            f"{name} did not answer within {seconds:g} s", hint="try again, or raise the engine's deadline"
        ) from None


async def shielded(start: asyncio.Task[T], stopped: str) -> T:
    """Wait for a start that several callers share; a caller that is cancelled does not cancel it.

    Raises:
        ShuttingDown: the start itself was cancelled; `stopped` is the message.
    """
    try:
        return await asyncio.shield(start)
    except asyncio.CancelledError:
        if start.cancelled():
            raise ShuttingDown(stopped) from None
        raise
