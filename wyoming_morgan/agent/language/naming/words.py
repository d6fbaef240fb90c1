"""The words by which things are meant without their names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from wyoming_morgan.agent.language.water import WaterWords

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class KindWords:
    """The words for one kind of things, in lower case; some are several words."""

    one: frozenset[str]
    """For one of them."""
    many: frozenset[str] = frozenset()
    """For several of them."""


@dataclass(frozen=True, slots=True)
class NamingWords:
    """The words of one language, in lower case. A language without any is understood by whole names only."""

    kinds: Mapping[str, KindWords] = field(default_factory=dict)
    """The words for kinds of things, by the kinds of `agent.naming.kinds`."""
    glue: frozenset[str] = frozenset()
    """Articles and prepositions within a description: “the speaker in the kitchen”."""
    elided: frozenset[str] = frozenset()
    """What is written before an apostrophe and is a word of its own: “l'”."""
    describing: frozenset[str] = frozenset()
    """Words that tell nothing apart unless a name has them: “the big desk lamp”."""
    plurals: tuple[str, ...] = ()
    """Endings that make no other word, such as those of plurals, the longest first."""
    links: tuple[str, ...] | None = None
    """Letters between the parts of a joined word, in languages that join words: “Küchenlampe”."""
    kind_first: bool = False
    """Whether the kind comes first in a name: “lampe de chevet”."""
    ordinals: tuple[frozenset[str], ...] = ()
    """Answers that mean the first, the second, … of several."""
    last: frozenset[str] = frozenset()
    """Answers that mean the last of several."""
    both: frozenset[str] = frozenset()
    """Answers that mean both of two."""
    all: frozenset[str] = frozenset()
    """Answers that mean all of several."""
    idle: frozenset[str] = frozenset()
    """Words of an answer that tell nothing apart: “I mean the kitchen one”."""

    water: WaterWords = field(default_factory=WaterWords)
    """How the things for the water are called."""

    def holds_kind(self, text: str) -> bool:
        """Whether a text has a word for a kind of things."""
        said = f" {' '.join(_WORD.findall(text.casefold()))} "
        return any(f" {words} " in said for kind in self.kinds.values() for words in kind.one | kind.many)

    def means_several(self, text: str) -> bool:
        """Whether a text has a word for several things of a kind: “the lights”."""
        said = f" {' '.join(_WORD.findall(text.casefold()))} "
        return any(
            f" {words} " in said
            for kind in self.kinds.values()
            for words in kind.many
            if words not in kind.one
        )


def kind_words(text: str) -> dict[str, KindWords]:
    """Return what is on the lines of a text: a kind, a colon, words for one, a slash, words for several."""
    kinds: dict[str, KindWords] = {}
    for line in text.strip().splitlines():
        kind, _, words = line.partition(":")
        one, _, many = words.partition("/")
        kinds[kind.strip()] = KindWords(listed(one), listed(many))
    return kinds


def listed(text: str) -> frozenset[str]:
    """Return the expressions between the commas of a text."""
    return frozenset(expression.strip() for expression in text.split(",") if expression.strip())
