from __future__ import annotations

from typing import Any

import pytest

from tests.agent.conftest import HOME
from tests.agent.stored import ANN
from tests.agent.talking import Hand, say
from tests.fakes.home_link import FakeHomeLink, tool
from tests.fakes.scripted_chat import Call, ScriptedChat, calls, says
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.contract import Outcome
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.errors import StoreUnavailable
from wyoming_morgan.store.contract import Owner
from wyoming_morgan.store.store import SqlStore


async def test_facts_are_remembered_recalled_and_forgotten(keeper: Agent, store: SqlStore) -> None:
    assert (
        await say(keeper, "Remember that the bins go out on Tuesday.", **ANN)
    ).text == "I will remember that."
    (fact,) = await store.facts.list()
    assert (fact.owner, fact.owner_id, fact.content) == (Owner.USER, "ann", "the bins go out on Tuesday")

    recalled = await say(keeper, "what do you remember about the bins?", **ANN)
    assert (recalled.text, recalled.done.path) == ("The bins go out on Tuesday.", "memory")
    assert (await say(keeper, "forget about the bins", **ANN)).text == "I have forgotten that."
    assert not await store.facts.list()


async def test_everything_is_not_forgotten_by_a_sentence_and_that_is_said(
    keeper: Agent, store: SqlStore
) -> None:
    await say(keeper, "remember that the bins go out on Tuesday", **ANN)
    reply = await say(keeper, "forget everything you know about me", **ANN)
    assert "one by one" in reply.text
    assert len(await store.facts.list()) == 1


async def test_which_of_several_facts_is_asked(keeper: Agent, store: SqlStore) -> None:
    await say(keeper, "remember that the garden key hangs in the hall", **ANN)
    await say(keeper, "remember that the cellar key hangs in the hall", **ANN)

    assert (await say(keeper, "forget about the key in the hall", **ANN)).asks
    assert len(await store.facts.list()) == 2


async def test_a_memory_that_is_down_is_told_when_something_is_to_be_remembered(
    keeper: Agent, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def down(*_: Any, **__: Any) -> None:
        raise StoreUnavailable("the database does not answer")

    monkeypatch.setattr(store.facts, "add", down)
    heard = await say(keeper, "remember that the bins go out on Tuesday", **ANN)

    assert heard.done.outcome is Outcome.NOT_HANDLED
    assert "cannot remember" in heard.text


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
