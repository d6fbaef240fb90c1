"""Sentences that a template of hassil allows, chosen at random."""

from __future__ import annotations

import random
from collections.abc import Mapping

from hassil import Sentence, SlotList, TextSlotList, WildcardSlotList
from hassil.expression import (
    Alternative,
    Expression,
    ListReference,
    Permutation,
    RuleReference,
    Sequence,
    TextChunk,
)
from hassil.intents import IntentData, Intents, RangeSlotList


class Unsayable(Exception):
    """The template needs free text, or a name that the home lacks."""


class Sampler:
    """Says sentences of one language in one home."""

    def __init__(
        self, intents: Intents, lists: Mapping[str, SlotList], seed: int, *, free_text: str = ""
    ) -> None:
        """Prepare; `free_text` is said where anything may be."""
        self._free_text = free_text
        self._intents = intents
        self._lists = lists
        self._random = random.Random(seed)  # noqa: S311 - no secret depends on it

    def say(self, sentence: Sentence, data: IntentData) -> str:
        """Return one of the sentences that a template allows, with figures for numbers.

        Raises:
            Unsayable: the home has nothing to fill it with.
        """
        return " ".join(self._say(sentence.expression, data).split())

    def _say(self, expression: Expression, data: IntentData) -> str:
        match expression:
            case TextChunk():
                return expression.original_text
            case Alternative():
                return self._say(self._random.choice(expression.items), data)
            case Permutation():
                items = self._random.sample(expression.items, len(expression.items))
                return " ".join(self._say(item, data) for item in items)
            case Sequence():
                return "".join(self._say(item, data) for item in expression.items)
            case RuleReference():
                rules = self._intents.expansion_rules | data.expansion_rules
                return self._say(rules[expression.rule_name].expression, data)
            case ListReference():
                return self._of_list(expression.list_name, data)
        raise NotImplementedError(type(expression).__name__)

    def _of_list(self, name: str, data: IntentData) -> str:
        values = data.slot_lists.get(name) or self._lists.get(name) or self._intents.slot_lists.get(name)
        match values:
            case TextSlotList():
                domains = (data.requires_context or {}).get("domain") if name == "name" else None
                fitting = [
                    value
                    for value in values.values
                    if domains is None or (value.context or {}).get("domain") in domains
                ]
                if not fitting:
                    raise Unsayable(name)
                return self._say(self._random.choice(fitting).text_in, data)
            case WildcardSlotList() if self._free_text:
                return self._free_text
            case RangeSlotList():
                return str(self._random.randrange(values.start, values.stop + 1, values.step))
            case WildcardSlotList():
                return "quinoa"
        raise Unsayable(name)
