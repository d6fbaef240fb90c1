"""One model for two kinds of calls that never wait for each other: finals and guesses.

A guess that an utterance is over may be cancelled, but a running call cannot be stopped. If finals shared
its places, they would wait for work whose result nobody needs.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Generic, TypeVar, TypeVarTuple

from wyoming_morgan.engines.contract.engine import LoadedModel, WorkLimits
from wyoming_morgan.engines.running.places import Places
from wyoming_morgan.engines.running.tasks import BackgroundTasks, deadline
from wyoming_morgan.engines.running.worker import Worker

Model = TypeVar("Model")
T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Lanes(Generic[Model]):
    """A worker in threads with `limits.parallel` places for finals and as many for guesses.

    Each kind behaves like a `Worker`: calls run in the order in which they came, up to `limits.queue` may
    wait, and a cancelled call keeps its place until it ends.
    """

    def __init__(self, name: str, load: Callable[[], Model], *, limits: WorkLimits | None = None) -> None:
        limits = limits or WorkLimits()
        self._name = name
        self._deadline = limits.deadline
        self._limits = limits
        self._finals = Places(name, limits)
        self._guesses = Places(name, limits, self._finals.waits)
        # Every call with a place here has one in the worker, so none waits in the worker's own queue. The
        # deadline is kept here: a late call keeps its place of its kind until it ends.
        own = replace(limits, parallel=2 * limits.parallel, deadline=math.inf)
        self._worker = Worker(name, load, limits=own)
        self._tasks = BackgroundTasks(name)

    @property
    def state(self) -> LoadedModel:
        """Its current state, under its name."""
        return replace(
            self._worker.state,
            waiting=self._finals.waiting + self._guesses.waiting,
            queue=self._limits.queue,
            waits=self._finals.waits,
        )

    async def load(self) -> None:
        """Load the model: see `Worker.load`."""
        await self._worker.load()

    async def close(self) -> None:
        """Unload: see `Worker.close`."""
        self._finals.clear()
        self._guesses.clear()
        await self._worker.close()

    async def run(self, function: Callable[[Model, *Ts], T], *args: *Ts, speculative: bool = False) -> T:
        """Return `function(model, *args)`; load the model if it is not loaded.

        Raises:
            Busy: the queue of this kind is full.
            DeadlineExceeded, EngineUnavailable, EngineFailed, ShuttingDown: see `Worker.run`.
        """
        places = self._guesses if speculative else self._finals
        async with deadline(self._name, self._deadline):
            await places.take()
            # A separate task, so that the place stays taken when the caller goes away.
            return await asyncio.shield(self._tasks.start(self._call(places, function, args)))

    async def _call(self, places: Places, function: Callable[..., T], args: tuple[Any, ...]) -> T:
        try:
            return await self._worker.run(function, *args)
        finally:
            places.leave()
