"""Finds how long a state is to last, in a text: “turn on the fan for 20 minutes”."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wyoming_morgan.agent.contract import SlotValue
from wyoming_morgan.agent.grammar.counting import number_at
from wyoming_morgan.agent.grammar.extras import in_figures
from wyoming_morgan.agent.language.language import Language

_MOST_BEFORE = 5
"""Words of “only for the next”."""
_LEAST = 2
"""Words that a command has."""
_EDGES = " ,.;!"


@dataclass(frozen=True, slots=True)
class LastingText:
    """A text without the duration in it."""

    text: str
    said: str
    """The duration as it was said: “for 20 minutes”."""
    time: dict[str, SlotValue]
    """The hours, minutes and seconds, as a timer has them."""
    leads: bool
    """Whether the text began with it, so that it is for all that was said."""


def lasting_in(text: str, language: Language) -> LastingText | None:
    """Return a text without how long a state is to last; None if that was not said.

    Args:
        text: What was said.
        language: Its language.
    """
    words = text.split()
    for at in range(len(words)):
        for start in range(min(len(words), at + _MOST_BEFORE), at - 1, -1):
            before = " ".join(words[at:start]).casefold()
            if not language.lasting.leads_to_duration(before) or (
                not before and _is_placed(words, at, language)
            ):
                continue
            time, end = _duration(words, start, language)
            if language.lasting.may_be_clock(before, time.get("hours")):
                continue
            rest = [*words[:at], *words[end:]]
            if time and len(rest) >= _LEAST:
                bare = language.lasting.brought_about(" ".join(rest).strip(_EDGES))
                return LastingText(bare, " ".join(words[at:end]), time, leads=at == 0)
    return None


def _is_placed(words: Sequence[str], at: int, language: Language) -> bool:
    """Whether a preposition makes a time of what begins at a word."""
    return at > 0 and _bare(words[at - 1]) in language.lasting.prepositions


def holds_duration(text: str, language: Language) -> bool:
    """Whether a duration is a part of a text, so that it is no name: “20 minuten”, “per un'ora”."""
    units, spoken = language.lasting.units, text.casefold()
    if not any(unit in spoken for unit in units):
        return False
    words = in_figures(text, language).split()
    return any(_duration(words, at, language)[0] for at in range(len(words)))


def _duration(words: Sequence[str], at: int, language: Language) -> tuple[dict[str, SlotValue], int]:
    """Return the duration that begins at a word, and where it ends: “1 hour and 20 minutes”."""
    time: dict[str, SlotValue] = {}
    end = at
    while True:
        joined = bool(time) and end < len(words) and words[end].casefold() == language.replies.delays.joint
        number, after = number_at(words, end + joined, language.tag)
        after += after < len(words) and _bare(words[after]) in language.lasting.between
        unit = language.lasting.unit(_bare(words[after])) if number and after < len(words) else None
        if unit is None and [*time] == ["hours"] and words[end : end + 1] == [str(number)]:
            return {**time, "minutes": number or 0}, end + 1  # “1 hour 30”
        if number is None or unit is None or unit in time:
            break
        time[unit], end = number, after + 1
    if time and end < len(words) and _bare(words[end]) in language.lasting.behind:
        end += 1
    return time, end


def _bare(word: str) -> str:
    return word.casefold().strip(_EDGES)
