"""The contract of a wake word engine: audio in, detections of wake words out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from wyoming_morgan.engines.contract.engine import Attribution, Engine


@dataclass(frozen=True, slots=True)
class WakeWord:
    """One wake word. Clients choose it by `name`; users say `phrase`. `languages` are BCP 47 tags."""

    name: str
    phrase: str
    languages: tuple[str, ...]
    description: str
    attribution: Attribution
    version: str = ""


@dataclass(frozen=True, slots=True)
class WakeDetection:
    """A detected wake word, which ended `at` seconds into the stream; `probability` is 0…1."""

    name: str
    at: float
    probability: float


class WakeWordStream(Protocol):
    """The detection of wake words in one audio stream, with its state."""

    async def process(self, pcm: bytes) -> Sequence[WakeDetection]:
        """Process 16 kHz, 16-bit, mono PCM of any length; return the detections it completes.

        Raises:
            Busy, EngineFailed: as for `SpeechToText.transcribe`.
        """

    def close(self) -> None:
        """Release the state of the stream."""


@dataclass(frozen=True, slots=True)
class WakeCapabilities:
    """The capabilities of a wake word engine: its words, the default ones first."""

    words: tuple[WakeWord, ...]
    version: str


@runtime_checkable
class WakeWords(Engine, Protocol):
    """A wake word engine."""

    @property
    def capabilities(self) -> WakeCapabilities:
        """Its capabilities; returns at once. Complete after `load`."""

    def open(self, names: Sequence[str] = ()) -> WakeWordStream:
        """Open a stream that detects the named words, or the default ones if no name is given.

        A name may be written in any usual way; unknown ones beside known ones are left out. Detections have
        the names that were given.

        Raises:
            UnknownModel: no name is known; the hint lists the known ones.
        """
