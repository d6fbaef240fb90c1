"""Numbers as they are spoken, and back: 25 is “#twenty #five”.

The mark in front of each word separates numbers from the same words in names (“bedroom one”), so that digits
appear only where a number was meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

MARK = "#"

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = dict(zip((*_SMALL, *_TENS), (*range(20), *range(20, 100, 10)), strict=True))
_HUNDRED, _THOUSAND, _POINT = "hundred", "thousand", "point"
_LARGEST = 999_999
_SIXTY, _HALF_OF_SIXTY = 60, 30
_PAST_SIXTY = 0.1


def words(number: int) -> list[str]:
    """Return the words of a whole number; those of its digits if it is not below a million."""
    if number > _LARGEST:
        return [_SMALL[int(digit)] for digit in str(number)]
    if number < len(_SMALL):
        return [_SMALL[number]]
    for size, name in ((1000, _THOUSAND), (100, _HUNDRED)):
        if number >= size:
            rest = number % size
            return [*words(number // size), name, *(words(rest) if rest else [])]
    return [_TENS[number // 10 - 2], *(words(number % 10) if number % 10 else [])]


def spoken(number: float) -> str:
    """Return the marked words of a number of at most one decimal place."""
    whole, tenths = divmod(round(number * 10), 10)
    decimals = [_POINT, *words(tenths)] if tenths else []
    return " ".join(MARK + word for word in (*words(whole), *decimals))


def choices(numbers: Iterable[float], *, of_sixty: bool = False) -> Iterator[tuple[str, float]]:
    """Return the marked words of each number, and its weight: round ones are more common.

    Of minutes and seconds, sixty and more are rare, but for halves: “90 minutes”, not “80 minutes”.
    """
    for number in numbers:
        rare = of_sixty and number >= _SIXTY and number % _HALF_OF_SIXTY
        yield spoken(number), _PAST_SIXTY if rare else _likelihood(number)


def with_digits(spoken_words: Iterable[str]) -> list[str]:
    """Return words with digits in place of the marked ones."""
    written: list[str] = []
    number: list[str] = []
    for word in (*spoken_words, ""):
        if word.startswith(MARK):
            number.append(word.removeprefix(MARK))
            continue
        if number:
            written.append(_digits(number))
            number.clear()
        written.append(word)
    return written[:-1]


def _digits(number: list[str]) -> str:
    whole, decimals = number, []
    if _POINT in number:
        place = number.index(_POINT)
        whole, decimals = number[:place], number[place + 1 :]
    total = value = 0
    for word in whole:
        if word == _THOUSAND:
            total, value = total + value * 1000, 0
        elif word == _HUNDRED:
            value *= 100
        else:
            value += _VALUES[word]
    digits = str(total + value)
    return f"{digits}.{''.join(str(_VALUES[word]) for word in decimals)}" if decimals else digits


def _likelihood(number: float) -> float:
    if number != int(number):
        return 0.2
    if number % 10 == 0:
        return 3.0
    return 2.0 if number % 5 == 0 or number <= 12 else 1.0  # noqa: PLR2004 - a dozen
