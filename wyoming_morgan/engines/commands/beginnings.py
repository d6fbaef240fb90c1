"""Whether a text sounds like the beginning of a command, rather than like a whole one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wyoming_morgan.engines.commands.alignment import fit, worst_fit
from wyoming_morgan.engines.commands.articulation import Articulation
from wyoming_morgan.engines.commands.continuations import Continuations
from wyoming_morgan.engines.commands.groups import JOINT
from wyoming_morgan.engines.commands.nearest import NearestCommands
from wyoming_morgan.engines.commands.phones import Phones
from wyoming_morgan.engines.contract.commands import NearCommand

_WORD = 1.2
"""How much nearer than a whole command a beginning is, if a word is missing: more than a plural's sound."""
_NEAR = 0.2
"""A whole command so near is meant, rather than a beginning with any words behind it."""
_FARTHEST = 0.3
"""The mean distance behind which nothing is looked for."""
_PATHS = 5
_BLANK = " "


class Beginnings:
    """Finds the beginning of a command that sounds like a text, in one home and language."""

    def __init__(
        self,
        search: NearestCommands,
        continuations: Continuations,
        phones: Phones,
        articulation: Articulation,
    ) -> None:
        """Search with the same commands, phones and distances as `search`."""
        self._search = search
        self._continuations = continuations
        self._phones = phones
        self._articulation = articulation

    def find(self, text: str) -> NearCommand | None:
        """Return the beginning that a text sounds like; None if a whole command is as near.

        Raises:
            EngineUnavailable: as `Phones` raises it.
        """
        words = self._continuations.telling(text)
        if self._continuations.begins(words, free=False):
            return NearCommand(_BLANK.join(words), 0.0)
        if not words or self._continuations.is_whole(words):
            return None
        rest = _BLANK.join(words)
        heard = self._sounds(words)
        wholes = [
            self._apart(heard, one.command.text.split())
            for one in self._search.find(rest, 1, farthest=_FARTHEST)
        ]
        candidates = list(self._candidates(rest, heard))
        if self._continuations.begins(words):
            candidates.append(NearCommand(rest, 0.0, free=True))
        if not candidates:
            return None
        nearest = min(candidates, key=lambda candidate: candidate.distance)
        if not wholes or nearest.distance + _WORD / len(heard) <= wholes[0]:
            return nearest if not nearest.free or not wholes or wholes[0] > _NEAR else None
        return None

    def _candidates(self, rest: str, heard: Sequence[str]) -> Iterator[NearCommand]:
        for path in self._search.beginnings(rest, _PATHS, farthest=_FARTHEST):
            for words in (_words(path.words),) if path.free else _parts(path.words):
                if self._continuations.begins(words):
                    distance = path.distance if path.free else self._apart(heard, words)
                    sounds = [self._phones.of(word) for word in words]
                    worst = worst_fit(heard, sounds, self._articulation)
                    yield NearCommand(_BLANK.join(words), distance, worst, path.free)

    def _apart(self, heard: Sequence[str], words: Sequence[str]) -> float:
        return fit(heard, self._sounds(words), self._articulation) / len(heard)

    def _sounds(self, words: Sequence[str]) -> list[str]:
        return [phone for word in words for phone in self._phones.of(word)]


def _words(path: Sequence[str]) -> tuple[str, ...]:
    return tuple(part for word in path for part in word.split(JOINT))


def _parts(path: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Return a path up to each end of a word of its last name, and without that name."""
    if path:
        before, last = _words(path[:-1]), path[-1].split(JOINT)
        for length in range(len(last) + 1):
            yield (*before, *last[:length])
