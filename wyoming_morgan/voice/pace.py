"""Whether a stream is spoken just now or sent from a file."""

from __future__ import annotations

from collections.abc import Callable

_DRAIN = 1.5
"""Seconds of audio that are taken as heard in a second: half as much again as comes from a microphone, so
that a stream which began with a little buffered audio soon counts as live."""
_SLACK_SECONDS = 1.0
"""How far a live stream may be ahead: a network that stalls and catches up stays within it."""
_MOST_SECONDS = 2.0
"""How far ahead is remembered, whatever was sent."""
_ROUNDING = 1e-3


class Pace:
    """Tells live audio from a burst: a leaky bucket of seconds of audio.

    Silence in live audio means that the speaker has finished. Silence in a burst means nothing yet, for
    more is on its way.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._since = clock()
        self._ahead = 0.0

    def heard(self, seconds: float) -> None:
        """Note audio that has come in."""
        self._ahead = min(self._current() + seconds, _MOST_SECONDS)
        self._since = self._clock()

    @property
    def wait_seconds(self) -> float:
        """How long nothing must come until the stream counts as live; 0 where it does already."""
        seconds = (self._current() - _SLACK_SECONDS) / _DRAIN
        return seconds if seconds > _ROUNDING else 0.0

    def _current(self) -> float:
        return max(0.0, self._ahead - (self._clock() - self._since) * _DRAIN)
