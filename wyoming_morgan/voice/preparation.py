"""Prepares the audio of a segment for recognition."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from wyoming_morgan.audio import level, reduce_noise
from wyoming_morgan.voice.settings import EarSettings


class Preparation:
    """Prepares `SPEECH` PCM as configured, for all utterances of an ear.

    It has a thread of its own: the event loop's are shared by everything in the process.
    """

    def __init__(self, settings: EarSettings) -> None:
        self._settings = settings
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="noise")

    async def prepare(self, pcm: bytes) -> bytes:
        """Return audio of the same length; noise is reduced first, so that it is not amplified."""
        if self._settings.reduce_noise:
            pcm = await asyncio.get_running_loop().run_in_executor(self._thread, reduce_noise, pcm)
        # A segment takes a millisecond or two: less than a thread hop under load.
        return level(pcm) if self._settings.level else pcm
