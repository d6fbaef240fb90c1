"""Whether there is anything to transcribe: recognizers invent words in silence."""

from __future__ import annotations

import numpy as np

from wyoming_morgan.audio import SPEECH, to_samples

SHORTEST = 0.1
"""Seconds; no word is shorter."""
_WINDOW = SPEECH.rate * 30 // 1000  # samples: 30 ms
_FLOOR = 10 ** (-66 / 20)
"""The root mean square below which 30 ms are silence, 0…1: 16 of 32,768, which is -66 dBFS."""


def hearable(pcm: bytes) -> bool:
    """Return whether 16 kHz, 16-bit, mono PCM is long enough for a word and anywhere louder than silence."""
    samples = to_samples(pcm[: len(pcm) // 2 * 2])
    if len(samples) < SHORTEST * SPEECH.rate:
        return False
    windows = samples[: len(samples) // _WINDOW * _WINDOW].reshape(-1, _WINDOW)
    return bool((np.square(windows).mean(axis=1) > _FLOOR**2).any())
