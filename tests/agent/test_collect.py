from __future__ import annotations

import pytest

from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.collect import collect_turn
from wyoming_morgan.agent.contract import Outcome, TurnRequest
from wyoming_morgan.errors import InvalidRequest


async def test_a_whole_turn_is_its_intents_and_its_end(agent: Agent) -> None:
    request = TurnRequest("turn on the bed light and lock the front door")
    turn = await collect_turn(agent, request)

    assert [intent.slots["name"] for intent in turn.intents] == ["Bed Light", "Front Door"]
    assert turn.done.outcome is Outcome.INTENTS
    assert request.timings.outcome == "intents"


async def test_an_error_of_the_agent_goes_through(agent: Agent) -> None:
    with pytest.raises(InvalidRequest):
        await collect_turn(agent, TurnRequest(""))
