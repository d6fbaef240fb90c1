from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.agent.acting.days import days_meant

WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("day", "distances"),
    [
        ("today", [0]),
        ("tomorrow", [1]),
        ("after_tomorrow", [2]),
        ("wednesday", [0]),
        ("thursday", [1]),
        ("tuesday", [6]),
        ("weekend", [3, 4]),
        ("week", [0, 1, 2, 3, 4, 5, 6]),
        (None, [0]),
    ],
)
def test_days_are_the_next_ones_that_are_called_so(day: str | None, distances: list[int]) -> None:
    assert days_meant(day, WEDNESDAY) == tuple(WEDNESDAY + timedelta(days=one) for one in distances)


def test_what_is_left_of_a_weekend_is_meant() -> None:
    sunday = WEDNESDAY + timedelta(days=4)
    saturday = WEDNESDAY + timedelta(days=3)
    assert days_meant("weekend", sunday) == (sunday,)
    assert days_meant("weekend", saturday) == (saturday, sunday)


@given(
    st.dates(max_value=date(9000, 1, 1)), st.sampled_from(["weekend", "week", "monday", "sunday", "today"])
)
def test_the_past_is_never_meant(today: date, day: str) -> None:
    days = days_meant(day, today)
    assert today <= days[0] <= days[-1] < today + timedelta(days=8)
