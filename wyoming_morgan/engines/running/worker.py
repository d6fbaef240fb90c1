"""The one place for blocking libraries: loading once, queue, deadline, unloading when idle, isolation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar, TypeVarTuple

from wyoming_morgan.durations import Durations
from wyoming_morgan.engines.contract.engine import LoadedModel, WorkLimits
from wyoming_morgan.engines.running.isolation import Processes
from wyoming_morgan.engines.running.places import Places
from wyoming_morgan.engines.running.tasks import BackgroundTasks, deadline, shielded
from wyoming_morgan.engines.running.threads import Threads
from wyoming_morgan.errors import ShuttingDown

Model = TypeVar("Model")
T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Isolation(StrEnum):
    """Where a library runs."""

    THREAD = "thread"
    """In threads of this process that share the model."""
    PROCESS = "process"
    """In processes with a model each: for libraries that hold the GIL, may crash or are not thread-safe."""


class _Runner(Protocol):
    """Where calls run: `Threads` or `Processes`."""

    async def load(self) -> None: ...

    async def call(self, function: Callable[..., Any], args: tuple[Any, ...]) -> Any: ...

    async def close(self) -> None: ...

    @property
    def memory_bytes(self) -> int | None: ...

    @property
    def processes(self) -> tuple[int, ...]: ...


class Worker(Generic[Model]):
    """Runs functions on one model, off the event loop and within bounds.

    `load` makes the model; with `Isolation.PROCESS` it, the functions, their arguments and their values must
    be picklable, and the modules they live in are imported there too. Calls run in the order in which they
    came. A caller that is cancelled while it waits leaves the queue. One that is cancelled while its call
    runs returns at once, but the call keeps its place until it ends: killing a process for a short call
    whose result nobody needs would cost more than letting it end. With `ends_with_caller`, for calls that may
    be long, its process is killed.
    """

    def __init__(
        self,
        name: str,
        load: Callable[[], Model],
        *,
        limits: WorkLimits | None = None,
        isolation: Isolation = Isolation.THREAD,
        ends_with_caller: bool = False,
    ) -> None:
        self._name = name
        self._limits = limits or WorkLimits()
        self._ends_with_caller = ends_with_caller
        self._runner: _Runner = (
            Threads(name, load, count=self._limits.parallel)
            if isolation is Isolation.THREAD
            else Processes(name, load, count=self._limits.parallel, deadline=self._limits.deadline)
        )
        self._places = Places(name, self._limits)
        self._calls = Durations()
        self._lifecycle = asyncio.Lock()
        self._open = True
        self._loaded = False
        self._loading: asyncio.Task[None] | None = None
        self._load_seconds: float | None = None
        self._idle_timer: asyncio.TimerHandle | None = None
        self._tasks = BackgroundTasks(name)

    @property
    def state(self) -> LoadedModel:
        """Its current state, under the worker's name."""
        return LoadedModel(
            name=self._name,
            loaded=self._loaded,
            running=self._places.taken,
            waiting=self._places.waiting,
            memory_bytes=self._runner.memory_bytes if self._loaded else None,
            unload_seconds=self._unload_seconds(),
            load_seconds=self._load_seconds,
            places=self._limits.parallel,
            queue=self._limits.queue,
            waits=self._places.waits,
            calls=self._calls,
            processes=self._runner.processes,
        )

    async def load(self) -> None:
        """Load the model; loading again has no effect, unless the last load failed.

        Raises:
            EngineUnavailable: a library or a model is missing.
            EngineFailed: the library failed.
        """
        self._open = True
        await self._ensure_loaded()
        self._watch_idleness()

    async def run(self, function: Callable[[Model, *Ts], T], *args: *Ts, due: float | None = None) -> T:
        """Return `function(model, *args)`; load the model if it is not loaded.

        `due` is for calls that go on with something that has begun: when it has to run, in the event loop's
        time. They are never refused, and served when they are due, or when no call that begins is waiting.

        Raises:
            Busy: the queue is full.
            DeadlineExceeded: waiting and running together took longer than the deadline.
            EngineUnavailable, EngineFailed: the load or the call failed.
            ShuttingDown: the worker is closed.
        """
        async with deadline(self._name, self._limits.deadline):
            return await self._run(function, args, due)

    async def close(self, *, finish: bool = False) -> None:
        """Unload, cancel a running load, and refuse calls until `load`. Waiting calls get `ShuttingDown`.

        With `finish`, running and waiting calls are completed first; cancelled meanwhile, it closes at once.
        """
        try:
            while finish and self._places.taken:
                # Between two calls, the place is taken by one that has no task yet.
                await self._tasks.wait()
        finally:
            await self._close()

    async def _close(self) -> None:
        self._open = False
        self._places.clear()
        if self._loading is not None:
            self._loading.cancel()
            await asyncio.wait({self._loading})
        await self._unload()

    async def _run(self, function: Callable[..., T], args: tuple[Any, ...], due: float | None) -> T:
        self._require_open()
        await self._places.take(due=due)
        try:
            self._stop_idle_timer()
            await self._ensure_loaded()
        except BaseException:
            self._leave()
            raise
        # A separate task, so that the place stays taken when the caller goes away.
        call = self._tasks.start(self._call(function, args))
        try:
            return await asyncio.shield(call)
        except asyncio.CancelledError:
            if self._ends_with_caller:
                call.cancel()
            raise
        finally:
            del call  # else a failed one, its frames and what they hold would refer to each other

    async def _call(self, function: Callable[..., T], args: tuple[Any, ...]) -> T:
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            self._require_open()
            value: T = await self._runner.call(function, args)
            return value
        finally:
            self._calls.add(loop.time() - began)
            self._leave()

    def _leave(self) -> None:
        self._places.leave()
        self._watch_idleness()

    def _require_open(self) -> None:
        if not self._open:
            raise ShuttingDown(f"{self._name} is stopped")

    async def _ensure_loaded(self) -> None:
        if self._loaded:
            return
        if self._loading is None:
            self._loading = self._tasks.start(self._load())
        await shielded(self._loading, f"{self._name} is stopped")

    async def _load(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            async with self._lifecycle:
                self._require_open()
                began = loop.time()
                await self._runner.load()
                self._load_seconds = loop.time() - began
                self._loaded = True
        finally:
            self._loading = None

    async def _unload(self) -> None:
        self._stop_idle_timer()
        async with self._lifecycle:
            if self._loaded and not (self._open and self._places.taken):
                self._loaded = False
                await self._runner.close()

    def _watch_idleness(self) -> None:
        self._stop_idle_timer()
        if self._limits.idle_unload is None or not self._loaded or self._places.taken:
            return
        loop = asyncio.get_running_loop()
        self._idle_timer = loop.call_later(self._limits.idle_unload, self._unload_idle)

    def _unload_seconds(self) -> float | None:
        if self._limits.idle_unload is None or not self._loaded:
            return None
        if self._idle_timer is None:
            return self._limits.idle_unload  # it is busy: the time starts when it is done
        return max(0.0, self._idle_timer.when() - asyncio.get_running_loop().time())

    def _unload_idle(self) -> None:
        self._tasks.start(self._unload())

    def _stop_idle_timer(self) -> None:
        if self._idle_timer is not None:
            self._idle_timer.cancel()
            self._idle_timer = None
