"""One model for two kinds of calls that never wait for each other: finals and guesses.

A guess that an utterance is over may be given up, but a call that runs cannot be stopped. Were finals to
share its places, they would wait for work that nobody wants any more.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Generic, TypeVar, TypeVarTuple

from wyoming_morgan.engines.contract.engine import LoadedModel, WorkLimits
from wyoming_morgan.engines.running.places import Places
from wyoming_morgan.engines.running.worker import Worker
from wyoming_morgan.errors import DeadlineExceeded

Model = TypeVar("Model")
T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Lanes(Generic[Model]):
    """A worker in threads with `limits.parallel` places for finals and as many for guesses.

    Within a kind calls run in the order in which they came, as many may wait as `limits.queue` says, and a
    call that was given up keeps its place until it ends: what is said of `Worker` holds for each kind.
    """

    def __init__(self, name: str, load: Callable[[], Model], *, limits: WorkLimits | None = None) -> None:
        limits = limits or WorkLimits()
        self._name = name
        self._deadline = limits.deadline
        self._finals, self._guesses = Places(name, limits), Places(name, limits)
        # Whoever has a place here has one there, so nobody waits in the worker's own queue. The deadline is
        # kept here: a call that is too late keeps its place of its kind until it ends.
        own = replace(limits, parallel=2 * limits.parallel, deadline=math.inf)
        self._worker = Worker(name, load, limits=own)
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def state(self) -> LoadedModel:
        """What it does right now, under its name."""
        return replace(self._worker.state, waiting=self._finals.waiting + self._guesses.waiting)

    async def load(self) -> None:
        """Load the model: see `Worker.load`."""
        await self._worker.load()

    async def close(self) -> None:
        """Unload: see `Worker.close`."""
        self._finals.clear()
        self._guesses.clear()
        await self._worker.close()

    async def run(self, function: Callable[[Model, *Ts], T], *args: *Ts, speculative: bool = False) -> T:
        """Return `function(model, *args)`; the model is loaded if it is not.

        Raises:
            Busy: too many calls of this kind wait already.
            DeadlineExceeded, EngineUnavailable, EngineFailed, ShuttingDown: see `Worker.run`.
        """
        places = self._guesses if speculative else self._finals
        try:
            async with asyncio.timeout(self._deadline) as deadline:
                await places.take()
                # A task of its own, so that the place stays taken when the caller goes away.
                return await asyncio.shield(self._spawn(places, function, args))
        except TimeoutError:
            if not deadline.expired():
                raise
            raise DeadlineExceeded(
                f"{self._name} did not answer within {self._deadline:g} s",
                hint="try again, or raise the engine's deadline",
            ) from None

    def _spawn(self, places: Places, function: Callable[..., T], args: tuple[Any, ...]) -> asyncio.Task[T]:
        task = asyncio.create_task(self._call(places, function, args), name=self._name)
        self._tasks.add(task)
        task.add_done_callback(self._forget)
        return task

    async def _call(self, places: Places, function: Callable[..., T], args: tuple[Any, ...]) -> T:
        try:
            return await self._worker.run(function, *args)
        finally:
            places.leave()

    def _forget(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # a caller that is still there has it; one that left does not want it
