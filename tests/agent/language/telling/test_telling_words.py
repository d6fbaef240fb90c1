from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime, timedelta
from string import Formatter

import pytest

from wyoming_morgan.agent.language.languages import LANGUAGES
from wyoming_morgan.agent.language.telling.words import as_sentence

ENGLISH = LANGUAGES["en"].telling
TODAY = date(2026, 11, 28)


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_each_language_tells_the_same(tag: str) -> None:
    words = LANGUAGES[tag].telling

    assert words.conditions.keys() == ENGLISH.conditions.keys()
    assert (len({*words.weekdays}), len({*words.months})) == (7, 12)
    assert words.shopping
    for field in fields(words):
        sentence, english = getattr(words, field.name), getattr(ENGLISH, field.name)
        if isinstance(sentence, str):
            assert sentence, field.name
            assert placeholders(sentence) == placeholders(english), field.name


@pytest.mark.parametrize("tag", LANGUAGES)
def test_days_that_are_near_have_different_names(tag: str) -> None:
    words = LANGUAGES[tag].telling
    names = [words.day(TODAY + timedelta(days=distance), TODAY) for distance in range(-3, 40)]

    assert len({*names}) == len(names)


@pytest.mark.parametrize(
    ("distance", "name"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (2, "the day after tomorrow"),
        (3, "on Tuesday"),
        (6, "on Friday"),
        (7, "on Saturday, December 5"),
        (-1, "on Friday, November 27"),
    ],
)
def test_a_day_is_named_as_far_as_it_is_clear(distance: int, name: str) -> None:
    assert ENGLISH.day(TODAY + timedelta(days=distance), TODAY) == name


@pytest.mark.parametrize(
    ("hour", "minute", "english", "german"),
    [
        (0, 5, "12:05 AM", "0:05"),
        (9, 0, "9 AM", "9:00"),
        (12, 0, "12 PM", "12:00"),
        (18, 30, "6:30 PM", "18:30"),
    ],
)
def test_the_clock_has_twelve_hours_in_english_only(
    hour: int, minute: int, english: str, german: str
) -> None:
    moment = datetime(2026, 11, 28, hour, minute)  # noqa: DTZ001 - the time of the home

    assert ENGLISH.time(moment) == english
    assert LANGUAGES["de"].telling.time(moment) == german


def test_a_sentence_begins_with_a_capital_letter() -> None:
    assert as_sentence("übermorgen: KITA") == "Übermorgen: KITA"
