"""Decodes the files of strangers in processes that can be killed."""

from __future__ import annotations

import math
from pathlib import Path

from wyoming_morgan.audio import AudioChunk
from wyoming_morgan.audio.fence import Fence, decode_fenced
from wyoming_morgan.engines.contract.engine import WorkLimits
from wyoming_morgan.engines.running.isolation import ProcessEnded
from wyoming_morgan.engines.running.worker import Isolation, Worker
from wyoming_morgan.errors import UndecodableAudio

_NAME = "audio files"
_IDLE_SECONDS = 600.0
"""Its processes are started by the first file, and end when none has come for this long."""


class IsolatedDecoder:
    """The `FileDecoder` of a process: a few processes that do nothing else.

    A file that takes too long, too much memory or that crashes its decoder costs one of them, which is
    started anew; a caller that leaves does, too.
    """

    def __init__(self, *, parallel: int, queue: int, seconds: float) -> None:
        """Decode up to `parallel` files at a time, each for up to `seconds`; up to `queue` may wait."""
        self._seconds = seconds
        self._worker: Worker[Fence] = Worker(
            _NAME,
            Fence(seconds).ready,
            # Who waits has a deadline already, and who works is ended by the fence.
            limits=WorkLimits(parallel=parallel, queue=queue, deadline=math.inf, idle_unload=_IDLE_SECONDS),
            isolation=Isolation.PROCESS,
            ends_with_caller=True,
        )

    async def decode(self, file: bytes | Path, *, limit_seconds: float) -> AudioChunk:
        """Decode a file into `SPEECH`: see `FileDecoder`."""
        try:
            return await self._worker.run(decode_fenced, file, limit_seconds)
        except ProcessEnded:
            raise UndecodableAudio(
                f"the audio cannot be decoded within {self._seconds:g} s and the memory it may have",
                hint="send it as WAV, in shorter files",
            ) from None

    async def close(self) -> None:
        """End the processes, also those at work."""
        await self._worker.close()
