"""Holds the agent's replies against what was expected."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wyoming_morgan.bench.agent_cases import ANY, Case, Expectation, ExpectedIntent, Kind, Turn, Way

ASKING = frozenset({"HassClimateGetTemperature", "HassGetState", "HassGetWeather", "HassTimerStatus"})
"""Intents that ask the home and change nothing."""

ANSWERED_HERE = {
    "HassGetCurrentTime": "clock",
    "HassGetCurrentDate": "clock",
    "HassNevermind": "grammar",
    "HassRespond": "grammar",
}
"""Intents that the agent answers by itself, so that the reply shows none, and the path that answers them."""

TARGETS = ("name", "area", "floor", "domain", "device_class", "preferred_area_id", "preferred_floor_id")
"""The slots that tell what is acted on."""


@dataclass(frozen=True, slots=True)
class Recognized:
    """An intent of a reply."""

    name: str
    slots: Mapping[str, Any]

    @property
    def acts(self) -> bool:
        """Whether it changes something."""
        return self.name not in ASKING


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back for one turn. `error` is there where nothing else is."""

    text: str = ""
    outcome: str = ""
    path: str = ""
    intents: tuple[Recognized, ...] = ()
    succeeded: bool = False
    """Whether an action was carried out and its result said so."""
    agent_milliseconds: float | None = None
    """What the server's agent took."""
    wall_milliseconds: float = 0.0
    """From request to reply, seen from outside."""
    processor_milliseconds: float | None = None
    """What the server's process spent of the processor meanwhile, where the system tells it."""
    prompt_tokens: int | None = None
    error: str = ""

    @property
    def answered(self) -> bool:
        """Whether it is an answer, not the sentence that says that nothing was understood."""
        return not self.error and self.outcome in {"handled", "intents"}

    @property
    def asks(self) -> bool:
        """Whether it ends in a question."""
        return self.text.rstrip("”»\"' ").endswith("?")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One turn, what came of it, and what is wrong with that."""

    turn: Turn
    reply: Reply
    right: bool
    false_action: bool = False
    """It acted where nothing was to be done, or on something else or more than was meant."""
    false_success: bool = False
    """It claims to have done what it did not."""

    @property
    def unanswered(self) -> bool:
        """Whether nothing answered it, which is no mistake of a home without a language model."""
        return not self.right and not self.reply.error and self.reply.path == "none"


def judge(turn: Turn, reply: Reply, claims: Sequence[str] = ()) -> Verdict:
    """Hold one reply against what was expected of it."""
    wrong_target = any(
        intent.acts and not any(_same_target(intent, expected) for expected in turn.intents)
        for intent in reply.intents
    )
    claimed = not reply.succeeded and not reply.asks and _claims(reply.text, claims)
    return Verdict(
        turn=turn,
        reply=reply,
        right=not reply.error and not claimed and any(_fulfils(reply, each) for each in turn.expect),
        false_action=wrong_target,
        false_success=claimed,
    )


def _fulfils(reply: Reply, expected: Expectation) -> bool:
    acted = any(intent.acts for intent in reply.intents)
    match expected.kind:
        case Kind.INTENTS:
            return _fulfils_intents(reply, expected.intents)
        case Kind.NOTHING:
            return not acted
        case Kind.QUESTION:
            return not acted and reply.answered
        case Kind.ASK:
            return not acted and reply.asks and reply.path != "none"
        case Kind.TALK:
            return not reply.intents and reply.answered and bool(reply.text.strip())


def _fulfils_intents(reply: Reply, expected: Sequence[ExpectedIntent]) -> bool:
    if len(expected) == 1 and expected[0].name in ANSWERED_HERE:
        ways = {ANSWERED_HERE[expected[0].name], "llm"}
        return not reply.intents and reply.answered and reply.path in ways
    left = list(reply.intents)
    for each in expected:
        found = next((intent for intent in left if _same(intent, each)), None)
        if found is None:
            return False
        left.remove(found)
    return not left


def _same(intent: Recognized, expected: ExpectedIntent) -> bool:
    return (
        intent.name == expected.name
        and intent.slots.keys() == expected.slots.keys()
        and all(_matches(intent.slots[slot], value) for slot, value in expected.slots.items())
    )


def _same_target(intent: Recognized, expected: ExpectedIntent) -> bool:
    """Whether it does the right thing to the right things; how bright or how warm is another matter."""
    return intent.name == expected.name and all(
        (slot in intent.slots) == (slot in expected.slots)
        and (slot not in expected.slots or _matches(intent.slots[slot], expected.slots[slot]))
        for slot in TARGETS
    )


def _matches(value: Any, expected: str | float) -> bool:
    if expected == ANY:
        return True
    if isinstance(value, list | tuple):
        return len(value) == 1 and _matches(value[0], expected)
    return str(value).casefold() == str(expected).casefold()


def _claims(text: str, patterns: Sequence[str]) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)


@dataclass(frozen=True, slots=True)
class Judged:
    """A case with the verdict on each of its turns; later ones are missing where an earlier one failed."""

    case: Case
    verdicts: tuple[Verdict, ...]
    has_model: bool

    @property
    def right(self) -> bool:
        """Whether every turn came out as expected."""
        return len(self.verdicts) == len(self.case.turns) and all(verdict.right for verdict in self.verdicts)

    @property
    def needs_model(self) -> bool:
        """Whether it failed for want of a language model alone."""
        wrong = [verdict for verdict in self.verdicts if not verdict.right]
        return (
            not self.has_model
            and bool(wrong)
            and self.case.path is Way.MODEL
            and all(verdict.unanswered and verdict.turn.path is Way.MODEL for verdict in wrong)
        )

    @property
    def false_actions(self) -> int:
        """Its turns with a false action."""
        return sum(verdict.false_action for verdict in self.verdicts)

    @property
    def false_successes(self) -> int:
        """Its turns with a false success."""
        return sum(verdict.false_success for verdict in self.verdicts)
