"""What a voice activity detector is: audio in, probabilities of speech out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from wyoming_morgan.engines.contract.engine import Engine


class VoiceActivityStream(Protocol):
    """The probabilities of speech of one audio stream, with the state that carries over between windows."""

    async def process(self, pcm: bytes) -> Sequence[float]:
        """Take 16 kHz, 16-bit, mono PCM of any length; return one probability per window completed by it."""


@dataclass(frozen=True, slots=True)
class VadCapabilities:
    """What a detector can do. `window_seconds` is the audio that one probability stands for."""

    window_seconds: float
    model: str
    version: str


@runtime_checkable
class VoiceActivity(Engine, Protocol):
    """A voice activity detector."""

    @property
    def capabilities(self) -> VadCapabilities:
        """What it can do; answered from memory."""

    def open(self) -> VoiceActivityStream:
        """Begin a stream with fresh state. Streams are independent of each other and need no closing."""
