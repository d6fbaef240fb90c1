"""The sentence templates of a language, and which of them a text can match at all.

hassil tries every template whose own words occur in a text somewhere. Here a template is left out, too, if
the text has a word that nothing in the template can begin, or no name or number where the template needs one.
What is left out cannot match, so the results stay the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from hassil import Intents, SlotList, TextChunk, TextSlotList
from hassil.expression import Alternative, Expression, Group, ListReference, RuleReference, Sentence
from hassil.intents import Intent, IntentData, RangeSlotList
from unicode_rbnf import RbnfEngine

_BETWEEN_WORDS = re.compile(r"[\s_-]+")
"""hassil reads “living-room” as “living room”, too."""
_NUMBER = "0"
"""Stands for every list of numbers, beside the names of the home's lists."""
_SPELLED = (-1, *range(121), *range(200, 1001, 100), 1001, 2000, 10_000, 100_000, 0.5, 1.5)
"""Numbers whose words begin as the words of all numbers do."""
_BEGINNING = 2
"""Letters by which the word of a number is told."""


@dataclass(frozen=True, slots=True)
class _Content:
    """What a template, or a part of it, may be said with."""

    pieces: frozenset[str] = frozenset()
    """Its own words, in lower case; some are only parts of words."""
    lists: frozenset[str] = frozenset()
    """The home's lists in it, and numbers."""
    needed: frozenset[str] = frozenset()
    """Those of `lists` that it cannot be said without."""
    open: bool = False
    """Whether it takes any words."""


class Prefilter:
    """The templates of one language."""

    def __init__(self, intents: Intents, lists: Mapping[str, SlotList], of_home: Collection[str]) -> None:
        """Read the templates.

        Args:
            intents: The templates, with their own lists.
            lists: Further lists, which come first.
            of_home: Those of `lists` whose values are not known yet.
        """
        self._intents = intents
        self._blocks = [
            (intent, block, sentence)
            for intent in intents.intents.values()
            for block in intent.data
            for sentence in block.sentences
        ]
        self._begun_by: dict[str, int] = defaultdict(int)
        self._with: dict[str, int] = defaultdict(int)
        self._needing: dict[str, int] = defaultdict(int)
        self._open = 0
        self._numbers = _beginnings_of_numbers(intents.language)
        reader = _Reader(
            rules=intents.expansion_rules,
            lists={**intents.slot_lists, **lists},
            of_home=frozenset(of_home),
            spells_numbers=bool(self._numbers),
        )
        for at, (_, block, sentence) in enumerate(self._blocks):
            there = reader.within(block)
            sentence.get_required_clauses(
                dict(there.rules)
            )  # hassil keeps them; the first turn need not wait
            content = there.content(sentence.expression)
            for piece in content.pieces:
                self._begun_by[piece] |= 1 << at
            for name in content.lists:
                self._with[name] |= 1 << at
            for name in content.needed:
                self._needing[name] |= 1 << at
            self._open |= content.open << at
        self._longest = max(map(len, self._begun_by), default=0)

    @property
    def vocabulary(self) -> Collection[str]:
        """The words of all templates, in lower case; some are only parts of words."""
        return self._begun_by.keys()

    def possible(self, text: str, occurring: Mapping[str, Collection[str]]) -> Intents:
        """Return the templates that a text may match, in their order.

        Args:
            text: What was said, as hassil normalizes it, in lower case.
            occurring: The values of the home's lists that occur in the text.
        """
        words = [word for word in _BETWEEN_WORDS.split(text) if any(map(str.isalnum, word))]
        numbers = frozenset(word for word in words if self._is_number(word))
        pieces = {name: tuple(_pieces(" ".join(values))) for name, values in occurring.items()}
        left = (1 << len(self._blocks)) - 1
        for name, values in ((_NUMBER, numbers), *occurring.items()):
            if not values:
                left &= ~self._needing[name]
        for word in words:
            begun = self._open | (self._with[_NUMBER] if word in numbers else 0)
            for end in range(1, min(len(word), self._longest) + 1):
                begun |= self._begun_by.get(word[:end], 0)
            for name, beginnings in pieces.items():
                if beginnings and word.startswith(beginnings):
                    begun |= self._with[name]
            left &= begun
        return replace(self._intents, intents=self._selected(left))

    def _selected(self, left: int) -> dict[str, Intent]:
        selected: dict[str, Intent] = {}
        block: IntentData | None = None
        while left:
            lowest = left & -left
            left ^= lowest
            intent, whole, sentence = self._blocks[lowest.bit_length() - 1]
            kept = selected.setdefault(intent.name, Intent(intent.name))
            if block is not whole:
                block = whole
                kept.data.append(replace(whole, sentence_texts=[]))  # its sentences are parsed already
            kept.data[-1].sentences.append(sentence)
        return selected

    def _is_number(self, word: str) -> bool:
        return word[0].isdigit() or word[:_BEGINNING] in self._numbers or word[0] in self._numbers


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads what templates may be said with."""

    rules: Mapping[str, Sentence]
    lists: Mapping[str, SlotList]
    of_home: frozenset[str]
    spells_numbers: bool
    contents: dict[str, _Content] = field(default_factory=dict)
    """What was read of rules and lists."""

    def within(self, block: IntentData) -> _Reader:
        """Return the reader for a block, which may have rules and lists of its own."""
        if not block.expansion_rules and not block.slot_lists:
            return self
        return replace(
            self,
            rules={**self.rules, **block.expansion_rules},
            lists={**self.lists, **block.slot_lists},
            of_home=self.of_home - block.slot_lists.keys(),
            contents={},
        )

    def content(self, expression: Expression) -> _Content:
        """Return what a template may be said with."""
        match expression:
            case TextChunk():
                return _Content(frozenset(_pieces(expression.text)))
            case Group():
                parts = [self.content(item) for item in expression.items]
                return _either(parts) if isinstance(expression, Alternative) else _all(parts)
            case RuleReference():
                name = f"<{expression.rule_name}>"
                if name not in self.contents:
                    self.contents[name] = self.content(self.rules[expression.rule_name].expression)
                return self.contents[name]
            case ListReference():
                name = expression.list_name
                if name not in self.contents:
                    self.contents[name] = self._list(name)
                return self.contents[name]
        return _Content(open=True)

    def _list(self, name: str) -> _Content:
        if name in self.of_home:
            return _Content(lists=frozenset({name}), needed=frozenset({name}))
        values = self.lists.get(name)
        if isinstance(values, TextSlotList):
            return _either([self.content(value.text_in) for value in values.values])
        # A list that is not there is a range that is written where it is used.
        if values is None or (isinstance(values, RangeSlotList) and values.words_language is None):
            numbers = frozenset({_NUMBER})
            return _Content(lists=numbers, needed=numbers) if self.spells_numbers else _Content(open=True)
        return _Content(open=True)


def _either(parts: list[_Content]) -> _Content:
    needed = frozenset.intersection(*(part.needed for part in parts)) if parts else frozenset()
    return replace(_all(parts), needed=needed)


def _all(parts: list[_Content]) -> _Content:
    return _Content(
        frozenset().union(*(part.pieces for part in parts)),
        frozenset().union(*(part.lists for part in parts)),
        frozenset().union(*(part.needed for part in parts)),
        any(part.open for part in parts),
    )


def _pieces(text: str) -> Iterator[str]:
    return filter(None, _BETWEEN_WORDS.split(text.casefold()))


@lru_cache(maxsize=8)
def _beginnings_of_numbers(language: str) -> frozenset[str]:
    """Return how the words of numbers begin; nothing if that is not known."""
    try:
        engine = RbnfEngine.for_language(language)
        spelled = [engine.format_number(number).text_by_ruleset.values() for number in _SPELLED]
    except ValueError:
        return frozenset()
    return frozenset(word[:_BEGINNING] for texts in spelled for text in texts for word in _pieces(text))
