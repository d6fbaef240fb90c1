"""Processes that decode one file at a time each, and that can be killed."""

from __future__ import annotations

import asyncio
import math
import os
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, TypeVar, TypeVarTuple

from wyoming_morgan.audio.fence import Fence
from wyoming_morgan.engines.contract.engine import WorkLimits
from wyoming_morgan.engines.running.isolation import ProcessEnded
from wyoming_morgan.engines.running.places import Places
from wyoming_morgan.engines.running.worker import Isolation, Worker
from wyoming_morgan.errors import UndecodableAudio
from wyoming_morgan.settings import setting

_SMALL_BYTES = 1024 * 1024
"""Files up to this size go through a pipe; in it, a larger one would be in memory six times."""
_IDLE_SECONDS = 600.0
"""The processes are started by the first file, and end when none has come for this long."""

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class DecodingProcesses:
    """Runs functions on files within the bounds of a `Fence`.

    A file that takes too long, too much memory or that crashes its decoder costs a process, which is started
    anew; a caller that leaves does, too.
    """

    def __init__(self, name: str, *, parallel: int, queue: int, seconds: float) -> None:
        """Work on up to `parallel` files at a time, each for up to `seconds`; up to `queue` may wait."""
        self._seconds = seconds
        # Who waits has a deadline already, and who works is ended by the fence.
        limits = WorkLimits(parallel=parallel, queue=queue, deadline=math.inf, idle_unload=_IDLE_SECONDS)
        self._places = Places(name, limits)
        self._worker: Worker[Fence] = Worker(
            name,
            Fence(seconds).ready,
            limits=replace(limits, queue=queue + parallel),  # also while a process is being killed
            isolation=Isolation.PROCESS,
            ends_with_caller=True,
        )
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)

    @property
    def waiting(self) -> int:
        """How many files wait."""
        return self._places.waiting

    async def run(
        self,
        function: Callable[[Fence, bytes | Path, *Ts], T],
        file: bytes | Path,
        *args: *Ts,
    ) -> T:
        """Return `function(fence, file, *args)` of a process.

        Raises:
            UndecodableAudio: the file broke the bounds, or the function raised it.
            Busy: too many files wait.
        """
        await self._places.take()
        try:
            if isinstance(file, Path) or len(file) <= _SMALL_BYTES or not hasattr(os, "memfd_create"):
                return await self._worker.run(function, file, *args)
            async with self._shared(file) as path:
                return await self._worker.run(function, path, *args)
        except ProcessEnded:
            raise UndecodableAudio(
                f"the audio cannot be decoded within {self._seconds:g} s and the memory it may have",
                hint=f"send it as WAV, in shorter files, or raise {setting('core.http.decode_seconds')}",
            ) from None
        finally:
            self._places.leave()

    async def close(self) -> None:
        """End the processes, also those at work."""
        self._places.clear()
        await self._worker.close()
        self._thread.shutdown(wait=False)

    @asynccontextmanager
    async def _shared(self, file: bytes) -> AsyncIterator[Path]:
        """Put a file where other processes can open it, without a disk."""
        sharing = asyncio.get_running_loop().run_in_executor(self._thread, _share, file)
        try:
            # A thread goes on when its caller leaves; what it opens must be closed nevertheless.
            stream = await asyncio.shield(sharing)
            yield Path(f"/proc/{os.getpid()}/fd/{stream.fileno()}")
        finally:
            sharing.add_done_callback(_close)


def _share(file: bytes) -> BinaryIO:
    stream = open(os.memfd_create("audio file"), "wb")  # noqa: PTH123, SIM115 - it has no path; the caller closes it
    stream.write(file)
    stream.flush()
    return stream


def _close(sharing: asyncio.Future[BinaryIO]) -> None:
    if not sharing.cancelled() and sharing.exception() is None:
        sharing.result().close()
