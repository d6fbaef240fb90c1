from __future__ import annotations

import json

from tests.agent.conftest import HOME
from tests.agent.talking import Hand, say
from tests.fakes.home_link import FakeHomeLink, tool
from tests.fakes.scripted_chat import Call, ScriptedChat, calls, says
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.trace import Tracer


async def test_a_trace_tells_which_way_and_why(agent: Agent) -> None:
    heard = await say(agent, "turn on the kitchen lihgt")

    trace = heard.done.trace
    assert trace.path == "grammar"
    assert [step.what for step in trace.steps] == ["grammar", "fuzzy"]
    assert trace.actions[0].arguments == {"name": "Kitchen Light"}
    assert json.loads(json.dumps(trace.as_dict()))["actions"][0]["name"] == "HassTurnOn"


async def test_a_trace_tells_why_it_went_to_the_model(grammar: Grammar) -> None:
    agent = Agent(grammar, models=ScriptedChat([says("Yes.")]))
    heard = await say(agent, "tell me about cats")

    assert "no sentence" in heard.notes("grammar")
    assert heard.done.trace.model == "scripted"


async def test_a_trace_is_not_part_of_what_is_shown(agent: Agent) -> None:
    heard = await say(agent, "turn on the bed light")

    assert "HassTurnOn" not in repr(heard.done)


async def test_why_did_you_do_that_is_answered(agent: Agent) -> None:
    await say(agent, "turn on the bed light")
    heard = await say(agent, "Why did you do that?")

    assert heard.done.path == "trace"
    assert "turn on the bed light" in heard.text
    assert "HassTurnOn (name Bed Light)" in heard.text


async def test_why_is_answered_for_the_model_too(grammar: Grammar, clock: Hand) -> None:
    chat = ScriptedChat([calls(Call("HassTurnOn", {"name": "Bed Light"})), says("It is on.")])
    link = FakeHomeLink(HOME, tools=(tool("HassTurnOn"),))
    agent = Agent(grammar, models=chat, home=link, tools=link, clock=clock)
    await say(agent, "let the bed light shine")

    assert "language model" in (await say(agent, "why did you do that")).text


async def test_why_is_answered_in_german(agent: Agent) -> None:
    await say(agent, "schalte Bed Light ein", language="de")

    assert "Befehl" in (await say(agent, "warum hast du das gemacht?", language="de")).text


async def test_where_nothing_was_done_that_is_said(agent: Agent) -> None:
    assert "not done anything" in (await say(agent, "why did you do that")).text


async def test_nobody_elses_turns_are_told(agent: Agent) -> None:
    await say(agent, "turn on the bed light", "c", user_id="ann")

    assert "bed light" not in (await say(agent, "why did you do that", "c", user_id="bob")).text


def test_a_trace_is_bounded() -> None:
    tracer = Tracer()
    for _ in range(1000):
        tracer.note("x", "word " * 1000)
        tracer.act("x", {}, result="word " * 1000)
    trace = tracer.finish("none")

    assert len(trace.steps) == len(trace.actions) == 60
    assert max(len(step.detail) for step in trace.steps) <= 300
