"""Prometheus metrics, in a separate registry for each server."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Iterable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from wyoming_morgan.addresses import without_credentials
from wyoming_morgan.durations import BOUNDS, Durations
from wyoming_morgan.metrics import table
from wyoming_morgan.metrics.reading import MetricReading
from wyoming_morgan.metrics.table import MetricKind, MetricSpec
from wyoming_morgan.timings import TurnLog, TurnTimings


class Metrics:
    """Counts turns and requests; takes all other readings when asked."""

    def __init__(self, turns: TurnLog, readings: Callable[[], Iterable[MetricReading]]) -> None:
        self._readings = readings
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._turns = self._counter(table.TURNS)
        self._turn_errors = self._counter(table.TURN_ERRORS)
        self._stages = self._histogram(table.STAGE_SECONDS)
        self._requests = self._counter(table.HTTP_REQUESTS)
        self._request_seconds = self._histogram(table.HTTP_REQUEST_SECONDS)
        turns.listen(self._add_turn)

    def add_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request. `route` is the pattern of the route, not the path."""
        self._requests.labels(method, route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    async def render(self) -> bytes:
        """Return all metrics in Prometheus' text format 0.0.4.

        What is in memory is read here, on the event loop; the rest, which reads files of /proc, in a thread.
        """
        present = CollectorRegistry()
        present.register(_Readings(list(self._readings())))
        return await asyncio.to_thread(lambda: generate_latest(self._registry) + generate_latest(present))

    def _counter(self, metric: MetricSpec) -> Counter:
        return Counter(metric.name, metric.help, metric.labels, registry=self._registry)

    def _histogram(self, metric: MetricSpec) -> Histogram:
        return Histogram(metric.name, metric.help, metric.labels, buckets=BOUNDS, registry=self._registry)

    def _add_turn(self, timings: TurnTimings) -> None:
        outcome = timings.outcome or "done"
        self._turns.labels(outcome).inc()
        if timings.fault:
            self._turn_errors.labels(timings.fault, outcome).inc()
        for stage, seconds in timings.seconds.items():
            self._stages.labels(stage.value).observe(seconds)


class _Readings:
    """A Prometheus collector over readings that were taken already."""

    def __init__(self, readings: list[MetricReading]) -> None:
        self._readings = readings

    def collect(self) -> Iterator[Metric]:
        families: dict[str, _Family] = {}
        for reading in self._readings:
            family = families.setdefault(reading.metric.name, _family(reading.metric))
            labels = [without_credentials(value) for value in reading.labels]
            value = reading.value
            if isinstance(value, Durations):
                assert isinstance(family, HistogramMetricFamily)  # noqa: S101 - by the metric's kind
                buckets = [(_written(bound), count) for bound, count in value.up_to()]
                family.add_metric(labels, buckets, value.seconds)
            else:
                assert not isinstance(family, HistogramMetricFamily)  # noqa: S101 - by the metric's kind
                family.add_metric(labels, value() if callable(value) else value)
        yield from families.values()


def _written(bound: float) -> str:
    return "+Inf" if math.isinf(bound) else repr(bound)


_Family = CounterMetricFamily | GaugeMetricFamily | HistogramMetricFamily


def _family(metric: MetricSpec) -> _Family:
    match metric.kind:
        case MetricKind.COUNTER:
            return CounterMetricFamily(metric.name, metric.help, labels=metric.labels)
        case MetricKind.GAUGE:
            return GaugeMetricFamily(metric.name, metric.help, labels=metric.labels)
        case MetricKind.HISTOGRAM:
            return HistogramMetricFamily(metric.name, metric.help, labels=metric.labels)
