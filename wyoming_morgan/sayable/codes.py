"""Numbers that count nothing: telephone numbers, versions, Roman numerals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wyoming_morgan.sayable.dates import Rule
from wyoming_morgan.sayable.words.words import SignWords

_PHONE = re.compile(
    r"(?<![\w.,+-])(?:\+\d{1,3}[ .-]?)?(?:\(\d{1,5}\)[ .-]?)?(?:1-)?"
    r"\d{2,5}(?:[ .-]\d{2,8}){1,5}(?![\w-]|[.,]\d)"
)
_LOCAL = re.compile(r"\d{3}-\d{4}|(?:1-)?\d{3}([.-])\d{3}\1\d{4}")
_LEAST_DIGITS = 7
_VERSION = re.compile(r"(?<![\w.,])(v?)(\d{1,6}(?:\.\d{1,6}){2,5})((?:[a-z]{1,5}\d{0,3})?)(?![\w]|\.\d)")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_ROMAN = re.compile(r"(?<!\w)([^\W\d_]{2,30}) ([IVX]{1,6})(?![\w'\u2019])")
_NUMERAL = re.compile(r"(X{0,3})(IX|IV|V?I{0,3})")
_POINTING = frozenset("the this that our your his her their".split())
"""Words before letters that are a word of their own: the IV."""
_VALUES = {"I": 1, "V": 5, "X": 10}


class Codes:
    """Such numbers in one language."""

    def __init__(self, words: SignWords) -> None:
        self._words = words
        self._chapters = frozenset(words.chapters.split())

    def rules(self) -> Iterator[Rule]:
        """Yield what is said for them."""
        yield _PHONE, self._phone
        yield _VERSION, self._version
        yield _ROMAN, self._roman

    def _phone(self, match: re.Match[str]) -> str:
        """Say each digit, with a rest after each group."""
        written = match[0]
        is_phone = written[0] in "+(0" or _LOCAL.fullmatch(written)
        if not is_phone or sum(map(str.isdigit, written)) < _LEAST_DIGITS:
            return written
        groups = ", ".join(" ".join(group) for group in re.findall(r"\d+", written))
        return f"{self._words.plus} {groups}" if written.startswith("+") else groups

    def _version(self, match: re.Match[str]) -> str:
        letter, numbers, stage = match.groups()
        if not letter and not stage and _THOUSANDS.fullmatch(numbers):
            return match[0]
        said = numbers.replace(".", f" {self._words.point} ")
        return " ".join(part for part in (letter, said, stage) if part)

    def _roman(self, match: re.Match[str]) -> str:
        """Say the number of a war, a chapter or a king, but no letter that may be a word."""
        name, numeral = match.groups()
        parts = _NUMERAL.fullmatch(numeral)
        if parts is None or not name[0].isupper() or (len(numeral) == 1 and name not in self._chapters):
            return match[0]
        if numeral == "I" or name.casefold() in _POINTING:
            return match[0]
        values = [_VALUES[letter] for letter in numeral]
        amount = sum(
            -value if value < following else value
            for value, following in zip(values, [*values[1:], 0], strict=True)
        )
        return f"{name} {amount}"
