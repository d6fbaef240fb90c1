"""What is likely to follow a place in the commands of a home: a name, an amount, or only other words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from typing import NamedTuple


class WordKind(Enum):
    """What a word of a command tells."""

    NAME = "name"
    """What or where: a name of the home, a word of a list, or words of the speaker's own."""
    AMOUNT = "amount"
    """How much or how long: a number."""
    OTHER = "other"
    """Nothing of that, such as “in” or “scene”."""


class NextWord(NamedTuple):
    """A word that may be next: its kind, how likely it is, and the state behind it."""

    kind: WordKind
    share: float
    target: int


class Following(NamedTuple):
    """How likely the first telling word behind a state is a name, and how likely an amount."""

    name: float
    amount: float


class SequelSearch:
    """Looks ahead in an automaton without loops."""

    def __init__(self, next_words: Callable[[int], Iterable[NextWord]]) -> None:
        """Look ahead by what may be next in each state."""
        self._next_words = next_words
        self._following: dict[int, Following] = {}

    def of(self, state: int) -> Following:
        """Return what follows a state."""
        if (following := self._following.get(state)) is None:
            following = self._following[state] = self._look(state)
        return following

    def _look(self, state: int) -> Following:
        name = amount = 0.0
        for word in self._next_words(state):
            if word.kind is WordKind.NAME:
                name += word.share
            elif word.kind is WordKind.AMOUNT:
                amount += word.share
            else:
                behind = self.of(word.target)
                name += word.share * behind.name
                amount += word.share * behind.amount
        return Following(name, amount)
