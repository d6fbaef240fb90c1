"""How long a turn waits for the database: a moment, and then not again until it has answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from wyoming_morgan.errors import StoreUnavailable

ResultT = TypeVar("ResultT")


class Patience:
    """Bounds what turns wait for a database that hangs; all turns together find out once.

    Work that took too long goes on in the background, and what it stores is stored.
    """

    def __init__(self, seconds: float, on_silence: Callable[[], None]) -> None:
        """Wait for a database.

        Args:
            seconds: How long one call may take.
            on_silence: Called when the database takes too long; has to find out when it answers again.
        """
        self._seconds = seconds
        self._on_silence = on_silence
        self.silent = False

    async def wait(
        self, work: Callable[[], Coroutine[Any, Any, ResultT]], *, seconds: float | None = None
    ) -> ResultT:
        """Do the work and return its result; `seconds` is for work whose result is what the turn is about.

        Raises:
            StoreUnavailable: it takes too long, or did so a moment ago.
            MorganError: as the work raises it.
        """
        if self.silent:
            raise StoreUnavailable("the database does not answer", hint="it is tried again in the background")
        try:
            async with asyncio.timeout(seconds or self._seconds):
                return await work()
        except TimeoutError as error:
            self.silent = True
            self._on_silence()
            raise StoreUnavailable(
                f"the database took longer than {seconds or self._seconds:g} seconds",
                hint="it is tried again in the background",
            ) from error

    def answered(self) -> None:
        """Record that the database answers again."""
        self.silent = False
