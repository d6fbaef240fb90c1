"""Talking to an agent in tests: what was said, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.contract import (
    AgentEvent,
    IntentRecognized,
    TextDelta,
    TurnDone,
    TurnRequest,
)


class Hand:
    """A clock that moves by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 21, 15, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Heard:
    """The events of one turn."""

    events: list[AgentEvent] = field(default_factory=list)

    @property
    def done(self) -> TurnDone:
        last = self.events[-1]
        assert isinstance(last, TurnDone)
        assert "".join(self.pieces) == last.text
        return last

    @property
    def pieces(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, TextDelta)]

    @property
    def text(self) -> str:
        return self.done.text

    @property
    def intents(self) -> list[tuple[str, dict[str, Any]]]:
        return [(event.name, event.slots) for event in self.events if isinstance(event, IntentRecognized)]

    @property
    def asks(self) -> bool:
        return self.text.endswith("?") and not self.intents

    def notes(self, what: str) -> str:
        return " | ".join(step.detail for step in self.done.trace.steps if step.what == what)


async def say(agent: Agent, text: str, conversation: str | None = "c", **request: Any) -> Heard:
    asked = TurnRequest(text, conversation_id=conversation, **request)
    return Heard([event async for event in agent.turn(asked)])


T = TypeVar("T")


async def events(agent: Agent, text: str, **request: str | None) -> list[AgentEvent]:
    return [event async for event in agent.turn(TurnRequest(text, **request))]  # type: ignore[arg-type] # fields by name


async def done(agent: Agent, text: str, **request: str | None) -> TurnDone:
    last = (await events(agent, text, **request))[-1]
    assert isinstance(last, TurnDone)
    return last


def of(kind: type[T], seen: list[AgentEvent]) -> list[T]:
    return [event for event in seen if isinstance(event, kind)]
