"""Work in a transaction: done as a whole or not at all, and in one trip to a thread where it needs one."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from tests.store.conftest import QUICK, Place
from tests.waiting import until
from wyoming_morgan.errors import StoreUnavailable
from wyoming_morgan.store.contract import NewMessage, Speaker
from wyoming_morgan.store.schema import ATTEMPTS
from wyoming_morgan.store.store import SqlStore

ANNA = Speaker("anna")
IDLE = timedelta(minutes=5)
TURN = [NewMessage("user", "is the window open"), NewMessage("assistant", "no")]


class Gate:
    """Holds up work in a thread until it is opened."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.open = threading.Event()

    def wait(self) -> None:
        self.reached.set()
        assert self.open.wait(30)


@pytest.fixture
async def file_store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    store = await Place(QUICK, tmp_path).store()
    await store.open()
    yield store
    await store.close()


def add(subject: str) -> Callable[[Connection], None]:
    row = {"subject": subject, "tries": 1, "last": datetime(2026, 11, 1, tzinfo=UTC)}
    return lambda connection: connection.execute(insert(ATTEMPTS), row).close()


def subjects(connection: Connection) -> list[str]:
    return list(connection.execute(select(ATTEMPTS.c.subject).order_by(ATTEMPTS.c.subject)).scalars())


async def test_work_that_fails_leaves_nothing_behind_and_its_error_is_its_own(store: SqlStore) -> None:
    def fail(connection: Connection) -> None:
        add("half")(connection)
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        await store._database.write(fail)
    await store._database.write(add("whole"))
    assert await store._database.read(subjects) == ["whole"]
    assert store.available


async def test_a_transaction_nobody_waits_for_any_more_is_not_committed(file_store: SqlStore) -> None:
    gate = Gate()

    def work(connection: Connection) -> None:
        add("too late")(connection)
        gate.wait()

    left = asyncio.create_task(file_store._database.write(work))
    await until(gate.reached.is_set)
    left.cancel()
    await asyncio.wait({left})
    gate.open.set()
    await file_store._database.write(add("next"))
    assert await file_store._database.read(subjects) == ["next"]


async def test_a_transaction_that_hangs_does_not_hold_up_those_that_read(file_store: SqlStore) -> None:
    gate = Gate()
    writing = asyncio.create_task(file_store._database.write(lambda _: gate.wait()))
    reading = asyncio.create_task(file_store._database.read(lambda _: gate.wait()))
    await until(gate.reached.is_set)
    assert await file_store._database.read(subjects) == []
    gate.open.set()
    await asyncio.gather(writing, reading)


async def test_writers_of_this_process_take_turns_without_taking_the_threads(tmp_path: Path) -> None:
    store = await Place(QUICK, tmp_path).store(pool_size=1)
    await store.open()
    gate = Gate()
    first = asyncio.create_task(store._database.write(lambda _: gate.wait()))
    await until(gate.reached.is_set)
    others = [asyncio.create_task(store._database.write(add(f"{number}"))) for number in range(5)]
    assert await store._database.read(subjects) == []
    gate.open.set()
    await asyncio.gather(first, *others)
    assert await store._database.read(subjects) == [f"{number}" for number in range(5)]
    await store.close()


async def test_each_transaction_goes_to_a_thread_once(
    file_store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    trips = 0
    submit = ThreadPoolExecutor.submit

    def count(self: ThreadPoolExecutor, work: Callable[..., Any], /, *args: Any, **named: Any) -> Any:
        nonlocal trips
        trips += 1
        return submit(self, work, *args, **named)

    monkeypatch.setattr(ThreadPoolExecutor, "submit", count)
    await file_store.conversations.open("c", ANNA, idle=IDLE)
    begun = trips
    await file_store.conversations.keep("c", ANNA, TURN, key="first")
    kept = trips - begun
    await file_store.conversations.open("c", ANNA, idle=IDLE)
    again = trips - begun - kept
    assert (begun, kept, again) == (1, 1, 1)


async def test_a_store_that_was_closed_says_that_it_does_not_answer(tmp_path: Path) -> None:
    store = await Place(QUICK, tmp_path).store()
    await store.open()
    await store.close()
    await store.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        await store.conversations.list()
