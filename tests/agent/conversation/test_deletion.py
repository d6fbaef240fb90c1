"""What was deleted is not told, not stored again, and not in any prompt, on any replica."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.agent.conftest import PATIENT
from tests.agent.stored import ANN, Faulty, kept
from tests.agent.talking import Hand, say
from tests.fakes.scripted_chat import ScriptedChat, says
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.trace import Tracer
from wyoming_morgan.store.cache import open_state_key
from wyoming_morgan.store.settings import StoreSettings
from wyoming_morgan.store.store import SqlStore, open_store

Delete = Callable[[SqlStore], Awaitable[None]]
WHY = "why did you do that?"


@pytest.fixture
async def elsewhere(store: SqlStore, tmp_path: Path) -> AsyncIterator[SqlStore]:
    """The same database, as a command or another replica opens it."""
    del store
    other = await asyncio.to_thread(open_store, StoreSettings(retry_seconds=0), tmp_path)
    assert isinstance(other, SqlStore)
    await other.open()
    yield other
    await other.close()


@pytest.fixture(params=["the same process", "another one"])
def deleter(request: pytest.FixtureRequest, store: SqlStore, elsewhere: SqlStore) -> SqlStore:
    return store if request.param == "the same process" else elsewhere


async def delete_user(store: SqlStore) -> None:
    await store.conversations.delete_user("ann")
    await store.facts.delete_user("ann")


async def delete_conversation(store: SqlStore) -> None:
    await store.conversations.delete("c")


deletions = pytest.mark.parametrize(
    "delete", [pytest.param(delete_user, id="user"), pytest.param(delete_conversation, id="conversation")]
)


@deletions
async def test_nothing_of_it_is_told_or_followed_up(keeper: Agent, delete: Delete, deleter: SqlStore) -> None:
    await say(keeper, "turn on the bed light", **ANN)
    await delete(deleter)

    assert "bed light" not in (await say(keeper, WHY, **ANN)).text.lower()
    assert not (await say(keeper, "turn it off again", **ANN)).intents


@deletions
async def test_a_question_of_it_is_not_open_any_more(
    keeper: Agent, store: SqlStore, delete: Delete, deleter: SqlStore
) -> None:
    await say(keeper, "unlock the front door", **ANN)
    await delete(deleter)
    assert not (await say(keeper, "yes", **ANN)).intents

    raw = await store.cache.get(open_state_key("c"))
    assert raw is None or b"front door" not in raw


@deletions
async def test_a_question_of_a_conversation_that_was_never_stored_is_not_shared_any_more(
    keeper: Agent, faulty: Faulty, store: SqlStore, delete: Delete, deleter: SqlStore
) -> None:
    faulty.down = True
    await say(keeper, "unlock the front door", **ANN)
    assert b"front door" in (await store.cache.get(open_state_key("c")) or b"")
    faulty.down = False
    await delete(deleter)
    await say(keeper, "turn off the kitchen light", "other", user_id="bob")

    async with asyncio.timeout(10):
        while b"front door" in (await store.cache.get(open_state_key("c")) or b""):  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.001)


@deletions
async def test_a_turn_that_waits_to_be_stored_is_not(
    keeper: Agent, faulty: Faulty, delete: Delete, deleter: SqlStore, tmp_path: Path
) -> None:
    faulty.down = True
    await say(keeper, "turn on the bed light", **ANN)
    faulty.down = False
    await delete(deleter)
    await say(keeper, "turn off the kitchen light", "other", user_id="bob")
    writer = keeper._memory._writer
    assert writer is not None
    assert "bed light" not in str([entry.messages for entry in writer.queue])
    await writer.drain(Tracer())

    assert await kept(deleter) == []
    assert len(await kept(deleter, "other")) == 2
    assert not await asyncio.to_thread(files_with, b"bed light", tmp_path)


async def test_a_turn_in_progress_is_not_stored(store: SqlStore, grammar: Grammar, clock: Hand) -> None:
    chat = ScriptedChat([[0.2, *says("Well.")], says("Hm.")])
    agent = Agent(grammar, models=chat, store=store, clock=clock, settings=PATIENT)

    turn = asyncio.create_task(say(agent, "tell me about tulips", **ANN))
    async with asyncio.timeout(10):
        while not chat.requests:  # noqa: ASYNC110 - a list has no event
            await asyncio.sleep(0.001)
    await delete_user(store)
    await turn

    assert await kept(store) == []
    assert "tulips" not in (await say(agent, WHY, **ANN)).text
    await agent.close()


async def test_no_prompt_of_another_replica_knows_of_it(
    store: SqlStore, elsewhere: SqlStore, grammar: Grammar, clock: Hand
) -> None:
    chat = ScriptedChat([says("Yes."), says("No.")])
    here = Agent(grammar, models=chat, store=store, clock=clock, settings=PATIENT)
    await say(here, "my secret is tulips, do you hear", **ANN)
    await delete_user(elsewhere)
    await say(here, "what did I say before", **ANN)

    assert len(chat.requests) == 2
    assert "tulips" not in str(chat.requests[1].messages)
    await here.close()


async def test_what_is_said_after_a_deletion_is_kept(keeper: Agent, store: SqlStore) -> None:
    await say(keeper, "turn on the bed light", **ANN)
    await delete_user(store)
    await say(keeper, "turn off the bed light", **ANN)
    await say(keeper, "turn on the kitchen light", **ANN)

    assert (await kept(store))[::2] == ["turn off the bed light", "turn on the kitchen light"]


@deletions
async def test_what_is_said_after_a_deletion_that_is_not_known_yet_is_kept(
    keeper: Agent, faulty: Faulty, delete: Delete, elsewhere: SqlStore
) -> None:
    faulty.down = True
    await say(keeper, "turn on the bed light", **ANN)
    await delete(elsewhere)
    await say(keeper, "turn off the kitchen light", **ANN)
    faulty.down = False
    await say(keeper, "turn off the bed light", **ANN)
    assert keeper._memory._writer is not None
    await keeper._memory._writer.drain(Tracer())

    assert (await kept(elsewhere))[::2] == ["turn off the kitchen light", "turn off the bed light"]


async def test_a_fact_that_is_being_remembered_when_its_user_is_deleted_is_not_kept(
    keeper: Agent, store: SqlStore
) -> None:
    session_mark = store.deletions.mark(current=False)
    await say(keeper, "remember that I love tulips", **ANN)
    (fact,) = await store.facts.list()
    await delete_user(store)
    await store.facts.add(fact, mark=session_mark)

    assert await store.facts.list() == ()


async def test_a_summary_of_a_deleted_conversation_is_not_written_into_its_successor(
    keeper: Agent, store: SqlStore
) -> None:
    await say(keeper, "turn on the bed light", **ANN)
    mark = keeper._memory.sessions.all()[0].mark
    await store.conversations.delete("c")
    await say(keeper, "turn off the bed light", **ANN)
    await store.conversations.change("c", summary="the bed light was turned on", mark=mark)

    conversation = await store.conversations.find("c")
    assert conversation is not None
    assert conversation.summary == ""


def files_with(words: bytes, folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir() if words in file.read_bytes()]
