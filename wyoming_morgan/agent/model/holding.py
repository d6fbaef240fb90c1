"""Finds out what a text is: an order to the home, a question, something that names the home."""

from __future__ import annotations

from wyoming_morgan.agent.guard.targets import Targets
from wyoming_morgan.agent.language.cues import is_order, is_question
from wyoming_morgan.agent.language.text import QUESTION_MARKS
from wyoming_morgan.agent.turn import Turn


def holds(turn: Turn, targets: Targets) -> bool:
    """Whether the text of a reply is held until the model is known to act: for orders, not for talk."""
    if _is_question(turn):
        return False
    is_about_home = concerns(turn.text, targets) or is_ordered(turn, targets)
    return is_order(turn.text, turn.cues) or is_about_home


def is_ordered(turn: Turn, targets: Targets) -> bool:
    """Whether the home is ordered to do something.

    That is an order that names a thing, a place or a kind of it, or a wish or a state that names one; a kind
    alone may be anybody's.
    """
    if _is_question(turn):
        return False
    is_state = turn.cues.holds("state", turn.text)
    is_full = is_state or is_order(turn.text, turn.cues)
    if is_full and turn.cues.holds("kinds", turn.text):
        return True
    return concerns(turn.text, targets) and (is_full or turn.cues.holds("wish", turn.text))


def _is_question(turn: Turn) -> bool:
    is_marked = turn.text.rstrip().endswith(QUESTION_MARKS)
    return is_question(turn.text, turn.cues) and (is_marked or not turn.cues.begins("optative", turn.text))


def concerns(text: str, targets: Targets) -> bool:
    """Whether a text names a thing or an area of the home."""
    return bool(targets.names_in(text) or targets.areas_in(text))
