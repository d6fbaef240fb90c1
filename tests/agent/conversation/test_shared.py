from __future__ import annotations

import logging

import pytest

from tests.agent.stored import ANN as ANNS
from tests.agent.talking import Hand, say
from tests.agent.turns import NOW
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.contract import IntentRecognized
from wyoming_morgan.agent.conversation.session import Pending, Session, Understood, Whence
from wyoming_morgan.agent.conversation.shared import SharedState
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.grammar.sentences import SentenceMatch
from wyoming_morgan.agent.settings import AgentSettings, GuardSettings
from wyoming_morgan.store.memory_cache import MemoryCache
from wyoming_morgan.store.store import SqlStore

ANN = Whence("ann", "kitchen")
PENDING = Pending(
    "open it",
    ANN,
    NOW,
    intents=(IntentRecognized("HassTurnOn", {"name": "Gate", "domain": ("cover", "valve")}),),
    calls=(("play", {"title": "x"}),),
    needs_pin=True,
    tries=1,
)
UNDERSTOOD = Understood(
    (SentenceMatch("turn on the lamp", "HassTurnOn", {"domain": ("light",)}, "default"),), "en", NOW, ANN
)


@pytest.fixture
def shared() -> SharedState:
    return SharedState(MemoryCache(), seconds=60)


async def test_another_replica_has_the_same_open_state(shared: SharedState) -> None:
    here, there = Session("c", ANN, NOW), Session("c", ANN, NOW)
    here.pending, here.last, here.unplaced = PENDING, UNDERSTOOD, None
    await shared.save(here)
    await shared.load(there)

    assert (there.pending, there.last, there.unplaced) == (PENDING, UNDERSTOOD, None)


async def test_an_answered_confirmation_is_not_open_for_others(shared: SharedState) -> None:
    here, there = Session("c", ANN, NOW), Session("c", ANN, NOW)
    await shared.save(Session("c", ANN, NOW, pending=PENDING))
    async with shared.held(here):
        assert here.pending == PENDING
        here.pending = None
    async with shared.held(there):
        assert there.pending is None


async def test_a_confirmation_answered_elsewhere_is_not_open_where_it_was_asked(shared: SharedState) -> None:
    here, there = Session("c", ANN, NOW, pending=PENDING), Session("c", ANN, NOW)
    await shared.save(here)
    async with shared.held(there):
        there.pending = None
    async with shared.held(here):
        assert here.pending is None


async def test_a_conversation_in_which_nothing_was_open_is_not_shared() -> None:
    cache = MemoryCache()
    await SharedState(cache, seconds=60).save(Session("c", ANN, NOW))

    assert await cache.get("agent:open:c") is None


async def test_a_value_of_an_unknown_shape_is_ignored(caplog: pytest.LogCaptureFixture) -> None:
    cache = MemoryCache()
    await cache.set("agent:open:c", b'{"pending": 5}', seconds=60)
    session = Session("c", ANN, NOW, pending=PENDING)
    with caplog.at_level(logging.WARNING):
        await SharedState(cache, seconds=60).load(session)

    assert session.pending is PENDING
    assert "cannot read the state" in caplog.text


async def test_a_question_that_waits_for_a_pin_does_not_hold_the_pin_in_the_cache(
    store: SqlStore, grammar: Grammar, clock: Hand
) -> None:
    settings = AgentSettings(guard=GuardSettings(pin_secrets={"*": "2468"}))
    asked, answered = (Agent(grammar, store=store, clock=clock, settings=settings) for _ in range(2))
    await say(asked, "unlock the front door", **ANNS)

    raw = await store.cache.get("agent:open:c")
    assert raw is not None
    assert b"2468" not in raw
    assert (await say(answered, "2468", **ANNS)).intents
