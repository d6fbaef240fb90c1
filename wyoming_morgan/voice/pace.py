"""Tells a live stream from a recording that is sent faster than it was spoken."""

from __future__ import annotations

from collections.abc import Callable

_DRAIN = 1.5
"""Seconds of audio drained in a second: half as much again as a microphone sends, so that a stream that
began with a little buffered audio soon counts as live."""
_SLACK_SECONDS = 1.0
"""How far a live stream may be ahead, such as after a stall of the network."""
_MOST_SECONDS = 2.0
"""The largest lead that is remembered."""
_ROUNDING = 1e-3


class Pace:
    """Tells live audio from a burst, with a leaky bucket of seconds of audio.

    Silence in live audio means that the speaker has finished. Silence in a burst means nothing yet, because
    more audio is on its way.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._since = clock()
        self._ahead = 0.0

    def heard(self, seconds: float) -> None:
        """Note audio that has arrived."""
        self._ahead = min(self._current() + seconds, _MOST_SECONDS)
        self._since = self._clock()

    @property
    def wait_seconds(self) -> float:
        """Seconds without audio after which the stream counts as live; 0 if it does already."""
        seconds = (self._current() - _SLACK_SECONDS) / _DRAIN
        return seconds if seconds > _ROUNDING else 0.0

    def _current(self) -> float:
        return max(0.0, self._ahead - (self._clock() - self._since) * _DRAIN)
