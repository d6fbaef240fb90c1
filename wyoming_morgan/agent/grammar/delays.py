"""Tells what is done now and what later, where a sentence of several commands has a delay.

“Open the garage door and turn off the lamp in ten minutes” may mean the delay for both. So what was
understood is said in other words, and what is guarded waits with the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from wyoming_morgan.agent.contract import SlotValue
from wyoming_morgan.agent.grammar.sentences import COMMAND, SentenceMatch
from wyoming_morgan.agent.language.delays import DelayWords

_TIMER = "HassStartTimer"


def carried_by(match: SentenceMatch) -> str:
    """Return the command that a timer carries, as it was said; empty if it carries none."""
    command = match.slots.get(COMMAND)
    return command if isinstance(command, str) else ""


def schedule(matches: Sequence[SentenceMatch], several: bool, words: DelayWords) -> str:
    """Return what is done when, such as “now: open the gate; in 10 minutes: turn off the lamp”.

    Args:
        matches: What was understood.
        several: Whether a timer among them carries more than one command.
        words: How the language says it.

    Returns:
        Empty if the sentence says so itself, because one time reaches all.
    """
    if not any(match.intent == _TIMER for match in matches) or (len(matches) == 1 and not several):
        return ""
    joint = f" {words.joint} "
    return "; ".join(
        f"{when}: {joint.join(carried_by(match) or match.text.strip() for match in group)}"
        for when, group in groupby(matches, lambda match: _when(match, words))
    )


def together(matches: Sequence[SentenceMatch], words: DelayWords) -> str:
    """Return all commands as one text, if the delay at the end of the last may be for all; else nothing."""
    *earlier, last = matches
    command = carried_by(last)
    ends_in_delay = bool(command) and last.text.find(command) < len(last.text) - len(command)
    if not earlier or not ends_in_delay or not _begins_with(last.text, command):
        return ""
    if not all(match.may_be_delayed for match in earlier):
        return ""
    return f" {words.joint} ".join([*(match.text.strip() for match in earlier), command])


def delayed_by(timer: SentenceMatch, command: str) -> SentenceMatch:
    """Return a timer that carries another command."""
    slots: dict[str, SlotValue] = {**timer.slots, COMMAND: command}
    return SentenceMatch(f"{timer.text}", timer.intent, slots, timer.response_key, sentence=timer.sentence)


def _begins_with(text: str, command: str) -> bool:
    return text.strip().casefold().startswith(command.casefold())


def _when(match: SentenceMatch, words: DelayWords) -> str:
    if not carried_by(match):
        return words.now
    return words.of(*(match.slots.get(unit) for unit in ("hours", "minutes", "seconds"))) or words.now
