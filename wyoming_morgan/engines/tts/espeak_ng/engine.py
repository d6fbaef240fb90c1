"""espeak-ng: small, quick, more than a hundred languages, nothing to download.

Its library is licensed under the GPL: it runs in a separate process and is never loaded into Morgan's.
"""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator
from typing import Annotated

from annotated_types import Ge, Le

from wyoming_morgan.audio import AudioFormat
from wyoming_morgan.engines.contract.engine import (
    Attribution,
    EngineContext,
    EngineKind,
    EngineOptions,
    EngineSpec,
    LoadedModel,
)
from wyoming_morgan.engines.contract.tts import SpeakOptions, TtsCapabilities, Voice
from wyoming_morgan.engines.running.worker import Isolation, Worker
from wyoming_morgan.engines.tts.espeak_ng import binding as espeak_binding
from wyoming_morgan.engines.tts.espeak_ng import voices as espeak_voices
from wyoming_morgan.engines.tts.text_pieces import pieces, speakable
from wyoming_morgan.errors import UnknownVoice

_FORMAT = AudioFormat(rate=espeak_binding.RATE, width=2, channels=1)
_MIN_RATE, _MAX_RATE = 80, 450  # what espeak-ng speaks without stretching time

_PIECE = 400
"""Characters spoken by one call: a call cannot be stopped, and this many take about 10 ms."""


class EspeakOptions(EngineOptions):
    """How espeak-ng speaks."""

    rate: Annotated[int, Ge(_MIN_RATE), Le(_MAX_RATE)] = 175
    """Words per minute."""
    pitch: Annotated[int, Ge(0), Le(100)] = 50
    """Pitch: 0 is low, 50 the voice's own, 100 high."""
    volume: Annotated[int, Ge(0), Le(200)] = 100
    """Loudness: 0 is silent, 100 the voice's own."""
    word_gap: Annotated[int, Ge(0), Le(1000)] = 0
    """Additional pause between words, in milliseconds."""


class EspeakNg:
    """The synthesizer."""

    def __init__(self, options: EspeakOptions, context: EngineContext) -> None:
        self._options = options
        self._language = context.languages[0]
        self._worker = Worker(
            "espeak-ng", espeak_binding.Espeak, limits=context.limits, isolation=Isolation.PROCESS
        )
        self._know("", [espeak_voices.DEFAULT])

    @property
    def capabilities(self) -> TtsCapabilities:
        """What it can do; before `load` only American English."""
        return self._capabilities

    @property
    def models(self) -> tuple[LoadedModel, ...]:
        """Its model in its process."""
        return (self._worker.state,)

    async def load(self) -> None:
        """Start the process and list the voices.

        Raises:
            EngineUnavailable: the library is missing.
        """
        await self._worker.load()
        if not self._capabilities.version:
            self._know(*await self._worker.run(espeak_binding.describe))

    async def close(self) -> None:
        """End the process."""
        await self._worker.close()

    async def synthesize(self, text: str, voice: Voice, options: SpeakOptions) -> AsyncGenerator[bytes, None]:
        """Speak; every 400 characters or less are a piece. Speed is limited to 80…450 words per minute.

        Raises:
            UnknownVoice: the voice or the speaker does not exist.
        """
        identifier = self._identifier(voice, options.speaker)
        prosody = espeak_binding.Prosody(
            rate=min(max(round(self._options.rate * options.speed), _MIN_RATE), _MAX_RATE),
            pitch=_pitch(self._options.pitch, options.pitch),
            volume=self._options.volume,
            gap=round(self._options.word_gap / 10),
        )
        for piece in pieces(speakable(text), _PIECE):
            yield await self._worker.run(espeak_binding.speak, piece, identifier, prosody)

    def _know(self, version: str, files: list[espeak_binding.VoiceFile]) -> None:
        self._voices = espeak_voices.voices(files, self._language)
        self._capabilities = TtsCapabilities(
            tuple(voice for voice, _ in self._voices.values()),
            _FORMAT,
            version,
            pitch=True,
            loudness=self._options.volume / 100,
        )

    def _identifier(self, voice: Voice, speaker: str | None) -> str:
        entry = self._voices.get(voice.name)
        if entry is None:
            raise UnknownVoice(f"espeak-ng has no voice {voice.name!r}", hint="ask for one like en-US or de")
        if speaker is None:
            return entry[1].identifier
        if speaker not in voice.speakers:
            raise UnknownVoice(
                f"espeak-ng has no speaker {speaker!r}", hint=f"there are: {', '.join(voice.speakers)}"
            )
        return f"{entry[1].identifier}+{speaker}"


def _pitch(setting: int, factor: float) -> int:
    """Return espeak-ng's setting for a factor of the pitch: half is 50 steps lower, double 50 higher."""
    return min(max(round(setting + 50 * math.log2(factor)), 0), 100)


SPEC = EngineSpec(
    kind=EngineKind.TTS,
    name="espeak-ng",
    summary="espeak-ng, a formant synthesizer: robotic, immediate, more than a hundred languages",
    attribution=Attribution("espeak-ng", "https://github.com/espeak-ng/espeak-ng"),
    license=espeak_voices.LICENSE,
    create=EspeakNg,
    options=EspeakOptions,
    requires=("espeakng_loader",),
    install="pip install espeakng-loader",
    automatic=True,
    languages="more than 100, as 138 voices",
    size="nothing beyond the wheel; 16 MB in memory",
    rate="22.05 kHz",
    proven="every language speaks; any text, by property tests; recognized by the built-in recognizer",
)
