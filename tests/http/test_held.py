"""The memory for files of speech that are complete before they are sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.errors import Busy, TooLarge
from wyoming_morgan.http.held import HeldFiles


def test_a_file_grows_to_the_bound_and_no_further() -> None:
    files = HeldFiles(limit=10)
    with files.hold() as file:
        file.add(b"12345")
        file.add(b"67890")
        with pytest.raises(TooLarge, match="larger than 10 bytes"):
            file.add(b"!")
        assert file.data == b"1234567890"


def test_files_of_several_requests_share_the_bound_and_a_full_one_is_busy() -> None:
    files = HeldFiles(limit=10)
    with files.hold() as first, files.hold() as second:
        first.add(b"123456")
        with pytest.raises(Busy):
            second.add(b"12345")
        second.add(b"1234")


def test_a_file_gives_its_room_back_however_it_ends() -> None:
    files = HeldFiles(limit=10)
    with files.hold() as file:
        file.add(b"1234567890")
        with pytest.raises(TooLarge):
            file.add(b"!")
    with files.hold() as file:
        file.add(b"1234567890")


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6)), max_size=40))
def test_all_files_together_never_have_more_than_the_bound(steps: list[tuple[int, int]]) -> None:
    files = HeldFiles(limit=16)
    with files.hold() as a, files.hold() as b, files.hold() as c, files.hold() as d:
        held = (a, b, c, d)
        for number, size in steps:
            try:
                held[number].add(bytes(size))
            except (Busy, TooLarge):
                assert sum(len(file.data) for file in held) + size > 16
            assert sum(len(file.data) for file in held) <= 16
    with files.hold() as file:
        file.add(bytes(16))
