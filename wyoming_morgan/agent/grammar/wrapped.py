"""Unwraps questions: “do you know whether the door is open at the moment” asks “is the door open”."""

from __future__ import annotations

from collections.abc import Iterator

from wyoming_morgan.agent.grammar.extras import without_extras
from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.agent.language.text import QUESTION_MARKS

_MOST_WORDS = 20
_FURTHEST = 4
"""Words at the beginning of a question before which its verb may stand."""
_MOST_READINGS = 16


def unwrapped(text: str, language: Language) -> list[str]:
    """Return the questions that a text may be in other words, the likeliest first; none if it is none.

    What they mean has to be a question: what was taken off a command could be a part of it.
    """
    marks = "".join(QUESTION_MARKS)
    words = language.asking
    bare = " ".join(words.about_now.sub(" ", text.rstrip(marks)).split()).strip(" ,")
    lead = words.lead_in.match(f"{bare} ")
    rest = without_extras(bare[lead.end() :].strip(" ,"), language) if lead else ""
    readings = [] if bare == text.rstrip(marks) else [bare]
    if lead and rest:
        readings.append(rest)
        spoken = rest.split()
        if len(spoken) <= _MOST_WORDS:
            first = 0 if lead.group("whether") else 1
            readings += _with_verbs_moved(spoken, language, first)
    return [reading for reading in dict.fromkeys(readings) if reading][:_MOST_READINGS]


def _with_verbs_moved(words: list[str], language: Language, first: int) -> Iterator[str]:
    """Yield a clause with each of its verbs at each place where a question may have it.

    Behind “whether” that is the beginning, behind a question word one of the next places.
    """
    last = 0 if first == 0 else _FURTHEST
    for at in range(len(words) - 1, first, -1):
        if words[at].casefold() not in language.asking.verbs:
            continue
        others = [*words[:at], *words[at + 1 :]]
        for place in range(first, min(last, at - 1) + 1):
            yield " ".join([*others[:place], words[at], *others[place:]])
