"""What is done to a segment's audio before it is recognized."""

from __future__ import annotations

import asyncio

from wyoming_morgan.audio import level, reduce_noise
from wyoming_morgan.voice.settings import EarSettings


class Preparation:
    """Makes a segment's `SPEECH` PCM ready, as the settings say."""

    def __init__(self, settings: EarSettings) -> None:
        self._settings = settings

    async def prepare(self, pcm: bytes) -> bytes:
        """Return audio of the same length; noise goes first, so that it is not raised, too."""
        if self._settings.reduce_noise:
            pcm = await asyncio.to_thread(reduce_noise, pcm)
        # A segment takes a millisecond or two: less than the way to a thread under load.
        return level(pcm) if self._settings.level else pcm
