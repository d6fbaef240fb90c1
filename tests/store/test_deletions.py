"""Deletions are recorded with what they delete, and hold back what was said before them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from tests.store.conftest import Place
from wyoming_morgan.store.contract import NewMessage, Speaker, Watermark
from wyoming_morgan.store.store import SqlStore

IDLE = timedelta(minutes=5)
ANNA = Speaker("anna", "kitchen")
HELLO = [NewMessage("user", "hello")]


async def opened(store: SqlStore, conversation: str = "c") -> Watermark:
    """Begin a turn."""
    await store.conversations.open(conversation, ANNA, idle=IDLE)
    return store.deletions.mark(current=True)


async def test_what_was_said_before_a_deletion_is_not_kept_and_what_was_said_after_is(
    store: SqlStore,
) -> None:
    before = await opened(store)
    await store.conversations.delete("c")
    after = await opened(store)

    assert await store.conversations.keep("c", ANNA, HELLO, key="1", mark=before) is None
    assert await store.conversations.keep("c", ANNA, HELLO, key="2", mark=after) is not None
    assert [stored.id for stored in await store.conversations.read("c")] == ["2.0"]


async def test_the_deletion_of_a_user_takes_what_waits_in_all_their_conversations(store: SqlStore) -> None:
    mark = await opened(store)
    await store.conversations.delete_user("anna")

    assert await store.conversations.keep("c", ANNA, HELLO, key="1", mark=mark) is None
    assert await store.conversations.keep("d", ANNA, HELLO, key="2", mark=mark) is None
    assert await store.conversations.keep("e", Speaker("ben"), HELLO, key="3", mark=mark) is not None


async def test_a_replica_that_has_read_nothing_goes_by_the_time(store: SqlStore) -> None:
    before = Watermark(None, datetime.now(UTC))
    await store.conversations.delete_user("anna")
    after = Watermark(None, datetime.now(UTC))

    assert await store.conversations.keep("c", ANNA, HELLO, key="1", mark=before) is None
    assert await store.conversations.keep("c", ANNA, HELLO, key="2", mark=after) is not None


async def test_another_replica_learns_of_a_deletion_and_its_listeners_do(place: Place) -> None:
    here, there = await place.store(), await place.store()
    await here.open()
    await there.open()
    mark = await opened(there)
    calls: list[bool] = []
    there.deletions.listen(
        lambda: calls.append(there.deletions.covers(mark, user_id="anna", conversation_id="c"))
    )
    await here.conversations.delete("c")
    assert not there.deletions.covers(mark, conversation_id="c")
    await there.deletions.refresh()
    await there.deletions.refresh()

    assert calls == [True]
    assert not there.deletions.covers(there.deletions.mark(current=True), conversation_id="c")
    await here.close()
    await there.close()


async def test_of_a_deletion_and_a_turn_at_once_nothing_is_left(place: Place) -> None:
    here, there = await place.store(), await place.store()
    await here.open()
    await there.open()
    for number in range(10):
        name = f"c{number}"
        mark = await opened(here, name)
        await asyncio.gather(
            *(here.conversations.keep(name, ANNA, HELLO, key=f"{name}.{key}", mark=mark) for key in range(3)),
            there.conversations.delete(name),
        )
        assert await here.conversations.read(name) == ()
    await here.close()
    await there.close()


async def test_what_was_deleted_long_ago_is_forgotten_but_the_numbers_go_on(store: SqlStore) -> None:
    mark = await opened(store)
    await store.conversations.delete("c")
    await store.conversations.delete("d")
    await store.deletions.purge(datetime.now(UTC) + timedelta(days=400))
    await store.conversations.delete("e")
    await store.deletions.refresh()

    assert store.deletions.mark(current=True).number == (mark.number or 0) + 3


async def test_no_name_is_recorded(store: SqlStore) -> None:
    await store.conversations.delete_user("anna-maria")

    rows = await store._database.read(
        lambda connection: connection.exec_driver_sql("SELECT * FROM morgan_deletions").all()
    )
    assert rows
    assert "anna" not in str(rows)
