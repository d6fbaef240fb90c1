"""Ordinal numbers as names of floors and things have them: “first”, “1st”, “2. Stock”, “1er étage”."""

from __future__ import annotations

import re
from collections.abc import Mapping

_WORDS = (
    "first erste ersten erster erstes erstem premier premiere primer primero primera primo prima eerste",
    "second zweite zweiten zweiter zweites zweitem deuxieme seconde segundo segunda secondo seconda tweede",
    "third dritte dritten dritter drittes drittem troisieme tercer tercero tercera terzo terza derde",
    "fourth vierte vierten vierter viertes viertem quatrieme cuarto cuarta quarto quarta vierde",
    "fifth funfte funften funfter funftes funftem cinquieme quinto quinta vijfde",
    "sixth sechste sechsten sechster sechstes sechstem sixieme sexto sexta sesto sesta zesde",
)
ORDINALS: Mapping[str, int] = {word: rank for rank, words in enumerate(_WORDS, 1) for word in words.split()}
"""The words of six languages, in lower case and without accents, with what they count."""

_FIGURES = re.compile(
    r"(\d{1,2})(?:\.|\.?(?:[\u00ba\u00aa\u00b0]|er|re|ra)|st|nd|rd|th|ère|e|è?me|ème|eme|nde|de|ste)",
    re.IGNORECASE,
)

NUMBER_SIGNS = frozenset({"number", "nr", "no", "num", "numero", "nummer", "n", "#"})
"""What is said before a number in a name and changes nothing of it, without accents."""


def ordinal(word: str) -> int | None:
    """Return what an ordinal in figures counts: 2 for “2nd”, “2.”, “2e” and “2º”; None for another word."""
    figures = _FIGURES.fullmatch(word)
    return int(figures[1]) if figures else None
