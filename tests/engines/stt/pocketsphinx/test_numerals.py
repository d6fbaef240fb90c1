"""Numbers become marked words, and marked words digits."""

from __future__ import annotations

import pytest
from hassil.numbers import get_rbnf_engine
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.engines.stt.pocketsphinx import numerals


@given(st.integers(0, 999_999))
def test_numbers_are_spoken_as_hassil_reads_them(number: int) -> None:
    expected = get_rbnf_engine("en").format_number(number).text.replace("-", " ")
    assert numerals.words(number) == expected.split()


@given(st.integers(0, 9_999_990))
def test_what_is_spoken_reads_as_the_same_number(tenths: int) -> None:
    number = tenths / 10
    written = numerals.with_digits(numerals.spoken(number).split())
    assert [float(text) for text in written] == [number]


def test_digits_stand_where_a_number_was_meant_and_nowhere_else() -> None:
    heard = "set bedroom one to #twenty #one percent for #two and a half minutes".split()
    assert " ".join(numerals.with_digits(heard)) == "set bedroom one to 21 percent for 2 and a half minutes"


def test_a_number_may_end_the_sentence() -> None:
    assert numerals.with_digits(["to", "#one", "#hundred"]) == ["to", "100"]


def test_very_long_numbers_are_read_digit_by_digit() -> None:
    assert numerals.words(1_234_567) == "one two three four five six seven".split()


@pytest.mark.parametrize(("rounder", "other"), [(50, 47), (15, 47), (3, 47), (47, 20.5)])
def test_round_and_small_numbers_are_likelier(rounder: float, other: float) -> None:
    likelihoods = dict(numerals.choices([rounder, other]))
    assert likelihoods[numerals.spoken(rounder)] > likelihoods[numerals.spoken(other)]


@pytest.mark.parametrize(("number", "rare"), [(8, False), (59, False), (60, False), (80, True), (90, False)])
def test_sixty_minutes_and_more_are_rare_but_for_halves_of_an_hour(number: int, rare: bool) -> None:
    ((_, common),) = numerals.choices([number])
    ((_, weight),) = numerals.choices([number], of_sixty=True)
    assert (weight < common) is rare
