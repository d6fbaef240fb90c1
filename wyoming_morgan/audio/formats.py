"""Formats of PCM, and PCM with its format.

Inside Morgan speech travels as `SPEECH`: 16 kHz, 16-bit little-endian, mono PCM.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wyoming_morgan.errors import InvalidRequest

_MIN_RATE = 1_000
_MAX_RATE = 384_000
_MAX_CHANNELS = 32
_SLICE_SECONDS = 0.5
_SLICE_BYTES = 256 * 1024
"""Audio that is processed in one go, before other tasks get their turn: by its duration and its size."""


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """PCM: `rate` in Hz, `width` in bytes a sample (1 is unsigned, 2 to 4 signed little-endian), `channels`.

    Raises:
        InvalidRequest: a value is out of range.
    """

    rate: int
    width: int
    channels: int

    def __post_init__(self) -> None:
        if not _MIN_RATE <= self.rate <= _MAX_RATE:
            raise InvalidRequest(
                f"a sample rate of {self.rate} Hz",
                hint=f"send between {_MIN_RATE} and {_MAX_RATE} Hz, best 16000",
            )
        if self.width not in (1, 2, 3, 4):
            raise InvalidRequest(f"a sample width of {self.width} bytes", hint="send 1 to 4 bytes, best 2")
        if not 1 <= self.channels <= _MAX_CHANNELS:
            raise InvalidRequest(
                f"{self.channels} audio channels", hint=f"send 1 to {_MAX_CHANNELS} channels, best 1"
            )

    @property
    def frame_bytes(self) -> int:
        """Bytes of one sample of every channel."""
        return self.width * self.channels

    @property
    def bytes_per_second(self) -> int:
        """Bytes of one second."""
        return self.rate * self.frame_bytes

    def seconds(self, size: int) -> float:
        """Return the duration of `size` bytes."""
        return size / self.bytes_per_second

    def size(self, seconds: float) -> int:
        """Return the bytes of `seconds`, in whole frames."""
        return int(seconds * self.rate) * self.frame_bytes


SPEECH = AudioFormat(rate=16_000, width=2, channels=1)
"""The format of recognizers and detectors."""


@dataclass(frozen=True, slots=True)
class AudioChunk:
    """A piece of PCM and its format."""

    pcm: bytes
    format: AudioFormat

    @property
    def seconds(self) -> float:
        """Its duration."""
        return self.format.seconds(len(self.pcm))

    def slices(self, seconds: float = _SLICE_SECONDS) -> Iterator[AudioChunk]:
        """Yield the chunk in pieces of at most `seconds` that are small enough to be processed in one go."""
        frame = self.format.frame_bytes
        size = min(self.format.size(seconds), _SLICE_BYTES // frame * frame)
        for start in range(0, len(self.pcm), size):
            yield AudioChunk(self.pcm[start : start + size], self.format)
