"""The pauses within what is said, so that they can be left out of the audio that is recognized.

A detector of speech notices the end of a word late, and sometimes its beginning. So where the sound is much
quieter in a pause than before it, the edges of the pause are where it becomes as loud again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from wyoming_morgan.audio import SPEECH, to_samples

_SHORTEST_SECONDS = 0.15
"""Of what is left out: sounds within words may be as quiet for a shorter time."""
_KEPT_BEFORE_SECONDS = 0.05
_KEPT_BEHIND_SECONDS = 0.1
"""Of a pause that is not quiet."""
_KEPT_SECONDS = 0.02
"""At either edge of one that is quiet."""
_FRAME_SECONDS = 0.01
_EARLIER_SECONDS = 0.25
"""How much earlier than the detector tells a pause may begin."""
_LATER_SECONDS = 0.05
"""How much later it may end."""
_BEFORE_SECONDS = 1.0
"""Of the speech that a pause is compared with."""
_QUIETER_DECIBELS = 15.0
"""How much quieter than the loud parts of that speech a pause has to be for its edges to be told."""
_QUIET_DECIBELS = 6.0
"""How much louder than the middle of the pause its edges may be."""
_SILENCE = 1e-10

Sound = Callable[[float, float], bytes]
"""Returns `SPEECH` PCM between two times, in seconds."""


class SpeechPauses:
    """Where speech paused and went on, in seconds of audio."""

    def __init__(self, sound: Sound | None = None) -> None:
        """Begin without pauses; with `sound`, their edges are told by loudness."""
        self._sound = sound
        self._since: float | None = None
        self._cuts: list[tuple[float, float]] = []

    def begin(self, at: float) -> None:
        """Speech paused."""
        self._since = at

    def end(self, at: float) -> None:
        """Speech went on."""
        if self._since is not None and at - self._since >= _SHORTEST_SECONDS:
            begin, end = self._quiet(self._since, at) or (
                self._since + _KEPT_BEFORE_SECONDS,
                at - _KEPT_BEHIND_SECONDS,
            )
            begin = max(begin, self._cuts[-1][1] if self._cuts else begin)
            if begin < end:
                self._cuts.append((begin, end))
        self._since = None

    def clear(self) -> None:
        """Forget every pause."""
        self._since = None
        self._cuts.clear()

    def between(self, begin: float, end: float) -> Iterator[tuple[float, float]]:
        """Return the parts of a stretch that are left when its pauses are short."""
        for first, last in self._cuts:
            if begin < first and last < end:
                yield begin, first
                begin = last
        yield begin, end

    def _quiet(self, since: float, at: float) -> tuple[float, float] | None:
        """Return the part of a pause to leave out, by its loudness; None if that does not tell."""
        if self._sound is None:
            return None
        earliest, first = max(0.0, since - _BEFORE_SECONDS), max(0.0, since - _EARLIER_SECONDS)
        before = _levels(self._sound(earliest, since))
        pause = _levels(self._sound(since, at))
        if not len(before) or not len(pause):
            return None
        floor = float(np.median(pause))
        if np.quantile(before, 0.9) - floor < _QUIETER_DECIBELS:
            return None
        quiet = floor + _QUIET_DECIBELS
        earlier = _quiet_frames(before[round((first - earliest) / _FRAME_SECONDS) :][::-1], quiet)
        late = max((since + at) / 2, at - _KEPT_BEHIND_SECONDS)
        later = _quiet_frames(_levels(self._sound(late, at + _LATER_SECONDS)), quiet)
        return (
            since - earlier * _FRAME_SECONDS + _KEPT_SECONDS,
            late + later * _FRAME_SECONDS - _KEPT_SECONDS,
        )


def _levels(pcm: bytes) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the level of each frame in decibels."""
    samples = to_samples(pcm).astype(np.float64)
    size = round(_FRAME_SECONDS * SPEECH.rate)
    frames = samples[: len(samples) // size * size].reshape(-1, size)
    levels: np.ndarray[tuple[int], np.dtype[np.float64]] = 10 * np.log10(
        np.square(frames).mean(axis=1) + _SILENCE
    )
    return levels


def _quiet_frames(levels: Sequence[float] | np.ndarray[tuple[int], np.dtype[np.float64]], most: float) -> int:
    """Return how many frames in a row are quiet."""
    return next((number for number, level in enumerate(levels) if level > most), len(levels))
