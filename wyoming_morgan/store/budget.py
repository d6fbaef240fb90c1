"""How long one turn may wait for a server in all, however many calls it makes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

_WINDOW_SECONDS = 10.0


@dataclass(slots=True)
class _Waits:
    since: float
    seconds: float = 0.0


class WaitingBudget:
    """The seconds that each task may still wait; used up, they come back ten seconds after its first call.

    A turn is a task, so many slow answers cost it no more than one that does not come.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._waits: WeakKeyDictionary[asyncio.Task[Any], _Waits] = WeakKeyDictionary()

    def left(self) -> float:
        """Return the seconds that the current task may still wait; 0 if none are left."""
        waits = self._current()
        return self._seconds if waits is None else max(0.0, self._seconds - waits.seconds)

    def spend(self, seconds: float) -> None:
        """Note that the current task has waited."""
        waits = self._current()
        if waits is not None:
            waits.seconds += seconds

    def _current(self) -> _Waits | None:
        task = asyncio.current_task()
        if task is None:
            return None
        waits, now = self._waits.get(task), self._clock()
        if waits is None or now - waits.since > _WINDOW_SECONDS:
            waits = self._waits[task] = _Waits(now)
        return waits
