"""Takes what people add to a command off it, and writes halves and spoken decimals as figures.

Hesitations, politeness, wake words, “now” and “again” are taken from both ends only; conditions, times and
exceptions are none of them, so that what has one stays not understood.
"""

from __future__ import annotations

import re

from wyoming_morgan.agent.grammar.counting import MOST_WORDS, number_at, number_before
from wyoming_morgan.agent.grammar.durations import plainer_durations
from wyoming_morgan.agent.grammar.written import with_minutes, written_out
from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.agent.language.text import QUESTION_MARKS

_LEAST = 2
"""Words that a command has."""
_HESITATION = re.compile(r"(?:[uäöe]+h*[mr]*|h+m+|m{2,})", re.IGNORECASE)
_QUOTES = re.compile(r'["“”„]|« ?| ?»')
_MARKS = ",.;!?…"
_NUMBER_SIGN = re.compile(r"#\s?(?=\d)")


def without_extras(text: str, language: Language, *, set_off: bool = False) -> str:
    """Return a text without what was added to it, or only without what a comma or a full stop sets off."""
    mark = text[-1:] if text.endswith(QUESTION_MARKS) else ""
    unquoted = _QUOTES.sub("", text.removesuffix(mark))
    words = _without_hesitations(unquoted.split(), language, set_off=set_off)
    words = _without(words, language, at_end=False, set_off=set_off)
    words = _without(words, language, at_end=True, set_off=set_off)
    return " ".join(words).strip(" ,.;!…") + mark


def in_figures(text: str, language: Language) -> str:
    """Return a text with figures for halves, decimals and parts of a whole; else as it is."""
    mark = text[-1:] if text.endswith(QUESTION_MARKS) else ""
    words = written_out(text.removesuffix(mark), language).split()
    bare = " ".join(_amounts(words, language)).strip(" ,.;!")
    for spoken, figures in language.words.amounts:
        bare = amount(spoken).sub(figures, bare, count=1)
    bare = with_minutes(bare, language)
    bare = plainer_durations(bare, language.replies.delays, language.words.joining)
    bare = _NUMBER_SIGN.sub("", bare)
    return bare + mark


def amount(spoken: str) -> re.Pattern[str]:
    """Return the expression of a part of a whole in words: “half an hour”."""
    words = re.escape(spoken).replace(r"\-", "[ -]")
    return re.compile(rf"(?<!\S){words}(?=[\s,.;!]|$)", re.IGNORECASE)


def _without_hesitations(words: list[str], language: Language, *, set_off: bool) -> list[str]:
    """Return “turn on the, uh, lamp” without the hesitation in it and its commas."""
    kept: list[str] = []
    for word in words:
        bare = word.strip(_MARKS)
        parted = word != bare and kept and kept[-1][-1] in _MARKS
        hesitates = _HESITATION.fullmatch(bare) and language.cues.whole("extra", bare.casefold())
        if not hesitates or (set_off and not parted):
            kept.append(word)
        elif parted:
            kept[-1] = kept[-1].rstrip(_MARKS)
    return kept


def _without(words: list[str], language: Language, *, at_end: bool, set_off: bool) -> list[str]:
    cues = language.cues
    shorter = True
    while shorter and len(words) > _LEAST:
        shorter = False
        for count in range(min(MOST_WORDS, len(words) - _LEAST), 0, -1):
            said = " ".join(words[-count:] if at_end else words[:count])
            rest = words[:-count] if at_end else words[count:]
            if set_off and (rest[-1] if at_end else said)[-1] not in _MARKS:
                continue
            if cues.whole("extra", said.strip(" ,.;!…").casefold()) and not (
                at_end and _is_unit(said, rest, language)
            ):
                words = rest
                shorter = True
                break
    return words


def _is_unit(said: str, before: list[str], language: Language) -> bool:
    """Whether a word counts something: “ora” is “now” in Italian, and an hour behind a number."""
    if said.casefold() not in language.free_text.units:
        return False
    return before[-1][-1].isnumeric() or number_before(before, len(before), language.tag) is not None


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
