"""Reads written text out: what a voice is to say for it, in the language of the voice."""

# ruff: noqa: RUF001 - the signs of many scripts are the subject here

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from decimal import Decimal

from wyoming_morgan.sayable.cldr import Cldr
from wyoming_morgan.sayable.codes import Codes
from wyoming_morgan.sayable.dates import Calendar, Rule
from wyoming_morgan.sayable.money import AMOUNT, Money
from wyoming_morgan.sayable.numbers import NUMBER, WRITTEN, spelled, value
from wyoming_morgan.sayable.signs import FRACTION, FRACTION_START, MINUS, Signs
from wyoming_morgan.sayable.units import SIGN, Units, without_amount
from wyoming_morgan.sayable.words.languages import SIGN_WORDS

_SPACE = "[ \u00a0\u202f]?"
_END = r"(?![\w'’²³°]|-\w|/[a-z]{1,2}(?![a-z]))"
_STOP = r"(?:\.(?= [^\W\d_A-ZÀ-Þ]))?"
"""The full stop of a short form within a sentence."""
_UNIT = rf"(?P<unit>{SIGN})(?:/(?P<per>{SIGN}))?"
_QUANTITY = re.compile(rf"(?<![\w.,/])(?P<number>{NUMBER})(?P<space>{_SPACE})(?:{_UNIT}){_END}{_STOP}")
_PART = re.compile(rf"{FRACTION_START}(?P<space>{_SPACE})(?:{_UNIT}){_END}")
_BARE_UNIT = re.compile(
    rf"(?<![\w.,/°'’])(?:(?P<unit>[°º][CF]|km/h|m/s|c?m[²³]|km²|ft[²³]|[kMG]?Wh)"
    rf"|(?P<part>{SIGN})/(?P<per>m[²³]|k?Wh|[hl])){_END}"
)
"""A unit without an amount, where it cannot be a word."""
_MOST_PASSES = 5
"""A sign that was between two others may need another look; ordinary text needs none."""
_KEPT_FORMS = frozenset("²³¹⁰⁴⁵⁶⁷⁸⁹⁻¼½¾№…ªº") | frozenset(map(chr, range(0x2150, 0x215F)))
"""Forms that are said in another way than the letters they stand for."""


class Reader:
    """Reads text out in one language, by its BCP 47 tag."""

    def __init__(self, tag: str) -> None:
        self._language = primary(tag)
        self._words = SIGN_WORDS.get(self._language)
        self._cldr = Cldr(tag)
        self._units = Units(self._cldr, self._language, self._words.decibels if self._words else None)
        self._rules = tuple(self._all_rules())

    def read(self, text: str) -> str:
        """Return text with its signs, numbers and short forms in words; plain text stays as it is."""
        for _ in range(_MOST_PASSES):
            said = self._pass(text)
            if said == text:
                break
            text = said
        return text

    def _pass(self, text: str) -> str:
        if not text.isascii():
            text = "".join(map(_plain_form, text))
        for pattern, say in self._rules:
            text = pattern.sub(say, text)
        return text

    def _all_rules(self) -> Iterator[Rule]:
        words = self._words
        yield from Calendar(self._cldr, words).rules()
        if words is None:
            yield MINUS, lambda _: "−"
            yield AMOUNT, Money(self._cldr, self._language).say
            yield _QUANTITY, self._quantity
            return
        yield from Codes(words).rules()
        signs = Signs(words)
        yield from signs.before_units()
        yield _PART, self._part(signs)
        yield FRACTION, signs.fraction
        yield AMOUNT, Money(self._cldr, self._language).say
        yield _QUANTITY, self._quantity
        yield _BARE_UNIT, self._bare_unit
        yield from signs.after_units()
        yield from self._abbreviations()
        yield WRITTEN, self._number

    def _number(self, match: re.Match[str]) -> str:
        return match[0] if match[0].isdigit() else spelled(match[0], self._cldr.decimal_mark)

    def _quantity(self, match: re.Match[str]) -> str:
        if not self._is_unit(match):
            return match[0]
        amount = value(match["number"], self._cldr.decimal_mark)
        said = self._units.say(amount, match["unit"], match["per"]) or match[0]
        signed = match.string[: match.start()].endswith("−")
        # Where no word says minus, its sign has to stay before the amount.
        return match[0] if signed and not said[0].isdigit() else said

    def _is_unit(self, match: re.Match[str]) -> bool:
        end = match.end("per" if match["per"] else "unit")
        following = match.string[end : end + 2]
        return self._units.is_unit(match["unit"], match["space"], following)

    def _part(self, signs: Signs) -> Callable[[re.Match[str]], str]:
        def say(match: re.Match[str]) -> str:
            fraction = signs.fraction(match)
            amount = Decimal(1 if match[1] is None else 2)
            name = self._units.say(amount, match["unit"], match["per"])
            if not name or not self._is_unit(match):
                return fraction + match["space"] + match[0][match.start("unit") - match.start() :]
            return f"{fraction} {without_amount(name)}"

        return say

    def _bare_unit(self, match: re.Match[str]) -> str:
        return self._units.name(match["unit"] or match["part"], match["per"]) or match[0]

    def _abbreviations(self) -> Iterator[Rule]:
        assert self._words is not None  # noqa: S101 - for the type checker
        forms = dict(self._words.abbreviations)
        forms = {form[0].upper() + form[1:]: said for form, said in forms.items()} | forms
        numbers = {form for form, said in forms.items() if said == self._words.number}
        alternatives = "|".join(sorted(map(re.escape, forms), key=len, reverse=True))

        def say(match: re.Match[str]) -> str:
            after = match.string[match.end() : match.end() + 2]
            if match[0] in numbers and not after.lstrip(" ")[:1].isdigit():
                return match[0]
            said = forms[match[0]]
            ends = (
                match[0].endswith(".") and not said.endswith(".") and not match.string[match.end() :].strip()
            )
            return f"{said}." if ends else said

        yield re.compile(rf"(?<![\w.])(?:{alternatives})(?!\w)"), say


def primary(tag: str) -> str:
    """Return the language of a tag without its script and region."""
    return tag.replace("_", "-").partition("-")[0].lower()


def _plain_form(character: str) -> str:
    """Return the letters that a character stands for by its looks: ㎜, ℃, full-width digits, subscripts."""
    if character.isascii() or character in _KEPT_FORMS:
        return character
    plain = unicodedata.normalize("NFKC", character)
    return plain if any(map(str.isalnum, plain)) and plain != character else character
