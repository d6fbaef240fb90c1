"""Finds out whether a sentence that could be a command only asks."""

from __future__ import annotations

import itertools

from hassil import RecognizeResult

from wyoming_morgan.agent.language.cues import is_question
from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.agent.language.text import QUESTION_MARKS
from wyoming_morgan.agent.language.words import Words

_FREE = frozenset({"item", "search_query"})
"""Slots that anything may be said for."""


def is_only_asked(result: RecognizeResult, text: str, language: Language) -> bool:
    """Whether a match of a command was said as a question.

    “Kitchen lights on?” asks, “can you turn on the kitchen lights?” does not. “Is milk on the list?” puts no
    “is milk” there.
    """
    if text.endswith(QUESTION_MARKS) and _begins_with_target(result, language.words):
        return True
    is_open = any(entity.is_wildcard and entity.name in _FREE for entity in result.entities_list)
    return is_open and is_question(text, language.cues)


def _begins_with_target(result: RecognizeResult, words: Words) -> bool:
    spans = [
        entity.text_span
        for entity in result.entities_list
        if entity.text_span is not None and entity.name in {"name", "area", "floor"}
    ]
    if not spans:
        return False
    before = result.original_text[: min(spans)[0]].casefold().split()
    return all(word in words.articles for word in itertools.islice(before, 2)) and len(before) <= 1
