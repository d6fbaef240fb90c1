"""Names as words of the decoder: “Bed Light” is one word, `bed_light`, to be spoken as two."""

from __future__ import annotations

import re
import unicodedata

from wyoming_morgan.engines.stt.pocketsphinx import numerals

JOINT = "_"

_REPLACEMENTS = {"&": " and ", "+": " plus ", "%": " percent", "°": " degrees", "\u2019": "'"}
_DIGITS = re.compile(r"\d+")
_NOT_SPOKEN = re.compile(r"[^a-z' ]+")
_SHORTENED = re.compile(r"\b(what|how|where|who|when|that|there)s\b")
"""“whats”: it sounds like “what's”, and sentences have both; the decoder would write the one or the other."""
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def plain(text: str) -> str:
    """Return text in lower-case letters, apostrophes and single spaces; digits become words.

    Space at either end stays; letters of other alphabets vanish.
    """
    for sign, replacement in _REPLACEMENTS.items():
        text = text.replace(sign, replacement)
    text = _DIGITS.sub(lambda match: f" {' '.join(numerals.words(int(match[0])))} ", text)
    text = unicodedata.normalize("NFKD", text)
    text = "".join(letter for letter in text if not unicodedata.combining(letter)).lower()
    before, after = text[:1].isspace(), text[-1:].isspace()
    words = _SHORTENED.sub(r"\1's", " ".join(_NOT_SPOKEN.sub(" ", text).split()))
    if not words:
        return " " if before or after else ""
    return " " * before + words + " " * after


def joined(name: str) -> str:
    """Return a name as one word of the decoder; empty if nothing of it is spoken.

    Words in capitals and small letters fall into their humps: “EcoBee” is `eco_bee`.
    """
    return plain(_HUMP.sub(" ", name)).strip().replace(" ", JOINT)
