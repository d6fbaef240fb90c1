"""Writes sentence templates, filled with the names of a home, into a network of sentences.

Intents weigh by the root of their number of groups, groups of an intent weigh the same, and so do the
sentences of a group: ten ways to say a rare thing do not make it ten times as likely.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import permutations
from math import sqrt
from typing import Any, Protocol

from hassil import Intents
from hassil.expression import (
    Alternative,
    Expression,
    ListReference,
    Permutation,
    RuleReference,
    Sequence,
    TextChunk,
)
from hassil.intents import Intent, IntentData, RangeSlotList, TextSlotList, WildcardSlotList
from hassil.sample import sample_expression

from wyoming_morgan.engines.commands import orders
from wyoming_morgan.engines.commands.automaton import SPACE, SentenceNetwork
from wyoming_morgan.engines.commands.groups import WordGroups
from wyoming_morgan.engines.contract.vocabulary import Vocabulary

_SPACES = re.compile(r"\s")
_MISHEARD = "_dirty"
"""How rules of home-assistant-intents end whose words nobody says: recognizers write them for others."""
_LATER = "timer_command"
"""The list of home-assistant-intents that stands for a command that a timer carries."""
_LATER_SHARE = 0.002
"""How likely a command is to be done later, by each of some dozen sentences for that."""

Choices = Iterable[tuple[str, float]]
"""Texts and their relative weights."""


class Unsayable(Exception):
    """A template needs a name that the home lacks, or something that the wording cannot write."""


class Wording(Protocol):
    """How the texts of templates and the names of a home are written as words of an automaton."""

    def text(self, text: str) -> str:
        """Return text of a template; blanks at either end stay, since they part words."""

    def name(self, name: str) -> str:
        """Return a name as one word; empty if nothing of it is spoken."""

    def value(self, text: str) -> str:
        """Return a value of a list; empty if it is not spoken."""

    def numbers(self, numbers: Iterable[float], list_name: str) -> Choices:
        """Return each number of a list, and its weight."""

    def free_text(self, list_name: str) -> str:
        """Return the word that stands for any words of a list.

        Raises:
            Unsayable: there is none.
        """


class TemplateWriter:
    """Writes one set of templates into a network."""

    def __init__(
        self,
        network: SentenceNetwork,
        templates: dict[str, Any],
        vocabulary: Vocabulary,
        wording: Wording,
        groups: WordGroups | None = None,
        *,
        signed: bool = False,
    ) -> None:
        """Parse the templates, which are in hassil's format.

        Args:
            network: Where the sentences are written.
            templates: The templates.
            vocabulary: The names of the home.
            wording: How texts and names are written.
            groups: Where lists of words are kept, so that each is one sign in the network; without it, each
                word is written.
            signed: Whether commands tell what they do by the signs of `orders`, and may be done later: “… in
                ten minutes”.
        """
        self._network = network
        self._intents = Intents.from_dict(templates)
        self._vocabulary = vocabulary
        self._wording = wording
        self._groups = groups
        self._signed = signed
        self._later = (network.start, network.end)
        """The states before and behind every command that a timer may carry."""

    def write_all(self, source: int, target: int, share: float) -> None:
        """Write every sentence of this home between two states."""
        now = (source, target)
        if self._signed:
            self._later = (self._network.state(), self._network.state())
            self._network.connect(source, self._later[0])
            self._network.connect(self._later[1], target)
        groups_by_intent = [
            (intent.name, [group for data in intent.data if (group := list(self._sentences(intent, data)))])
            for intent in self._intents.intents.values()
        ]
        total = sum(sqrt(len(groups)) for _, groups in groups_by_intent)
        for name, groups in groups_by_intent:
            before, behind = self._later if self._signed and orders.may_wait(name) else now
            for group in groups:
                weight = share * sqrt(len(groups)) / total / len(groups) / len(group)
                for first, last in group:
                    self._network.connect(before, first, weight)
                    self._network.connect(last, behind)

    def _sentences(self, intent: Intent, data: IntentData) -> Iterator[tuple[int, int]]:
        """Write each sentence on its own; return its first and its last state."""
        sign = orders.signs(intent.name, data.slots, data.requires_context) if self._signed else ""
        for sentence in data.sentences:
            first = self._network.state()
            try:
                last = self._write(sentence.expression, first, data)
                yield first, self._network.write(last, f" {sign}") if sign else last
            except Unsayable:
                continue

    def _write(self, expression: Expression, source: int, data: IntentData) -> int:
        """Write an expression behind a state; return the state behind it."""
        match expression:
            case TextChunk():
                return self._network.write(source, self._wording.text(expression.original_text))
            case Alternative():
                return self._write_one_of(expression.items, source, data)
            case Permutation():
                orders = [Sequence(_with_spaces(order)) for order in permutations(expression.items)]
                return self._write_one_of(orders, source, data)
            case Sequence():
                for item in expression.items:
                    source = self._write(item, source, data)
                return source
            case RuleReference() if expression.rule_name.endswith(_MISHEARD):
                raise Unsayable
            case RuleReference():
                rules = self._intents.expansion_rules | data.expansion_rules
                return self._write(rules[expression.rule_name].expression, source, data)
            case ListReference():
                return self._write_list(expression.list_name, source, data)
        raise NotImplementedError(f"hassil's {type(expression).__name__}")

    def _write_one_of(self, items: Iterable[Expression], source: int, data: IntentData) -> int:
        ways: list[tuple[int, int]] = []
        for item in items:
            first = self._network.state()
            try:
                ways.append((first, self._write(item, first, data)))
            except Unsayable:
                continue
        if not ways:
            raise Unsayable
        target = self._network.state()
        for first, last in ways:
            self._network.connect(source, first, 1 / len(ways))
            self._network.connect(last, target)
        return target

    def _write_list(self, name: str, source: int, data: IntentData) -> int:
        match name:
            case "name":
                return self._write_words(source, self._names(data))
            case "area" | "floor":
                places = self._vocabulary.areas if name == "area" else self._vocabulary.floors
                return self._write_words(source, self._joined(places))
        values = data.slot_lists.get(name) or self._intents.slot_lists.get(name)
        match values:
            case TextSlotList():
                return self._write_words(source, self._texts(name, values, data))
            case RangeSlotList():
                target = self._network.state()
                # A unit joined to a number, as in "2700k", is a separate word.
                self._network.connect(
                    self._write_words(source, self._wording.numbers(values.get_numbers(), name)),
                    target,
                    piece=SPACE,
                )
                return target
            case WildcardSlotList():
                if name == _LATER and self._signed:
                    return self._write_later(source)
                return self._network.write(source, self._wording.free_text(name))
        raise Unsayable

    def _write_later(self, source: int) -> int:
        """Write any command that a timer may carry; return the state behind it."""
        behind = self._network.state()
        self._network.connect(source, self._later[0], _LATER_SHARE)
        self._network.connect(self._later[1], behind, _LATER_SHARE)
        return self._network.write(behind, f" {orders.LATER}")

    def _names(self, data: IntentData) -> Iterator[tuple[str, float]]:
        """Return the names of the things whose domain the sentences are about."""
        domains = (data.requires_context or {}).get("domain")
        if isinstance(domains, dict):
            domains = domains.get("value")
        if isinstance(domains, str):
            domains = [domains]
        for entry in self._vocabulary.entries:
            if domains is None or entry.domain in domains:
                yield from self._joined([entry.names], orders.GUARDED if entry.guarded else "")

    def _joined(self, all_names: Iterable[Iterable[str]], sign: str = "") -> Iterator[tuple[str, float]]:
        """Return every spoken name as one word; the names of one thing share its weight."""
        before = sign if self._signed else ""
        for names in all_names:
            words = {word for name in names if (word := self._wording.name(name))}
            for word in sorted(words):
                yield before + word, 1 / len(words)

    def _texts(self, name: str, values: TextSlotList, data: IntentData) -> Iterator[tuple[str, float]]:
        """Return the values of a list as they are spoken."""
        rules = self._intents.expansion_rules | data.expansion_rules
        for value in values.values:
            samples = sample_expression(value.text_in, expansion_rules=rules)
            texts = {text for sample in samples if (text := self._wording.value(sample))}
            guarded = self._signed and orders.is_guarded_value(name, value.value_out)
            for text in sorted(texts):
                yield orders.GUARDED * guarded + text, 1 / len(texts)

    def _write_words(self, source: int, choices: Choices) -> int:
        weights: dict[str, float] = {}
        for text, weight in choices:
            weights[text] = weights.get(text, 0.0) + weight
        if not weights:
            raise Unsayable
        if self._groups is not None:
            return self._network.write(source, self._groups.sign(weights))
        total, target = sum(weights.values()), self._network.state()
        for text, weight in weights.items():
            if not _SPACES.search(text):  # nearly all of them, and of a large home there are many
                self._network.connect(source, target, weight / total, text)
                continue
            first = self._network.state()
            self._network.connect(source, first, weight / total)
            self._network.connect(self._network.write(first, text), target)
        return target


def _with_spaces(items: Iterable[Expression]) -> list[Expression]:
    spaced: list[Expression] = []
    for item in items:
        spaced += [TextChunk(" "), item]
    return [*spaced, TextChunk(" ")]
