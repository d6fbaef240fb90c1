"""Runs an event loop from its beginning to its end, which no call in a thread delays."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import FrameType
from typing import Any, TypeVar

from wyoming_morgan import ending

T = TypeVar("T")

_TASKS_SECONDS = 1.0
"""How long tasks may still run once they are cancelled."""
_THREADS_SECONDS = 1.0
"""How long calls in threads may still run once the event loop is over."""
_SWITCH_SECONDS = 0.001
"""How long a thread that computes may keep the interpreter while the event loop waits for it.

Whenever the loop reads or writes it lets go of the interpreter, and Python's own 5 ms each time add up.
"""


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine like `asyncio.run`, but let no call in a thread and no task delay the end.

    Once it is interrupted, the process has a few seconds to end.
    """
    runner = asyncio.Runner(loop_factory=_new_loop)
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        return runner.run(_interruptible(work))
    finally:
        if _tasks_end(runner.get_loop()):
            runner.close()


def _tasks_end(loop: asyncio.AbstractEventLoop) -> bool:
    """Cancel what still runs, and return whether it ends soon: it may wait for what nothing ends."""
    tasks = asyncio.all_tasks(loop)
    if not tasks:
        return True
    for task in tasks:
        task.cancel()
    _, pending = loop.run_until_complete(asyncio.wait(tasks, timeout=_TASKS_SECONDS))
    return not pending


async def _interruptible(work: Coroutine[Any, Any, T]) -> T:
    with _bounded_interrupt():
        return await work


@contextlib.contextmanager
def _bounded_interrupt() -> Iterator[None]:
    """Bound the time that asyncio's own handling of Ctrl-C takes."""
    handler = signal.getsignal(signal.SIGINT)
    if not callable(handler) or threading.current_thread() is not threading.main_thread():
        yield
        return

    def on_interrupt(number: int, frame: FrameType | None) -> None:
        ending.end_within(ending.TIDY_SECONDS, 128 + number)
        handler(number, frame)

    signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)


class _Threads(ThreadPoolExecutor):
    """Threads for blocking calls. At the end, what still runs there is left behind."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Wait for running calls, but not for long."""
        del cancel_futures
        super().shutdown(wait=False, cancel_futures=True)
        until = time.monotonic() + (_THREADS_SECONDS if wait else 0)
        for thread in list(self._threads):
            thread.join(max(0, until - time.monotonic()))


def _new_loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    loop.set_default_executor(_Threads(thread_name_prefix="blocking"))
    return loop
