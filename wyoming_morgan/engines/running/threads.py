"""Libraries in threads of this process, for those that release the GIL and are thread-safe."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

from wyoming_morgan.engines.running.isolation_child import as_morgan_error
from wyoming_morgan.engines.running.ram import resident_bytes, trim

_LOGGER = logging.getLogger(__name__)

_Job = tuple[Callable[..., Any], tuple[Any, ...], asyncio.Future[Any]]


class Threads:
    """As many threads as calls may run at the same time, with one model for all.

    They are daemons, unlike those of `concurrent.futures`: a call that hangs cannot keep Morgan from ending.
    """

    def __init__(self, name: str, load: Callable[[], Any], *, count: int) -> None:
        self._name = name
        self._load = load
        self._count = count
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._model: Any = None
        self.memory_bytes: int | None = None

    async def load(self) -> None:
        """Start the threads and load the model in one of them."""
        self._jobs = SimpleQueue()
        for number in range(self._count):
            threading.Thread(
                target=_work, args=(self._name, self._jobs), name=f"{self._name}-{number}", daemon=True
            ).start()
        try:
            self._model, self.memory_bytes = await self._submit(_load_and_weigh, (self._load,))
        except BaseException:
            await self.close()
            raise

    async def call(self, function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        """Call `function(model, *args)` in a thread; it cannot be stopped before it ends."""
        return await self._submit(function, (self._model, *args))

    async def close(self) -> None:
        """End the threads after their calls, and free the model in one of them, which may take a while."""
        held = [self._model]
        self._model = None
        self._jobs.put((_free, (held,), asyncio.get_running_loop().create_future()))
        for _ in range(self._count):
            self._jobs.put(None)

    async def _submit(self, function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._jobs.put((function, args, answer))
        return await answer


def _load_and_weigh(load: Callable[[], Any]) -> tuple[Any, int | None]:
    """Load; return the model and by how much this process grew meanwhile, whatever else it did."""
    before = resident_bytes()
    model = load()
    after = resident_bytes()
    return model, None if before is None or after is None else max(0, after - before)


def _free(held: list[Any]) -> None:
    held.clear()
    trim()


def _work(name: str, jobs: SimpleQueue[_Job | None]) -> None:
    while (job := jobs.get()) is not None:
        function, args, answer = job
        value: Any = None
        error: Exception | None = None
        try:
            value = function(*args)
        except BaseException as raised:  # the thread outlives whatever a library raises
            error = as_morgan_error(name, raised)
            if error is not raised:
                _LOGGER.exception("%s failed", name)
        # The loop is closed when the program ends before an abandoned call does.
        with contextlib.suppress(RuntimeError):
            answer.get_loop().call_soon_threadsafe(_settle, answer, value, error)
        del job, function, args, answer, value, error  # the model must not live on here once unloaded


def _settle(answer: asyncio.Future[Any], value: Any, error: Exception | None) -> None:
    if answer.done():
        return
    if error is None:
        answer.set_result(value)
    else:
        answer.set_exception(error)
