"""What was said and what was heard are compared as words, however either is written."""

from __future__ import annotations

import pytest

from wyoming_morgan.bench.speaking import REPLIES, found_words, words_of


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("It is 21.5 °C.", "it is twenty-one point five degrees Celsius"),
        ("Outside it is -3 °C.", "Outside, it is minus 3 degrees Celsius!"),
        ("I set a timer for 5 min.", "I set a timer for five minutes."),
        ("Dinner costs $52.80.", "Dinner costs 52 dollars 80."),
        ("I added 1/2 lb.", "I added one half pound."),
        ("World War II ended.", "World War Two ended."),
    ],
)
def test_what_is_written_otherwise_is_the_same_in_words(written: str, heard: str) -> None:
    assert words_of(written) == words_of(heard)


def test_words_that_were_heard_otherwise_are_not_found() -> None:
    assert found_words("The light is on.", "The light is on.") == (4, 4)
    assert found_words("The light is on.", "A light is off.") == (2, 4)
    assert found_words("The light is on.", "") == (0, 4)


def test_a_day_has_many_replies() -> None:
    assert len(REPLIES) >= 20
    assert len(set(REPLIES)) == len(REPLIES)
