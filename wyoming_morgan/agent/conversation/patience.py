"""How long a turn waits for the database: a moment of silence, and then not again until it has answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from wyoming_morgan.errors import StoreUnavailable

ResultT = TypeVar("ResultT")

_LONGEST_SECONDS = 10.0
"""Seconds a turn waits for a database that is slow, but answers others."""
_STEP_SECONDS = 0.025
_DISK_SECONDS = 3.0
"""Seconds a turn waits for a database that is a file: a slow disk answers in the end."""


def seconds_for(seconds: float, *, remote: bool) -> float:
    """Return how long a turn waits for a database: for a file at least as long as a slow disk takes."""
    return seconds if remote else max(seconds, _DISK_SECONDS)


class Patience:
    """Bounds what turns wait for a database that hangs; all turns together find out once.

    A database hangs if it answers nobody for a while; one that is only busy is waited for. Work that took too
    long goes on in the background, and what it stores is stored.
    """

    def __init__(
        self,
        seconds: float,
        on_silence: Callable[[], None],
        progress: Callable[[], int] = lambda: 0,
        *,
        retry_seconds: float | None = None,
    ) -> None:
        """Wait for a database.

        Args:
            seconds: How long it may answer nobody.
            on_silence: Called when the database is silent; has to find out when it answers again.
            progress: Returns how often the database has answered.
            retry_seconds: After this time one caller tries again, if nobody else finds out.
        """
        self._seconds = seconds
        self._on_silence = on_silence
        self._progress = progress
        self._retry_seconds = retry_seconds
        self._retry_at = 0.0
        self.silent = False

    async def wait(
        self, work: Callable[[], Coroutine[Any, Any, ResultT]], *, seconds: float | None = None
    ) -> ResultT:
        """Do the work and return its result; `seconds` is for work whose result is what the turn is about.

        Raises:
            StoreUnavailable: the database is silent, or was so a moment ago.
            MorganError: as the work raises it.
        """
        if self.silent and not self._retries():
            raise StoreUnavailable("the database does not answer", hint="it is tried again in the background")
        task = asyncio.ensure_future(work())
        try:
            await self._end(task, seconds or self._seconds)
        finally:
            task.cancel()
        if task.cancelled() or not task.done():
            self.silent = True
            self._pause()
            self._on_silence()
            raise StoreUnavailable("the database takes too long", hint="it is tried again in the background")
        result = task.result()
        self.silent = False
        return result

    def _retries(self) -> bool:
        """Whether this caller finds out if the database answers again; until it has, nobody else does."""
        if self._retry_seconds is None or time.monotonic() < self._retry_at:
            return False
        self._pause()
        return True

    def _pause(self) -> None:
        self._retry_at = time.monotonic() + (self._retry_seconds or 0.0)

    def answered(self) -> None:
        """Record that the database answers again."""
        self.silent = False

    async def _end(self, task: asyncio.Task[Any], seconds: float) -> None:
        """Wait for the end of the task, or until the database has been silent for too long.

        Only steps are counted, however long they take: where this process is busy itself, the database is not
        to blame.
        """
        silence = waited = 0.0
        progress = self._progress()
        while not task.done() and silence < seconds and waited < max(seconds, _LONGEST_SECONDS):
            step = min(_STEP_SECONDS, seconds)
            await asyncio.wait({task}, timeout=step)
            waited += step
            silence = silence + step if self._progress() == progress else 0.0
            progress = self._progress()
