"""Money: which currency a sign stands for, and how an amount of it is said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from wyoming_morgan.sayable.cldr import Cldr
from wyoming_morgan.sayable.numbers import NUMBER, plain, value

_SIGNS: Mapping[str, str] = {
    "$": "",
    "US$": "USD",
    "CA$": "CAD",
    "A$": "AUD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "R$": "BRL",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₽": "RUB",
    "₩": "KRW",
    "₺": "TRY",
    "₴": "UAH",
    "₪": "ILS",
    "฿": "THB",
    "₫": "VND",
    "₱": "PHP",
    "zł": "PLN",
    "Kč": "CZK",
    "Ft": "HUF",
}
_CROWNS: Mapping[str, str] = {"sv": "SEK", "nb": "NOK", "nn": "NOK", "no": "NOK", "da": "DKK", "is": "ISK"}
_CODES = (
    "EUR USD GBP JPY CHF CAD AUD NZD SEK NOK DKK ISK PLN CZK HUF RON BGN INR CNY KRW BRL MXN ZAR ILS THB SGD"
    " HKD UAH RUB AED SAR"
).split()
"""Codes that people write; none of them is a word."""
_SIGN = "|".join(sorted(map(re.escape, (*_SIGNS, *_CODES, "kr", "Fr.")), key=len, reverse=True))
_SCALE = r"(?i:mill|bill|trill|mil\b|mln|mld|mio|mrd|thousand|tausend|tys|mila|miljo)\w*\.?"
AMOUNT = re.compile(
    rf"(?<![\w.,])(?:(?P<before>{_SIGN})[ \u00a0\u202f]?(?P<first>{NUMBER})(?P<scale> {_SCALE})?(?![\w])"
    rf"|(?P<second>{NUMBER})(?P<scaled> {_SCALE})?[ \u00a0\u202f]?(?P<after>{_SIGN})(?![\w$€£]))"
)
_SMALL_DIGITS = 2
_LEAST_SPOKEN_APART = 10


class Money:
    """The currencies of one language."""

    def __init__(self, cldr: Cldr, language: str) -> None:
        self._cldr = cldr
        self._language = language

    def say(self, match: re.Match[str]) -> str:
        """Return an amount in words: 5 dollars 20."""
        written = match["first"] or match["second"]
        scale = match["scale"] or match["scaled"] or ""
        mark = self._cldr.decimal_mark
        amount = value(written, mark)
        sign = match["before"] or match["after"]
        name = self._name(sign, amount if not scale else Decimal(1000))
        if name is None:
            return match[0]
        number = plain(written, mark)
        whole, _, small = number.partition(mark)
        if scale or len(small) != _SMALL_DIGITS:
            return f"{number}{scale} {name}"
        if int(small) == 0:
            return f"{whole} {self._name(sign, Decimal(whole))}"
        if int(small) < _LEAST_SPOKEN_APART or int(whole) == 0:
            return f"{number} {name}"
        return f"{whole} {self._name(sign, Decimal(whole))} {small}"

    def _name(self, sign: str, amount: Decimal) -> str | None:
        if sign == "$":
            return self._cldr.dollars(amount)
        if sign in {"kr", "Kr"}:
            code = _CROWNS.get(self._language)
            return self._cldr.currency(code, amount) if code else None
        if sign == "Fr.":
            return self._cldr.currency("CHF", amount)
        code = _SIGNS.get(sign, sign if sign in _CODES else None)
        return self._cldr.currency(code, amount) if code else None
