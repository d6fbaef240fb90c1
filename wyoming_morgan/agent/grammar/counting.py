"""Reads numbers, in figures or in the words of a language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from unicode_rbnf import RbnfEngine

MOST_WORDS = 4
"""Words of a number."""
_LARGEST = 100
_FIGURES = re.compile(r"\d{1,3}")


def number_at(words: Sequence[str], at: int, tag: str) -> tuple[int | None, int]:
    """Return the number that begins at a word, and where it ends."""
    if at < len(words) and _FIGURES.fullmatch(words[at]):
        return int(words[at]), at + 1
    names = _names_of_numbers(tag)
    for count in range(min(MOST_WORDS, len(words) - at), 0, -1):
        said = " ".join(words[at : at + count]).casefold().replace("-", " ")
        if said in names:
            return names[said], at + count
    return None, at


def number_before(words: Sequence[str], end: int, tag: str) -> int | None:
    """Return the number that ends before a word."""
    for start in range(max(0, end - MOST_WORDS), end):
        number, after = number_at(words, start, tag)
        if after == end and number is not None:
            return number
    return None


@lru_cache(maxsize=8)
def _names_of_numbers(tag: str) -> dict[str, int]:
    """Return the numbers by their names, however those are spelled."""
    return {name.casefold(): number for name, number in number_names(tag).items()}


@lru_cache(maxsize=8)
def number_names(tag: str) -> dict[str, int]:
    """Return the numbers by their names; none in a language whose names of numbers are not known."""
    names: dict[str, int] = {}
    try:
        engine = RbnfEngine.for_language(tag)
        for number in range(_LARGEST + 1):
            for name in engine.format_number(number).text_by_ruleset.values():
                names.setdefault(name.lower().replace("-", " ").replace("\N{SOFT HYPHEN}", ""), number)
    except ValueError:
        return {}
    return names
