"""How recordings are made harder: distance, noise and level, the same each time."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wyoming_morgan.audio import SPEECH, from_samples, loudness, to_samples
from wyoming_morgan.audio.pcm import Samples
from wyoming_morgan.bench.room import ShoeboxRoom, response
from wyoming_morgan.errors import InvalidRequest

_LOWEST_HERTZ = 50.0
"""Below it, noise has no more than there."""


@dataclass(frozen=True, slots=True)
class HearingConditions:
    """What happens to a recording before it is sent, in this order; the default changes nothing."""

    distance: float = 0.0
    """Meters from the speaker to the microphone in a furnished room; 0 leaves the recording as it is."""
    noise: float | None = None
    """Steady noise, this many decibels below the speech."""
    level: float | None = None
    """The level of the speech in dB of full scale."""
    quieter: float = 0.0
    """Decibels by which it is turned down."""

    def __post_init__(self) -> None:
        farthest = ShoeboxRoom().farthest
        if self.distance > farthest:
            raise InvalidRequest(
                f"a distance of {self.distance:g} m leaves the room that is calculated",
                hint=f"at most {farthest:.1f} m",
            )

    @property
    def changes(self) -> bool:
        """Whether anything is changed."""
        return self != HearingConditions()

    def apply(self, pcm: bytes, name: str, *, silence: float = 0.0) -> bytes:
        """Return `SPEECH` PCM under these conditions, with seconds of silence (or noise) behind it.

        Equal names give equal noise. The result is rounded to 16 bits, as a distant microphone does.
        """
        behind = bytes(SPEECH.size(silence))
        if not self.changes:
            return pcm + behind
        samples = to_samples(pcm)
        spoken = len(samples)
        samples = np.concatenate([samples, to_samples(behind)])
        if self.distance:
            samples = _heard_through(samples, response(self.distance))
        if self.noise is not None:
            level = loudness(samples[:spoken]) * 10 ** (-self.noise / 20)
            samples = samples + np.float32(level) * _noise(len(samples), zlib.crc32(name.encode()))
        if self.level is not None and (now := loudness(samples[:spoken])):
            samples = samples * np.float32(10 ** (self.level / 20) / now)
        return from_samples(samples * np.float32(10 ** (-self.quieter / 20)))


def _heard_through(samples: Samples, echoes: npt.NDArray[np.float64]) -> Samples:
    """Return samples with the echoes of a room, as long as before."""
    length = len(samples) + len(echoes) - 1
    size = 1 << (length - 1).bit_length()
    heard: npt.NDArray[np.float64] = np.fft.irfft(
        np.fft.rfft(samples, size) * np.fft.rfft(echoes, size), size
    )
    return heard[: len(samples)].astype(np.float32)


def _noise(length: int, seed: int) -> Samples:
    """Return pink noise of a mean power of 1: each octave has as much, as in a room with machines."""
    generator = np.random.default_rng(seed)
    spectrum = np.fft.rfft(generator.standard_normal(length))
    hertz = np.fft.rfftfreq(length, 1 / SPEECH.rate)
    pink: npt.NDArray[np.float64] = np.fft.irfft(spectrum / np.sqrt(np.maximum(hertz, _LOWEST_HERTZ)), length)
    noise: Samples = (pink / np.sqrt(np.mean(pink**2))).astype(np.float32)
    return noise
