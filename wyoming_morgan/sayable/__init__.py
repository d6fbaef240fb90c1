"""Makes written text sayable in the language of a voice: signs, units, money, dates and numbers as words."""

from __future__ import annotations

from functools import lru_cache

from wyoming_morgan.sayable.reader import Reader

__all__ = ["sayable"]


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
def _reader(language: str) -> Reader:
    return Reader(language)
