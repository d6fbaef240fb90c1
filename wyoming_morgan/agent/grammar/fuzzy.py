"""Corrects a misspelled name if exactly one name in the home is similar.

Only names of things, areas and floors are corrected, and the grammar must understand the corrected sentence
with that name as its target: a correction never widens what a command reaches, and an unknown area stays
unknown.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wyoming_morgan.home.model import Home

_MOST_WORDS = 12
"""Words of a sentence that may be corrected; commands have few."""
_LEAST_LETTERS = 5
"""Letters of a word that may contain a mistake."""
_LONG = 9
"""Letters of a word that may contain two."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A sentence with one name corrected; the grammar must find `name` in `slot`."""

    text: str
    slot: str
    name: str
    misspelled: str


class NearNames:
    """The names of a home, prepared for comparison."""

    def __init__(self, home: Home) -> None:
        self._names = [(_folded(spoken), spoken, slot, name) for spoken, slot, name in _spoken(home)]
        self._folded_names = {folded for folded, *_ in self._names}
        self._words = {word for folded, *_ in self._names for word in folded.split()}
        self._most = max((len(folded.split()) for folded, *_ in self._names), default=0) + 1

    def correct(self, text: str) -> Correction | None:
        """Return the sentence with one name corrected, or None if no name is similar or several are."""
        words = text.split()
        if not self._names or len(words) > _MOST_WORDS:
            return None
        corrections: dict[tuple[str, str], tuple[int, Correction]] = {}
        for distance, correction in self._candidates(words):
            nearer = corrections.get((correction.slot, correction.name))
            if nearer is None or distance < nearer[0]:
                corrections[correction.slot, correction.name] = (distance, correction)
        if not corrections:
            return None
        best = min(distance for distance, _ in corrections.values())
        nearest = [correction for distance, correction in corrections.values() if distance == best]
        return nearest[0] if len(nearest) == 1 else None

    def _candidates(self, words: list[str]) -> Iterator[tuple[int, Correction]]:
        """Yield every sentence with similar words replaced by a name, and the number of mistakes."""
        for start in range(len(words)):
            for end in range(start + 1, min(start + self._most, len(words)) + 1):
                folded = _folded(" ".join(words[start:end]))
                if len(folded) < _LEAST_LETTERS or folded in self._folded_names:
                    continue
                for distance, spoken, slot, name in self._near(folded):
                    text = " ".join([*words[:start], spoken, *words[end:]])
                    yield distance, Correction(text, slot, name, folded)

    def _near(self, misspelled: str) -> Iterator[tuple[int, str, str, str]]:
        for folded, spoken, slot, name in self._names:
            if abs(len(folded) - len(misspelled)) > 2 or folded[0] != misspelled[0]:  # noqa: PLR2004 - the most mistakes
                continue
            distance = self._distance(misspelled, folded)
            if distance is not None:
                yield distance, spoken, slot, name

    def _distance(self, misspelled: str, name: str) -> int | None:
        """Return the number of mistakes between two names, or None if there are too many."""
        if misspelled.replace(" ", "") == name.replace(" ", ""):
            return 1
        one, other = misspelled.split(), name.split()
        if len(one) != len(other):
            one, other = [misspelled.replace(" ", "")], [name.replace(" ", "")]
        mistakes = 0
        for word, meant in zip(one, other, strict=True):
            if word == meant:
                continue
            if word in self._words or word[0] != meant[0]:
                return None  # it is another word, which other names in the home contain
            count = edits(word, meant, most=2 if min(len(word), len(meant)) >= _LONG else 1)
            plural = meant in {word, word + "s"} or word == meant + "s"
            if count is None or (min(len(word), len(meant)) < _LEAST_LETTERS and not plural):
                return None
            mistakes += count
        return mistakes if mistakes <= 2 else None  # noqa: PLR2004 - in the whole name


def edits(one: str, other: str, *, most: int) -> int | None:
    """Return how many letters are wrong, missing, extra or swapped with a neighbor; None if above `most`."""
    if abs(len(one) - len(other)) > most:
        return None
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, expected in enumerate(other, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != expected))
            if before and column > 1 and letter == other[column - 2] and one[row - 2] == expected:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return None
        before, last = last, line
    return last[-1] if last[-1] <= most else None


def _spoken(home: Home) -> Iterator[tuple[str, str, str]]:
    groups: tuple[tuple[str, Iterable[tuple[str, tuple[str, ...]]]], ...] = (
        ("name", ((entity.name, entity.names) for entity in home.entities)),
        ("area", ((area.name, area.names) for area in home.areas)),
        ("floor", ((floor.name, floor.names) for floor in home.floors)),
    )
    for slot, things in groups:
        for name, spoken_names in things:
            for spoken in spoken_names:
                if _folded(spoken):
                    yield spoken, slot, name


def _folded(text: str) -> str:
    """Return the text in lower case, without accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(
        letter if letter.isalnum() else " " if letter.isspace() or letter == "-" else ""
        for letter in plain
        if not unicodedata.combining(letter)
    )
    return " ".join(kept.split())
