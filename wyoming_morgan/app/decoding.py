"""Decodes the files of strangers in processes that can be killed."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

from wyoming_morgan.app.decoding_processes import DecodingProcesses
from wyoming_morgan.app.pcm_pipe import read_piped
from wyoming_morgan.audio import AudioChunk, SpeechFile
from wyoming_morgan.audio.fence import decode_fenced, decode_or_measure, decode_to_pipe

_HELD_SECONDS = 300.0
"""Speech up to this length is held in memory: 10 MB. What is longer is decoded again, as it is needed."""


class IsolatedDecoder:
    """The `FileDecoder` of a process: a few processes that do nothing else.

    Long files have processes of their own, since one is busy for as long as a file is listened to.
    """

    def __init__(self, *, parallel: int, queue: int, seconds: float) -> None:
        """Decode up to `parallel` files at a time, each for up to `seconds`; up to `queue` may wait."""
        self._files = DecodingProcesses("audio files", parallel=parallel, queue=queue, seconds=seconds)
        self._long = DecodingProcesses("long audio files", parallel=parallel, queue=queue, seconds=seconds)

    @property
    def waiting(self) -> int:
        """How many files wait."""
        return self._files.waiting + self._long.waiting

    async def decode(self, file: bytes | Path, *, limit_seconds: float) -> AudioChunk:
        """Decode a file into `SPEECH`: see `FileDecoder`."""
        return await self._files.run(decode_fenced, file, limit_seconds)

    async def open(self, file: bytes | Path, *, limit_seconds: float) -> SpeechFile:
        """Decode a file into `SPEECH`, a long one only as it is needed: see `FileDecoder`."""
        speech = await self._files.run(decode_or_measure, file, _HELD_SECONDS, limit_seconds)
        if isinstance(speech, AudioChunk):
            return SpeechFile(speech.seconds, _slices(speech))
        return SpeechFile(speech, self._piped(file, limit_seconds))

    def _piped(self, file: bytes | Path, limit_seconds: float) -> AsyncGenerator[AudioChunk, None]:
        return read_piped(lambda pipe: self._long.run(decode_to_pipe, file, pipe, limit_seconds))

    async def close(self) -> None:
        """End the processes, also those at work."""
        await self._files.close()
        await self._long.close()


async def _slices(speech: AudioChunk) -> AsyncGenerator[AudioChunk, None]:
    for piece in speech.slices():
        yield piece
