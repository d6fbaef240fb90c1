"""The contract of a text-to-speech engine: a sentence and a voice in, audio out."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from wyoming_morgan.audio import AudioFormat
from wyoming_morgan.engines.contract.engine import Engine


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice. `name` is how clients choose it; `languages` are BCP 47 tags, at least one."""

    name: str
    languages: tuple[str, ...]
    description: str
    speakers: tuple[str, ...] = ()
    license: str = ""
    rate: int | None = None
    """The voice's native sample rate in Hz, if known; audio is returned in `TtsCapabilities.format`."""


@dataclass(frozen=True, slots=True)
class SpeakOptions:
    """How to speak. `speaker` is one of the voice's; `speed` and `pitch` are factors, 1 is normal."""

    speed: float = 1.0
    speaker: str | None = None
    pitch: float = 1.0
    """Ignored unless the engine supports it: `TtsCapabilities.pitch`."""


@dataclass(frozen=True, slots=True)
class TtsCapabilities:
    """The capabilities of a synthesizer. The first voice is the default; all its audio has `format`."""

    voices: tuple[Voice, ...]
    format: AudioFormat
    version: str
    pitch: bool = False
    """Whether `SpeakOptions.pitch` has an effect."""
    blends: bool = False
    """Whether `a+b` and `a:0.7+b:0.3` name blends of the voices `a` and `b`: see `contract.blends`."""
    loudness: float | None = 1.0
    """The loudness that its speech should have, as a factor of the usual one: engines whose `volume` is set
    have it there. None leaves its speech as loud as it is."""
    rests: bool = False
    """Whether its speech begins at once and ends in the rest that its options say; if not, the mouth sees to
    that."""


@runtime_checkable
class TextToSpeech(Engine, Protocol):
    """A text-to-speech engine: a synthesizer."""

    @property
    def capabilities(self) -> TtsCapabilities:
        """Its capabilities; returns at once. Complete after `load`."""

    def synthesize(self, text: str, voice: Voice, options: SpeakOptions) -> AsyncGenerator[bytes, None]:
        """Speak one sentence or clause, as PCM pieces in `capabilities.format`.

        Closing the generator cancels the work.

        Raises:
            Busy, DeadlineExceeded, EngineFailed: as for `SpeechToText.transcribe`.
        """
