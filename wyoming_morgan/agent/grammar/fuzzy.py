"""Corrects a misspelled name if exactly one name in the home is similar.

Only names of things, areas and floors are corrected, and the grammar must understand the corrected sentence
with that name as its target: a correction never widens what a command reaches, and an unknown area stays
unknown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace

from wyoming_morgan.agent.grammar.signs import folded, variants
from wyoming_morgan.home.model import Home

_MOST_WORDS = 12
"""Words of a sentence that may be corrected; commands have few."""
_LEAST_LETTERS = 5
"""Letters of a word that may contain a mistake."""
_LONG = 9
"""Letters of a word that may contain two."""
_LONG_ENOUGH = 8
"""Letters of a word whose first may be wrong."""
_LEAST_SLIP = 3
"""Letters of a short word that lacks one."""
_MOST_MISTAKES = 2
"""Mistakes in a whole name."""
_VOWELS = frozenset("aeiou")


@dataclass(frozen=True, slots=True)
class Correction:
    """A sentence with one name corrected; the grammar must find the slot and value of one of `targets`."""

    text: str
    targets: tuple[tuple[str, str], ...]
    misspelled: str

    @property
    def name(self) -> str:
        """The name, for traces."""
        return self.targets[0][1]


@dataclass(frozen=True, slots=True)
class _SpokenName:
    """A name as it is compared, made ready once: a sentence is compared with hundreds."""

    plain: str
    words: tuple[str, ...]
    joined: str
    digits: str
    spoken: str
    slot: str
    name: str


class NearNames:
    """The names of a home, prepared for comparison."""

    def __init__(self, home: Home) -> None:
        self._names = [_made_ready(*spoken) for spoken in _spoken(home)]
        self._known = {" ".join(name.spoken.casefold().split()) for name in self._names}
        self._by_signs: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for name in self._names:
            for variant in variants(name.spoken):
                self._by_signs[variant].append((name.spoken, name.slot, name.name))
        self._words = {word for name in self._names for word in name.words}
        self._most = max((len(name.words) for name in self._names), default=0) + 2

    def correct(self, text: str, vocabulary: Container[str] = ()) -> Correction | None:
        """Return the sentence with one name corrected, or None if no name is similar or several are.

        Args:
            text: The sentence.
            vocabulary: The words of commands, which are not misspelled.
        """
        words = text.split()
        if not self._names or len(words) > _MOST_WORDS:
            return None
        corrections: dict[tuple[tuple[str, str], ...], tuple[int, Correction]] = {}
        for distance, correction in self._candidates(words, vocabulary):
            nearer = corrections.get(correction.targets)
            if nearer is None or distance < nearer[0]:
                corrections[correction.targets] = (distance, correction)
        if not corrections:
            return None
        best = min(distance for distance, _ in corrections.values())
        nearest = [correction for distance, correction in corrections.values() if distance == best]
        if len({correction.text.casefold() for correction in nearest}) > 1:
            return None
        targets = tuple(dict.fromkeys(target for correction in nearest for target in correction.targets))
        slots = [slot for slot, _ in targets]
        return replace(nearest[0], targets=targets) if len(slots) == len({*slots}) else None

    def _candidates(self, words: list[str], vocabulary: Container[str]) -> Iterator[tuple[int, Correction]]:
        """Yield every sentence with similar words replaced by a name, and the number of mistakes."""
        for start in range(len(words)):
            for end in range(start + 1, min(start + self._most, len(words)) + 1):
                said = " ".join(words[start:end])
                if said.casefold() in self._known:
                    continue
                misspelled = folded(said)
                if misspelled:
                    for distance, spoken, slot, name in self._alike(misspelled, vocabulary):
                        text = " ".join([*words[:start], spoken, *words[end:]])
                        yield distance, Correction(text, ((slot, name),), misspelled)

    def _alike(self, said: str, vocabulary: Container[str]) -> Iterator[tuple[int, str, str, str]]:
        """Yield what differs in signs alone, else what is similar."""
        same = self._by_signs.get(said.replace(" ", ""), ())
        for spoken, slot, name in same:
            yield 0, spoken, slot, name
        if not same and len(said) >= _LEAST_LETTERS:
            yield from self._near(said, vocabulary)

    def _near(self, misspelled: str, vocabulary: Container[str]) -> Iterator[tuple[int, str, str, str]]:
        words, joined, digits = misspelled.split(), misspelled.replace(" ", ""), _digits(misspelled)
        for name in self._names:
            # “lamp2” is another lamp than “lamp1”.
            if abs(len(name.plain) - len(misspelled)) > _MOST_MISTAKES or name.digits != digits:
                continue
            is_alike = len(words) == len(name.words)
            pairs = zip(words, name.words, strict=True) if is_alike else ((joined, name.joined),)
            distance = self._distance(pairs, vocabulary)
            if distance is not None:
                yield distance, name.spoken, name.slot, name.name

    def _distance(self, pairs: Iterable[tuple[str, str]], vocabulary: Container[str]) -> int | None:
        """Return the number of mistakes between the words of two names, or None if there are too many."""
        mistakes = 0
        for word, meant in pairs:
            if word == meant:
                continue
            # It may be another word, which commands or other names in the home contain.
            is_other = word in self._words or (word in vocabulary and not _is_plural(word, meant))
            count = None if is_other else mistakes_in(word, meant)
            if count is None:
                return None
            mistakes += count
        return mistakes if mistakes <= _MOST_MISTAKES else None


def mistakes_in(word: str, meant: str) -> int | None:
    """Return the number of mistakes in a word, in lower case; None if it is more likely another word.

    Short words have none, but for a plural, a letter that is double in one of both, and a vowel that is
    missing where no other is left: “lmp”, “rom”. A letter is wrong in longer words only, the first one in
    long ones.
    """
    shorter = min(len(word), len(meant))
    if word[0] != meant[0] and shorter < _LONG_ENOUGH:
        return None
    if shorter < _LEAST_LETTERS and not _is_slip(word, meant):
        return None
    if len(word) == len(meant) == _LEAST_LETTERS and sorted(word) != sorted(meant):
        return None  # “tower” is no towel
    return edits(word, meant, most=2 if shorter >= _LONG and word[0] == meant[0] else 1)


def _is_slip(word: str, meant: str) -> bool:
    if _is_plural(word, meant):
        return True
    if min(len(word), len(meant)) < _LEAST_SLIP:
        return False
    bare = "".join(letter for letter in meant if letter not in _VOWELS)
    return (
        meant in _undoubled(word)
        or word in _undoubled(meant)
        or (bare == word and len(meant) == len(word) + 1)
    )


def _is_plural(word: str, meant: str) -> bool:
    return meant == f"{word}s" or word == f"{meant}s"


def _undoubled(word: str) -> list[str]:
    """Return a word with one of its double letters said as one, in every way."""
    return [f"{word[:at]}{word[at + 1 :]}" for at in range(1, len(word)) if word[at] == word[at - 1]]


def edits(one: str, other: str, *, most: int) -> int | None:
    """Return how many letters are wrong, missing, extra or swapped with a neighbor; None if above `most`."""
    if abs(len(one) - len(other)) > most:
        return None
    # A mistake makes at most two letters strangers to the other word, which tells most words apart.
    if len(set(one) ^ set(other)) > 2 * most:
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


def _made_ready(spoken: str, slot: str, name: str) -> _SpokenName:
    plain = folded(spoken)
    return _SpokenName(
        plain, tuple(plain.split()), plain.replace(" ", ""), _digits(plain), spoken, slot, name
    )


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _spoken(home: Home) -> Iterator[tuple[str, str, str]]:
    groups: tuple[tuple[str, Iterable[tuple[str, tuple[str, ...]]]], ...] = (
        ("name", ((entity.name, entity.names) for entity in home.entities)),
        ("area", ((area.name, area.names) for area in home.areas)),
        ("floor", ((floor.name, floor.names) for floor in home.floors)),
    )
    for slot, things in groups:
        for name, spoken_names in things:
            for spoken in spoken_names:
                if folded(spoken):
                    yield spoken, slot, name
