"""Signs between numbers and words: minus, ranges, comparisons, arithmetic."""

# ruff: noqa: RUF001 - the signs of many kinds are the subject here

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from wyoming_morgan.sayable.dates import Rule
from wyoming_morgan.sayable.words.words import SignWords

_DASH = "-−–‐‑‒﹣－"
_AMOUNT_AHEAD = r"(?=[.,]?\d|[$€£¥₹])"
MINUS = re.compile(rf"(?<![\w.,)\]%°])(?:[{_DASH}]|− ){_AMOUNT_AHEAD}")
"""A minus before a number; between two it is part of a range."""
_RANGE = re.compile(r"(?:(?<=[\d%°])|(?<=[AP]M))(?: ?[–‒—‐‑] ?| - |-)(?=[+−-]?[.,]?\d)(?!\d{1,15}-\d)")
_TIGHT_RANGE = re.compile(r"(?<=[^\W\d_])[–‒](?=\d)|(?<=\d)[–‒](?=[^\W\d_])")
"""Between dates: 28 November–3 December."""
_SUBTRACTION = re.compile(r"(?<![\w.,])(\d{1,9}) - (\d{1,9})(?![\d.,])")
_TRUE_MINUS = re.compile(r" ?− ?")
_FRACTION_SIGN = re.compile(r"(\d?) ?([¼-¾⅐-⅞])")
FRACTION_START = r"(?<![\w/.,])(?:(\d{1,3}) )?(\d{1,3})/(\d{1,3})"
FRACTION = re.compile(FRACTION_START + r"(?![\w/]|[.,]\d)")
_RATIO = re.compile(r"(?<![\d:.,])(\d{1,4}) ?: ?(\d{1,4})(?![\d:]|[.,]\d)")
_TWO_DIGITS = 2
_LONGEST_PART = 16
_LAST_HOUR = 24
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
_RAISED = re.compile(rf"([{_SUPERSCRIPTS}]+)|(?<=\w)\^(-?\d{{1,6}})")


class Signs:
    """The signs of one language."""

    def __init__(self, words: SignWords) -> None:
        self._words = words

    def before_units(self) -> Iterator[Rule]:
        """Yield what is said for signs beside amounts, which may have a unit behind them."""
        words = self._words
        yield _FRACTION_SIGN, _written_fraction
        yield _RATIO, self._ratio
        yield _SUBTRACTION, self._subtraction
        yield _RANGE, self._range
        yield _TIGHT_RANGE, _says(f" {words.through} ")
        yield MINUS, _says(f"{words.minus} ")
        yield (
            re.compile(rf"[~∼≈≃] ?{_AMOUNT_AHEAD[:-1]}|{re.escape(words.minus)} )"),
            _says(f"{words.about} "),
        )

    def after_units(self) -> Iterator[Rule]:
        """Yield what is said for all other signs."""
        words = self._words
        yield _RAISED, self._raised
        for pattern, word in (
            (r" ?(?:\+/-|±) ?", words.plus_minus),
            (r" ?(?:<->|↔|⇔|->|=>|[→⇒➔➜⟶]|<-|[←⇐]) ?", words.arrow),
            (r" ?(?:!=|≠) ?", words.unequal),
            (r" ?(?:<=|[≤⩽]) ?", words.at_most),
            (r" ?(?:>=|[≥⩾]) ?", words.at_least),
            (r" ?< ?", words.less),
            (r" ?> ?", words.greater),
            (r" ?==? ?", words.equals),
            (r" ?[≈≃] ?", words.about),
            (r" ?[×✕✖] ?|(?<=\d) ?[x*] ?(?=\d)|(?<=\d)x(?!\w)", words.times),
            (r" ?÷ ?|(?<=\d) / (?=\d)", words.divided),
            (
                r"(?<=\w)\+(?=[+\s.,!?]|\Z)|(?<!\S)\+ ?(?=\S)|(?<=\s)\+(?!\S)|(?<=[\w)])\+(?=[\w(])|\+",
                words.plus,
            ),
            (r"(?<!\S)&(?!\S)", words.ampersand),
            (r" ?@ ?", words.at),
            (r"§§? ?", words.section),
            (r"(?:#|№) ?(?=\d)|№", words.number),
        ):
            yield re.compile(pattern), _word(word)
        yield _TRUE_MINUS, _word(words.minus)

    def fraction(self, match: re.Match[str]) -> str:
        """Say a fraction by its name if it has one."""
        whole, upper, lower = match.groups()[:3]
        name = self._words.fractions.get(f"{upper}/{lower}")
        if name is None:
            said = f"{upper} {self._words.over} {lower}"
            return f"{whole} {said}" if whole else said
        return f"{whole}{self._words.mixed}{name}" if whole else name

    def _ratio(self, match: re.Match[str]) -> str:
        first, second = match[1], match[2]
        is_time = len(second) == _TWO_DIGITS and int(first) <= _LAST_HOUR and " " not in match[0]
        return match[0] if is_time else f"{first} {self._words.ratio} {second}"

    def _range(self, match: re.Match[str]) -> str:
        before = match.string[max(0, match.start() - _LONGEST_PART) : match.start()].rstrip("0123456789")
        chain = match[0] == "-" and before.endswith("-") and before != "-"
        return match[0] if chain else f" {self._words.through} "

    def _subtraction(self, match: re.Match[str]) -> str:
        word = self._words.minus if int(match[1]) > int(match[2]) else self._words.through
        return f"{match[1]} {word} {match[2]}"

    def _raised(self, match: re.Match[str]) -> str:
        power = unicodedata.normalize("NFKC", match[1] or match[2]).replace("−", "-")
        if power == "2":
            return f" {self._words.squared}"
        if power == "3":
            return f" {self._words.cubed}"
        return f" {self._words.power} {power.replace('-', f'{self._words.minus} ')}"


def _written_fraction(match: re.Match[str]) -> str:
    """Write a sign such as ¾ as 3/4, apart from a number before it."""
    fraction = unicodedata.normalize("NFKC", match[2]).replace("⁄", "/")
    return f"{match[1]} {fraction}".lstrip()


def _says(word: str) -> Callable[[re.Match[str]], str]:
    return lambda _: word


def _word(word: str) -> Callable[[re.Match[str]], str]:
    """Say a word with a space on each side that has something else."""

    def say(match: re.Match[str]) -> str:
        text = match.string
        before = " " if match.start() and not text[match.start() - 1].isspace() else ""
        after = " " if text[match.end() : match.end() + 1].isalnum() else ""
        return before + word + after

    return say
