"""A home with a token and no tools of its own gives a model its intents, through the same guard."""

from __future__ import annotations

import pytest

from tests.agent.conftest import HOME
from tests.agent.model.conftest import BED, ON, STATES, tool_results
from tests.agent.talking import Hand, say
from tests.fakes.home_link import FakeHomeLink, tool
from tests.fakes.scripted_chat import Call, ScriptedChat, calls, says
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.home.contract import ActionResult

OTHERS = FakeHomeLink(HOME, tools=(tool("calendar__get_events"),), foreign=("calendar__get_events",))


def made(grammar: Grammar, home: FakeHomeLink, chat: ScriptedChat, others: FakeHomeLink | None) -> Agent:
    return Agent(grammar, models=chat, home=home, tools=others, clock=Hand())


@pytest.mark.parametrize("others", [None, OTHERS], ids=["no tools", "tools of others"])
async def test_a_model_acts_by_intents(grammar: Grammar, others: FakeHomeLink | None) -> None:
    home = FakeHomeLink(HOME, states=STATES)
    chat = ScriptedChat([calls(Call(*ON)), says("The bed light is on.")])
    heard = await say(made(grammar, home, chat, others), "could the bed light be switched on")

    assert home.handled == [ON]
    assert heard.text == "The bed light is on."
    assert "true" in tool_results(chat)[0]
    assert {"HassTurnOn", "HassClimateSetTemperature", "get_state"} <= {
        offered.name for offered in chat.requests[0].tools
    }


async def test_what_failed_is_not_claimed(grammar: Grammar) -> None:
    home = FakeHomeLink(HOME, states=STATES)
    home.answers["HassTurnOn"] = ActionResult(success=False, failed=("Bed Light",), error="no answer")
    chat = ScriptedChat([calls(Call(*ON)), says("The bed light is on.")])
    heard = await say(made(grammar, home, chat, None), "make the bed light shine")

    assert "failed" in tool_results(chat)[0]
    assert heard.text.startswith("I have not done anything")


async def test_the_guard_asks_before_a_lock_opens(grammar: Grammar) -> None:
    home = FakeHomeLink(HOME, states=STATES)
    chat = ScriptedChat([calls(Call("HassTurnOff", {"name": "Front Door"}))])
    agent = made(grammar, home, chat, None)
    asked = await say(agent, "let the postman in")

    assert asked.text.endswith("?")
    assert not home.handled
    await say(agent, "yes")
    assert home.handled == [("HassTurnOff", {"name": "Front Door"})]


async def test_a_call_of_a_name_in_a_group_is_the_same_call(grammar: Grammar) -> None:
    home = FakeHomeLink(HOME, states=STATES)
    chat = ScriptedChat([calls(Call("functions.HassTurnOn", BED)), says("It is on.")])
    await say(made(grammar, home, chat, None), "make the bed light shine")

    assert home.handled == [ON]
