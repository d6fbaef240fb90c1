"""Measures the agent's own time, without the time in which the caller handles its events."""

from __future__ import annotations

from wyoming_morgan.timings import Stage, TurnTimings


class Watch:
    """Runs from its beginning, and may be stopped and resumed any number of times."""

    def __init__(self, timings: TurnTimings) -> None:
        self._timings = timings
        self._began: float | None = timings.clock()

    def stop(self) -> None:
        """Record the time since the watch was resumed; a stopped one stays so."""
        if self._began is not None:
            self._timings.record(Stage.AGENT, self._timings.clock() - self._began)
            self._began = None

    def resume(self) -> None:
        """Measure again."""
        self._began = self._timings.clock()
