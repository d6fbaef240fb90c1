"""The interface between the agent and the servers."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from wyoming_morgan.timings import TurnTimings

AGENT_NAME = "morgan"
"""The name by which clients ask for the agent: a Wyoming program, a model of the OpenAI API."""

SlotValue = str | int | float | tuple[str, ...]
"""A slot's plain value; a tuple where any of several will do, such as the domains a name may be of."""


@dataclass(frozen=True, slots=True)
class TurnRequest:
    """One thing said to Morgan, and what is known of who said it where."""

    text: str
    language: str | None = None
    """BCP 47 tag; None is the home's first language."""
    conversation_id: str | None = None
    user_id: str | None = None
    device_id: str | None = None
    satellite_id: str | None = None
    area: str | None = None
    """The area of the satellite, where the client told it."""
    model: str | None = None
    """The language model to ask; None is the conversation's, else the current one."""
    incognito: bool = False
    """Whether nothing of this turn is kept, and nothing that was kept is used."""
    timings: TurnTimings = field(default_factory=TurnTimings)


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A piece of the reply."""

    text: str


@dataclass(frozen=True, slots=True)
class IntentRecognized:
    """A command for the home, to be executed by whoever is connected to it.

    `response_template` is a Jinja template over `slots`, `state` and `query` for the words after it was done;
    `response` the same rendered with what is known here, or empty where only the home's state can tell.
    """

    name: str
    slots: dict[str, SlotValue]
    response_template: str = ""
    response: str = ""


class Outcome(StrEnum):
    """How a turn ended."""

    INTENTS = "intents"
    """Commands for the home were recognized; nothing has been done yet."""
    HANDLED = "handled"
    """Answered, or done."""
    NOT_HANDLED = "not-handled"
    """Not understood; the text says so."""


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One thing that was considered in a turn, such as `grammar`, `fuzzy`, `guard`, and what came of it."""

    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class TraceAction:
    """One thing that a turn did or asked for. `success` is None where whoever executes it does not tell."""

    name: str
    arguments: dict[str, Any]
    acts: bool
    success: bool | None
    result: str = ""


@dataclass(frozen=True, slots=True)
class TurnTrace:
    """Which way a turn was answered and why. Private, as what was said is: never logged."""

    path: str = ""
    steps: tuple[TraceStep, ...] = ()
    actions: tuple[TraceAction, ...] = ()
    model: str = ""
    rounds: int = 0
    prompt_tokens: int | None = None
    """Tokens of the longest prompt of the turn."""
    completion_tokens: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON's plain values."""
        return {
            "path": self.path,
            "steps": [{"what": step.what, "detail": step.detail} for step in self.steps],
            "actions": [
                {
                    "name": action.name,
                    "arguments": action.arguments,
                    "acts": action.acts,
                    "success": action.success,
                    "result": action.result,
                }
                for action in self.actions
            ],
            "model": self.model,
            "rounds": self.rounds,
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
        }


@dataclass(frozen=True, slots=True)
class TurnDone:
    """The end of a turn, always the last event and exactly one.

    `text` is the whole reply (the deltas together). With `INTENTS` it says what was understood, never that
    it was done.
    """

    outcome: Outcome
    text: str
    language: str
    conversation_id: str
    path: str
    """Which way answered: `grammar`, `clock`, `memory`, `trace`, `guard`, `llm`, `none`."""
    trace: TurnTrace = field(default_factory=TurnTrace, repr=False, compare=False)
    """Why it was answered so."""


AgentEvent = TextDelta | IntentRecognized | TurnDone


class ConversationAgent(Protocol):
    """Answers turns: `agent.agent.Agent`."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it understands, the default first."""

    def turn(self, request: TurnRequest) -> AsyncGenerator[AgentEvent, None]:
        """Answer one turn; the last event is `TurnDone`. Closing the iterator gives the work up.

        Raises:
            InvalidRequest: the text is empty or the language unknown.
            TooLarge: the text is longer than the bound.
        """
