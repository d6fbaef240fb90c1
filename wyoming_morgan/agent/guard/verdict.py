"""What is decided about orders, and by what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from wyoming_morgan.agent.guard.order import Order
from wyoming_morgan.agent.guard.targets import Thing
from wyoming_morgan.agent.language.cues import Cues


class Decision(StrEnum):
    """The decision about orders."""

    ALLOW = "allow"
    ASK = "ask"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision, its reason for the trace and the model, and the things it concerns."""

    decision: Decision
    reason: str = ""
    concerns: tuple[tuple[Order, Thing], ...] = ()
    """The guarded things, each with the order that reaches it."""
    everywhere: bool = False

    @property
    def things(self) -> tuple[Thing, ...]:
        """The guarded things."""
        return tuple(dict.fromkeys(thing for _, thing in self.concerns))


ALLOWED = Verdict(Decision.ALLOW)


@dataclass(frozen=True, slots=True)
class Situation:
    """The text of a turn, the speaker's area, and the text of earlier turns.

    `foreign` is true after text from outside the home has been read in this turn: what follows from such text
    is not the speaker's order. `foreign_before` is true if such text was read earlier in the conversation.
    """

    text: str
    cues: Cues
    area: str | None = None
    before: str = ""
    foreign: bool = False
    foreign_before: bool = False


def strictest(verdicts: Sequence[Verdict]) -> Verdict:
    """Return the strictest of several verdicts, with the reasons and concerns of all that are as strict."""
    for decision in (Decision.REFUSE, Decision.ASK):
        same = [verdict for verdict in verdicts if verdict.decision is decision]
        if same:
            return Verdict(
                decision,
                "; ".join(dict.fromkeys(verdict.reason for verdict in same)),
                tuple(
                    {_identity(concern): concern for verdict in same for concern in verdict.concerns}.values()
                ),
                any(verdict.everywhere for verdict in same),
            )
    return ALLOWED


def _identity(concern: tuple[Order, Thing]) -> tuple[int, Thing]:
    return id(concern[0]), concern[1]
