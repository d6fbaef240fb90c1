"""Prometheus metrics, in a separate registry for each server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, Info, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from wyoming_morgan import __version__
from wyoming_morgan.addresses import without_credentials
from wyoming_morgan.http.services import GaugeReading
from wyoming_morgan.timings import TurnLog, TurnTimings

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds; fine around the tenths of a second that a person notices."""


class Metrics:
    """Counts turns and requests; reads gauges when asked."""

    def __init__(self, turns: TurnLog, readings: Callable[[], Iterable[GaugeReading]]) -> None:
        self._readings = readings
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        Info("morgan_build", "The running version.", registry=self._registry).info({"version": __version__})
        self._turns = Counter(
            "morgan_turns", "Turns by how they ended.", ["outcome"], registry=self._registry
        )
        self._stages = Histogram(
            "morgan_turn_stage_seconds",
            "Seconds that each stage of a turn took.",
            ["stage"],
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._requests = Counter(
            "morgan_http_requests",
            "HTTP requests by route and status.",
            ["method", "route", "status"],
            registry=self._registry,
        )
        self._request_seconds = Histogram(
            "morgan_http_request_seconds",
            "Seconds that HTTP requests took.",
            ["route"],
            buckets=_BUCKETS,
            registry=self._registry,
        )
        turns.listen(self._add_turn)

    def add_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request. `route` is the pattern of the route, not the path."""
        self._requests.labels(method, route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    async def render(self) -> bytes:
        """Return all metrics in Prometheus' text format 0.0.4.

        The gauges are read here, on the event loop; the rest, which reads files of /proc, in a thread.
        """
        gauges = CollectorRegistry()
        gauges.register(_Gauges(list(self._readings())))
        return await asyncio.to_thread(lambda: generate_latest(self._registry) + generate_latest(gauges))

    def _add_turn(self, timings: TurnTimings) -> None:
        self._turns.labels(timings.outcome or "done").inc()
        for stage, seconds in timings.seconds.items():
            self._stages.labels(stage.value).observe(seconds)


class _Gauges:
    """A Prometheus collector over readings that were taken already."""

    def __init__(self, readings: list[GaugeReading]) -> None:
        self._readings = readings

    def collect(self) -> Iterator[Metric]:
        families: dict[str, GaugeMetricFamily] = {}
        for reading in self._readings:
            family = families.setdefault(
                reading.name, GaugeMetricFamily(reading.name, reading.help, labels=list(reading.labels))
            )
            family.add_metric([*map(without_credentials, reading.labels.values())], reading.value)
        yield from families.values()
