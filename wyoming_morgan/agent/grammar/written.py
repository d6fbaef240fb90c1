"""Writes out what recognizers abbreviate: “21½ º”, “1 hr. 30 min”, “all'80%”, “5-Minuten-Timer”."""

from __future__ import annotations

import re
from functools import partial

from wyoming_morgan.agent.grammar.counting import number_at, number_before
from wyoming_morgan.agent.language.language import Language

_FRACTIONS = {
    written: part
    for signs, part in (("½ 1/2", 0.5), ("¼ 1/4", 0.25), ("¾ 3/4", 0.75), ("⅓ 1/3", 0.33), ("⅔ 2/3", 0.67))
    for written in signs.split()
}
_FRACTION = re.compile(
    r"(?<![\w/.,])(?:(\d{1,3})(?:[ -]|(?=\D)))?(½|¼|¾|⅓|⅔|1/2|1/4|3/4|1/3|2/3)(?![\d/])"
    r"( (?:of )?an? | de | di | d')?"
)
_DEGREE = re.compile(r"(?<=\d) ?[º˚] ?(?=[CF]\b|[.,!?]|$)")
_CELSIUS = re.compile(r"(?<=\d) C(?=[.,!?]*$)")
_UNIT = re.compile(
    r"(?<![\w.,:/])(\d{1,3}(?:[.,]\d{1,2})?)"
    r"(?i: ?(?P<hours>h|hrs?|stdn?)| ?(?P<minutes>mins?|mn|(?<=\d)m)| ?(?P<seconds>s|secs?|sek|seg))(?!\w)"
    r"(?:\.(?=\s+[^\W_A-ZÀ-Þ]|$))?"
)
_HALF = re.compile(r"\b([^\W\d_]{3,30})(?:einhalb|hal(?:f|ve))\b", re.IGNORECASE)
"""“einundzwanzigeinhalb”, “tweeënhalf”."""
_BEFORE_HALF = ("", "en", "ën", "eneen", "ëneen", "een", "ein")
_TIMER = re.compile(r"(?<=[^\W\d_])-?(timer)\b", re.IGNORECASE)


def written_out(text: str, language: Language) -> str:
    """Return a text with whole words for units and for what is joined to them, and with decimals."""
    text = _FRACTION.sub(_decimal, text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    text = _HALF.sub(lambda said: _with_half(said, language), text)
    for elided, whole in language.words.elided:
        text = before_figures(elided).sub(partial(_unelided, whole=whole, tag=language.tag), text)
    text = _CELSIUS.sub("°C", _DEGREE.sub("°", text))
    text = _TIMER.sub(r" \1", _UNIT.sub(lambda said: _whole(said, language), text))
    return " ".join(_parted(word, language) for word in text.split())


def before_figures(elided: str) -> re.Pattern[str]:
    """Return the expression of a word without its vowel, before what may be a number: “all'80”."""
    return re.compile(rf"\b{elided}(?:' ?| )(?=(\w{{1,40}}))", re.IGNORECASE)


def with_minutes(text: str, language: Language) -> str:
    """Return “an hour and 30” at the end of a text as “1 hour and 30 minutes”."""
    words, delays = text.split(), language.replies.delays
    for at in range(1, len(words)):
        if words[at] not in delays.hours or number_before(words, at, language.tag) is None:
            continue
        rest = at + 1 + (words[at + 1 : at + 2] == [delays.joint])
        number, end = number_at(words, rest, language.tag)
        if number and end == len(words):
            return " ".join([*words[: at + 1], delays.joint, str(number), delays.minutes[number != 1]])
    return text


def _unelided(said: re.Match[str], *, whole: str, tag: str) -> str:
    return f"{whole} " if _counts(said[1], tag) else said[0]


def _decimal(said: re.Match[str]) -> str:
    number = f"{int(said[1] or 0) + _FRACTIONS[said[2]]:g}"
    return f"{number} " if said[3] else number


def _with_half(said: re.Match[str], language: Language) -> str:
    for joint in _BEFORE_HALF:
        number, end = number_at((said[1].removesuffix(joint),), 0, language.tag)
        if end:
            return f"{number}.5"
    return said[0]


def _whole(said: re.Match[str], language: Language) -> str:
    delays = language.replies.delays
    units = {"hours": delays.hours, "minutes": delays.minutes, "seconds": delays.seconds}
    return f"{said[1]} {units[said.lastgroup or 'hours'][said[1] != '1']}"


def _parted(word: str, language: Language) -> str:
    """Return the parts of a word with hyphens, if one of them counts or is counted: “5-Minuten-Timer”."""
    parts = word.split("-")
    if len(parts) == 1 or not all(parts):
        return word
    delays = language.replies.delays
    counted = {unit.casefold() for units in (delays.hours, delays.minutes, delays.seconds) for unit in units}
    counts = (part.casefold() in counted or _counts(part, language.tag) for part in parts)
    return " ".join(parts) if any(counts) else word


def _counts(word: str, tag: str) -> bool:
    return word[:1].isdigit() or number_at((word,), 0, tag)[0] is not None
