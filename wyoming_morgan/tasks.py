"""What the tasks of every room share."""

from __future__ import annotations

import asyncio
import time
from typing import Any


def drop_failure(task: asyncio.Task[Any]) -> None:
    """Retrieve the exception of a task that has ended, so that asyncio does not log it as never retrieved.

    A done-callback for tasks whose callers may have left. A caller that still waits gets the exception.
    """
    if not task.cancelled():
        task.exception()


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
