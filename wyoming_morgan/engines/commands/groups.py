"""Lists of words that are written as one sign: names and numbers may be many, and go on alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

JOINT = "_"
"""Joins the words of a name into one."""

_FIRST, _LAST = 0xF0000, 0xFFFFD
"""Characters that no text has: the first supplementary private use area of Unicode."""
_SIGN = re.compile(f"([{chr(_FIRST)}-{chr(_LAST)}])")


@dataclass(frozen=True, slots=True)
class WordGroup:
    """The words of one list, and the relative weight of each; those of a name are joined."""

    words: tuple[str, ...]
    weights: tuple[float, ...]


class WordGroups:
    """The lists of a home, each with its sign. Equal lists have the same one."""

    def __init__(self, groups: Sequence[WordGroup] = ()) -> None:
        """Begin with groups that have their signs by their order."""
        self._places = {group: place for place, group in enumerate(groups)}

    def sign(self, weights: Mapping[str, float]) -> str:
        """Return the sign of a list of words with their weights; a single word stands for itself.

        A single name of several words does not: a person may pause within it.
        """
        if len(weights) == 1 and JOINT not in (word := next(iter(weights))):
            return word
        words = tuple(sorted(weights))
        group = WordGroup(words, tuple(round(weights[word], 6) for word in words))
        return chr(_FIRST + self._places.setdefault(group, len(self._places)))

    def all(self) -> tuple[WordGroup, ...]:
        """Return every list, in the order of their signs."""
        return tuple(self._places)

    @staticmethod
    def parts(word: str) -> Iterator[tuple[str, int | None]]:
        """Return the pieces of a word of the automaton, each with the place of its list if it is a sign."""
        for piece in _SIGN.split(word):
            if piece:
                yield piece, ord(piece) - _FIRST if _SIGN.match(piece) else None
