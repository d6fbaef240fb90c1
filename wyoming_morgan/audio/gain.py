"""A gain for streams that follows the speaker, because detectors miss quiet speech."""

from __future__ import annotations

import numpy as np

from wyoming_morgan.audio.formats import SPEECH
from wyoming_morgan.audio.pcm import from_samples, to_samples

_FRAME = 320  # samples of `SPEECH`, 20 ms
_TARGET = 0.03
"""The root mean square that the loudest frames are raised to: minus 30 dB of full scale."""
_MOST = 10.0
"""The largest gain, 20 dB: more would amplify the room itself."""
_HALF_LIFE_SECONDS = 5.0
"""Time in which the measured loudness decays by half, so that a quieter speaker is amplified soon."""
_CEILING = 0.98


class AutomaticGain:
    """Raises quiet sound, and never lowers any.

    It starts with the largest gain and reacts to loud sound at once. The result is for detectors: the gain
    changes within words.
    """

    def __init__(self) -> None:
        self._loudness = _TARGET / _MOST

    def apply(self, pcm: bytes) -> bytes:
        """Return the next piece of `SPEECH` PCM, of the same length, amplified where it is quiet."""
        samples = to_samples(pcm)
        raised = np.empty_like(samples)
        for start in range(0, len(samples), _FRAME):
            frame = samples[start : start + _FRAME]
            fading = 0.5 ** (len(frame) / SPEECH.rate / _HALF_LIFE_SECONDS)
            heard = float(np.sqrt(np.square(frame).mean()))
            self._loudness = max(heard, self._loudness * fading, _TARGET / _MOST)
            raised[start : start + len(frame)] = frame * np.float32(max(1.0, _TARGET / self._loudness))
        return from_samples(np.clip(raised, -_CEILING, _CEILING))
