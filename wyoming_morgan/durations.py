"""How long something took, each time: counted in memory, for histograms."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds: fine around the tenths of a second that a person notices, and one at the 2 s of a reply."""


class Durations:
    """Counts durations by bounds in seconds, from the start of the process."""

    def __init__(self, bounds: tuple[float, ...] = BOUNDS) -> None:
        """Count by these bounds, in ascending order."""
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self.seconds = 0.0
        """All durations together."""

    def add(self, seconds: float) -> None:
        """Count one duration."""
        self._counts[bisect_left(self._bounds, seconds)] += 1
        self.seconds += seconds

    @property
    def count(self) -> int:
        """How many there were."""
        return sum(self._counts)

    def up_to(self) -> Iterator[tuple[float, int]]:
        """Yield each bound and how many were no longer than that; the last bound is infinite."""
        yield from zip((*self._bounds, float("inf")), accumulate(self._counts), strict=True)
