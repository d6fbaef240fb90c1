"""What Prometheus reads of a process: everything that is not counted as it happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from wyoming_morgan import __version__
from wyoming_morgan.app import Morgan
from wyoming_morgan.engines.contract.engine import LoadedModel
from wyoming_morgan.engines.running.ram import resident_bytes
from wyoming_morgan.metrics import table
from wyoming_morgan.metrics.reading import MetricReading
from wyoming_morgan.readiness import State
from wyoming_morgan.serving.gpus import GpuWatch
from wyoming_morgan.serving.loop_lag import LoopLag
from wyoming_morgan.serving.services import MorganServices
from wyoming_morgan.timings import TurnLog
from wyoming_morgan.wyoming.server import WyomingServer


class MorganReadings:
    """Takes the readings of a process, on the event loop and from memory."""

    def __init__(
        self,
        morgan: Morgan,
        services: MorganServices,
        turn_log: TurnLog,
        *,
        lag: LoopLag,
        gpus: GpuWatch,
        wyoming: Callable[[], WyomingServer | None],
        start_seconds: Callable[[], float],
    ) -> None:
        self._morgan = morgan
        self._services = services
        self._turn_log = turn_log
        self._lag = lag
        self._gpus = gpus
        self._wyoming = wyoming
        self._start_seconds = start_seconds

    def __call__(self) -> Iterator[MetricReading]:
        """Yield every reading."""
        yield MetricReading(table.BUILD, 1, (__version__,))
        for name, service in self._morgan.readiness.services.items():
            yield MetricReading(table.READY, service.state is State.READY, (name,))
        yield MetricReading(table.START, self._start_seconds())
        yield MetricReading(table.LOOP_LAG_SECONDS, self._lag.durations)
        yield MetricReading(table.TURNS_RUNNING, self._turn_log.running)
        yield from self._engines()
        yield from self._door()
        yield from self._memory()
        for gpu in self._gpus.readings:
            labels = (str(gpu.number), gpu.name)
            yield MetricReading(table.GPU_UTILIZATION, gpu.utilization, labels)
            yield MetricReading(table.GPU_MEMORY_USED, gpu.used_bytes, labels)
            yield MetricReading(table.GPU_MEMORY_TOTAL, gpu.total_bytes, labels)

    def _engines(self) -> Iterator[MetricReading]:
        waiting = self._morgan.waiting
        processes: list[int] = []
        for entry in self._services.loaded_models():
            waiting += entry.model.waiting
            processes += entry.model.processes
            yield from _of_model(entry.model, (entry.kind.value, entry.engine, entry.model.name))
        for engine in self._services.engines_in_use():
            if engine.stands_in_for:
                labels = (engine.service, engine.engine, engine.stands_in_for, engine.cause)
                yield MetricReading(table.ENGINE_STANDS_IN, 1, labels)
        yield MetricReading(table.TURNS_WAITING, waiting)
        yield MetricReading(table.MEMORY, partial(_memory_of, (None, *processes)))

    def _door(self) -> Iterator[MetricReading]:
        door = self._wyoming()
        if door is None:
            return
        yield MetricReading(table.WYOMING_CONNECTIONS, door.connections)
        for code, count in door.errors.items():
            yield MetricReading(table.WYOMING_ERRORS, count, (code,))

    def _memory(self) -> Iterator[MetricReading]:
        llm, agent, store = self._morgan.llm, self._morgan.agent, self._morgan.store
        for labels, count in (llm.fallbacks if llm else {}).items():
            yield MetricReading(table.LLM_FALLBACKS, count, labels)
        if store is not None:
            yield MetricReading(table.STORE_AVAILABLE, store.available)
            yield MetricReading(table.CACHE_AVAILABLE, store.cache.available)
        if agent is not None:
            counts = agent.counts
            yield MetricReading(table.MESSAGES_KEPT, counts.kept)
            yield MetricReading(table.MESSAGES_LOST, counts.lost)
            yield MetricReading(table.MESSAGES_WAITING, counts.waiting)


def _of_model(model: LoadedModel, labels: tuple[str, ...]) -> Iterator[MetricReading]:
    values = {
        table.ENGINE_WAIT_SECONDS: model.waits,
        table.ENGINE_CALL_SECONDS: model.calls,
        table.ENGINE_RUNNING: model.running,
        table.ENGINE_WAITING: model.waiting,
        table.ENGINE_PLACES: model.places,
        table.ENGINE_QUEUE: model.queue,
        table.ENGINE_LOADED: model.loaded,
        table.ENGINE_LOAD_SECONDS: model.load_seconds,
        table.ENGINE_MODEL_MEMORY: model.memory_bytes,
    }
    for metric, value in values.items():
        if value is not None:
            yield MetricReading(metric, value, labels)
    if model.processes:
        yield MetricReading(table.ENGINE_PROCESS_MEMORY, partial(_memory_of, model.processes), labels)


def _memory_of(processes: tuple[int | None, ...]) -> float:
    """Return the resident bytes of some processes together; None is this one. Reads files of /proc."""
    return float(sum(resident_bytes(process) or 0 for process in processes))
