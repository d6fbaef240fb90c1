"""Conversations, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.store.conftest import Place, begin
from wyoming_morgan.errors import InvalidRequest, NotFound
from wyoming_morgan.store.contract import NewMessage, Speaker
from wyoming_morgan.store.store import SqlStore

IDLE = timedelta(minutes=5)
ANNA, BEN = Speaker("anna", "kitchen"), Speaker("ben", "kitchen")
SOMEBODY = Speaker(device_id="kitchen")
HELLO = [NewMessage("user", "hello")]


async def test_a_message_is_read_as_it_was_written(store: SqlStore) -> None:
    conversation = await store.conversations.keep("c", ANNA, [], key="begin", language="de")
    assert conversation is not None
    calls = ({"id": "call_1", "name": "turn_on", "arguments": {"name": "Licht", "zero": "\0"}},)
    message = NewMessage("assistant", "Schön! 🌈", handled_by="model", tool_calls=calls, tokens=7)
    (stored,) = await store.conversations.append("c", [message])
    assert stored.message == message
    assert await store.conversations.read("c") == (stored,)
    assert conversation.language == "de"
    assert conversation.speaker == ANNA
    assert datetime.now(UTC) - stored.created < timedelta(minutes=1)
    assert stored.created.tzinfo is UTC


async def test_messages_are_in_the_order_they_were_added_in(store: SqlStore) -> None:
    await begin(store, "c", ANNA)
    for first in range(0, 10, 2):
        await store.conversations.append(
            "c", [NewMessage("user", str(number)) for number in (first, first + 1)]
        )
    texts = [stored.message.text for stored in await store.conversations.read("c")]
    assert texts == [str(number) for number in range(10)]
    recent = await store.conversations.recent("c", 3)
    assert [stored.message.text for stored in recent] == ["7", "8", "9"]
    page = await store.conversations.read("c", limit=2)
    following = await store.conversations.read("c", limit=2, after=page[-1].id)
    assert [stored.message.text for stored in following] == ["2", "3"]


async def test_a_try_that_is_repeated_adds_nothing_a_second_time(place: Place) -> None:
    stores = [await place.store() for _ in range(2)]
    await asyncio.gather(*(store.open() for store in stores))
    await begin(stores[0], "c", ANNA)
    turn = [NewMessage("user", "hello"), NewMessage("assistant", "hi")]
    tries = await asyncio.gather(
        *(store.conversations.append("c", turn, key="turn 1") for store in stores for _ in range(3))
    )
    assert len(set(tries)) == 1
    await stores[0].conversations.append("c", turn, key="turn 2")
    assert await stores[1].conversations.append("c", turn, key="turn 1") == tries[0]
    read = await stores[1].conversations.read("c")
    assert [stored.message.text for stored in read] == ["hello", "hi", "hello", "hi"]
    for store in stores:
        await store.close()


async def test_a_turn_that_was_cancelled_and_is_tried_again_is_there_once(store: SqlStore) -> None:
    await begin(store, "c", ANNA)
    turn = [NewMessage("user", "hello"), NewMessage("assistant", "hi")]
    for number in range(10):
        task = asyncio.create_task(store.conversations.append("c", turn, key=f"turn {number}"))
        await asyncio.sleep(number / 5000)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await store.conversations.append("c", turn, key=f"turn {number}")
    assert len(await store.conversations.read("c")) == 20


async def test_what_cannot_be_kept_is_replaced(store: SqlStore) -> None:
    await begin(store, "c", ANNA)
    kept = await store.conversations.append("c", [NewMessage("user", "a\0b\ud800c")])
    assert await store.conversations.read("c") == kept
    assert "\0" not in kept[0].message.text
    assert kept[0].message.text.startswith("a\N{REPLACEMENT CHARACTER}b")


async def test_nothing_is_added_to_a_conversation_that_is_not_there(store: SqlStore) -> None:
    with pytest.raises(NotFound):
        await store.conversations.append("c", [NewMessage("user", "hello")])
    assert await store.conversations.append("c", []) == ()


async def test_an_id_that_is_new_is_taken_and_stored_with_its_first_messages(store: SqlStore) -> None:
    opened = await store.conversations.open("mine", ANNA, idle=IDLE, language="de")
    assert (opened.id, opened.speaker, opened.language, opened.new) == ("mine", ANNA, "de", True)
    assert await store.conversations.find("mine") is None
    kept = await store.conversations.keep("mine", ANNA, HELLO, key="1", language="de")
    assert kept is not None
    assert (kept.id, kept.speaker, kept.language, kept.new) == ("mine", ANNA, "de", True)
    again = await store.conversations.open("mine", ANNA, idle=timedelta())
    assert (again, again.new) == (kept, False)
    assert await store.conversations.find("mine") == kept
    assert await store.conversations.find("other") is None


async def test_what_is_kept_later_goes_on_with_the_conversation(store: SqlStore) -> None:
    first = await store.conversations.keep("c", ANNA, HELLO, key="1", language="de")
    second = await store.conversations.keep("c", replace(ANNA, device_id="bath"), HELLO, key="2")
    assert first is not None
    assert second is not None
    assert not second.new
    assert (second.id, second.speaker, second.language) == ("c", ANNA, "de")
    assert (second.started, second.last_active >= first.last_active) == (first.started, True)
    assert [stored.id for stored in await store.conversations.read("c")] == ["1.0", "2.0"]


@pytest.mark.parametrize("other", [BEN, SOMEBODY, Speaker()], ids=["user", "device", "nobody"])
async def test_what_is_kept_for_another_goes_to_a_conversation_of_their_own(
    store: SqlStore, other: Speaker
) -> None:
    await store.conversations.keep("c", ANNA, HELLO, key="1")
    kept = await store.conversations.keep("c", other, HELLO, key="2")
    again = await store.conversations.keep("c", other, HELLO, key="2")
    assert kept is not None
    assert (kept.id != "c", kept.speaker, again) == (True, other, kept)
    assert [stored.id for stored in await store.conversations.read("c")] == ["1.0"]
    assert [stored.id for stored in await store.conversations.read(kept.id)] == ["2.0"]


async def test_what_nobody_said_becomes_the_user_s_with_what_they_say_there(store: SqlStore) -> None:
    await store.conversations.keep("c", SOMEBODY, HELLO, key="1")
    kept = await store.conversations.keep("c", BEN, HELLO, key="2")
    assert kept is not None
    assert (kept.id, kept.speaker) == ("c", BEN)
    assert await store.conversations.delete_user("ben") == 1


async def test_without_an_id_the_speaker_goes_on_with_the_last_conversation(store: SqlStore) -> None:
    first = await begin(store, "first", ANNA)
    second = await begin(store, "second", ANNA)
    await store.conversations.append(first.id, [NewMessage("user", "hello")])
    in_another_room = Speaker("anna", "bedroom")
    assert (await store.conversations.open(None, in_another_room, idle=IDLE)).id == first.id
    later = await store.conversations.open(None, ANNA, idle=timedelta())
    assert later.id not in {first.id, second.id}


async def test_a_device_goes_on_with_what_nobody_known_said_there(store: SqlStore) -> None:
    await begin(store, "annas", ANNA)
    at_device = await store.conversations.open(None, SOMEBODY, idle=IDLE)
    assert at_device.id != "annas"
    await begin(store, at_device.id, SOMEBODY)
    assert (await store.conversations.open(None, SOMEBODY, idle=IDLE)).id == at_device.id
    elsewhere = await store.conversations.open(None, Speaker(device_id="bedroom"), idle=IDLE)
    assert elsewhere.id != at_device.id


async def test_nobody_has_no_last_conversation(store: SqlStore) -> None:
    first = await store.conversations.open(None, Speaker(), idle=IDLE)
    assert (await store.conversations.open(None, Speaker(), idle=IDLE)).id != first.id


@pytest.mark.parametrize(
    "other",
    [pytest.param(BEN, id="user"), pytest.param(SOMEBODY, id="device"), pytest.param(Speaker(), id="nobody")],
)
async def test_the_conversation_of_another_user_is_never_returned(store: SqlStore, other: Speaker) -> None:
    await begin(store, "c", ANNA)
    opened = await store.conversations.open("c", other, idle=IDLE)
    assert opened.id != "c"
    assert opened.speaker == other
    conversation = await store.conversations.find("c")
    assert conversation is not None
    assert conversation.speaker == ANNA


async def test_a_conversation_of_nobody_becomes_that_of_the_user_who_goes_on(store: SqlStore) -> None:
    await begin(store, "c", SOMEBODY)
    opened = await store.conversations.open("c", ANNA, idle=IDLE)
    assert (opened.id, opened.speaker.user_id) == ("c", "anna")
    assert (await store.conversations.open("c", BEN, idle=IDLE)).id != "c"
    assert await store.conversations.delete_user("anna") == 1


async def test_ids_that_are_too_long_are_refused(store: SqlStore) -> None:
    with pytest.raises(InvalidRequest):
        await store.conversations.open("x" * 257, ANNA, idle=IDLE)
    with pytest.raises(InvalidRequest):
        await store.conversations.open(None, Speaker("x" * 257), idle=IDLE)
    with pytest.raises(InvalidRequest):
        await store.conversations.keep("x" * 257, ANNA, HELLO, key="1")
    assert await store.conversations.find("x" * 257) is None


async def test_only_what_is_given_is_changed(store: SqlStore) -> None:
    await begin(store, "c", ANNA)
    (message,) = await store.conversations.append("c", [NewMessage("user", "hello")])
    await store.conversations.change("c", model="small")
    await store.conversations.change("c", summary="They said hello.", summarized_to=message.id)
    await store.conversations.change("c")
    conversation = await store.conversations.find("c")
    assert conversation is not None
    assert (conversation.model, conversation.summary, conversation.summarized_to) == (
        "small",
        "They said hello.",
        message.id,
    )


async def test_conversations_are_listed_with_the_last_active_first(store: SqlStore) -> None:
    for name, speaker in (("a", ANNA), ("b", BEN), ("c", ANNA)):
        await begin(store, name, speaker)
    await store.conversations.append("a", [NewMessage("user", "hello")])
    listed = await store.conversations.list()
    assert [conversation.id for conversation in listed] == ["a", "c", "b"]
    assert [conversation.id for conversation in await store.conversations.list(user_id="anna")] == ["a", "c"]
    assert [conversation.id for conversation in await store.conversations.list(limit=1)] == ["a"]
    before = await store.conversations.list(before=listed[0].last_active)
    assert [conversation.id for conversation in before] == ["c", "b"]


async def test_a_conversation_is_deleted_with_its_messages(store: SqlStore) -> None:
    await begin(store, "c", ANNA)
    await store.conversations.append("c", [NewMessage("user", "hello")])
    assert await store.conversations.delete("c")
    assert not await store.conversations.delete("c")
    assert await store.conversations.read("c") == ()
    await begin(store, "c", BEN)
    assert await store.conversations.read("c") == ()


async def test_everything_of_a_user_is_deleted_and_nothing_else(store: SqlStore) -> None:
    for name, speaker in (("a", ANNA), ("b", BEN), ("c", ANNA)):
        await begin(store, name, speaker)
        await store.conversations.append(name, [NewMessage("user", "hello")])
    assert await store.conversations.delete_user("anna") == 2
    assert [conversation.id for conversation in await store.conversations.list()] == ["b"]


async def test_what_is_old_is_purged(store: SqlStore) -> None:
    await begin(store, "old", ANNA)
    moment = datetime.now(UTC)
    await begin(store, "new", ANNA)
    assert await store.conversations.purge(moment) == 1
    assert [conversation.id for conversation in await store.conversations.list()] == ["new"]


async def test_replicas_that_append_at_once_lose_nothing_and_keep_their_order(place: Place) -> None:
    replicas = [await place.store() for _ in range(3)]
    await asyncio.gather(*(replica.open() for replica in replicas))
    await begin(replicas[0], "c", ANNA)

    async def append(number: int, replica: SqlStore) -> None:
        for count in range(10):
            await replica.conversations.append(
                "c", [NewMessage("user", f"{number} {count}"), NewMessage("assistant", f"{number} {count}")]
            )

    await asyncio.gather(*(append(number, replica) for number, replica in enumerate(replicas)))
    texts = [stored.message.text for stored in await replicas[1].conversations.read("c")]
    assert len(texts) == 60
    assert texts[::2] == texts[1::2], "the messages of one call stay together"
    for number in range(3):
        own = [text for text in texts[::2] if text.startswith(f"{number} ")]
        assert own == [f"{number} {count}" for count in range(10)]
    for replica in replicas:
        await replica.close()


async def test_replicas_that_begin_one_conversation_at_once_keep_it_once(place: Place) -> None:
    replicas = [await place.store() for _ in range(3)]
    await asyncio.gather(*(replica.open() for replica in replicas))
    opened = await asyncio.gather(
        *(replica.conversations.open("c", ANNA, idle=IDLE) for replica in replicas for _ in range(5))
    )
    assert {conversation.id for conversation in opened} == {"c"}
    keys = [f"{number}" for number in range(5)]
    kept = await asyncio.gather(
        *(replica.conversations.keep("c", ANNA, HELLO, key=key) for replica in replicas for key in keys)
    )
    assert {conversation.id for conversation in kept if conversation} == {"c"}
    assert len(await replicas[0].conversations.list()) == 1
    assert sorted(stored.id for stored in await replicas[0].conversations.read("c")) == [
        f"{key}.0" for key in keys
    ]
    for replica in replicas:
        await replica.close()
