"""Takes what people add to a command off it, and writes halves and spoken decimals as figures.

Hesitations, politeness, wake words, “now” and “again” are taken from both ends only; conditions, times and
exceptions are none of them, so that what has one stays not understood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from unicode_rbnf import RbnfEngine

from wyoming_morgan.agent.grammar.durations import plainer_durations
from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.agent.language.text import QUESTION_MARKS

_MOST_WORDS = 4
"""Words of one expression, and of a number."""
_LARGEST = 100
_LEAST = 2
"""Words that a command has."""
_FIGURES = re.compile(r"\d{1,3}")
_NUMBER_SIGN = re.compile(r"#\s?(?=\d)")


def without_extras(text: str, language: Language) -> str:
    """Return a text without what was added to it; else as it is."""
    mark = text[-1:] if text.endswith(QUESTION_MARKS) else ""
    words = text.removesuffix(mark).split()
    words = _without(words, language, at_end=False)
    words = _without(words, language, at_end=True)
    return " ".join(words).strip(" ,.;!") + mark


def in_figures(text: str, language: Language) -> str:
    """Return a text with figures for halves, decimals and parts of a whole; else as it is."""
    mark = text[-1:] if text.endswith(QUESTION_MARKS) else ""
    words = text.removesuffix(mark).split()
    bare = " ".join(_amounts(words, language)).strip(" ,.;!")
    folded = bare.casefold()
    for spoken, figures in language.words.amounts:
        at = f" {folded} ".find(f" {spoken} ")
        if at >= 0:
            bare = f"{bare[:at]}{figures}{bare[at + len(spoken) :]}"
            folded = bare.casefold()
    bare = plainer_durations(bare, language.replies.delays, language.words.joining)
    bare = _NUMBER_SIGN.sub("", bare)
    return bare + mark


def _without(words: list[str], language: Language, *, at_end: bool) -> list[str]:
    cues = language.cues
    shorter = True
    while shorter and len(words) > _LEAST:
        shorter = False
        for count in range(min(_MOST_WORDS, len(words) - _LEAST), 0, -1):
            said = " ".join(words[-count:] if at_end else words[:count])
            rest = words[:-count] if at_end else words[count:]
            if cues.whole("extra", said.strip(" ,.;!").casefold()) and not (
                at_end and _is_unit(said, rest, language)
            ):
                words = rest
                shorter = True
                break
    return words


def _is_unit(said: str, before: list[str], language: Language) -> bool:
    """Whether a word counts something: “ora” is “now” in Italian, and an hour behind a number."""
    return said.casefold() in language.free_text.units and any(
        number_at(before, start, language.tag)[1] == len(before)
        for start in range(max(0, len(before) - _MOST_WORDS), len(before))
    )


def _amounts(words: list[str], language: Language) -> list[str]:
    """Write “twenty one and a half” and “21 point five” as figures."""
    written: list[str] = []
    at = 0
    while at < len(words):
        number, end = number_at(words, at, language.tag)
        amount, after = _fraction(words, number, end, language) if number is not None else (None, at)
        if amount is None:
            written.append(words[at])
            at += 1
        else:
            written.append(amount)
            at = after
    return written


def _fraction(words: list[str], number: int, end: int, language: Language) -> tuple[str | None, int]:
    """Return a number with its half or its decimal, and where it ends; a unit may stand before the half."""
    for half in language.words.halves:
        spoken = half.split()
        for unit in (0, 1):
            start = end + unit
            if [word.casefold() for word in words[start : start + len(spoken)]] == spoken:
                between = [*words[end:start]]
                return " ".join([f"{number}.5", *between]), start + len(spoken)
    if end < len(words) and words[end].casefold() in language.words.decimal_points:
        decimal, after = number_at(words, end + 1, language.tag)
        if decimal is not None and decimal < 10:  # noqa: PLR2004 - one digit
            return f"{number}.{decimal}", after
    return None, end


def number_at(words: Sequence[str], at: int, tag: str) -> tuple[int | None, int]:
    """Return the number that begins at a word, and where it ends."""
    if at < len(words) and _FIGURES.fullmatch(words[at]):
        return int(words[at]), at + 1
    names = _names_of_numbers(tag)
    for count in range(min(_MOST_WORDS, len(words) - at), 0, -1):
        said = " ".join(words[at : at + count]).casefold().replace("-", " ")
        if said in names:
            return names[said], at + count
    return None, at


@lru_cache(maxsize=8)
def _names_of_numbers(tag: str) -> dict[str, int]:
    """Return the numbers by their names; none in a language whose names of numbers are not known."""
    names: dict[str, int] = {}
    try:
        engine = RbnfEngine.for_language(tag)
        for number in range(_LARGEST + 1):
            for name in engine.format_number(number).text_by_ruleset.values():
                names.setdefault(name.casefold().replace("-", " ").replace("\N{SOFT HYPHEN}", ""), number)
    except ValueError:
        return {}
    return names
