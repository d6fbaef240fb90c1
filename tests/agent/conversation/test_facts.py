from __future__ import annotations

import threading
from typing import Any

import pytest

from tests.agent.stored import ANN
from tests.agent.talking import Hand, say
from tests.fakes.scripted_chat import Call as Called
from tests.fakes.scripted_chat import ScriptedChat, calls, says
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.conversation import facts, likeness
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.engines.contract.llm import Role
from wyoming_morgan.store.contract import Owner
from wyoming_morgan.store.store import SqlStore


async def test_a_voice_nobody_knows_writes_for_the_household(keeper: Agent, store: SqlStore) -> None:
    await say(keeper, "remember that the bins go out on Tuesday", device_id="kitchen")

    (fact,) = await store.facts.list()
    assert fact.owner is Owner.HOUSEHOLD
    assert "bins" in (await say(keeper, "what do you know about the bins", **ANN)).text


async def test_nobody_recalls_or_forgets_what_is_anothers(keeper: Agent, store: SqlStore) -> None:
    await say(keeper, "remember that the safe code is 1234", "a", user_id="ann")

    assert "1234" not in (await say(keeper, "what do you remember", "b", user_id="bob")).text
    await say(keeper, "forget about the safe code", "b", user_id="bob")
    assert await store.facts.list()


@pytest.mark.parametrize(
    "other", ["forget that the spare bins are full", "forget my doctor's appointment on Tuesday"]
)
async def test_a_fact_is_not_forgotten_for_one_word_in_common(
    keeper: Agent, store: SqlStore, other: str
) -> None:
    await say(keeper, "remember that the bins go out on Tuesday", **ANN)

    assert (await say(keeper, other, **ANN)).text == "I do not remember anything about that."
    assert await store.facts.list()
    await say(keeper, "forget that the bins go out every Tuesday", **ANN)
    assert not await store.facts.list()


@pytest.mark.parametrize(
    ("user", "text", "facts"),
    [
        ("ann", "I like tea, you know", 1),
        (None, "I like tea, you know", 0),
        (None, "remember I like tea", 1),
    ],
)
async def test_a_model_remembers_for_strangers_only_when_asked(
    grammar: Grammar, store: SqlStore, user: str | None, text: str, facts: int
) -> None:
    chat = ScriptedChat([calls(Called("remember", {"content": "likes tea"})), says("I see.")])
    agent = Agent(grammar, models=chat, store=store)
    await say(agent, text, user_id=user)

    assert len(await store.facts.list()) == facts
    await agent.close()


async def test_a_model_forgets_only_when_asked(grammar: Grammar, store: SqlStore) -> None:
    chat = ScriptedChat([calls(Called("forget", {"query": "tea"})), says("I see.")])
    agent = Agent(grammar, models=chat, store=store)
    await say(agent, "remember that I like green tea", **ANN)
    await say(agent, "tell me about green tea", **ANN)

    assert await store.facts.list()
    result = next(message.content for message in chat.requests[-1].messages if message.role is Role.TOOL)
    assert "did not ask" in result
    await agent.close()


async def test_facts_are_found_by_meaning_where_there_are_embeddings(
    grammar: Grammar, store: SqlStore, clock: Hand
) -> None:
    chat = ScriptedChat(embedding_model="letters")
    agent = Agent(grammar, models=chat, store=store, clock=clock)
    await say(agent, "remember that the bins go out on Tuesday", **ANN)
    (fact,) = await store.facts.list()

    assert (fact.vector_model, len(fact.vector)) == ("letters", 26)
    heard = await say(agent, "what do you remember about binning on tuesdays out", **ANN)
    assert heard.text == "The bins go out on Tuesday."
    await agent.close()


async def test_facts_are_compared_off_the_event_loop(
    grammar: Grammar, store: SqlStore, clock: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []

    def watched(*values: Any) -> list[float]:
        threads.append(threading.current_thread().name)
        return likeness.scores(*values)

    monkeypatch.setattr(facts, "scores", watched)
    agent = Agent(grammar, store=store, clock=clock)
    await say(agent, "remember that the bins go out on Tuesday", **ANN)
    await say(agent, "what do you remember about the bins", **ANN)
    await agent.close()

    assert threads
    assert all(name.startswith("facts") for name in threads)
