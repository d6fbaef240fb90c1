"""The languages whose signs have words."""

from __future__ import annotations

from collections.abc import Mapping

from wyoming_morgan.sayable.words import de, en, es, fr, it, nl, pl, pt, sv
from wyoming_morgan.sayable.words.words import SignWords

SIGN_WORDS: Mapping[str, SignWords] = {
    "de": de.WORDS,
    "en": en.WORDS,
    "es": es.WORDS,
    "fr": fr.WORDS,
    "it": it.WORDS,
    "nl": nl.WORDS,
    "pl": pl.WORDS,
    "pt": pt.WORDS,
    "sv": sv.WORDS,
}
"""By the primary tag of the language."""
