"""Words made of tones, and a listener for one utterance."""

from __future__ import annotations

import asyncio
from itertools import groupby

import numpy as np

from tests.fakes import FakeRecognizer, FakeVoiceActivity, silence, tone
from wyoming_morgan.audio import SPEECH, AudioChunk, to_samples
from wyoming_morgan.voice.contract import FinalTranscript, Utterance, UtteranceEvent, UtteranceRequest
from wyoming_morgan.voice.settings import EarSettings
from wyoming_morgan.voice.transcriber import Transcriber

_WINDOW = 320
_HERTZ = 400


def spoken(*parts: str | float) -> bytes:
    """PCM of words and of pauses in seconds; every letter is half a second of its own tone."""
    return b"".join(
        silence(part) if isinstance(part, float) else b"".join(_letter(letter) for letter in part)
        for part in parts
    )


def understood(pcm: bytes) -> str:
    """The letters that sound in PCM, one after the other; those shorter than 0.3 s in capitals."""
    samples = to_samples(pcm)
    windows = samples[: len(samples) // _WINDOW * _WINDOW].reshape(-1, _WINDOW)
    return "".join(
        letter if length * _WINDOW / SPEECH.rate >= 0.3 else letter.upper()
        for letter, length in ((letter, len(list(run))) for letter, run in groupby(map(_heard, windows)))
        if letter and length > 1
    )


def _letter(letter: str) -> bytes:
    return tone(0.5, hertz=_HERTZ * (1 + ord(letter) - ord("a")))


def _heard(window: np.ndarray[tuple[int], np.dtype[np.float32]]) -> str:
    if np.abs(window).max() < 0.2:
        return ""
    crossings = int(np.count_nonzero(np.diff(np.signbit(window))))
    return chr(ord("a") + round(crossings / 2 / (_WINDOW / SPEECH.rate) / _HERTZ) - 1)


def ear(recognizer: FakeRecognizer, settings: EarSettings | None = None) -> Transcriber:
    """An ear in the running loop's time."""
    return Transcriber(recognizer, FakeVoiceActivity(), settings, clock=asyncio.get_running_loop().time)


class Conversation:
    """One utterance, fed as a client feeds it, and everything that came of it."""

    def __init__(self, transcriber: Transcriber, request: UtteranceRequest | None = None) -> None:
        self.utterance: Utterance = transcriber.open(request or UtteranceRequest())
        self.events: list[UtteranceEvent] = []
        self.ended_at: float | None = None
        self._loop = asyncio.get_running_loop()
        self._listener = asyncio.create_task(self._listen())

    async def live(self, pcm: bytes, *, chunk_seconds: float = 0.03) -> None:
        """Send as a microphone does."""
        size = SPEECH.size(chunk_seconds)
        for start in range(0, len(pcm), size):
            chunk = AudioChunk(pcm[start : start + size], SPEECH)
            await asyncio.sleep(chunk.seconds)
            await self.utterance.push(chunk)

    async def burst(self, pcm: bytes, *, chunk_bytes: int = 2048) -> None:
        """Send as a file is sent."""
        for start in range(0, len(pcm), chunk_bytes):
            await self.utterance.push(AudioChunk(pcm[start : start + chunk_bytes], SPEECH))

    async def final(self) -> FinalTranscript:
        """Wait for the end."""
        await self._listener
        last = self.events[-1]
        assert isinstance(last, FinalTranscript)
        return last

    async def text(self) -> str:
        return (await self.final()).transcript.text

    def of(self, kind: type[UtteranceEvent]) -> list[UtteranceEvent]:
        return [event for event in self.events if isinstance(event, kind)]

    async def _listen(self) -> None:
        async for event in self.utterance:
            self.events.append(event)
        self.ended_at = self._loop.time()
