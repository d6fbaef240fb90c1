"""What the tasks of every room share."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

FailureT = TypeVar("FailureT", bound=BaseException)


def drop_failure(task: asyncio.Task[Any]) -> None:
    """Retrieve the exception of a task that has ended, so that asyncio does not log it as never retrieved.

    A done-callback for tasks whose callers may have left. A caller that still waits gets the exception.
    """
    if not task.cancelled():
        task.exception()


def first_failure(failures: BaseExceptionGroup[FailureT]) -> FailureT:
    """Return the first of the failures of a group of tasks, however deep it lies."""
    failure = failures.exceptions[0]
    return first_failure(failure) if isinstance(failure, BaseExceptionGroup) else failure


class CancellableTasks:
    """Tasks in the background that end with their owner."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Start a task; it is kept until it ends."""
        task = asyncio.create_task(work, name=self._name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def wait(self) -> None:
        """Wait until those that run now, and those that they start, have ended."""
        while self._running:
            await asyncio.wait(self._running)

    async def close(self) -> None:
        """Cancel those that run, and wait until they have ended."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)


class FairTurns:
    """Lets other tasks have their turn in work of many small steps, none of which waits."""

    def __init__(self, seconds: float = 0.002) -> None:
        """Prepare with the time that is worked in one go."""
        self._seconds = seconds
        self._began = time.perf_counter()

    async def turn(self) -> None:
        """Between two steps: let other tasks run if the time is over."""
        if time.perf_counter() - self._began >= self._seconds:
            await asyncio.sleep(0)
            self._began = time.perf_counter()
