"""The commands of a home: the sentence templates of home-assistant-intents, filled with its names.

Two sets of templates are mixed. Speech-to-Phrase's, few and common, are what people say most; the full ones
are everything else that the agent understands. Within a set, intents weigh by the root of their number of
groups, groups of an intent weigh the same, and so do the sentences of a group: ten ways to say a rare thing
do not make it ten times as likely.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import permutations
from math import sqrt
from typing import Any

import home_assistant_intents
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
from hassil.intents import IntentData, RangeSlotList, TextSlotList
from hassil.sample import sample_expression

from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.engines.stt.pocketsphinx import numerals, spelling
from wyoming_morgan.engines.stt.pocketsphinx.automaton import SPACE, Automaton, SentenceNetwork

_COMMON_SHARE = 0.5
"""The share of the common templates among all commands."""
_POLITE_SHARE = 0.02
"""The share of commands that begin with a word such as “please”, and of those that end with one."""

_SPACES = re.compile(r"\s")

Choices = Iterable[tuple[str, float]]
"""Texts and their relative weights."""


class _Unsayable(Exception):
    """A template needs a name that the home lacks, or free text, which cannot be modelled."""


def command_automaton(vocabulary: Vocabulary) -> Automaton:
    """Return all commands of a home."""
    network = SentenceNetwork()
    body, behind = network.state(), network.state()
    common = home_assistant_intents.get_speech_to_phrase_intents("en")
    full = home_assistant_intents.get_intents("en")
    if common is None or full is None:
        raise RuntimeError("home-assistant-intents has no English sentences")
    _connect_polite(network, network.start, body, [f"{words} " for words in full["skip_words"]])
    _connect_polite(network, behind, network.end, [f" {words}" for words in full["skip_words"]])
    for templates, share in ((common, _COMMON_SHARE), (full, 1 - _COMMON_SHARE)):
        _TemplateWriter(network, templates, vocabulary).write_all(body, behind, share)
    return network.minimize()


def _connect_polite(network: SentenceNetwork, source: int, target: int, phrases: list[str]) -> None:
    network.connect(source, target, 1 - _POLITE_SHARE)
    for phrase in phrases:
        first = network.state()
        network.connect(source, first, _POLITE_SHARE / len(phrases))
        network.connect(network.write(first, phrase), target)


class _TemplateWriter:
    """Writes one set of templates into a network."""

    def __init__(self, network: SentenceNetwork, templates: dict[str, Any], vocabulary: Vocabulary) -> None:
        self._network = network
        self._intents = Intents.from_dict(templates)
        self._vocabulary = vocabulary

    def write_all(self, source: int, target: int, share: float) -> None:
        """Write every sentence of this home between two states."""
        groups_by_intent = [
            [group for data in intent.data if (group := list(self._sentences(data)))]
            for intent in self._intents.intents.values()
        ]
        total = sum(sqrt(len(groups)) for groups in groups_by_intent)
        for groups in groups_by_intent:
            for group in groups:
                weight = share * sqrt(len(groups)) / total / len(groups) / len(group)
                for first, last in group:
                    self._network.connect(source, first, weight)
                    self._network.connect(last, target)

    def _sentences(self, data: IntentData) -> Iterator[tuple[int, int]]:
        """Write each sentence on its own; return its first and its last state."""
        for sentence in data.sentences:
            first = self._network.state()
            try:
                yield first, self._write(sentence.expression, first, data)
            except _Unsayable:
                continue

    def _write(self, expression: Expression, source: int, data: IntentData) -> int:
        """Write an expression behind a state; return the state behind it."""
        match expression:
            case TextChunk():
                return self._network.write(source, spelling.plain(expression.original_text))
            case Alternative():
                return self._write_one_of(expression.items, source, data)
            case Permutation():
                orders = [Sequence(_with_spaces(order)) for order in permutations(expression.items)]
                return self._write_one_of(orders, source, data)
            case Sequence():
                for item in expression.items:
                    source = self._write(item, source, data)
                return source
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
            except _Unsayable:
                continue
        if not ways:
            raise _Unsayable
        target = self._network.state()
        for first, last in ways:
            self._network.connect(source, first, 1 / len(ways))
            self._network.connect(last, target)
        return target

    def _write_list(self, name: str, source: int, data: IntentData) -> int:
        match name:
            case "name":
                return self._write_words(source, self._names(data))
            case "area":
                return self._write_words(source, _joined(self._vocabulary.areas))
            case "floor":
                return self._write_words(source, _joined(self._vocabulary.floors))
        values = data.slot_lists.get(name) or self._intents.slot_lists.get(name)
        match values:
            case TextSlotList():
                return self._write_words(source, _texts(values))
            case RangeSlotList():
                target = self._network.state()
                # A unit joined to a number, as in "2700k", is a separate word.
                self._network.connect(
                    self._write_words(source, numerals.choices(values.get_numbers())), target, piece=SPACE
                )
                return target
        raise _Unsayable

    def _names(self, data: IntentData) -> Iterator[tuple[str, float]]:
        """Return the names of the things whose domain the sentences are about."""
        domains = (data.requires_context or {}).get("domain")
        if isinstance(domains, str):
            domains = [domains]
        for entry in self._vocabulary.entries:
            if domains is None or entry.domain in domains:
                yield from _joined([entry.names])

    def _write_words(self, source: int, choices: Choices) -> int:
        weights: dict[str, float] = {}
        for text, weight in choices:
            weights[text] = weights.get(text, 0.0) + weight
        if not weights:
            raise _Unsayable
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


def _joined(all_names: Iterable[Iterable[str]]) -> Iterator[tuple[str, float]]:
    """Return every spoken name as one word; the names of one thing share its weight."""
    for names in all_names:
        words = {word for name in names if (word := spelling.joined(name))}
        for word in sorted(words):
            yield word, 1 / len(words)


def _texts(values: TextSlotList) -> Iterator[tuple[str, float]]:
    """Return the values as they are spoken: “half”, but not “1/2”."""
    for value in values.values:
        texts = {text for text in sample_expression(value.text_in) if not re.search(r"\d", text)}
        for text in sorted(texts):
            yield spelling.plain(text).strip(), 1 / len(texts)
