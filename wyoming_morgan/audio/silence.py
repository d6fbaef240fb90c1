"""Removes the silence around speech while it streams."""

from __future__ import annotations

import numpy as np

from wyoming_morgan.audio.even_loudness import FRAME, QUIET, energies
from wyoming_morgan.audio.pcm import Samples

_EDGE = 0.02
"""Seconds that stay before and after the sound, so that no soft beginning or end is cut."""
_LONGEST = 5.0
"""Seconds of silence that are left out before sound, or held back until sound follows; the rest passes."""


class SilenceTrimmer:
    """Takes one piece of speech bit by bit: mono samples; pauses within it stay.

    What is quieter than `quiet`, a root mean square, counts as silence.
    """

    def __init__(self, rate: int, *, quiet: float = QUIET) -> None:
        self._rate = rate
        self._edge = round(_EDGE * rate)
        self._quiet = quiet**2
        self._started = False
        self._left_out = 0
        self._part = np.zeros(0, np.float32)
        """The beginning of a frame."""
        self._held = np.zeros(0, np.float32)
        """Silence that may turn out to be the end."""

    def feed(self, samples: Samples) -> Samples:
        """Return the next samples that are not silence at an end."""
        samples = np.concatenate((self._part, samples))
        whole = len(samples) - len(samples) % FRAME
        self._part = samples[whole:]
        return self._take(samples[:whole])

    def end(self, pause: float) -> Samples:
        """Return the rest and `pause` seconds of silence behind it; nothing if there was no sound."""
        rest = self._take(self._part)
        if not self._started:
            return rest
        return np.concatenate(
            (rest, self._held[: self._edge], np.zeros(round(pause * self._rate), np.float32))
        )

    def _take(self, samples: Samples) -> Samples:
        loud = np.flatnonzero(energies(samples) >= self._quiet)
        sound = np.concatenate((self._held, samples))
        if not len(loud):
            most = round(_LONGEST * self._rate)
            end = max(0, len(sound) - (most if self._started else self._edge))
            self._held = sound[end:]
            if self._started:
                return sound[:end]
            self._left_out += end
            self._started = self._left_out > most
            return sound[:0]
        start = 0 if self._started else max(0, len(self._held) + int(loud[0]) * FRAME - self._edge)
        end = min(len(sound), len(self._held) + (int(loud[-1]) + 1) * FRAME)
        self._started = True
        self._held = sound[end:]
        return sound[start:end]
