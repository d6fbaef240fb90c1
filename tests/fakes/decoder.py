"""A decoder of files without a process of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

from wyoming_morgan.audio import AudioChunk, SpeechFile, decode


class ThreadDecoder:
    """Decodes in a thread: quick to start, and good enough for the files of the tests."""

    async def decode(self, file: bytes | Path, *, limit_seconds: float) -> AudioChunk:
        data = file if isinstance(file, bytes) else await asyncio.to_thread(file.read_bytes)
        return await asyncio.to_thread(decode, data, limit_seconds=limit_seconds)

    async def open(self, file: bytes | Path, *, limit_seconds: float) -> SpeechFile:
        speech = await self.decode(file, limit_seconds=limit_seconds)
        return SpeechFile(speech.seconds, _slices(speech))


async def _slices(speech: AudioChunk) -> AsyncGenerator[AudioChunk, None]:
    for piece in speech.slices():
        yield piece
