from __future__ import annotations

import struct

from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.store.vector import PackedVector, pack

NUMBERS = st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False), min_size=1, max_size=9)


@given(NUMBERS)
def test_numbers_are_unpacked_as_they_were_packed(numbers: list[float]) -> None:
    packed = pack(numbers)
    assert packed is not None
    vector = PackedVector(packed)

    assert (len(vector), list(vector), vector[-1], vector[1:]) == (
        len(numbers),
        numbers,
        numbers[-1],
        tuple(numbers[1:]),
    )
    assert vector == tuple(numbers)
    assert vector == PackedVector(packed)
    assert hash(vector) == hash(tuple(numbers))
    assert pack(vector) == packed


def test_a_vector_differs_from_other_numbers_and_other_things() -> None:
    vector = PackedVector(struct.pack("<2f", 1, 2))

    assert vector != (1.0, 3.0)
    assert vector != (1.0,)
    assert vector != 1.0


def test_what_no_embedding_has_is_not_packed() -> None:
    for numbers in ((), (float("nan"),), (float("inf"), 1.0), (1e300,)):
        assert pack(numbers) is None
