"""What the measurements of HTTP share: samples, their table, and the machine."""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_LEAST_FOR_TENTHS = 2


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table: what was measured, and the samples in seconds."""

    name: str
    samples: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median in milliseconds."""
        return statistics.median(self.samples) * 1000

    @property
    def ninetieth(self) -> float:
        """The ninetieth percentile in milliseconds."""
        if len(self.samples) < _LEAST_FOR_TENTHS:
            return self.median
        return statistics.quantiles(self.samples, n=10, method="inclusive")[-1] * 1000

    @property
    def worst(self) -> float:
        """The highest in milliseconds."""
        return max(self.samples) * 1000


def table(figures: Sequence[Figure]) -> Iterator[str]:
    """Yield the rows, in milliseconds."""
    yield f"{'milliseconds':<58} {'median':>8} {'p90':>8} {'worst':>8}    n"
    for figure in figures:
        columns = f"{figure.median:8.1f} {figure.ninetieth:8.1f} {figure.worst:8.1f}"
        yield f"{figure.name:<58} {columns} {len(figure.samples):4}"


def machine() -> str:
    """Return how many processors there are, how busy they are, and how much memory is free."""
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    facts = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text().splitlines())
    free = int(facts["MemAvailable"].split()[0]) / 1024 / 1024
    return f"{os.cpu_count()} processors, load {load}, {free:.1f} GiB free"
