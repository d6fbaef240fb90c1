"""Counted attempts, on both databases."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from tests.store.conftest import Place
from wyoming_morgan.store.attempts import AttemptCount, PauseRule
from wyoming_morgan.store.store import SqlStore

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
RULE = PauseRule(free=3, first=30 * SECOND, longest=3600 * SECOND, forgotten=timedelta(days=1))


async def test_attempts_are_counted_for_every_key_until_one_pauses(store: SqlStore) -> None:
    for expected in (1, 2, 3):
        allowed, counts = await store.attempts.add(["a", "b"], NOW, RULE)
        assert (allowed, counts["a"], counts["b"]) == (True, *[AttemptCount(expected, NOW)] * 2)
    later = NOW + 29 * SECOND
    assert (await store.attempts.add(["b", "c"], later, RULE))[0] is False
    assert await store.attempts.read(["a", "c"]) == {"a": AttemptCount(3, NOW), "c": AttemptCount(0, later)}
    assert (await store.attempts.add(["b"], NOW + 30 * SECOND, RULE))[0] is True
    assert (await store.attempts.add(["b"], NOW + 89 * SECOND, RULE))[0] is False
    assert (await store.attempts.add(["b"], NOW + 90 * SECOND, RULE))[0] is True


async def test_a_reset_and_a_day_without_any_forget_them(store: SqlStore) -> None:
    for _ in range(3):
        await store.attempts.add(["a", "b"], NOW, RULE)
    await store.attempts.reset(["a"])
    assert await store.attempts.read(["a", "b"]) == {"b": AttemptCount(3, NOW)}
    allowed, counts = await store.attempts.add(["b"], NOW + timedelta(days=1), RULE)
    assert (allowed, counts["b"].count) == (True, 1)


async def test_a_clock_that_was_set_back_makes_no_pause_longer(store: SqlStore) -> None:
    for _ in range(3):
        await store.attempts.add(["a"], NOW, RULE)
    past = NOW - timedelta(days=20_000)
    assert (await store.attempts.add(["a"], past, RULE))[0] is False
    assert (await store.attempts.add(["a"], past + 30 * SECOND, RULE))[0] is True


async def test_of_many_attempts_at_once_only_the_free_ones_are_allowed(place: Place) -> None:
    replicas = [await place.store(), await place.store()]
    for replica in replicas:
        await replica.open()
    results = await asyncio.gather(
        *(replicas[number % 2].attempts.add([f"d{number}", "a"], NOW, RULE) for number in range(12))
    )
    assert sum(allowed for allowed, _ in results) == RULE.free
    for replica in replicas:
        await replica.close()


async def test_the_table_has_no_names_in_it(store: SqlStore) -> None:
    await store.attempts.add(["user:ann"], NOW, RULE)
    subjects = text("SELECT subject FROM morgan_attempts")
    rows = await store._database.read(lambda connection: connection.execute(subjects).scalars().all())
    assert [len(row) for row in rows] == [64]
    assert "ann" not in str(rows)


@given(st.integers(0, 10_000), st.integers(0, 5000))
def test_pauses_never_shrink_and_are_bounded(count: int, seconds: int) -> None:
    now = NOW + seconds * SECOND
    pauses = RULE.pauses(AttemptCount(count, NOW), now)
    assert not pauses or RULE.pauses(AttemptCount(count + 1, NOW), now)
    assert not RULE.pauses(AttemptCount(count, NOW), NOW + RULE.longest)
