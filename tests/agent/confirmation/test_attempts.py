"""Wrong PINs, by whichever conversation, user, device, replica or process they come."""

from __future__ import annotations

import asyncio
import itertools
import logging
import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agent.talking import Hand, say
from tests.agent.turns import NOW
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.confirmation.attempts import PinAttempts
from wyoming_morgan.agent.conversation.patience import Patience
from wyoming_morgan.agent.conversation.session import Pending, Whence
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.settings import AgentSettings, GuardSettings
from wyoming_morgan.errors import StoreUnavailable
from wyoming_morgan.store.attempts import AttemptCount, PauseRule, add_attempt
from wyoming_morgan.store.settings import StoreSettings
from wyoming_morgan.store.store import SqlStore, open_store

UNLOCK = ("HassTurnOff", {"name": "Front Door"})
SETTINGS = AgentSettings(guard=GuardSettings(pin_secrets={"*": "0457", "ann": "2468", "bob": "1357"}))
ORDER = "unlock the front door"


def agent_of(grammar: Grammar, clock: Hand, store: SqlStore | None = None) -> Agent:
    return Agent(grammar, store=store, clock=clock, settings=SETTINGS)


async def guess(agent: Agent, pin: str, conversation: str | None = "c", **who: Any) -> list[Any]:
    """Order, say a PIN, and return what was done."""
    asked = await say(agent, ORDER, conversation, **who)
    if not asked.asks:
        return asked.intents
    return (await say(agent, pin, asked.done.conversation_id, **who)).intents


async def exhaust(agent: Agent, **who: Any) -> None:
    for number in range(3):
        assert not await guess(agent, "9999", f"x{number}", **who)


@pytest.mark.parametrize("wrong", [0, 1, 2])
async def test_a_right_pin_at_one_of_the_first_tries_works(
    grammar: Grammar, clock: Hand, store: SqlStore, wrong: int
) -> None:
    agent = agent_of(grammar, clock, store)
    for _ in range(3):
        await say(agent, ORDER)
        for _ in range(wrong):
            assert (await say(agent, "1111")).asks
        assert (await say(agent, "0457")).intents == [UNLOCK]
    await agent.close()


WAYS: dict[str, list[dict[str, Any]]] = {
    "conversations": [{}],
    "devices": [{"device_id": f"d{number}"} for number in range(9)],
    "satellites": [{"satellite_id": f"s{number}"} for number in range(9)],
    "users": [{"user_id": f"u{number}"} for number in range(9)],
    "users with a PIN": [{"user_id": "ann"}, {"user_id": "bob"}, {}],
}


@pytest.mark.parametrize("ways", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("stored", [True, False], ids=["stored", "without a store"])
async def test_a_pin_is_not_guessed_whoever_and_wherever_one_claims_to_be(
    grammar: Grammar, clock: Hand, store: SqlStore, ways: list[dict[str, Any]], *, stored: bool
) -> None:
    agent = agent_of(grammar, clock, store if stored else None)
    for number, way in zip(range(3), itertools.cycle(ways), strict=False):
        assert not await guess(agent, "9999", f"c{number}", **way)
    secrets = SETTINGS.guard.pin_secrets
    for number, way in zip(range(9), itertools.cycle(ways), strict=False):
        right = secrets.get(way.get("user_id", "*"), secrets["*"])
        assert not await guess(agent, right, f"d{number}", **way)
    await agent.close()


async def test_a_right_pin_within_a_pause_does_nothing_and_after_it_works(
    grammar: Grammar, clock: Hand, caplog: pytest.LogCaptureFixture
) -> None:
    agent = agent_of(grammar, clock)
    await say(agent, ORDER)
    for _ in range(3):
        last = await say(agent, "1111")
    assert not last.asks

    refused = await say(agent, ORDER)
    assert "too many wrong PINs" in refused.text
    assert not (await say(agent, "0457")).intents
    clock.wait(31)
    assert await guess(agent, "0457") == [UNLOCK]
    lines = [record.getMessage() for record in caplog.records if "PIN" in record.getMessage()]
    assert len(lines) == 3
    assert not re.search(r"\d", "".join(lines))


async def test_a_question_that_was_open_when_the_pause_began_takes_no_pin(
    grammar: Grammar, clock: Hand, caplog: pytest.LogCaptureFixture
) -> None:
    agent = agent_of(grammar, clock)
    await say(agent, ORDER, "open")
    await exhaust(agent)
    caplog.clear()
    late = await say(agent, "0457", "open")

    assert not late.intents
    assert "too many wrong PINs" in late.text
    assert "not looked at" in caplog.text
    assert not re.search(r"\d", "".join(record.getMessage() for record in caplog.records))


async def test_pauses_grow_and_end(grammar: Grammar, clock: Hand) -> None:
    agent = agent_of(grammar, clock)
    await exhaust(agent)
    for pause in (30, 60, 120, 240, 480, 960, 1920, 3600, 3600):
        clock.wait(pause - 1)
        assert not await guess(agent, "0457", f"before {pause}")
        clock.wait(2)
        assert (await say(agent, ORDER, f"after {pause}")).asks
        assert not (await say(agent, "1111", f"after {pause}")).intents
    clock.wait(24 * 3600)
    assert await guess(agent, "0457", "the next day") == [UNLOCK]


async def test_guesses_at_once_are_no_more_than_one_after_the_other(
    grammar: Grammar, clock: Hand, store: SqlStore
) -> None:
    agents = [agent_of(grammar, clock, store) for _ in range(2)]
    for number in range(20):
        assert (await say(agents[number % 2], ORDER, f"c{number}", device_id=f"d{number}")).asks
    pins = ["1111"] * 10 + ["0457"] + ["1111"] * 9
    heard = await asyncio.gather(
        *(
            say(agents[number % 2], pin, f"c{number}", device_id=f"d{number}")
            for number, pin in enumerate(pins)
        )
    )

    looked_at = [turn for turn in heard if "too many" not in turn.text]
    assert len(looked_at) <= SETTINGS.guard.pin_tries + 1
    for agent in agents:
        await agent.close()


async def test_the_count_outlives_a_restart_and_is_shared(
    grammar: Grammar, clock: Hand, tmp_path: Path
) -> None:
    async def opened() -> SqlStore:
        store = await asyncio.to_thread(open_store, StoreSettings(retry_seconds=0), tmp_path)
        assert isinstance(store, SqlStore)
        await store.open()
        return store

    store, replica = await opened(), await opened()
    first, second = agent_of(grammar, clock, store), agent_of(grammar, clock, replica)
    assert not await guess(first, "1111", "one")
    assert not await guess(second, "1111", "two")
    assert not await guess(first, "1111", "three")
    for agent in (first, second):
        assert not await guess(agent, "0457", f"now {id(agent)}")
    await first.close()
    await store.close()
    again = await opened()
    restarted = agent_of(grammar, clock, again)
    assert not await guess(restarted, "0457", "again")
    clock.wait(31)
    assert await guess(restarted, "0457", "later") == [UNLOCK]
    assert await guess(second, "0457", "elsewhere") == [UNLOCK]
    for agent, place in ((second, replica), (restarted, again)):
        await agent.close()
        await place.close()


async def test_where_nothing_is_remembered_wrong_pins_are(grammar: Grammar, store: SqlStore) -> None:
    clock = Hand()
    for number in range(3):
        agent = Agent(grammar, attempts=store.attempts, clock=clock, settings=SETTINGS)
        assert not await guess(agent, "1111", f"c{number}")
    again = Agent(grammar, attempts=store.attempts, clock=clock, settings=SETTINGS)
    assert not await guess(again, "0457")


class Down:
    """Attempts in a database that does not answer."""

    async def add(self, *_: Any) -> Any:
        raise StoreUnavailable("the database does not answer")

    read = reset = add
    remote = True


class Stalling:
    """Attempts in a database that answers or hangs; it counts what it is asked."""

    remote = True

    def __init__(self) -> None:
        self.counts: dict[str, AttemptCount] = {}
        self.hangs = True
        self.asked = 0

    async def _wait(self) -> None:
        self.asked += 1
        if self.hangs:
            await asyncio.Event().wait()

    async def add(
        self, keys: Collection[str], now: datetime, rule: PauseRule
    ) -> tuple[bool, Mapping[str, AttemptCount]]:
        await self._wait()
        allowed, counts = add_attempt(keys, self.counts, now, rule)
        self.counts |= counts
        return allowed, counts

    async def read(self, keys: Collection[str]) -> Mapping[str, AttemptCount]:
        await self._wait()
        return {key: self.counts[key] for key in keys if key in self.counts}

    async def reset(self, keys: Collection[str]) -> None:
        await self._wait()
        for key in keys:
            self.counts.pop(key, None)


async def test_a_database_that_hangs_costs_one_try_a_moment_and_grants_no_guesses(grammar: Grammar) -> None:
    clock, stalling = Hand(), Stalling()
    agent = Agent(grammar, attempts=stalling, clock=clock, settings=SETTINGS)
    agent._confirmation._attempts._patience._retry_seconds = 1000
    for number in range(6):
        assert not await guess(agent, "9999", f"c{number}", device_id=f"d{number}")
        assert stalling.asked == 1
    assert not await guess(agent, "0457", "right", device_id="d")
    clock.wait(31)
    assert await guess(agent, "0457", "after the pause", device_id="d") == [UNLOCK]


async def test_what_was_counted_while_the_database_hung_counts_when_it_answers_again() -> None:
    clock, stalling = Hand(), Stalling()
    patience = Patience(0.01, lambda: None)
    attempts = PinAttempts(stalling, clock, GuardSettings(pin_secrets={"*": "1"}), patience)
    pending = Pending("open", Whence(), NOW, needs_pin=True)
    assert [await attempts.try_once(pending) for _ in range(3)] == [True] * 3

    stalling.hangs = False
    patience.answered()
    assert await attempts.paused(pending)
    assert not await attempts.try_once(pending)
    clock.wait(31)
    assert await attempts.try_once(pending)
    await attempts.reset(pending)
    assert [await attempts.try_once(pending) for _ in range(4)] == [True, True, True, False]


async def test_a_reset_elsewhere_ends_a_pause_here() -> None:
    clock, stalling = Hand(), Stalling()
    stalling.hangs = False
    here, there = (PinAttempts(stalling, clock, GuardSettings(pin_secrets={"*": "1"})) for _ in range(2))
    pending = Pending("open", Whence(), NOW, needs_pin=True)
    for _ in range(3):
        await here.try_once(pending)
    assert await here.paused(pending)
    await there.reset(pending)

    assert not await here.paused(pending)
    assert await here.try_once(pending)


async def test_while_the_database_is_down_this_process_counts(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    clock = Hand()
    attempts = PinAttempts(Down(), clock, GuardSettings(pin_secrets={"*": "1"}))
    pending = Pending("open", Whence(), NOW, needs_pin=True)

    assert [await attempts.try_once(pending) for _ in range(4)] == [True, True, True, False]
    assert await attempts.paused(pending)
    await attempts.reset(pending)
    assert not await attempts.paused(pending)
    assert "in this process only" in caplog.text


async def test_tries_that_the_database_has_counted_count_while_it_is_down(store: SqlStore) -> None:
    settings, pending = GuardSettings(pin_secrets={"*": "1"}), Pending("open", Whence(), NOW, needs_pin=True)
    attempts = PinAttempts(store.attempts, Hand(), settings)
    assert [await attempts.try_once(pending) for _ in range(2)] == [True, True]
    attempts._attempts = Down()

    assert [await attempts.try_once(pending) for _ in range(2)] == [True, False]


OWN_PINS = ("ann", "bob", "cleo", "dora")


@pytest.mark.parametrize(
    "same",
    [
        [(Whence(f"guest {n}", f"device {n}"), f"lock.{n}") for n in range(4)],
        [(Whence("ann", f"device {n}"), f"lock.{n}") for n in range(4)],
        [(Whence(user, "device"), f"lock.{n}") for n, user in enumerate(OWN_PINS)],
        [(Whence(user, None, "satellite"), f"lock.{n}") for n, user in enumerate(OWN_PINS)],
        [(Whence(user, f"device {n}"), "lock.front") for n, user in enumerate(OWN_PINS)],
    ],
    ids=["PIN", "user", "device", "satellite", "thing"],
)
async def test_what_stays_the_same_is_enough_to_be_counted(same: list[tuple[Whence, str]]) -> None:
    attempts = PinAttempts(None, Hand(), GuardSettings(pin_secrets=dict.fromkeys(("*", *OWN_PINS), "1")))
    tries = [Pending("open", whence, NOW, things=(thing,)) for whence, thing in same]

    assert [await attempts.try_once(pending) for pending in tries] == [True, True, True, False]


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 2), st.integers(0, 100)), max_size=60
    )
)
def test_tries_are_bounded_in_time_however_speakers_and_things_change(
    steps: list[tuple[int, int, int, int]],
) -> None:
    clock = Hand()
    attempts = PinAttempts(None, clock, GuardSettings(pin_secrets={"*": "1"}))
    began, looked_at = clock.now, 0

    async def run() -> None:
        nonlocal looked_at
        for user, device, thing, seconds in steps:
            clock.wait(seconds)
            pending = Pending("open", Whence(f"u{user}", f"d{device}"), NOW, things=(f"lock.{thing}",))
            looked_at += await attempts.try_once(pending)

    asyncio.run(run())
    elapsed, allowed, pause = clock.now - began, 3, timedelta(seconds=30)
    while elapsed >= pause:
        elapsed, allowed, pause = elapsed - pause, allowed + 1, min(2 * pause, timedelta(hours=1))
    assert looked_at <= allowed
