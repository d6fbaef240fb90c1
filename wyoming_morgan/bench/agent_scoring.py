"""Compares the agent's replies with the expected results."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wyoming_morgan.bench.agent_cases import (
    ANY,
    Case,
    CaseTurn,
    Expectation,
    ExpectedIntent,
    ExpectedKind,
    ExpectedPath,
)

ASKING = frozenset({"HassClimateGetTemperature", "HassGetState", "HassGetWeather", "HassTimerStatus"})
"""Intents that ask the home and change nothing."""

ANSWERED_HERE = {
    "HassGetCurrentTime": "clock",
    "HassGetCurrentDate": "clock",
    "HassNevermind": "grammar",
    "HassRespond": "grammar",
}
"""Intents that the agent answers itself, so that the reply shows none, and the path that answers them."""

TARGETS = ("name", "area", "floor", "domain", "device_class", "preferred_area_id", "preferred_floor_id")
"""The slots that specify the target of an action."""


@dataclass(frozen=True, slots=True)
class ReplyIntent:
    """An intent of a reply."""

    name: str
    slots: Mapping[str, Any]

    @property
    def acts(self) -> bool:
        """Whether it changes something."""
        return self.name not in ASKING


@dataclass(frozen=True, slots=True)
class AgentReply:
    """The agent's reply to one turn; if the request failed, only `error` is set."""

    text: str = ""
    outcome: str = ""
    path: str = ""
    intents: tuple[ReplyIntent, ...] = ()
    succeeded: bool = False
    """Whether an action was carried out and reported success."""
    agent_milliseconds: float | None = None
    """The time that the server's agent took."""
    wall_milliseconds: float = 0.0
    """The time from request to reply, seen from outside."""
    processor_milliseconds: float | None = None
    """The processor time of the server's process meanwhile, if the system reports it."""
    prompt_tokens: int | None = None
    error: str = ""

    @property
    def answered(self) -> bool:
        """Whether it is an answer, not a reply that nothing was understood."""
        return not self.error and self.outcome in {"handled", "intents"}

    @property
    def asks(self) -> bool:
        """Whether it ends in a question."""
        return self.text.rstrip("”»\"' ").endswith("?")


@dataclass(frozen=True, slots=True)
class TurnVerdict:
    """One turn, its reply, and what is wrong with it."""

    turn: CaseTurn
    reply: AgentReply
    right: bool
    false_action: bool = False
    """It acted without being asked to, or on another target or on more than was meant."""
    false_success: bool = False
    """It claims to have done something that it did not do."""

    @property
    def unanswered(self) -> bool:
        """Whether nothing answered it, which is not a mistake in a home without a language model."""
        return not self.right and not self.reply.error and self.reply.path == "none"


def judge(turn: CaseTurn, reply: AgentReply, claims: Sequence[str] = ()) -> TurnVerdict:
    """Compare one reply with the expected results."""
    wrong_target = any(
        intent.acts and not any(_same_target(intent, expected) for expected in turn.intents)
        for intent in reply.intents
    )
    claimed = not reply.succeeded and not reply.asks and _claims(reply.text, claims)
    return TurnVerdict(
        turn=turn,
        reply=reply,
        right=not reply.error
        and not claimed
        and any(_fulfils(reply, expectation) for expectation in turn.expect),
        false_action=wrong_target,
        false_success=claimed,
    )


def _fulfils(reply: AgentReply, expected: Expectation) -> bool:
    acted = any(intent.acts for intent in reply.intents)
    match expected.kind:
        case ExpectedKind.INTENTS:
            return _fulfils_intents(reply, expected.intents)
        case ExpectedKind.NOTHING:
            return not acted
        case ExpectedKind.QUESTION:
            return not acted and reply.answered
        case ExpectedKind.ASK:
            return not acted and reply.asks and reply.path != "none"
        case ExpectedKind.TALK:
            return not reply.intents and reply.answered and bool(reply.text.strip())


def _fulfils_intents(reply: AgentReply, expected: Sequence[ExpectedIntent]) -> bool:
    if len(expected) == 1 and expected[0].name in ANSWERED_HERE:
        ways = {ANSWERED_HERE[expected[0].name], "llm"}
        return not reply.intents and reply.answered and reply.path in ways
    unmatched = list(reply.intents)
    for expected_intent in expected:
        match = next((intent for intent in unmatched if _same(intent, expected_intent)), None)
        if match is None:
            return False
        unmatched.remove(match)
    return not unmatched


def _same(intent: ReplyIntent, expected: ExpectedIntent) -> bool:
    return (
        intent.name == expected.name
        and intent.slots.keys() == expected.slots.keys()
        and all(_matches(intent.slots[slot], value) for slot, value in expected.slots.items())
    )


def _same_target(intent: ReplyIntent, expected: ExpectedIntent) -> bool:
    """Whether it does the right thing to the right targets; values such as brightness do not count."""
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
class JudgedCase:
    """A case with the verdict on each of its turns, up to the first failure."""

    case: Case
    verdicts: tuple[TurnVerdict, ...]
    has_model: bool

    @property
    def right(self) -> bool:
        """Whether every turn had an expected result."""
        return len(self.verdicts) == len(self.case.turns) and all(verdict.right for verdict in self.verdicts)

    @property
    def needs_model(self) -> bool:
        """Whether it failed only because there is no language model."""
        wrong = [verdict for verdict in self.verdicts if not verdict.right]
        return (
            not self.has_model
            and bool(wrong)
            and self.case.path is ExpectedPath.MODEL
            and all(verdict.unanswered and verdict.turn.path is ExpectedPath.MODEL for verdict in wrong)
        )

    @property
    def false_actions(self) -> int:
        """Its turns with a false action."""
        return sum(verdict.false_action for verdict in self.verdicts)

    @property
    def false_successes(self) -> int:
        """Its turns with a false success."""
        return sum(verdict.false_success for verdict in self.verdicts)
