"""Threads in which speech is encoded."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, TypeVarTuple

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class EncoderThreads:
    """A few threads for pieces of work that take milliseconds.

    They wait for nothing else: the event loop's own threads are shared by everything in the process.
    """

    def __init__(self, *, count: int) -> None:
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="encode")

    async def run(self, function: Callable[[*Ts], T], *args: *Ts) -> T:
        """Return `function(*args)`."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, function, *args)

    def close(self) -> None:
        """Drop what waits, and end the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)
