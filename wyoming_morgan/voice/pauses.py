"""The pauses within what is said, so that they can be left out of the audio that is recognized."""

from __future__ import annotations

from collections.abc import Iterator

_KEPT_BEFORE_SECONDS = 0.05
_KEPT_BEHIND_SECONDS = 0.1
"""Of a pause: a detector notices the first sound of a word a little late."""


class SpeechPauses:
    """Where speech paused and went on, in seconds of audio."""

    def __init__(self) -> None:
        self._since: float | None = None
        self._cuts: list[tuple[float, float]] = []

    def begin(self, at: float) -> None:
        """Speech paused."""
        self._since = at

    def end(self, at: float) -> None:
        """Speech went on."""
        if self._since is not None:
            cut = self._since + _KEPT_BEFORE_SECONDS, at - _KEPT_BEHIND_SECONDS
            if cut[0] < cut[1]:
                self._cuts.append(cut)
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
