"""What holds for every text in every language: nothing is lost, and what is sayable stays as it is."""

# ruff: noqa: RUF001 - the signs of many kinds are the subject here

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wyoming_morgan.sayable import sayable
from wyoming_morgan.sayable.words.languages import SIGN_WORDS

LANGUAGES = (*SIGN_WORDS, "nb", "ja", "tlh", "en-GB", "zh-CN")
FRAGMENTS = (
    *"-−–—+×÷=<>≤≥≈~±&@#§№%‰°²³½¾/:.,;()[]'\" ",
    *(
        "5",
        "21.5",
        "1,5",
        "1.234.567",
        "0",
        "2026",
        "2026-11-28",
        "28.11.",
        "28.11.2026",
        "3/4",
        "7:05",
        "10:30",
        "11/28/2026",
        "16:9",
    ),
    *(
        "°C",
        " km/h",
        "µg/m³",
        " kWh",
        " min",
        "V",
        " in",
        "㎜",
        "$",
        "€",
        " zł",
        " EUR",
        " dB",
        " Uhr",
        "h",
        " AM",
    ),
    *(
        "Dr. ",
        "No. ",
        "max. ",
        "z. B. ",
        "ok. ",
        "Dec. ",
        "Fri., ",
        "World War ",
        "II",
        "IV",
        "X",
        "+49 30 ",
        "->",
    ),
    *("the ", "kitchen ", "und ", "a", "B", "\u00a0", "1234567", "-", " - ", "…", "好", "。"),
)
written = st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join) | st.text(max_size=40)
languages = st.sampled_from(LANGUAGES)


@given(written, languages)
def test_what_is_sayable_is_its_own_sayable_form(text: str, language: str) -> None:
    said = sayable(text, language)

    assert sayable(said, language) == said


@given(written, languages)
def test_what_is_said_is_not_much_longer_than_what_is_written(text: str, language: str) -> None:
    assert len(sayable(text, language)) <= 45 * len(text)


@given(st.lists(st.from_regex(r"[a-zà-öø-þ]{6,12}", fullmatch=True), max_size=8), languages)
def test_plain_words_stay_as_they_are(words: list[str], language: str) -> None:
    text = " ".join(words).capitalize() + "."

    assert sayable(text, language) == text


@given(written, st.sampled_from([*SIGN_WORDS]))
@example("5 ≤ x", "en")
@example("a<b", "de")
def test_every_sign_that_has_words_is_in_words(text: str, language: str) -> None:
    assert not set(sayable(text, language)) & set("<>≤≥±×÷=≈≠→§№²³½¾")


@given(st.lists(st.sampled_from(["4", "17", "230", "5.5", "0,25"]), min_size=1, max_size=4), languages)
def test_no_digit_is_lost(numbers: list[str], language: str) -> None:
    said = sayable(" and ".join(f"{number} °C" for number in numbers), language)

    assert re.findall(r"\d", said) == re.findall(r"\d", "".join(numbers))


@pytest.mark.parametrize("language", ["en", "de", "tlh"])
@pytest.mark.parametrize(
    "part", ["5 ", "5", "-", "1-", "1.", "1,234", "a/", "°", "$5", "Dr. ", "5 km/h ", "<", "II "]
)
def test_a_long_text_takes_time_in_proportion(part: str, language: str) -> None:
    def seconds(length: int) -> float:
        text = part * (length // len(part))
        began = time.process_time()
        sayable(text, language)
        return time.process_time() - began

    sayable(part, language)
    short = max(seconds(2_000), 0.002)
    assert seconds(16_000) < 40 * short
