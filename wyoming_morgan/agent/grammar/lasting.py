"""Understands commands whose state is to last for a time: “turn on the fan for 20 minutes”."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace

from wyoming_morgan.agent.grammar.lasting_text import LastingText, lasting_in
from wyoming_morgan.agent.grammar.sentences import COMMAND, SentenceMatch
from wyoming_morgan.agent.grammar.sharing import openings
from wyoming_morgan.agent.language.language import Language

_EDGES = " ,.;!"
_FREE_TEXT = frozenset({"search_query", "item", "message"})
"""Slots that a duration may be a part of."""

_Matches = tuple[SentenceMatch, ...]


def understand_lasting(
    text: str, parts: Sequence[slice], language: Language, understand: Callable[[str], _Matches]
) -> _Matches:
    """Understand commands of which some are to last for a time; nothing if a part is not understood.

    A duration at the beginning reaches all that was said, another one all that shares its verb.

    Args:
        text: What was said.
        parts: Where its parts are, between words that join commands.
        language: Its language.
        understand: Returns the commands in a text, or none.
    """
    duration = lasting_in(text, language)
    if duration is None:
        return ()
    matches = understand(duration.text)
    reached = duration.leads or all(match.shared for match in matches[1:])
    if matches and reached and not any(match.lasts for match in matches):
        return _to_last(matches, duration, understand)
    for before, behind in itertools.pairwise(parts):
        joint = text[before.stop : behind.start].strip(_EDGES).casefold()
        if joint not in {"", language.replies.delays.joint}:
            continue  # “and then” is after that time
        first, rest = understand(text[: before.stop]), text[behind.start :]
        if not first or any(match.bare for match in first):
            continue
        for spoken in (rest, *_with_the_verb(first[-1], rest, language)):
            second = understand(spoken)
            if second and not any(match.bare for match in second):
                return (*first, *second)
    return ()


def _with_the_verb(before: SentenceMatch, rest: str, language: Language) -> list[str]:
    """Return “the lamp for an hour” with the verb of “turn on the fan for ten minutes”."""
    if before.target is None or before.text[before.target[1] :].strip():
        return []
    return [
        f"{opening} {rest}" for opening in openings(before.text[: before.target[0]], rest, language.words)
    ]


def _to_last(matches: _Matches, duration: LastingText, understand: Callable[[str], _Matches]) -> _Matches:
    """Return commands with their duration; what is done later gets it then."""
    lasting: list[SentenceMatch] = []
    for match in matches:
        command = match.slots.get(COMMAND)
        if isinstance(command, str):
            later = f"{command} {duration.said}"
            if not understand(later):
                return ()
            lasting.append(replace(match, slots={**match.slots, COMMAND: later}))
        elif match.acts and _FREE_TEXT.isdisjoint(match.slots):
            lasting.append(replace(match, lasts=duration.time))
        else:
            return ()
    return tuple(lasting)
