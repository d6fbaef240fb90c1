"""Makes written text sayable in the language of a voice: signs, units, money, dates and numbers as words."""

from __future__ import annotations

from functools import lru_cache

from wyoming_morgan.sayable.reader import Reader, primary
from wyoming_morgan.sayable.words.languages import SIGN_WORDS

__all__ = ["sayable", "short_forms"]


def sayable(text: str, language: str) -> str:
    """Return what a voice of a language is to say for a text.

    Every sign that changes the meaning is in words where the language has them; what voices read right by
    themselves, such as `45 %`, `10:30` and `2nd`, stays. What is sayable is its own sayable form.

    Args:
        text: A sentence or a clause.
        language: A BCP 47 tag. Of a language without words for signs, only units, money and dates are said.
    """
    return _reader(language).read(text)


@lru_cache(maxsize=16)
def short_forms(language: str) -> frozenset[str]:
    """Return the last words of a language's short forms, in lower case and without their full stop."""
    words = SIGN_WORDS.get(primary(language))
    forms = words.abbreviations if words else ()
    return frozenset(form[:-1].rpartition(" ")[2].casefold() for form in forms if form.endswith("."))


@lru_cache(maxsize=16)
def _reader(language: str) -> Reader:
    return Reader(language)
