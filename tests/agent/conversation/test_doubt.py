"""A cache that dies between a question, its answer on one replica and an answer on another."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.agent.conversation.test_shared import Hanging
from tests.agent.stored import ANN
from tests.agent.talking import Hand, say
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.settings import AgentSettings, GuardSettings, MemorySettings
from wyoming_morgan.store.store import SqlStore

ORDER = "unlock the front door"
PATIENT = MemorySettings(write_seconds=30)


@pytest.fixture
def cache(store: SqlStore) -> Hanging:
    store.cache = Hanging()
    return store.cache


@pytest.fixture
async def replicas(
    grammar: Grammar, store: SqlStore, cache: Hanging, clock: Hand
) -> AsyncIterator[list[Agent]]:
    del cache
    settings = AgentSettings(memory=PATIENT)
    agents = [Agent(grammar, store=store, clock=clock, settings=settings) for _ in range(2)]
    yield agents
    for agent in agents:
        await agent.close()


@pytest.mark.parametrize("between", ["no", "what time is it", "yes", None])
async def test_a_question_that_cannot_be_found_open_is_not_open(
    replicas: list[Agent], cache: Hanging, between: str | None
) -> None:
    asked, other = replicas
    await say(asked, ORDER, **ANN)
    if between is not None:
        assert bool((await say(other, between, **ANN)).intents) is (between == "yes")
    cache.hangs = True
    heard = await say(asked, "yes", **ANN)
    assert not heard.intents
    assert heard.text == "I cannot find out whether that was answered already. Please say it again."
    cache.hangs = False
    for agent in replicas:
        assert not (await say(agent, "yes", **ANN)).intents


async def test_what_is_said_again_is_asked_about_and_done(replicas: list[Agent], cache: Hanging) -> None:
    asked, other = replicas
    await say(asked, ORDER, **ANN)
    cache.hangs = True
    await say(asked, "yes", **ANN)
    assert (await say(asked, ORDER, **ANN)).asks
    assert not (await say(other, "yes", **ANN)).intents
    assert (await say(asked, "yes", **ANN)).intents
    cache.hangs = False
    for agent in replicas:
        assert not (await say(agent, "yes", **ANN)).intents


async def test_a_no_and_other_words_are_understood_while_it_is_not_known(
    replicas: list[Agent], cache: Hanging
) -> None:
    for words, answer in (("no", "I will leave it as it is."), ("turn on the bed light", None)):
        cache.hangs = False
        await say(replicas[0], ORDER, **ANN)
        cache.hangs = True
        heard = await say(replicas[0], words, **ANN)
        assert heard.text == answer if answer else heard.intents


async def test_a_pin_is_neither_accepted_nor_told_to_be_right_while_it_is_not_known(
    grammar: Grammar, store: SqlStore, cache: Hanging, clock: Hand
) -> None:
    settings = AgentSettings(memory=PATIENT, guard=GuardSettings(pin_secrets={"*": "2468"}))
    texts = []
    for pin in ("2468", "1357"):
        agent = Agent(grammar, store=store, clock=clock, settings=settings)
        cache.hangs = False
        await say(agent, ORDER, **ANN)
        cache.hangs = True
        heard = await say(agent, pin, **ANN)
        assert not heard.intents
        texts.append(heard.text)
        await agent.close()
    assert texts[0] == texts[1]
