"""Makes the pieces of speech of a voice alike: in how loud they are, and in the silence around them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
"""Mono samples, -1…1."""

_FRAME = 256
"""Samples of one frame, 5 to 16 ms at the rates of voices."""
_TARGET = 0.09
"""The root mean square of speech: minus 21 dB of full scale, as espeak-ng and Kokoro speak."""
_SPEECH = 0.01
"""The part of the loudest frame's energy, minus 20 dB, below which a frame is a pause or fades away."""
_QUIET = 1e-3
"""A root mean square below which nothing is to be heard: minus 60 dB of full scale."""
_EDGE = 0.02
"""Seconds that stay before and after the sound, so that no soft beginning or end is cut."""


def even(samples: Samples) -> Samples:
    """Return speech at one loudness; silence stays as it is."""
    energies = _energies(samples)
    loudest = float(energies.max(initial=0.0))
    if loudest < _QUIET**2:
        return samples
    loudness = float(np.sqrt(energies[energies >= loudest * _SPEECH].mean()))
    return samples * np.float32(_TARGET / loudness)


def framed(samples: Samples, rate: int, pause: float) -> Samples:
    """Return speech with nothing but a brief edge before it, and `pause` seconds of silence behind it."""
    loud = np.flatnonzero(_energies(samples) >= _QUIET**2)
    silence = np.zeros(round(pause * rate), np.float32)
    if not len(loud):
        return np.concatenate((samples, silence))
    edge = round(_EDGE * rate)
    start = max(0, int(loud[0]) * _FRAME - edge)
    end = (int(loud[-1]) + 1) * _FRAME + edge
    return np.concatenate((samples[start:end], silence))


def _energies(samples: Samples) -> npt.NDArray[np.float64]:
    """Return the mean square of each frame; what is missing from the last one is silence."""
    frames = -(-len(samples) // _FRAME)
    padded = np.zeros(frames * _FRAME, np.float64)
    padded[: len(samples)] = samples
    energies: npt.NDArray[np.float64] = np.square(padded.reshape(frames, _FRAME)).mean(axis=1)
    return energies
