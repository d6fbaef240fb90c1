"""The pauses within what is said, so that they can be left out of the audio that is recognized.

A detector of speech notices the end of a word late, and sometimes its beginning. So where the sound is much
quieter in a pause than before it, the edges of the pause are where it becomes as loud again.
"""

from __future__ import annotations

from collections.abc import Iterator

from wyoming_morgan.voice.silence import FRAME_SECONDS, Sound, levels, quiet_frames, silence_between

_SHORTEST_SECONDS = 0.15
"""Of what is left out: sounds within words may be as quiet for a shorter time."""
_KEPT_BEFORE_SECONDS = 0.05
_KEPT_BEHIND_SECONDS = 0.1
"""Of a pause that is not quiet."""
KEPT_SECONDS = 0.02
"""At either edge of one that is quiet, for a recognizer that expects no pauses."""
_LATER_SECONDS = 0.05
"""How much later it may end."""


class SpeechPauses:
    """Where speech paused and went on, in seconds of audio."""

    def __init__(self, sound: Sound | None = None, kept: float = KEPT_SECONDS) -> None:
        """Begin without pauses; with `sound`, loudness tells their edges, where `kept` seconds stay."""
        self._sound = sound
        self._kept = kept
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
        silence = silence_between(self._sound, since, at)
        if silence is None:
            return None
        late = max((since + at) / 2, at - _KEPT_BEHIND_SECONDS)
        later = quiet_frames(levels(self._sound(late, at + _LATER_SECONDS)), silence.level)
        return silence.begin + self._kept, late + later * FRAME_SECONDS - self._kept
