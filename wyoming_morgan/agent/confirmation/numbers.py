"""Reads a number in words, in one language: “forty-six”, “zweitausendsechsundvierzig”."""

from __future__ import annotations

import asyncio
import unicodedata
from functools import lru_cache

from unicode_rbnf import RbnfEngine

from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.agent.language.languages import LANGUAGES

_HUNDRED = 100
_THOUSAND = 1000
LONGEST = 80
"""Letters of a number."""
_MOST_KEPT = 4096
_SIGNS = str.maketrans("", "", "- \N{SOFT HYPHEN}")


class NumberNames:
    """The numbers below 100,000 of one language, as CLDR spells them out, however their words are parted."""

    def __init__(self, language: Language) -> None:
        words = language.digits
        engine = RbnfEngine.for_language(language.tag)

        def spelled(number: int) -> set[str]:
            return {folded(name) for name in engine.format_number(number).text_by_ruleset.values()}

        self._joints = ("", *map(folded, words.joints))
        self._small = {name: number for number in range(_HUNDRED) for name in spelled(number)}
        for name, number in words.other:
            self._small[folded(name)] = number
            if number >= 20:  # noqa: PLR2004 - tens, which units may follow
                self._add_units(folded(name), number)
        for digit, name in enumerate(language.cues.digits.split()):
            self._small.setdefault(folded(name), digit)
        others = iter(language.cues.other_digits.split())
        self._small.update((folded(name), int(digit)) for digit, name in zip(others, others, strict=True))
        self._hundreds = {
            name: number for number in range(_HUNDRED, _THOUSAND, _HUNDRED) for name in spelled(number)
        }
        for hundred in map(folded, words.hundred):
            self._hundreds |= {
                name + hundred: number * _HUNDRED for name, number in self._small.items() if number
            }
        self._thousands = {
            name: number * _THOUSAND for number in range(1, _HUNDRED) for name in spelled(number * _THOUSAND)
        }
        for thousand in map(folded, words.thousand):
            self._thousands |= {
                name + thousand: number * _THOUSAND for name, number in self._small.items() if number
            }
        self._values: dict[str, int | None] = {}
        for name, number in words.round:
            (self._thousands if number >= _THOUSAND else self._hundreds)[folded(name)] = number

    def value(self, text: str) -> int | None:
        """Return the number that a folded text says as a whole; None if it says none."""
        if text not in self._values:
            if len(self._values) >= _MOST_KEPT:
                self._values.clear()
            self._values[text] = self._read(text) if len(text) <= LONGEST else None
        return self._values[text]

    def _read(self, text: str) -> int | None:
        if text in self._small:
            return self._small[text]
        for rest, thousands in self._begun(text, self._thousands):
            below = 0 if not rest else self._below_thousand(rest)
            if below is not None and (below or not rest):
                return thousands + below
        return self._below_thousand(text)

    def _below_thousand(self, text: str) -> int | None:
        if self._small.get(text):
            return self._small[text]
        for rest, hundreds in self._begun(text, self._hundreds):
            if not rest:
                return hundreds
            if self._small.get(rest):
                return hundreds + self._small[rest]
        return None

    def _begun(self, text: str, names: dict[str, int]) -> list[tuple[str, int]]:
        """Return what follows each beginning that is one of the names, without a joint between, too."""
        endings: list[tuple[str, int]] = []
        for end in range(len(text), 1, -1):
            number = names.get(text[:end])
            if number is None:
                continue
            rest = text[end:]
            endings += [
                (rest.removeprefix(joint), number) for joint in self._joints if rest.startswith(joint)
            ]
        return endings

    def _add_units(self, tens: str, number: int) -> None:
        for unit in range(1, 10):
            for name, value in list(self._small.items()):
                if value == unit:
                    self._small |= {f"{tens}{joint}{name}": number + unit for joint in self._joints}


def folded(text: str) -> str:
    """Return a text in lower case, without accents, hyphens and blanks."""
    parts = unicodedata.normalize("NFKD", text.casefold().translate(_SIGNS))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


async def spell_out() -> None:
    """Spell the numbers of every language out, once and off the event loop: it takes some 0.3 s."""
    if number_names.cache_info().currsize < len(LANGUAGES):
        await asyncio.to_thread(lambda: [number_names(tag) for tag in LANGUAGES])


@lru_cache(maxsize=8)
def number_names(tag: str) -> NumberNames:
    """Return the names of the numbers of a language, which take some 50 ms to spell out."""
    return NumberNames(LANGUAGES[tag])
