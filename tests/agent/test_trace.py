from __future__ import annotations

import json

from tests.agent.talking import say
from tests.fakes.scripted_chat import ScriptedChat, says
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


async def test_a_trace_tells_what_was_heard_before_it_was_taken_for_a_command(grammar: Grammar) -> None:
    notes = {"turn on the bed light": "heard 'turn on the bad light', taken for 'turn on the bed light'"}
    agent = Agent(grammar, heard=lambda text: notes.get(text, ""))
    assert (await say(agent, "turn on the bed light")).notes("hearing") == notes["turn on the bed light"]
    assert (await say(agent, "turn off the bed light")).notes("hearing") == ""


async def test_a_trace_tells_why_it_went_to_the_model(grammar: Grammar) -> None:
    agent = Agent(grammar, models=ScriptedChat([says("Yes.")]))
    heard = await say(agent, "tell me about cats")

    assert "no sentence" in heard.notes("grammar")
    assert heard.done.trace.model == "scripted"


async def test_a_trace_is_not_part_of_what_is_shown(agent: Agent) -> None:
    heard = await say(agent, "turn on the bed light")

    assert "HassTurnOn" not in repr(heard.done)


def test_a_trace_is_bounded() -> None:
    tracer = Tracer()
    for _ in range(1000):
        tracer.note("x", "word " * 1000)
        tracer.act("x", {}, result="word " * 1000)
    trace = tracer.finish("none")

    assert len(trace.steps) == len(trace.actions) == 60
    assert max(len(step.detail) for step in trace.steps) <= 300
