from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from wyoming_morgan.errors import Busy
from wyoming_morgan.store.cache import Shared
from wyoming_morgan.store.contract import Watermark
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
    what="open: Gate",
    things=("cover.gate",),
)
UNDERSTOOD = Understood(
    (SentenceMatch("turn on the lamp", "HassTurnOn", {"domain": ("light",)}, "default"),), "en", NOW, ANN
)


class Deleted:
    """Deletions of conversations, as `SharedState` needs them."""

    def __init__(self) -> None:
        self.conversations: set[str] = set()

    def covers(
        self, mark: Watermark, *, user_id: str | None = None, conversation_id: str | None = None
    ) -> bool:
        del mark, user_id
        return conversation_id in self.conversations

    def mark(self, *, current: bool) -> Watermark:
        raise NotImplementedError(current)

    def listen(self, listener: Callable[[], None]) -> None:
        raise NotImplementedError(listener)

    async def refresh(self) -> None:
        raise NotImplementedError

    async def purge(self, now: datetime) -> None:
        raise NotImplementedError(now)


class Hanging(MemoryCache):
    """A cache that replicas share, and that can hang."""

    def __init__(self) -> None:
        super().__init__()
        self.hangs = False

    async def look(self, key: str) -> Shared:
        return Shared(None, reachable=False) if self.hangs else await super().look(key)

    async def swap(self, key: str, old: bytes, new: bytes, *, seconds: float) -> bool | None:  # type: ignore[override] # as Redis does
        return None if self.hangs else await super().swap(key, old, new, seconds=seconds)

    async def set(self, key: str, value: bytes, *, seconds: float) -> bool:
        return False if self.hangs else await super().set(key, value, seconds=seconds)


@pytest.fixture
def cache() -> Hanging:
    return Hanging()


@pytest.fixture
def deleted() -> Deleted:
    return Deleted()


@pytest.fixture
def shared(cache: Hanging, deleted: Deleted) -> SharedState:
    return SharedState(cache, deleted, seconds=60)


def new(pending: Pending | None = None) -> Session:
    return Session("c", ANN, NOW, pending=pending, asked_here=pending.id if pending else "")


async def answer(shared: SharedState, session: Session) -> Pending | None:
    """Say yes or no to what is open; return what was open."""

    def decide() -> Pending | None:
        pending, session.pending = session.pending, None
        return pending

    return await shared.settle(session, decide)


async def test_another_replica_has_the_same_open_state(shared: SharedState) -> None:
    here, there = new(), new()
    here.pending, here.last, here.unplaced = PENDING, UNDERSTOOD, None
    await shared.save(here)
    await shared.load(there)

    assert (there.pending, there.last, there.unplaced) == (PENDING, UNDERSTOOD, None)


async def test_an_answered_confirmation_is_not_open_for_others(shared: SharedState) -> None:
    here, there = new(), new()
    await shared.save(new(PENDING))
    await shared.load(here)
    assert await answer(shared, here) == PENDING
    await shared.load(there)
    assert there.pending is None


async def test_a_confirmation_answered_elsewhere_is_not_open_where_it_was_asked(shared: SharedState) -> None:
    here, there = new(PENDING), new()
    await shared.save(here)
    await shared.load(there)
    await answer(shared, there)
    await shared.save(there)
    await shared.load(here)
    assert here.pending is None


async def test_what_is_not_there_any_more_is_not_open_where_it_was_asked(
    shared: SharedState, cache: Hanging
) -> None:
    here = new(PENDING)
    await shared.save(here)
    await cache.close()
    await shared.load(here)

    assert here.pending is None


async def test_of_two_who_say_yes_at_once_one_is_the_first(shared: SharedState) -> None:
    here, there = new(PENDING), new()
    await shared.save(here)
    await shared.load(there)

    answers = await asyncio.gather(answer(shared, here), answer(shared, there))
    assert sorted(answer is not None for answer in answers) == [False, True]


async def test_a_turn_that_saves_later_does_not_open_a_question_again(shared: SharedState) -> None:
    here, there = new(PENDING), new()
    await shared.save(here)
    await shared.load(there)
    await answer(shared, here)
    there.last = UNDERSTOOD
    await shared.save(there)  # it has read the question as open
    await shared.load(here)
    await shared.load(there)

    assert here.pending is there.pending is None
    assert here.last == UNDERSTOOD


async def test_while_the_cache_hangs_a_question_that_others_have_seen_is_open_nowhere_and_stays_closed(
    shared: SharedState, cache: Hanging
) -> None:
    here, there = new(PENDING), new()
    await shared.save(here)
    await shared.load(there)
    cache.hangs = True
    for session in (here, there):
        await shared.load(session)
        assert (session.pending, session.doubtful) == (None, PENDING)
        await shared.save(session)
    cache.hangs = False
    await shared.pay()
    for session in (here, there):
        await shared.load(session)
        assert (session.pending, session.doubtful) == (None, None)


async def test_what_was_asked_while_the_cache_hangs_is_open_where_it_was_asked(
    shared: SharedState, cache: Hanging
) -> None:
    here, there = new(), new()
    await shared.save(new(PENDING))
    await shared.load(here)
    cache.hangs = True
    await shared.load(here)
    later = replace(PENDING, id="later")
    here.pending, here.asked_here = later, later.id
    await shared.save(here)
    await shared.load(here)
    assert await answer(shared, here) == later
    await shared.save(here)
    cache.hangs = False
    await shared.pay()
    await shared.load(there)
    assert there.pending is None


async def test_what_was_closed_while_the_cache_hung_is_not_open_again_anywhere(
    shared: SharedState, cache: Hanging
) -> None:
    here, there = new(PENDING), new()
    await shared.save(here)
    cache.hangs = True
    await shared.load(here)
    assert await answer(shared, here) is None
    cache.hangs = False
    await shared.load(here)  # the cache still has the question
    assert here.pending is None
    await shared.load(there)
    assert there.pending is None


acts = st.sampled_from(["ask", "answer", "both answer", "talk", "hang", "go on"])


@given(st.lists(st.tuples(acts, st.integers(0, 1)), max_size=30))
def test_a_question_is_settled_once_whatever_happens(steps: list[tuple[str, int]]) -> None:
    """Two replicas; when the cache goes on, they tell it what they have settled, as they do by themselves."""

    async def settled() -> Counter[str]:
        cache, counts = Hanging(), Counter[str]()
        replicas = [(SharedState(cache, Deleted(), seconds=60), new()) for _ in range(2)]

        async def reply(number: int) -> None:
            try:
                pending = await answer(*replicas[number])
            except Busy:
                return
            if pending is not None:
                counts[pending.id] += 1

        for act, number in steps:
            if act in {"hang", "go on"}:
                cache.hangs = act == "hang"
                await asyncio.gather(*(shared.pay() for shared, _ in replicas))
                continue
            turns = [0, 1] if act == "both answer" else [number]
            await asyncio.gather(*(replicas[turn][0].load(replicas[turn][1]) for turn in turns))
            _, session = replicas[number]
            if act == "ask":
                session.pending = Pending("open it", ANN, NOW)
                session.asked_here = session.pending.id
            elif act != "talk":
                await asyncio.gather(*map(reply, turns))
            await asyncio.gather(*(replicas[turn][0].save(replicas[turn][1]) for turn in turns))
        return counts

    assert set(asyncio.run(settled()).values()) <= {1}


async def test_a_yes_whose_fate_is_not_known_does_nothing_and_may_be_said_again(
    shared: SharedState, cache: Hanging
) -> None:
    here = new(PENDING)
    await shared.save(here)
    await shared.load(here)
    cache.hangs = True
    with pytest.raises(Busy):
        await answer(shared, here)
    cache.hangs = False
    await shared.load(here)
    assert await answer(shared, here) == PENDING


async def test_what_was_asked_while_the_cache_was_down_is_open_when_it_is_back(
    shared: SharedState, cache: Hanging
) -> None:
    here = new(PENDING)
    cache.hangs = True
    await shared.save(here)
    cache.hangs = False
    await shared.load(here)

    assert here.pending == PENDING


async def test_the_state_of_a_deleted_conversation_is_ignored(shared: SharedState, deleted: Deleted) -> None:
    there = new()
    await shared.save(new(PENDING))
    deleted.conversations.add("c")
    await shared.load(there)

    assert there.pending is None


async def test_a_conversation_in_which_nothing_was_open_is_not_shared(
    shared: SharedState, cache: Hanging
) -> None:
    await shared.save(new())

    assert await cache.get("agent:open:c") is None


async def test_a_value_of_an_unknown_shape_is_ignored(
    shared: SharedState, cache: Hanging, caplog: pytest.LogCaptureFixture
) -> None:
    await cache.set("agent:open:c", b'{"pending": 5}', seconds=60)
    session = Session("c", ANN, NOW, pending=PENDING)
    with caplog.at_level(logging.WARNING):
        await shared.load(session)

    assert session.pending is PENDING
    assert "cannot read the state" in caplog.text


async def test_a_question_that_waits_for_a_pin_does_not_hold_the_pin_in_the_cache(
    store: SqlStore, grammar: Grammar, clock: Hand
) -> None:
    settings = AgentSettings(guard=GuardSettings(pin_secrets={"*": "24681357"}))
    asked, answered = (Agent(grammar, store=store, clock=clock, settings=settings) for _ in range(2))
    await say(asked, "unlock the front door", **ANNS)

    raw = await store.cache.get("agent:open:c")
    assert raw is not None
    assert b"24681357" not in raw
    assert (await say(answered, "24681357", **ANNS)).intents
