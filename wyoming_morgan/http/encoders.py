"""Threads in which speech is encoded."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from wyoming_morgan.audio import Encoder


class EncoderThreads:
    """A few threads for pieces of work that take milliseconds.

    They wait for nothing else: the event loop's own threads are shared by everything in the process. What is
    not compressed is done at once: the way to a thread and back takes longer.
    """

    def __init__(self, *, count: int) -> None:
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="encode")

    async def encode(self, encoder: Encoder, pcm: bytes) -> bytes:
        """Return the next part of a file, of a short piece of sound; may be empty."""
        return await self._run(encoder, lambda: encoder.encode(pcm))

    async def flush(self, encoder: Encoder) -> bytes:
        """Return the end of a file."""
        return await self._run(encoder, encoder.flush)

    async def _run(self, encoder: Encoder, work: Callable[[], bytes]) -> bytes:
        if not encoder.compresses:
            return work()
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def close(self) -> None:
        """Drop what waits, and end the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)
