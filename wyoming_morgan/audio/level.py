"""Amplifies quiet speech to the level that recognizers were trained on."""

from __future__ import annotations

import numpy as np

from wyoming_morgan.audio.pcm import Samples, from_samples, to_samples

_FRAME = 320  # samples of `SPEECH`, 20 ms
_LOUDEST_PERCENT = 90.0
"""The level of speech is that of its louder frames; pauses do not count."""
_QUIET = 0.03
"""Speech below this root mean square of its louder frames (minus 30 dB of full scale) is quiet."""
_TARGET = 0.1
"""The level that quiet speech is raised to: minus 20 dB, about that of a close microphone."""
_MOST = 100.0
"""The largest gain (40 dB): speech that is quieter still cannot be understood."""
_CEILING = 0.98


def level(pcm: bytes) -> bytes:
    """Return `SPEECH` PCM with quiet speech raised; other speech is unchanged, to the byte.

    The whole piece has one gain, so only single peaks that would clip are distorted.
    """
    samples = to_samples(pcm)
    heard = loudness(samples)
    if not 0.0 < heard < _QUIET:
        return pcm
    raised = samples * np.float32(min(_TARGET / heard, _MOST))
    return from_samples(np.clip(raised, -_CEILING, _CEILING))


def loudness(samples: Samples) -> float:
    """Return the root mean square of the louder frames, 0…1; 0 for less than a frame."""
    frames = len(samples) // _FRAME
    if not frames:
        return 0.0
    energies = np.square(samples[: frames * _FRAME].reshape(frames, _FRAME)).mean(axis=1)
    return float(np.sqrt(np.percentile(energies, _LOUDEST_PERCENT)))
