"""Words the result of several actions."""

from __future__ import annotations

from collections.abc import Sequence

from wyoming_morgan.agent.contract import Outcome
from wyoming_morgan.agent.turn import Answer, Turn


def report(turn: Turn, done: Sequence[str], failed: Sequence[str], path: str) -> Answer:
    """Return the answer that says what failed, by name, or that everything worked."""
    if not failed:
        return Answer(Outcome.HANDLED, turn.replies.done, path)
    names = ", ".join(dict.fromkeys(name for name in failed if name))
    text = turn.replies.failed_part.format(names=names) if names else turn.replies.failed
    return Answer(Outcome.HANDLED if done else Outcome.NOT_HANDLED, text, path)
