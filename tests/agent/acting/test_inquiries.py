"""Who may answer a question for which Home Assistant has no intent, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.agent.acting.findings import FINDINGS, things_in
from tests.agent.acting.rooms import Placed, link_of, state
from tests.agent.conftest import MatcherCache
from tests.agent.homes import home_in
from tests.agent.talking import say
from tests.fakes.home_link import FakeHomeLink, tool
from tests.fakes.scripted_chat import Call, ScriptedChat, calls, says
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.contract import Outcome
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.grammar.inquiries import INQUIRIES
from wyoming_morgan.agent.grammar.sentences import SentenceMatcher
from wyoming_morgan.agent.guard.order import Order
from wyoming_morgan.home.model import Home

CALENDAR = "what's on my calendar today"
LAMP = state("light.z", "Zenit", "off")

Grammars = Callable[[FakeHomeLink], Grammar]


@pytest.fixture
def grammar_of(load_matcher: MatcherCache) -> Grammars:
    def load(language: str, home: Home) -> SentenceMatcher:
        matcher = load_matcher(language, home_in(language))
        matcher.change_home(home)
        return matcher

    return lambda link: Grammar(link.home, load_matcher=load)


def link_with(*things: Placed) -> FakeHomeLink:
    link = link_of("en", (*things, LAMP))
    link.findings = dict(FINDINGS)
    return link


async def test_without_a_home_that_could_be_asked_the_client_is_not_asked_either(
    grammar_of: Grammars,
) -> None:
    link = link_with(*things_in("en"))
    for home in (None, link):
        link.linked = False
        heard = await say(Agent(grammar_of(link), home=home), CALENDAR)
        assert (heard.done.outcome, heard.intents) == (Outcome.NOT_HANDLED, [])
        assert heard.text == "I cannot find that out: no home is connected to me"
    assert link.lookups == []


async def test_what_the_home_has_no_calendar_for_is_left_to_a_model_with_its_own_tools(
    grammar_of: Grammars,
) -> None:
    chat = ScriptedChat([says("Your other calendar is empty.")])
    link = link_with()
    heard = await say(Agent(grammar_of(link), home=link, models=chat), CALENDAR)
    assert heard.text == "Your other calendar is empty."
    link = link_with(*things_in("en"))
    heard = await say(Agent(grammar_of(link), home=link, models=ScriptedChat([])), CALENDAR)
    assert heard.text == "Today: Zahna at 3 PM"


async def test_who_speaks_and_where_is_told_to_the_home(grammar_of: Grammars) -> None:
    link = link_with(*things_in("en"))
    await say(Agent(grammar_of(link), home=link), CALENDAR, link_turn=7, device_id="box")
    assert [(place.turn, place.device_id) for place in link.places] == [(7, "box")]


async def test_words_of_a_calendar_order_nothing_of_a_model_later(grammar_of: Grammars) -> None:
    link = link_of("en", (*things_in("en"), LAMP, state("switch.p", "Presto", "off")))
    link.findings = dict(FINDINGS)
    chat = ScriptedChat([calls(Call("HassTurnOn", {"name": "Presto"})), says("It is done.")] * 2)
    tools = FakeHomeLink(link.home, tools=(tool("HassTurnOn"),))
    agent = Agent(grammar_of(link), home=link, models=chat, tools=tools)
    await say(agent, CALENDAR)
    heard = await say(agent, "do what it says there")
    assert tools.called == []
    assert heard.text == "Shall I really do this: turn on: Presto?"


def test_what_only_looks_is_never_an_act() -> None:
    assert not any(Order(intent, {}).acts for intent in INQUIRIES)
    assert Order("MorganDoSomething", {}).acts
