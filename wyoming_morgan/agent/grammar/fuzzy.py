"""Takes a name that nothing has for the only one that is spelt nearly so.

Only names of things, areas and floors are corrected, each to exactly one candidate, and the corrected
sentence has to be understood by the grammar with that very name as its target: so a correction never widens
what a command reaches, and an unknown area stays unknown.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wyoming_morgan.home.model import Home

_MOST_WORDS = 12
"""Words of a sentence that is looked at; commands have few."""
_LEAST_LETTERS = 5
"""Letters of a word that may have a mistake in it."""
_LONG = 9
"""Letters from which on it may have two."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A sentence with one name corrected. `slot` and `name` are what the grammar has to find in it."""

    text: str
    slot: str
    name: str
    heard: str


class NearNames:
    """The names of a home, prepared for comparison."""

    def __init__(self, home: Home) -> None:
        self._names = [(_folded(spoken), spoken, slot, name) for spoken, slot, name in _spoken(home)]
        self._known = {folded for folded, *_ in self._names}
        self._words = {word for folded, *_ in self._names for word in folded.split()}
        self._most = max((len(folded.split()) for folded, *_ in self._names), default=0) + 1

    def correct(self, text: str) -> Correction | None:
        """Return the sentence with the one name in it corrected, or None where there is none or a choice."""
        words = text.split()
        if not self._names or len(words) > _MOST_WORDS:
            return None
        found: dict[tuple[str, str], tuple[int, Correction]] = {}
        for start in range(len(words)):
            for end in range(start + 1, min(start + self._most, len(words)) + 1):
                heard = _folded(" ".join(words[start:end]))
                if len(heard) < _LEAST_LETTERS or heard in self._known:
                    continue
                for distance, spoken, slot, name in self._near(heard):
                    corrected = " ".join([*words[:start], spoken, *words[end:]])
                    known = found.get((slot, name))
                    if known is None or distance < known[0]:
                        found[slot, name] = (distance, Correction(corrected, slot, name, heard))
        if not found:
            return None
        best = min(distance for distance, _ in found.values())
        nearest = [correction for distance, correction in found.values() if distance == best]
        return nearest[0] if len(nearest) == 1 else None

    def _near(self, heard: str) -> Iterator[tuple[int, str, str, str]]:
        for folded, spoken, slot, name in self._names:
            if abs(len(folded) - len(heard)) > 2 or folded[0] != heard[0]:  # noqa: PLR2004 - no more mistakes
                continue
            distance = self._distance(heard, folded)
            if distance is not None:
                yield distance, spoken, slot, name

    def _distance(self, heard: str, name: str) -> int | None:
        """Return the mistakes between two names, None where they are too many to mean the same."""
        if heard.replace(" ", "") == name.replace(" ", ""):
            return 1
        one, other = heard.split(), name.split()
        if len(one) != len(other):
            one, other = [heard.replace(" ", "")], [name.replace(" ", "")]
        mistakes = 0
        for said, meant in zip(one, other, strict=True):
            if said == meant:
                continue
            if said in self._words or said[0] != meant[0]:
                return None  # it is another word, which the home has elsewhere
            count = edits(said, meant, most=2 if min(len(said), len(meant)) >= _LONG else 1)
            plural = {said + "s", said} >= {meant} or {meant + "s"} >= {said}
            if count is None or (min(len(said), len(meant)) < _LEAST_LETTERS and not plural):
                return None
            mistakes += count
        return mistakes if mistakes <= 2 else None  # noqa: PLR2004 - in the whole name


def edits(one: str, other: str, *, most: int) -> int | None:
    """Return how many letters are wrong, missing, too many or swapped with their neighbor; None: too many."""
    if abs(len(one) - len(other)) > most:
        return None
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != wanted))
            if before and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return None
        before, last = last, line
    return last[-1] if last[-1] <= most else None


def _spoken(home: Home) -> Iterator[tuple[str, str, str]]:
    groups: tuple[tuple[str, Iterable[tuple[str, tuple[str, ...]]]], ...] = (
        ("name", ((each.name, each.names) for each in home.entities)),
        ("area", ((each.name, each.names) for each in home.areas)),
        ("floor", ((each.name, each.names) for each in home.floors)),
    )
    for slot, things in groups:
        for name, spoken_names in things:
            for spoken in spoken_names:
                if _folded(spoken):
                    yield spoken, slot, name


def _folded(text: str) -> str:
    """Return the text in lower case, without accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    kept = "".join(
        letter if letter.isalnum() else " " if letter.isspace() or letter == "-" else ""
        for letter in plain
        if not unicodedata.combining(letter)
    )
    return " ".join(kept.split())
