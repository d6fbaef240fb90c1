"""Puts the delay of a command behind it, where commands have it: “schalte die Lampe in 10 Minuten aus”.

German and Dutch have a word of the verb at the end, and in every language a delay may be said in between.
"""

from __future__ import annotations

from collections.abc import Sequence

from wyoming_morgan.engines.commands.quantities import unit_words
from wyoming_morgan.engines.commands.wording import SPOKEN_ONES

_OPENINGS = {
    "en": (("in",), ("after",)),
    "de": (("in",), ("nach",)),
    "es": (("en",), ("dentro", "de")),
    "fr": (("dans",), ("après",)),
    "it": (("tra",), ("fra",), ("dopo",)),
    "nl": (("over",), ("na",)),
}
"""What a delay begins with in a language."""
_MARKS = ".,;:!?"
_LONGEST_JOINT = 3
"""Letters of the longest word between two units: “and”."""


def delay_last(text: str, language: str) -> str:
    """Return a text with its delay at the end; unchanged where it has none, or begins with it.

    Args:
        text: What was heard.
        language: Its language, such as `de`.
    """
    said = text.split()
    words = [word.strip(_MARKS).casefold() for word in said]
    for begin in range(1, len(words)):
        end = _end_of_delay(words, begin, language)
        if begin < end < len(words):
            moved = [*said[:begin], *said[end:], *said[begin:end]]
            return " ".join(word.strip(_MARKS) for word in moved)
    return text


def _end_of_delay(words: Sequence[str], begin: int, language: str) -> int:
    """Return the place behind a delay; `begin` where none begins."""
    end = behind = begin
    for opening in _OPENINGS.get(language, ()):
        if tuple(words[begin : begin + len(opening)]) == opening:
            behind = begin + len(opening)
    if behind == begin:
        return begin
    while _is_amount(words[behind : behind + 2], language):
        end = behind = behind + 2
        if behind + 1 < len(words) and words[behind].isalpha() and len(words[behind]) <= _LONGEST_JOINT:
            behind += 1
    return end


def _is_amount(words: Sequence[str], language: str) -> bool:
    """Whether two words are a number and a unit of time."""
    if len(words) != 2:  # noqa: PLR2004 - two
        return False
    number, unit = words
    counted = number.isdigit() or number in SPOKEN_ONES.get(language, ())
    return counted and unit in unit_words(language)
