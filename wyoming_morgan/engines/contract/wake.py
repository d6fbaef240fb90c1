"""What a wake word engine is: audio in, detections of wake words out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from wyoming_morgan.engines.contract.engine import Attribution, Engine


@dataclass(frozen=True, slots=True)
class WakeWord:
    """A word that wakes: `name` is what clients ask for, `phrase` what is said. Languages are BCP 47 tags."""

    name: str
    phrase: str
    languages: tuple[str, ...]
    description: str
    attribution: Attribution
    version: str = ""


@dataclass(frozen=True, slots=True)
class WakeDetection:
    """A wake word was said; it ended `at` seconds into the stream. `probability` is 0…1."""

    name: str
    at: float
    probability: float


class WakeWordStream(Protocol):
    """One audio stream being listened to, with the state that carries over."""

    async def process(self, pcm: bytes) -> Sequence[WakeDetection]:
        """Take 16 kHz, 16-bit, mono PCM of any length; return what it completes.

        Raises:
            Busy, EngineFailed: as for `SpeechToText.transcribe`.
        """

    def close(self) -> None:
        """Give the stream's state back."""


@dataclass(frozen=True, slots=True)
class WakeCapabilities:
    """What a wake word engine can do: the words it knows, its default ones first."""

    words: tuple[WakeWord, ...]
    version: str


@runtime_checkable
class WakeWords(Engine, Protocol):
    """A wake word engine."""

    @property
    def capabilities(self) -> WakeCapabilities:
        """What it can do; answered from memory, after `load` at the latest complete."""

    def open(self, names: Sequence[str] = ()) -> WakeWordStream:
        """Begin a stream that listens for words by their names; for the default ones if there are none.

        Raises:
            UnknownModel: a name is not known; the hint lists those that are.
        """
