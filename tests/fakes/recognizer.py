"""A recognizer that hears what the test says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from tests.fakes.audio import peak_of
from wyoming_morgan.engines.contract.stt import (
    SttCapabilities,
    TranscribedSegment,
    TranscribedWord,
    TranscribeOptions,
    Transcript,
)
from wyoming_morgan.errors import MorganError


@dataclass(frozen=True, slots=True)
class Heard:
    """One call to `transcribe`."""

    pcm: bytes
    options: TranscribeOptions


class FakeRecognizer:
    """Answers `answer`, or what `answer(pcm)` returns; silent or empty audio has an empty transcript.

    `seconds` is what each transcription takes, `error` what it raises instead (may be set and unset while it
    is used); with `timed` it tells one segment of one word as long as the audio. `calls` are all that began,
    `finished` counts those that came to an end, `cancelled` the others.
    """

    def __init__(
        self,
        answer: str | Callable[[bytes], str] = "turn on the kitchen light",
        *,
        seconds: float = 0.0,
        error: MorganError | None = None,
        languages: tuple[str, ...] = ("en",),
        confidence: float | None = None,
        timed: bool = False,
    ) -> None:
        self.answer = answer
        self.seconds = seconds
        self.error = error
        self.confidence = confidence
        self.timed = timed
        self.calls: list[Heard] = []
        self.finished = 0
        self.cancelled = 0
        self.loaded = False
        self._languages = languages

    async def load(self) -> None:
        self.loaded = True

    async def close(self) -> None:
        self.loaded = False

    @property
    def capabilities(self) -> SttCapabilities:
        return SttCapabilities(self._languages, "fake", "Hears what the test says", "1")

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
        self.calls.append(Heard(pcm, options))
        try:
            await asyncio.sleep(self.seconds)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        self.finished += 1
        if self.error is not None:
            raise self.error
        text = self.answer if isinstance(self.answer, str) else self.answer(pcm)
        heard = text if peak_of(pcm) > 0.01 else ""
        segments: tuple[TranscribedSegment, ...] = ()
        if self.timed and heard:
            word = TranscribedWord(heard, 0.0, len(pcm) / 32_000)
            segments = (TranscribedSegment(heard, word.start, word.end, (word,)),)
        return Transcript(heard, options.language or self._languages[0], self.confidence, segments)
