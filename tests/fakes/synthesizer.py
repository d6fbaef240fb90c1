"""A synthesizer whose speech is a tone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from tests.fakes.audio import tone
from wyoming_morgan.audio import AudioFormat
from wyoming_morgan.engines.contract.tts import SpeakOptions, TtsCapabilities, Voice
from wyoming_morgan.errors import MorganError

VOICES = (
    Voice("amy", ("en-US", "en"), "Fake English"),
    Voice("karl", ("de-DE", "de"), "Fake German", speakers=("calm", "glad")),
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One call to `synthesize`."""

    text: str
    voice: Voice
    options: SpeakOptions


class FakeSynthesizer:
    """Speaks a tone of 10 ms a character (at speed 1), in `pieces` pieces; blank text has no audio.

    `seconds` is what each piece takes, `error` what is raised before the first one (may be set and unset
    while it is used). `calls` are all that began, `finished` counts those that came to an end.
    """

    def __init__(
        self,
        *,
        voices: tuple[Voice, ...] = VOICES,
        rate: int = 22_050,
        pieces: int = 2,
        seconds: float = 0.0,
        error: MorganError | None = None,
    ) -> None:
        self.pieces = pieces
        self.seconds = seconds
        self.error = error
        self.calls: list[Spoken] = []
        self.finished = 0
        self.loaded = False
        self._capabilities = TtsCapabilities(voices, AudioFormat(rate, 2, 1), "1", loudness=None, rests=True)

    async def load(self) -> None:
        self.loaded = True

    async def close(self) -> None:
        self.loaded = False

    @property
    def capabilities(self) -> TtsCapabilities:
        return self._capabilities

    async def synthesize(self, text: str, voice: Voice, options: SpeakOptions) -> AsyncGenerator[bytes, None]:
        self.calls.append(Spoken(text, voice, options))
        if self.error is not None:
            raise self.error
        length = len(text.strip()) * 0.01 / options.speed / self.pieces
        for _ in range(self.pieces if length else 0):
            await asyncio.sleep(self.seconds)
            yield tone(length, self._capabilities.format)
        self.finished += 1
