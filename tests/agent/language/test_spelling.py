from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.agent.language.spelling import readings


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("Front door", ("Front door",)),
        ("Lamp 3", ("Lamp 3",)),
        ("l0ck", ("l0ck", "lock")),
        ("d\u043e\u043er", ("door",)),
        ("do\u200bor", ("door", "do or")),
        ("Haustür", ("Haustür",)),
        ("\N{DOOR}", (" door ",)),
    ],
)
def test_a_name_is_read_as_it_is_seen(name: str, read: tuple[str, ...]) -> None:
    assert readings(name) == read


@given(st.text(max_size=200))
def test_whatever_the_name_there_are_few_readings(name: str) -> None:
    assert 1 <= len(readings(name)) <= 4
