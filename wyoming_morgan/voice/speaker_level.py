"""Tells the speaker from others by loudness: a television that goes on talking keeps no turn open."""

from __future__ import annotations

from bisect import insort
from collections import deque
from math import log10

import numpy as np

from wyoming_morgan.audio import to_samples

_HOLD_SECONDS = 0.5
"""How long quiet sounds follow a loud one in speech: every syllable has its vowel, and sentences fade."""
_KNOWN_SECONDS = 0.4
"""Speech after which the loudness of the speaker is known."""
_OTHERS_SECONDS = 0.8
"""Quiet speech in a row that is someone else's: a speaker's own soft last words are shorter, and then end."""
_FADING_SECONDS = 0.35
"""What belongs to a speaker's last loud sound."""
_SILENCE_DECIBELS = -120.0


class SpeakerLevel:
    """Follows the loudness of the first speaker, in windows of one length.

    Loudness is that of the loudest window of the last half second. On recordings it stays within 10 dB of
    its median while somebody speaks, soft last words included; read speech that is 12 dB quieter stays below.
    """

    def __init__(self, decibels: float, window_seconds: float, threshold: float) -> None:
        """Take speech for someone else's that is so many decibels quieter.

        Args:
            decibels: How much quieter; 0 is never.
            window_seconds: The length of each window.
            threshold: The probability from which a window is speech.
        """
        self._decibels = decibels
        self._window_seconds = window_seconds
        self._threshold = threshold
        self._recent: deque[float] = deque(maxlen=max(1, round(_HOLD_SECONDS / window_seconds)))
        self._levels: list[float] = []
        """The loudness while the speaker spoke, in order of loudness."""
        self._now = 0.0
        self._last_loud = 0.0
        self._quiet_seconds = 0.0
        """Quiet speech since the speaker was loud."""

    @property
    def speech_ends(self) -> float | None:
        """Where what the speaker said ends, in seconds of audio, while only others are heard; else None."""
        return self._last_loud + _FADING_SECONDS if self._others else None

    @property
    def _others(self) -> bool:
        """Whether only others are heard."""
        return self._quiet_seconds >= _OTHERS_SECONDS

    def weigh(self, probability: float, pcm: bytes) -> float:
        """Return the probability that a window is speech of the speaker: 0 if only others are heard."""
        self._now += self._window_seconds
        level = _decibels(pcm)
        self._recent.append(level)
        loudness = max(self._recent)
        least = self._least
        if least is not None and level >= least:
            self._last_loud, self._quiet_seconds = self._now, 0.0
        quiet = least is not None and loudness < least
        if probability >= self._threshold:
            if quiet:
                self._quiet_seconds += self._window_seconds
            else:
                insort(self._levels, loudness)
        return 0.0 if self._others else probability

    @property
    def _least(self) -> float | None:
        """The loudness below which a sound is not the speaker's; None while it is not known."""
        if not self._decibels or len(self._levels) * self._window_seconds < _KNOWN_SECONDS:
            return None
        return self._levels[len(self._levels) // 2] - self._decibels


def _decibels(pcm: bytes) -> float:
    samples = to_samples(pcm)
    power = float(np.square(samples).mean()) if len(samples) else 0.0
    return 10 * log10(power) if power else _SILENCE_DECIBELS
