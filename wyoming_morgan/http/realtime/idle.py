"""Waits for a user who may have nothing to say."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class IdleTimer:
    """Reports once that nobody has spoken for a while."""

    def __init__(self, due: Callable[[], None]) -> None:
        """Wait for nobody yet; `due` is called when the time has passed."""
        self._due = due
        self._handle: asyncio.TimerHandle | None = None

    def begin(self, seconds: float) -> None:
        """Wait for so many seconds, from now on."""
        self.end()
        self._handle = asyncio.get_running_loop().call_later(seconds, self._due)

    def end(self) -> None:
        """Wait no more."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
