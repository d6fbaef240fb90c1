"""Reads a turn to its end."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from wyoming_morgan.agent.contract import (
    AgentEvent,
    ConversationAgent,
    IntentRecognized,
    TurnDone,
    TurnRequest,
)
from wyoming_morgan.errors import EngineFailed


@dataclass(frozen=True, slots=True)
class WholeTurn:
    """The commands of a turn, and its end."""

    intents: tuple[IntentRecognized, ...]
    done: TurnDone


async def turn_events(agent: ConversationAgent, request: TurnRequest) -> AsyncGenerator[AgentEvent, None]:
    """Yield the events of a turn; its outcome goes to `request.timings`. Closing cancels the work.

    Raises:
        EngineFailed: the turn ended without `TurnDone`.
        MorganError: any error of the agent.
    """
    done = False
    async with aclosing(agent.turn(request)) as events:
        async for event in events:
            if isinstance(event, TurnDone):
                done = True
                request.timings.outcome = event.outcome.value
            yield event
    if not done:
        raise EngineFailed("the turn ended without a reply", hint="try again")


async def collect_turn(agent: ConversationAgent, request: TurnRequest) -> WholeTurn:
    """Answer a turn and return it whole; its outcome goes to `request.timings`.

    Raises:
        MorganError: as for `turn_events`.
    """
    intents: list[IntentRecognized] = []
    done: TurnDone | None = None
    async with aclosing(turn_events(agent, request)) as events:
        async for event in events:
            match event:
                case IntentRecognized():
                    intents.append(event)
                case TurnDone():
                    done = event
    assert done is not None  # noqa: S101 - `turn_events` raises without it; this is for the type checker
    return WholeTurn(tuple(intents), done)
