"""Writes names without the signs that nobody hears: accents, apostrophes, hyphens, “&”; figures for words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from wyoming_morgan.agent.language.languages import LANGUAGES

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_AND = ("and", "und", "et", "y", "e", "en", "")
_FIGURES = {
    word: str(figure)
    for language in LANGUAGES.values()
    for figure, word in enumerate(language.cues.digits.split())
}


def folded(text: str) -> str:
    """Return a text in lower case, without accents and punctuation, with figures for the words of digits."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(
        letter if letter.isalnum() else " " if letter.isspace() or letter in "-/_&+" else ""
        for letter in plain
        if not unicodedata.combining(letter)
    )
    return " ".join(_FIGURES.get(word, word) for word in kept.split())


def variants(name: str) -> Iterator[str]:
    """Yield what a name may sound like, without blanks, which nobody hears either."""
    lower = unicodedata.normalize("NFC", name.casefold())
    for joining in _AND if "&" in lower or "+" in lower else ("",):
        joined = lower.replace("&", f" {joining} ").replace("+", f" {joining} ")
        for spelling in dict.fromkeys((joined, joined.translate(_UMLAUTS))):
            yield folded(spelling).replace(" ", "")
