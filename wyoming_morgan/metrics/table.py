"""Every metric of Morgan, by the names under which Prometheus reads it.

Names follow https://prometheus.io/docs/practices/naming/: a base unit at the end, `_total` for counters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class MetricKind(StrEnum):
    """The types of Prometheus."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


@dataclass(frozen=True, slots=True)
class MetricSpec:
    """One metric: its name, type, labels, and a line for people."""

    name: str
    kind: MetricKind
    help: str
    labels: tuple[str, ...] = ()

    @property
    def series(self) -> tuple[str, ...]:
        """The names of its time series, as queries use them."""
        if self.kind is MetricKind.HISTOGRAM:
            return tuple(f"{self.name}_{part}" for part in ("bucket", "count", "sum"))
        return (self.name,)


def _counter(name: str, text: str, *labels: str) -> MetricSpec:
    return MetricSpec(name, MetricKind.COUNTER, text, labels)


def _gauge(name: str, text: str, *labels: str) -> MetricSpec:
    return MetricSpec(name, MetricKind.GAUGE, text, labels)


def _histogram(name: str, text: str, *labels: str) -> MetricSpec:
    return MetricSpec(name, MetricKind.HISTOGRAM, text, labels)


_MODEL = ("kind", "engine", "model")

BUILD = _gauge("morgan_build_info", "Always 1; the running version.", "version")
READY = _gauge("morgan_service_ready", "Whether a service is ready (1) or not (0).", "service")
START = _gauge(
    "morgan_start_seconds", "Seconds from the start of the process until its doors were open; 0 before."
)

TURNS = _counter("morgan_turns_total", "Turns by how they ended.", "outcome")
TURN_ERRORS = _counter(
    "morgan_turn_errors_total", "Turns that failed, by whose fault and why.", "fault", "code"
)
STAGE_SECONDS = _histogram("morgan_turn_stage_seconds", "Seconds that each stage of a turn took.", "stage")
TURNS_RUNNING = _gauge("morgan_turns_running", "Turns in progress, also those that still listen.")
TURNS_WAITING = _gauge(
    "morgan_turns_waiting", "Calls of turns that wait for a place: at an engine, the decoder or the grammar."
)

ENGINE_WAIT_SECONDS = _histogram(
    "morgan_engine_wait_seconds", "Seconds that calls waited for a place at an engine.", *_MODEL
)
ENGINE_CALL_SECONDS = _histogram(
    "morgan_engine_call_seconds", "Seconds that an engine worked on calls.", *_MODEL
)
ENGINE_RUNNING = _gauge("morgan_engine_calls_running", "Calls an engine works on.", *_MODEL)
ENGINE_WAITING = _gauge("morgan_engine_calls_waiting", "Calls that wait for a place at it.", *_MODEL)
ENGINE_PLACES = _gauge("morgan_engine_places", "Calls that it may work on at the same time.", *_MODEL)
ENGINE_QUEUE = _gauge(
    "morgan_engine_queue_limit", "Calls that may wait; further ones are refused as busy.", *_MODEL
)
ENGINE_LOADED = _gauge("morgan_engine_loaded", "Whether its model is in memory (1) or not (0).", *_MODEL)
ENGINE_LOAD_SECONDS = _gauge(
    "morgan_engine_load_seconds", "Seconds that the last load of its model took.", *_MODEL
)
ENGINE_MODEL_MEMORY = _gauge(
    "morgan_engine_model_memory_bytes", "Memory that loading its model took, as measured then.", *_MODEL
)
ENGINE_PROCESS_MEMORY = _gauge(
    "morgan_engine_process_memory_bytes", "Resident memory of the processes of an engine, now.", *_MODEL
)
ENGINE_STANDS_IN = _gauge(
    "morgan_engine_stands_in",
    "Always 1: this engine does the work of another one, which cannot be loaded.",
    "service",
    "engine",
    "stands_in_for",
    "code",
)
MEMORY = _gauge("morgan_memory_bytes", "Resident memory of Morgan and of all processes of its engines, now.")

LOOP_LAG_SECONDS = _histogram(
    "morgan_loop_lag_seconds", "Seconds by which the event loop was late, measured twice a second."
)

HTTP_REQUESTS = _counter(
    "morgan_http_requests_total", "HTTP requests by route and status.", "method", "route", "status"
)
HTTP_REQUEST_SECONDS = _histogram("morgan_http_request_seconds", "Seconds that HTTP requests took.", "route")
HTTP_CONNECTIONS = _gauge("morgan_http_connections", "Open HTTP connections.")
HTTP_RUNNING = _gauge("morgan_http_requests_running", "HTTP requests being worked on.")
WYOMING_CONNECTIONS = _gauge("morgan_wyoming_connections", "Connected Wyoming clients.")
WYOMING_ERRORS = _counter(
    "morgan_wyoming_errors_total", "Errors sent to Wyoming clients, by their code.", "code"
)

LLM_FALLBACKS = _counter(
    "morgan_llm_fallbacks_total", "Times a language model backend was passed over.", "backend", "code"
)
STORE_AVAILABLE = _gauge(
    "morgan_store_available", "Whether the database answered the last time (1) or not (0)."
)
CACHE_AVAILABLE = _gauge("morgan_cache_available", "Whether the cache answered the last time (1) or not (0).")
MESSAGES_KEPT = _counter("morgan_memory_messages_kept_total", "Messages of conversations that were stored.")
MESSAGES_LOST = _counter("morgan_memory_messages_lost_total", "Messages that could not be stored.")
MESSAGES_WAITING = _gauge("morgan_memory_messages_waiting", "Messages that wait to be stored.")

GPU_UTILIZATION = _gauge(
    "morgan_gpu_utilization_ratio", "Part of the time in which the GPU worked, 0 to 1.", "gpu", "name"
)
GPU_MEMORY_USED = _gauge(
    "morgan_gpu_memory_used_bytes", "Memory of the GPU in use, by everybody.", "gpu", "name"
)
GPU_MEMORY_TOTAL = _gauge("morgan_gpu_memory_total_bytes", "Memory of the GPU.", "gpu", "name")

SECTIONS: Mapping[str, tuple[MetricSpec, ...]] = {
    "The process": (BUILD, READY, START, MEMORY, LOOP_LAG_SECONDS),
    "Turns": (TURNS, TURN_ERRORS, STAGE_SECONDS, TURNS_RUNNING, TURNS_WAITING),
    "Engines": (
        ENGINE_WAIT_SECONDS,
        ENGINE_CALL_SECONDS,
        ENGINE_RUNNING,
        ENGINE_WAITING,
        ENGINE_PLACES,
        ENGINE_QUEUE,
        ENGINE_LOADED,
        ENGINE_LOAD_SECONDS,
        ENGINE_MODEL_MEMORY,
        ENGINE_PROCESS_MEMORY,
        ENGINE_STANDS_IN,
    ),
    "GPUs": (GPU_UTILIZATION, GPU_MEMORY_USED, GPU_MEMORY_TOTAL),
    "Doors": (
        HTTP_REQUESTS,
        HTTP_REQUEST_SECONDS,
        HTTP_CONNECTIONS,
        HTTP_RUNNING,
        WYOMING_CONNECTIONS,
        WYOMING_ERRORS,
    ),
    "Language models and memory": (
        LLM_FALLBACKS,
        STORE_AVAILABLE,
        CACHE_AVAILABLE,
        MESSAGES_KEPT,
        MESSAGES_LOST,
        MESSAGES_WAITING,
    ),
}
"""Every metric, in the order of the documentation."""

TABLE: tuple[MetricSpec, ...] = tuple(metric for metrics in SECTIONS.values() for metric in metrics)
