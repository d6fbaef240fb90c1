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
from wyoming_morgan.errors import ShuttingDown

_LOGGER = logging.getLogger(__name__)

_CLOSE_SECONDS = 2.0
"""How long `close` waits for running calls, which cannot be stopped, and for the model to be freed."""

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
        self._ends: list[asyncio.Future[None]] = []
        self._held: list[Any] = []
        """The model. The event loop has nothing but the list: it would stand still if it freed the model."""
        self.memory_bytes: int | None = None
        self.processes: tuple[int, ...] = ()
        """None: the threads are this process's own."""

    async def load(self) -> None:
        """Start the threads and load the model in one of them."""
        self._jobs = SimpleQueue()
        loop = asyncio.get_running_loop()
        self._ends = [loop.create_future() for _ in range(self._count)]
        for number, end in enumerate(self._ends):
            threading.Thread(
                target=_work, args=(self._name, self._jobs, end), name=f"{self._name}-{number}", daemon=True
            ).start()
        try:
            self.memory_bytes = await self._submit(_load_and_weigh, (self._load, self._held))
        except BaseException:
            await self.close()
            raise

    async def call(self, function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        """Call `function(model, *args)` in a thread; it cannot be stopped before it ends."""
        return await self._submit(_use, (self._held, self._name, function, args))

    async def close(self) -> None:
        """End the threads after their calls, and free the model in one of them.

        It is usually freed on return: a destructor that runs while Python ends can abort the process.
        Calls that take long are left behind; see `ending.end_with`.
        """
        held, self._held = self._held, []
        self._jobs.put((_free, (held,), asyncio.get_running_loop().create_future()))
        for _ in range(self._count):
            self._jobs.put(None)
        ends, self._ends = self._ends, []
        if ends:
            await asyncio.wait(ends, timeout=_CLOSE_SECONDS)

    async def _submit(self, function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._jobs.put((function, args, answer))
        return await answer


def _load_and_weigh(load: Callable[[], Any], held: list[Any]) -> int | None:
    """Load the model into a list; return by how much this process grew meanwhile, whatever else it did."""
    before = resident_bytes()
    held.append(load())
    after = resident_bytes()
    return None if before is None or after is None else max(0, after - before)


def _use(held: list[Any], name: str, function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    if not held:
        raise ShuttingDown(f"{name} is stopped")
    return function(held[0], *args)


def _free(held: list[Any]) -> None:
    held.clear()
    trim()


def _work(name: str, jobs: SimpleQueue[_Job | None], end: asyncio.Future[None]) -> None:
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
        _report(answer, value, error)
        del job, function, args, answer, value, error  # the model must not live on here once unloaded
    _report(end, None, None)


def _report(answer: asyncio.Future[Any], value: Any, error: Exception | None) -> None:
    # The loop is closed when the program ends before an abandoned call does.
    with contextlib.suppress(RuntimeError):
        answer.get_loop().call_soon_threadsafe(_settle, answer, value, error)


def _settle(answer: asyncio.Future[Any], value: Any, error: Exception | None) -> None:
    if answer.done():
        return
    if error is None:
        answer.set_result(value)
    else:
        answer.set_exception(error)
