"""Tells by loudness that a word has ended: a detector of speech notices it 0.1 s late."""

from __future__ import annotations

from collections import deque

import numpy as np

from wyoming_morgan.voice.silence import levels

_LEAST_SECONDS = 0.05
"""How long it has to be quiet: the stop before a “t” is shorter, or not as quiet as the room."""
_QUIETER_DECIBELS = 20.0
"""How much quieter than the loud parts of what was said, all the time: an “f” may be 20 dB quieter."""
_LOUD, _LOUD_SECONDS = 0.9, 1.0
"""The quantile of the levels of the last second that counts as loud."""
_ROOM, _ROOM_SECONDS = 0.1, 3.0
"""The quantile of the levels of the last three seconds that is the room's."""
_ROOM_DECIBELS = 6.0
"""How much louder than that the room may become."""


class Hush:
    """Follows the loudness of one stream, window by window.

    On recorded commands it tells the end of the last word 80 ms after it, in the median, where the detector
    takes 150; in a room that is less than 20 dB quieter than the speaker it tells nothing.
    """

    def __init__(self, window_seconds: float) -> None:
        """Follow windows of one length."""
        self._window_seconds = window_seconds
        self._levels: deque[float] = deque()

    def holds(self, window: bytes) -> bool:
        """Add a window of `SPEECH` PCM; return whether it has become as quiet as the room."""
        frames = levels(window)
        if not len(frames):
            return False
        self._levels.extend(frames.tolist())
        a_second = len(frames) / self._window_seconds
        while len(self._levels) > a_second * _ROOM_SECONDS:
            self._levels.popleft()
        least = max(1, round(a_second * _LEAST_SECONDS))
        heard = np.array(self._levels)
        before, now = heard[:-least], heard[-least:]
        if not before.size:
            return False
        latest, loudest = before[-round(a_second * _LOUD_SECONDS) :], float(now.max())
        if loudest > float(latest.max()) - _QUIETER_DECIBELS:  # most windows: quantiles take longer
            return False
        loud, room = float(np.quantile(latest, _LOUD)), float(np.quantile(before, _ROOM))
        return loudest <= loud - _QUIETER_DECIBELS and loudest <= room + _ROOM_DECIBELS
