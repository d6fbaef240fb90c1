"""Reads the words of a text or a name so that accents, plurals and joined words make no difference."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from wyoming_morgan.agent.grammar.signs import folded
from wyoming_morgan.agent.language.naming.words import NamingWords

_TOKEN = re.compile(r"[^\W_]+(?:['\N{RIGHT SINGLE QUOTATION MARK}][^\W_]+)*")
_APOSTROPHE = re.compile(r"['\N{RIGHT SINGLE QUOTATION MARK}]")
_LEAST_STEM = 3
_LEAST_PART = 3
"""Letters of a part of a joined word."""


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """One word of a text."""

    start: int
    end: int
    word: str
    """In lower case, without accents."""


def tokens_of(text: str, words: NamingWords) -> Iterator[SpokenWord]:
    """Yield the words of a text; “l'ampoule” is two."""
    for spoken in _TOKEN.finditer(text):
        start = spoken.start()
        prefix = _APOSTROPHE.search(spoken.group())
        if prefix is not None and spoken.group()[: prefix.start()].casefold() in words.elided:
            yield SpokenWord(start, start + prefix.end(), folded(spoken.group()[: prefix.start()]))
            start += prefix.end()
        if word := folded(text[start : spoken.end()]):
            yield SpokenWord(start, spoken.end(), word)


def stem(word: str, words: NamingWords) -> str:
    """Return a word, in lower case and without accents, without the ending of a plural."""
    for ending in words.plurals:
        bare = word.removesuffix(ending)
        if bare != word and len(bare) >= _LEAST_STEM and not bare.endswith(ending):
            return bare
    return word


def parts_of(word: str, words: NamingWords, lasts: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the parts of a joined word whose second part is one of `lasts`, as they are said alone."""
    for at in range(_LEAST_PART, len(word) - _LEAST_PART + 1) if words.links else ():
        if (last := stem(word[at:], words)) not in lasts:
            continue
        for link in words.links or ():
            first = word[:at].removesuffix(link)
            if (first != word[:at] or not link) and len(first) >= _LEAST_PART:
                yield stem(first, words), last
