"""The contract of a voice activity detector: audio in, probabilities of speech out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from wyoming_morgan.engines.contract.engine import Engine


class VoiceActivityStream(Protocol):
    """The detection of speech in one audio stream, with the state that carries over between windows."""

    async def process(self, pcm: bytes) -> Sequence[float]:
        """Process 16 kHz, 16-bit, mono PCM of any length; return a probability for each window completed."""


@dataclass(frozen=True, slots=True)
class VadCapabilities:
    """The capabilities of a detector. Each probability covers `window_seconds` of audio."""

    window_seconds: float
    model: str
    version: str


@runtime_checkable
class VoiceActivity(Engine, Protocol):
    """A voice activity detector."""

    @property
    def capabilities(self) -> VadCapabilities:
        """Its capabilities; returns at once."""

    def open(self) -> VoiceActivityStream:
        """Open a stream with fresh state. Streams are independent of each other and need no closing."""
