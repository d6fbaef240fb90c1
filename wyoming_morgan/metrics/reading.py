"""One value of a metric at the time of a scrape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wyoming_morgan.durations import Durations
from wyoming_morgan.metrics.table import MetricSpec

Value = float | Durations | Callable[[], float]


@dataclass(frozen=True, slots=True)
class MetricReading:
    """The present value of one metric with these labels.

    A function is called in a thread, not on the event loop: it may read a file of /proc.
    """

    metric: MetricSpec
    value: Value
    labels: tuple[str, ...] = ()
    """The values of the metric's labels, in their order."""
