"""When the probabilities of a wake word become a detection: a pure state machine over audio time."""

from __future__ import annotations

from dataclasses import dataclass

_ROUNDING = 1e-6
"""Seconds of grace: times are sums of what binary fractions cannot hold."""


@dataclass(frozen=True, slots=True)
class TriggerSettings:
    """`level` probabilities of at least `threshold` in a row are a detection.

    After it the word is ignored for `refractory_seconds` of audio, and until its probability has fallen once,
    so that one utterance is one detection.
    """

    threshold: float
    level: int = 1
    refractory_seconds: float = 2.0


class Trigger:
    """One word in one stream."""

    def __init__(self, settings: TriggerSettings) -> None:
        self._settings = settings
        self._hits = 0
        self._rests_until = 0.0
        self._fell = True

    def advance(self, probability: float, at: float) -> bool:
        """Take the probability of the audio up to `at` seconds; return whether the word was said."""
        if probability < self._settings.threshold:
            self._hits = 0
            self._fell = True
            return False
        if at < self._rests_until - _ROUNDING or not self._fell:
            return False
        self._hits += 1
        if self._hits < self._settings.level:
            return False
        self._hits = 0
        self._fell = False
        self._rests_until = at + self._settings.refractory_seconds
        return True
