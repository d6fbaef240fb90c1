"""Finds out whether a sentence only names things or places, without saying what to do with them."""

from __future__ import annotations

import re
from collections.abc import Container

from hassil import RecognizeResult

from wyoming_morgan.agent.language.language import Language

_NAMES = frozenset({"name", "area", "floor"})


def is_bare(result: RecognizeResult, language: Language, skipped: Container[str] = ()) -> bool:
    """Whether nothing was said besides names of things and places, and what tells nothing of what to do.

    That is articles, prepositions, nouns for kinds of things, polite words, and those in `skipped`.
    """
    letters = list(result.original_text)
    spans = [
        entity.text_span
        for entity in result.entities_list
        if entity.name in _NAMES and entity.text_span is not None
    ]
    if not spans:
        return False
    for start, end in spans:
        letters[start:end] = " " * (end - start)
    words = language.words
    said = re.findall(r"[^\W_]+", language.cues.without("polite", "".join(letters)).casefold())
    return all(
        word in words.articles or word in words.kinds or word in words.joining or word in skipped
        for word in said
    )
