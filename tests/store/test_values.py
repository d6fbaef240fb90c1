"""Values that a model, a client or a tool may send: each is stored or refused, none is an outage."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError

from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.store.contract import Fact, NewMessage, Owner, Speaker
from wyoming_morgan.store.failures import is_database_error, is_value_error
from wyoming_morgan.store.store import SqlStore
from wyoming_morgan.store.texts import storable, storable_number, storable_value

IDLE = timedelta(minutes=5)
NOW = datetime(2026, 11, 1, tzinfo=UTC)
DEEP: list[Any] = []
for _ in range(2000):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(NewMessage("user", "a\0b"), id="NUL"),
        pytest.param(NewMessage("user", "half \ud83d of a pair"), id="surrogate"),
        pytest.param(NewMessage("assistant", "x", handled_by="\0\udfff"), id="path"),
        pytest.param(NewMessage("assistant", "x", tokens=2**31), id="tokens over 32 bits"),
        pytest.param(NewMessage("assistant", "x", tokens=10**30), id="tokens over 64 bits"),
        pytest.param(NewMessage("assistant", "x", tokens=-1), id="negative tokens"),
        pytest.param(NewMessage("assistant", "x", tool_calls=({"a": 10**5000},)), id="huge number"),
        pytest.param(NewMessage("assistant", "x", tool_calls=({"a": float("nan")},)), id="not a number"),
        pytest.param(
            NewMessage("assistant", "x", tool_calls=({"\ud83d": "\ud83d"},)), id="surrogate in a call"
        ),
        pytest.param(NewMessage("assistant", "x", tool_calls=({"a": {1, 2}},)), id="a set"),
        pytest.param(NewMessage("assistant", "x", tool_calls=({"a": NOW},)), id="a time"),
        pytest.param(NewMessage("assistant", "x", tool_calls=({"a": DEEP},)), id="deep"),
    ],
)
async def test_a_message_is_stored_whatever_is_in_it(store: SqlStore, message: NewMessage) -> None:
    await store.conversations.keep("c", Speaker("anna"), [message], key="k")

    (stored,) = await store.conversations.read("c")
    assert json.loads(json.dumps(stored.message.tool_calls).encode()) == list(stored.message.tool_calls)
    assert store.available


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1e300])
async def test_a_fact_whose_embedding_cannot_be_stored_is_kept_without_it(
    store: SqlStore, number: float
) -> None:
    fact = Fact("f", Owner.USER, "anna", "tea", NOW, vector=(1.0, number), vector_model="m")

    assert (await store.facts.add(fact)).vector == ()
    assert store.available


@pytest.mark.parametrize("before", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
async def test_the_ends_of_time_are_times(store: SqlStore, before: datetime) -> None:
    assert await store.conversations.list(before=before) == ()


@pytest.mark.parametrize("limit", [2**63, 10**30])
async def test_a_number_that_no_column_holds_is_refused_and_is_not_an_outage(
    store: SqlStore, limit: int
) -> None:
    with pytest.raises(InvalidRequest):
        await store.conversations.list(limit=limit)

    assert store.available


def test_a_time_that_does_not_exist_in_utc_is_not_an_outage() -> None:
    error = StatementError("(builtins.OverflowError) date value out of range", "", {}, OverflowError())

    assert is_value_error(error)
    assert not is_database_error(error)
    assert is_database_error(ConnectionRefusedError())
    assert is_database_error(StatementError("", "", {}, ConnectionResetError()))


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()), inner),
)


@given(json_like)
def test_every_value_becomes_json_that_can_be_sent(value: object) -> None:
    text = json.dumps(storable_value(value), ensure_ascii=False, allow_nan=False)

    assert storable_value(json.loads(text.encode())) == json.loads(text)


@given(st.text(st.characters()))
def test_every_text_becomes_one_that_postgresql_takes(text: str) -> None:
    stored = storable(text)

    assert "\0" not in stored
    assert stored.encode().decode() == stored == storable(stored)


@given(st.none() | st.integers())
def test_every_count_fits_its_column(number: int | None) -> None:
    stored = storable_number(number)

    assert stored is None or (stored == number and 0 <= stored < 2**31)
