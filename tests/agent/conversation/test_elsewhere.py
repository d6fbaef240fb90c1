"""What a client says was said before is known to the model, opens nothing and gives no orders."""

from __future__ import annotations

import pytest

from tests.agent.conftest import HOME
from tests.agent.talking import Hand, Heard, say
from tests.fakes.home_link import FakeHomeLink, tool
from tests.fakes.scripted_chat import Call, ScriptedChat, calls, says
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.contract import Said
from wyoming_morgan.agent.conversation.elsewhere import ELSEWHERE
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.settings import AgentSettings, GuardSettings
from wyoming_morgan.store.store import SqlStore

REX = (Said("user", "I have a dog called Rex"), Said("assistant", "A fine name."))
ASKED = (Said("user", "open the garage door"), Said("assistant", "Shall I really do this?"))
DARK = "it is so dark in here"
ON = calls(Call("HassTurnOn", {"name": "Bed Light"}))


async def told(agent: Agent, text: str, earlier: tuple[Said, ...]) -> Heard:
    return await say(agent, text, conversation="new", earlier=earlier)


async def test_the_model_reads_it_in_this_turn_and_the_next(grammar: Grammar, store: SqlStore) -> None:
    model = ScriptedChat([says("Rex."), says("Rex, still.")])
    agent = Agent(grammar, models=model, clock=Hand(), store=store)
    await told(agent, "what is my dog called", REX)
    await say(agent, "and again, what is he called", conversation="new")
    for request in model.requests:
        assert [message.content for message in request.messages[1:3]] == [said.text for said in REX]


async def test_a_conversation_that_has_begun_knows_better(grammar: Grammar, store: SqlStore) -> None:
    model = ScriptedChat([says("Good morning."), says("I do not know.")])
    agent = Agent(grammar, models=model, clock=Hand(), store=store)
    await told(agent, "good morning to you", ())
    await told(agent, "what is my dog called", REX)
    assert "Rex" not in str(model.requests[1].messages)


async def test_the_model_reads_it_in_each_turn_of_which_nothing_is_kept(
    grammar: Grammar, store: SqlStore
) -> None:
    model = ScriptedChat([says("Rex.")], repeat=True)
    agent = Agent(grammar, models=model, clock=Hand(), store=store)
    for _ in range(2):
        await say(agent, "what is my dog called", conversation="new", earlier=REX, incognito=True)
    for request in model.requests:
        assert [message.content for message in request.messages[1:3]] == [said.text for said in REX]
    assert not any(session.messages for session in agent._memory.sessions.all())


async def test_a_yes_to_a_question_of_another_opens_nothing(grammar: Grammar) -> None:
    home = FakeHomeLink(HOME)
    agent = Agent(grammar, home=home, clock=Hand())
    heard = await told(agent, "yes", ASKED)
    assert not home.handled
    assert not heard.intents


async def test_pins_in_it_are_not_kept(grammar: Grammar) -> None:
    settings = AgentSettings(guard=GuardSettings(pin_secrets={"*": "2468"}))
    model = ScriptedChat([says("Hello.")])
    agent = Agent(grammar, models=model, clock=Hand(), settings=settings)
    await told(agent, "hello there", (*ASKED, Said("user", "two four six eight"), Said("assistant", "Ok")))
    (session,) = agent._memory.sessions.all()
    assert [message.text for message in session.messages][2] == "(PIN)"
    assert "two four six eight" not in str(model.requests)


@pytest.mark.parametrize(("earlier", "asks"), [(REX, True), ((), False)], ids=["elsewhere", "nothing"])
async def test_what_the_model_does_after_it_without_an_order_is_asked_about(
    grammar: Grammar, earlier: tuple[Said, ...], *, asks: bool
) -> None:
    home = FakeHomeLink(HOME, tools=(tool("HassTurnOn"),))
    model = ScriptedChat([ON, says("That is better.")], repeat=True)
    agent = Agent(grammar, models=model, home=home, tools=home, clock=Hand())
    heard = await told(agent, DARK, earlier)
    assert heard.done.awaits_answer is asks
    assert bool(home.called) is not asks


async def test_it_is_kept_as_what_it_is(grammar: Grammar) -> None:
    agent = Agent(grammar, clock=Hand())
    await told(agent, "turn on the bed light", REX)
    (session,) = agent._memory.sessions.all()
    assert [message.handled_by for message in session.messages] == [ELSEWHERE, ELSEWHERE, "", "grammar"]
