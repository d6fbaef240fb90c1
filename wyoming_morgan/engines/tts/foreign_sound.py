"""Converts the sound of another server, in steps that are small whatever its format is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from wyoming_morgan.audio import AudioChunk, AudioFormat, PcmConverter


class ForeignSound:
    """One stream of PCM in the format of a server; of a low rate a few bytes are much sound."""

    def __init__(self, source: AudioFormat, target: AudioFormat) -> None:
        self._source = source
        self._converter = PcmConverter(source, target)

    async def convert(self, pcm: bytes) -> AsyncGenerator[bytes, None]:
        """Yield the converted sound that is complete, between whose pieces other tasks get their turns."""
        for part in AudioChunk(pcm, self._source).slices():
            if converted := self._converter.convert(part.pcm):
                yield converted
            await asyncio.sleep(0)

    def flush(self) -> bytes:
        """Return the rest, at the end."""
        return self._converter.flush()
