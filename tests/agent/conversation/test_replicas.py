"""Two replicas with a real PostgreSQL and a real Valkey, which may hang."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.agent.stored import ANN, kept
from tests.agent.talking import say
from tests.store.servers import PostgreSQL, Server, Valkey
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.store.cache import open_state_key
from wyoming_morgan.store.export import export_user
from wyoming_morgan.store.settings import StoreSettings
from wyoming_morgan.store.store import SqlStore, open_store

pytestmark = pytest.mark.slow

LONG = 1.5
"""Seconds within which a turn is answered while a server hangs, on a busy machine: what it waits is 0.3."""
EVE = {"user_id": "eve", "device_id": "hall"}


@dataclass(frozen=True)
class Replica:
    agent: Agent
    store: SqlStore


@dataclass(frozen=True)
class House:
    """Two replicas, and the servers that they share."""

    first: Replica
    second: Replica
    postgresql: PostgreSQL
    valkey: Valkey
    settings: StoreSettings
    folder: Path


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[PostgreSQL, Valkey]]:
    postgresql, valkey = PostgreSQL(), Valkey()
    postgresql.start()
    valkey.start()
    yield postgresql, valkey
    valkey.remove()
    postgresql.remove()


@pytest.fixture
async def house(servers: tuple[PostgreSQL, Valkey], grammar: Grammar, tmp_path: Path) -> AsyncIterator[House]:
    postgresql, valkey = servers
    settings = StoreSettings(database_url=postgresql.url("postgres"), redis_url=valkey.url, retry_seconds=0.2)
    store = await opened(settings, tmp_path)
    emptied = text("TRUNCATE morgan_conversations, morgan_messages, morgan_facts, morgan_deletions")
    await store._database.write(lambda connection: connection.execute(emptied).close())
    await store.close()
    async with replica(settings, grammar, tmp_path) as first, replica(settings, grammar, tmp_path) as second:
        yield House(first, second, postgresql, valkey, settings, tmp_path)


@asynccontextmanager
async def replica(settings: StoreSettings, grammar: Grammar, folder: Path) -> AsyncIterator[Replica]:
    store = await opened(settings, folder)
    agent = Agent(grammar, store=store)
    await agent.start()
    yield Replica(agent, store)
    await agent.close()
    await store.close()


async def opened(settings: StoreSettings, folder: Path) -> SqlStore:
    store = await asyncio.to_thread(open_store, settings, folder)
    assert isinstance(store, SqlStore)
    await store.open()
    return store


@contextmanager
def stalled(server: Server) -> Iterator[None]:
    server.stall()
    try:
        yield
    finally:
        server.go_on()


async def until(condition: Any) -> None:
    """Wait until something is true."""
    async with asyncio.timeout(30):
        while not await condition():  # noqa: ASYNC110 - the server has no event
            await asyncio.sleep(0.05)


async def seconds_of(agent: Agent, *speakers: dict[str, str]) -> float:
    began = time.monotonic()
    await asyncio.gather(
        *(say(agent, "what time is it", f"c{number}", **who) for number, who in enumerate(speakers))
    )
    return time.monotonic() - began


async def test_a_question_that_was_declined_on_another_replica_cannot_be_said_yes_to(house: House) -> None:
    await say(house.first.agent, "unlock the front door", **ANN)
    assert not (await say(house.second.agent, "no", **ANN)).intents

    assert not (await say(house.first.agent, "yes", **ANN)).intents
    assert not (await say(house.second.agent, "yes", **ANN)).intents


async def test_a_question_that_another_sentence_dropped_is_dropped_everywhere(house: House) -> None:
    await say(house.first.agent, "unlock the front door", **ANN)
    await say(house.second.agent, "what time is it", **ANN)

    assert not (await say(house.first.agent, "yes", **ANN)).intents


async def test_of_two_who_say_yes_at_once_on_two_replicas_one_opens_the_door(house: House) -> None:
    for number in range(5):
        who = {"user_id": f"user{number}", "device_id": "kitchen"}
        await say(house.first.agent, "unlock the front door", f"c{number}", **who)
        answers = await asyncio.gather(
            *(
                say(replica.agent, "yes", f"c{number}", **who)
                for replica in (house.first, house.second)
                for _ in range(2)
            ),
            return_exceptions=True,
        )
        acted = [answer for answer in answers if not isinstance(answer, BaseException) and answer.intents]
        assert len(acted) == 1


@pytest.mark.parametrize("declined", [True, False])
async def test_a_yes_while_redis_hangs_does_nothing_since_the_question_may_be_settled(
    house: House, *, declined: bool
) -> None:
    await say(house.first.agent, "unlock the front door", **ANN)
    if declined:
        assert not (await say(house.second.agent, "no", **ANN)).intents
    with stalled(house.valkey):
        for replica_ in (house.first, house.second):
            assert not (await say(replica_.agent, "yes", **ANN)).intents
    await asyncio.sleep(0.5)
    for replica_ in (house.first, house.second):
        assert not (await say(replica_.agent, "yes", **ANN)).intents


async def test_what_is_asked_while_redis_hangs_is_done_once_after_a_yes(house: House) -> None:
    await say(house.first.agent, "what time is it", **ANN)
    with stalled(house.valkey):
        assert (await say(house.first.agent, "unlock the front door", **ANN)).asks
        assert (await say(house.first.agent, "yes", **ANN)).intents
        assert not (await say(house.second.agent, "yes", **ANN)).intents
    await asyncio.sleep(0.5)
    for replica_ in (house.first, house.second):
        assert not (await say(replica_.agent, "yes", **ANN)).intents


@pytest.mark.parametrize("name", ["valkey", "postgresql"])
async def test_a_server_that_hangs_costs_a_turn_a_moment_and_several_at_once_no_more(
    house: House, name: str
) -> None:
    speakers = [{"user_id": f"user{number}", "device_id": "kitchen"} for number in range(8)]
    await seconds_of(house.first.agent, *speakers)
    with stalled(getattr(house, name)):
        assert await seconds_of(house.first.agent, *speakers) < LONG
        for _ in range(5):
            assert await seconds_of(house.first.agent, ANN) < LONG


async def test_what_a_user_says_in_a_conversation_that_began_without_one_is_theirs(house: House) -> None:
    await say(house.first.agent, "turn on the bed light", "x")
    await say(house.first.agent, "turn off the bed light", "x", user_id="eve")
    assert len([record async for record in export_user(house.first.store, "eve")]) == 5
    await say(house.second.agent, "turn on the bed light", "x", user_id="eve")

    records = [record async for record in export_user(house.first.store, "eve")]
    assert [record["kind"] for record in records] == ["conversation", *["message"] * 6]
    assert await house.second.store.conversations.delete_user("eve") == 1
    assert await kept(house.first.store, "x") == []


async def test_what_was_deleted_while_it_waited_does_not_come_back(house: House) -> None:
    await say(house.first.agent, "turn on the bed light", **ANN)
    with stalled(house.postgresql):
        await say(house.first.agent, "turn off the bed light", **ANN)
        await say(house.first.agent, "turn on the kitchen light", "e", **EVE)
    await until(lambda: answers(house.second.store))
    await house.second.store.conversations.delete_user("ann")

    async def eve_is_kept() -> bool:
        return len(await kept(house.second.store, "e")) == 2

    await until(eve_is_kept)
    assert house.first.agent.counts.waiting == 0
    assert await kept(house.second.store) == []
    assert [record async for record in export_user(house.second.store, "ann")] == []


async def answers(store: SqlStore) -> bool:
    try:
        await store.conversations.list()
    except Exception:  # noqa: BLE001 - whatever a database raises that has just gone on
        return False
    return True


async def test_what_was_deleted_is_told_by_no_replica_and_not_in_redis(house: House) -> None:
    await say(house.first.agent, "turn on the bed light", **ANN)
    await say(house.second.agent, "turn off the bed light", **ANN)
    await house.second.store.conversations.delete_user("ann")

    assert await house.first.store.cache.get(open_state_key("c")) is None
    for replica_ in (house.first, house.second):
        heard = await say(replica_.agent, "why did you do that?", **ANN)
        assert "bed light" not in heard.text.lower()
        assert not (await say(replica_.agent, "turn it off again", **ANN)).intents


async def test_what_was_answered_while_the_database_hung_is_kept_after_the_end(
    house: House, grammar: Grammar, tmp_path: Path
) -> None:
    folder = tmp_path / "third"
    settings = replace(house.settings, redis_url=None)
    store = await opened(settings, folder)
    agent = Agent(grammar, store=store)
    await agent.start()
    await say(agent, "turn on the bed light", **ANN)
    with stalled(house.postgresql):
        await say(agent, "turn off the bed light", **ANN)
        await say(agent, "turn on the kitchen light", "e", **EVE)
        began = time.monotonic()
        await agent.close()
        await store.close()
        assert time.monotonic() - began < 15
    (file,) = await asyncio.to_thread(lambda: list(folder.glob("*.jsonl")))
    assert file.stat().st_mode & 0o077 == 0

    await until(lambda: answers(house.second.store))
    await house.second.store.conversations.delete_user("eve")
    async with replica(settings, grammar, folder) as after:

        async def all_is_kept() -> bool:
            return not after.agent.counts.waiting and len(await kept(after.store)) == 4

        await until(all_is_kept)
        assert await kept(after.store, "e") == []
    assert await asyncio.to_thread(lambda: list(folder.iterdir())) == []
