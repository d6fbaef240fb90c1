"""Conversations that several begin at the same time, before anything of them is stored."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.agent.talking import Hand
from wyoming_morgan.agent.contract import TurnRequest
from wyoming_morgan.agent.conversation.memory import Memory
from wyoming_morgan.agent.conversation.session import Session
from wyoming_morgan.agent.settings import MemorySettings
from wyoming_morgan.agent.trace import Tracer
from wyoming_morgan.store.contract import NewMessage
from wyoming_morgan.store.store import SqlStore

ANN = TurnRequest("hello", user_id="ann", device_id="kitchen", conversation_id="c")
BOB = TurnRequest("hello", user_id="bob", device_id="kitchen", conversation_id="c")
SOMEBODY = TurnRequest("hello", device_id="kitchen", conversation_id="c")

Begin = Callable[[], Memory]


@pytest.fixture
def replica(store: SqlStore, clock: Hand) -> Begin:
    """A process with the store that all share."""
    return lambda: Memory(store, MemorySettings(write_seconds=30), clock)


async def begin(memory: Memory, request: TurnRequest) -> Session:
    return await memory.open(request, "en", Tracer())


async def keep(memory: Memory, session: Session, text: str) -> None:
    assert await memory.keep(session, "en", [NewMessage("user", text)], Tracer())


async def said(store: SqlStore, session: Session) -> list[str]:
    return [stored.message.text for stored in await store.conversations.read(session.id)]


@pytest.mark.parametrize("replicas", [1, 2])
async def test_two_users_of_one_id_get_a_conversation_each(
    store: SqlStore, replica: Begin, replicas: int
) -> None:
    here = replica()
    there = here if replicas == 1 else replica()
    anns, bobs = await begin(here, ANN), await begin(there, BOB)
    await keep(here, anns, "ann's")
    await keep(there, bobs, "bob's")

    assert anns.id == "c" != bobs.id
    assert (await said(store, anns), await said(store, bobs)) == (["ann's"], ["bob's"])
    assert (anns.messages != bobs.messages, bobs.speaker.user_id) == (True, "bob")
    assert (await begin(here, ANN)).id == "c"


@pytest.mark.parametrize("replicas", [1, 2])
async def test_turns_of_one_user_are_of_one_conversation(
    store: SqlStore, replica: Begin, replicas: int
) -> None:
    here = replica()
    there = here if replicas == 1 else replica()
    first, second = await begin(here, ANN), await begin(there, ANN)
    await keep(here, first, "first")
    await keep(there, second, "second")

    assert (first.id, second.id, first.forgotten, second.forgotten) == ("c", "c", False, False)
    assert await said(store, first) == ["first", "second"]
    assert (await begin(here, ANN)) is first


async def test_the_second_turn_of_a_conversation_that_is_not_stored_yet_goes_on_with_it(
    replica: Begin,
) -> None:
    memory = replica()
    first = await begin(memory, ANN)
    first.messages.append(NewMessage("user", "hello"))

    assert await begin(memory, ANN) is first
    assert await memory.recent(first, Tracer()) == (NewMessage("user", "hello"),)


async def test_what_was_said_by_nobody_known_is_the_user_s_who_goes_on_before_it_is_stored(
    store: SqlStore, replica: Begin
) -> None:
    memory = replica()
    first = await begin(memory, SOMEBODY)
    second = await begin(memory, ANN)
    await keep(memory, first, "first")
    await keep(memory, second, "second")

    assert first is second
    assert await said(store, first) == ["first", "second"]
    assert await store.conversations.delete_user("ann") == 1


async def test_a_turn_that_is_never_answered_leaves_no_conversation(store: SqlStore, replica: Begin) -> None:
    await begin(replica(), ANN)

    assert await store.conversations.list() == ()
