"""What a text-to-speech engine is: a sentence and a voice in, audio out."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from wyoming_morgan.audio import AudioFormat
from wyoming_morgan.engines.contract.engine import Engine


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice. `name` is what clients ask for; `languages` are BCP 47 tags and never empty."""

    name: str
    languages: tuple[str, ...]
    description: str
    speakers: tuple[str, ...] = ()
    license: str = ""
    rate: int | None = None
    """Hz of the voice's own sound, where that is known; what is handed out is in `TtsCapabilities.format`."""


@dataclass(frozen=True, slots=True)
class SpeakOptions:
    """How to speak: `speaker` is one of the voice's; `speed` and `pitch` are factors of the voice's own."""

    speed: float = 1.0
    speaker: str | None = None
    pitch: float = 1.0
    """Without effect where the engine has no such control: `TtsCapabilities.pitch`."""


@dataclass(frozen=True, slots=True)
class TtsCapabilities:
    """What a synthesizer can do. The first voice is the default; `format` is the format of all its audio."""

    voices: tuple[Voice, ...]
    format: AudioFormat
    version: str
    pitch: bool = False
    """Whether `SpeakOptions.pitch` has an effect."""
    blends: bool = False
    """Whether `a+b` and `a:0.7+b:0.3` name a mixture of the voices `a` and `b`, in these parts."""


@runtime_checkable
class TextToSpeech(Engine, Protocol):
    """A synthesizer."""

    @property
    def capabilities(self) -> TtsCapabilities:
        """What it can do; answered from memory, after `load` at the latest complete."""

    def synthesize(self, text: str, voice: Voice, options: SpeakOptions) -> AsyncGenerator[bytes, None]:
        """Speak one sentence or clause, as PCM pieces in `capabilities.format`.

        Closing the iterator gives the work up.

        Raises:
            Busy, DeadlineExceeded, EngineFailed: as for `SpeechToText.transcribe`.
        """
