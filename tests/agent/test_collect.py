from __future__ import annotations

import pytest

from tests.fakes import FakeConversationAgent
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.collect import collect_turn, turn_events
from wyoming_morgan.agent.contract import Outcome, TextDelta, TurnRequest
from wyoming_morgan.errors import EngineFailed, InvalidRequest


async def test_a_whole_turn_is_its_intents_and_its_end(agent: Agent) -> None:
    request = TurnRequest("turn on the bed light and lock the front door")
    turn = await collect_turn(agent, request)

    assert [intent.slots["name"] for intent in turn.intents] == ["Bed Light", "Front Door"]
    assert turn.done.outcome is Outcome.INTENTS
    assert request.timings.outcome == "intents"


async def test_an_error_of_the_agent_goes_through(agent: Agent) -> None:
    with pytest.raises(InvalidRequest):
        await collect_turn(agent, TurnRequest(""))


async def test_a_turn_without_an_end_is_an_error_after_its_events() -> None:
    agent = FakeConversationAgent()
    agent.events = (TextDelta("Well"),)
    events = turn_events(agent, TurnRequest("hello"))
    assert await anext(events) == TextDelta("Well")
    with pytest.raises(EngineFailed, match="ended without a reply"):
        await anext(events)


async def test_closing_the_events_cancels_the_turn() -> None:
    agent = FakeConversationAgent()
    events = turn_events(agent, TurnRequest("hello"))
    await anext(events)
    await events.aclose()
    assert agent.unfinished == 1
