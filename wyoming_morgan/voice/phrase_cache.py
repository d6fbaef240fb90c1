"""The audio of phrases that were spoken before."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

from wyoming_morgan.engines.contract.tts import SpeakOptions


@dataclass(frozen=True, slots=True)
class Phrase:
    """The key of a piece of speech."""

    voice: str
    options: SpeakOptions
    text: str


class PhraseCache:
    """PCM by phrase, within a bound of bytes; the least recently spoken phrases are dropped first.

    With `max_seconds`, a phrase is also dropped when it has been kept for so long, even if it is spoken.
    """

    def __init__(self, *, max_bytes: int, max_piece_bytes: int, max_seconds: float | None = None) -> None:
        self._max_bytes = max_bytes
        self._max_piece_bytes = min(max_bytes, max_piece_bytes)
        self._max_seconds = max_seconds
        self._phrases: OrderedDict[Phrase, bytes] = OrderedDict()
        self._ends: dict[Phrase, asyncio.TimerHandle] = {}
        self._bytes = 0
        self.clearings = 0
        """How often it was cleared: what was begun before is not to be kept."""

    @property
    def held_bytes(self) -> int:
        """Bytes of PCM in memory."""
        return self._bytes

    def takes(self, size: int) -> bool:
        """Return whether a piece of `size` bytes would be kept."""
        return size <= self._max_piece_bytes

    def get(self, phrase: Phrase) -> bytes | None:
        """Return the phrase's PCM, or None."""
        pcm = self._phrases.get(phrase)
        if pcm is not None:
            self._phrases.move_to_end(phrase)
        return pcm

    def put(self, phrase: Phrase, pcm: bytes) -> None:
        """Keep a phrase, unless it is empty or too large."""
        if not pcm or not self.takes(len(pcm)):
            return
        self._drop(phrase)
        self._bytes += len(pcm)
        self._phrases[phrase] = pcm
        if self._max_seconds is not None:
            loop = asyncio.get_running_loop()
            self._ends[phrase] = loop.call_later(self._max_seconds, self._drop, phrase)
        while self._bytes > self._max_bytes:
            self._drop(next(iter(self._phrases)))

    def clear(self) -> None:
        """Forget every phrase."""
        for phrase in [*self._phrases]:
            self._drop(phrase)
        self.clearings += 1

    def _drop(self, phrase: Phrase) -> None:
        self._bytes -= len(self._phrases.pop(phrase, b""))
        end = self._ends.pop(phrase, None)
        if end is not None:
            end.cancel()
