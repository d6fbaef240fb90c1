"""Whatever happens to a response, and in whatever order, it ends once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.http.realtime.statuses import Happening, Status, next_status

_ENDS = tuple(happening for happening in Happening if happening is not Happening.PIECE)


@given(st.lists(st.sampled_from(tuple(Happening))))
def test_a_response_ends_with_what_ended_it_first(happenings: list[Happening]) -> None:
    status, ends = Status.IN_PROGRESS, []
    for happening in happenings:
        before, status = status, next_status(status, happening)
        if status is not before:
            ends.append(happening)
    first = next((happening for happening in happenings if happening in _ENDS), None)
    assert ends == ([] if first is None else [first])
    assert status.is_final is (first is not None)


@pytest.mark.parametrize("happening", _ENDS)
def test_what_is_final_stays(happening: Happening) -> None:
    final = next_status(Status.IN_PROGRESS, happening)
    assert all(next_status(final, other) is final for other in Happening)
