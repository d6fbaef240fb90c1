"""How late the event loop is: whatever keeps it busy makes every client wait."""

from __future__ import annotations

import asyncio

from wyoming_morgan.durations import Durations

_SECONDS = 0.5
"""Between two looks: often enough to meet what blocks for long, seldom enough to cost nothing."""
_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class LoopLag:
    """Measures by how much a timer of the event loop is late, again and again."""

    def __init__(self) -> None:
        self.durations = Durations(_BOUNDS)
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to measure."""
        self._expect(asyncio.get_running_loop())

    def stop(self) -> None:
        """Measure no longer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _expect(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = loop.call_later(_SECONDS, self._look, loop, loop.time() + _SECONDS)

    def _look(self, loop: asyncio.AbstractEventLoop, due: float) -> None:
        self.durations.add(max(0.0, loop.time() - due))
        self._expect(loop)
