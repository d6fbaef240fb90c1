"""What the names of a home tell about a command: which things they mean, and whether those have a room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from wyoming_morgan.engines.commands.groups import JOINT
from wyoming_morgan.engines.contract.vocabulary import Vocabulary

_ROOMLESS = frozenset({"automation", "calendar", "person", "scene", "script", "todo", "weather"})
"""Domains of what is meant wherever it is said: a room behind its name changes nothing."""


@dataclass(frozen=True, slots=True)
class HomeNames:
    """The names of a home, each as the commands write it."""

    things: Mapping[str, Collection[int]] = field(default_factory=dict)
    """The numbers of the things that have a name."""
    places: frozenset[str] = frozenset()
    """The names of areas and floors."""
    roomless: frozenset[str] = frozenset()
    """Names that only things without a room have."""

    def __contains__(self, word: str) -> bool:
        """Whether a word is a name."""
        return word in self.things or word in self.places

    def begin_with(self, words: str) -> bool:
        """Whether a name begins with words, and has more."""
        return any(name.startswith(words + JOINT) for names in (self.things, self.places) for name in names)

    def mean_one_thing(self, words: Collection[str]) -> bool:
        """Whether words are names, and all of them of the same single thing."""
        if not self.places.isdisjoint(words):
            return False
        return len({number for word in words for number in self.things.get(word, (-1, -2))}) == 1


def home_names(vocabulary: Vocabulary, written: Callable[[str], str]) -> HomeNames:
    """Return the names of a home, `written` as the commands write them."""
    things: dict[str, set[int]] = defaultdict(set)
    for number, entry in enumerate(vocabulary.entries):
        for name in entry.names:
            things[written(name)].add(number)
    places = {written(name) for names in (*vocabulary.areas, *vocabulary.floors) for name in names}
    roomless = {
        name
        for name, numbers in things.items()
        if all(vocabulary.entries[number].domain in _ROOMLESS for number in numbers)
    }
    numbered = {name: tuple(sorted(numbers)) for name, numbers in things.items()}
    return HomeNames(numbered, frozenset(places), frozenset(roomless - places))
