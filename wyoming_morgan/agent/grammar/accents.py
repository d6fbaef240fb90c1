"""Writes words with the accents that a recognizer has left out: “eteins”, “degres”, “dreissig”, “spaet”."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from wyoming_morgan.agent.grammar.counting import number_names
from wyoming_morgan.agent.grammar.signs import variants

_WORD = re.compile(r"[^\W\d_]+")
_LEAST = 4
"""Letters of a beginning that tells a word."""


class Accents:
    """The words of a language and of a home that have accents, by how they are written without them."""

    def __init__(self, texts: Iterable[str], tag: str) -> None:
        """Collect the words; those that differ in accents alone from another one are left out."""
        spellings: dict[str, set[str]] = defaultdict(set)
        for text in (*texts, *number_names(tag)):
            for word in _WORD.findall(text.lower()):
                for plain in variants(word):
                    spellings[plain].add(word)
        self._plain = spellings.keys()
        self._accented = {
            plain: words.pop() for plain, words in spellings.items() if len(words) == 1 and plain not in words
        }

    def restored(self, text: str) -> str:
        """Return a text with the accents of its words."""
        return _WORD.sub(lambda word: self._restored(word[0]), text)

    def _restored(self, word: str) -> str:
        plain = word.lower()
        if plain in self._plain:
            return self._accented.get(plain, word)
        for end in range(len(plain) - 1, _LEAST - 1, -1):  # “añad” of “añade”
            if plain[:end] in self._plain:
                return self._accented.get(plain[:end], word[:end]) + plain[end:]
        return word
