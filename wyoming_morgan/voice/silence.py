"""Where a silence began, by its loudness: a detector of speech notices the end of a word 0.1 s late."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from wyoming_morgan.audio import SPEECH, to_samples

FRAME_SECONDS = 0.01
_EARLIER_SECONDS = 0.25
"""How much earlier than the detector tells a silence may begin."""
_BEFORE_SECONDS = 1.0
"""Of the speech that a silence is compared with."""
_QUIETER_DECIBELS = 15.0
"""How much quieter than the loud parts of that speech a silence has to be for its edges to be told."""
_EDGE_DECIBELS = 6.0
"""How much louder than its middle the edges of a silence may be."""
_LOUD = 0.9
"""The quantile of the levels of speech that counts as loud."""
_SILENCE = 1e-10

Sound = Callable[[float, float], bytes]
"""Returns `SPEECH` PCM between two times, in seconds."""
Levels = np.ndarray[tuple[int], np.dtype[np.float64]]


class Silence(NamedTuple):
    """A silence behind speech: where it begins, and the level in decibels that is not above it."""

    begin: float
    level: float


def silence_between(sound: Sound, since: float, until: float) -> Silence | None:
    """Return the silence that a detector tells between two times; None if its loudness does not tell.

    It begins up to a quarter of a second before `since`.
    """
    earliest, first = max(0.0, since - _BEFORE_SECONDS), max(0.0, since - _EARLIER_SECONDS)
    before = levels(sound(earliest, since))
    within = levels(sound(since, until))
    if not len(before) or not len(within):
        return None
    floor = float(np.median(within))
    if np.quantile(before, _LOUD) - floor < _QUIETER_DECIBELS:
        return None
    level = floor + _EDGE_DECIBELS
    earlier = quiet_frames(before[round((first - earliest) / FRAME_SECONDS) :][::-1], level)
    return Silence(since - earlier * FRAME_SECONDS, level)


def levels(pcm: bytes) -> Levels:
    """Return the level of each frame in decibels."""
    samples = to_samples(pcm).astype(np.float64)
    size = round(FRAME_SECONDS * SPEECH.rate)
    frames = samples[: len(samples) // size * size].reshape(-1, size)
    result: Levels = 10 * np.log10(np.square(frames).mean(axis=1) + _SILENCE)
    return result


def quiet_frames(frames: Sequence[float] | Levels, level: float) -> int:
    """Return how many frames in a row, from the first one on, are not above a level."""
    return next((number for number, frame in enumerate(frames) if frame > level), len(frames))
