"""What a voice says for what is written, in each language."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.sayable.cases import CASES
from wyoming_morgan.sayable import sayable


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        pytest.param(language, text, said, id=f"{language}: {text}")
        for language, cases in CASES.items()
        for text, said in cases.items()
    ],
)
def test_what_is_written_is_said_in_words(language: str, text: str, said: str) -> None:
    assert sayable(text, language) == said


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "9am-5pm", "9 AM to 5 PM"),
        ("en", "7:05\N{EN DASH}7:30", "7 oh 5 to 7:30"),
        ("de", "20.11.\N{EN DASH}25.11.", "20. November bis 25. November"),
        ("nl", "om 19.30 uur", "om 19 uur 30"),
        ("en", "2h5m", "2 hours 5 minutes"),
        ("en", "5m 30s", "5 minutes 30 seconds"),
        ("en", "5 m", "5 meters"),
        ("de", "die 30 km/h-Zone", "die 30 km/h-Zone"),
        ("en", "10 kWh/day", "10 kilowatt-hours/day"),
    ],
)
def test_spans_of_time_are_said_whole(language: str, text: str, said: str) -> None:
    assert sayable(text, language) == said


def test_signs_are_said_within_a_sentence() -> None:
    text = "It is -3 °C outside, humidity 45 %, wind 12 km/h until 10:30."

    assert sayable(text, "en-US") == (
        "It is minus 3 degrees Celsius outside, humidity 45 %, wind 12 kilometers per hour until 10:30."
    )


@pytest.mark.parametrize(
    ("language", "date"), [("en-US", "March 4, 2026"), ("en-GB", "3 April 2026"), ("de_DE", "3. April 2026")]
)
def test_a_date_is_read_in_the_order_of_the_region(language: str, date: str) -> None:
    assert sayable("3/4/2026", language) == date


@pytest.mark.parametrize(
    "text",
    [
        "The 20-year-old F-16 of COVID-19.",
        "I said no. It is on.",
        "Mr. X and Malcolm X met in room A-5.",
        "The IV is empty, and 5 in 10 people know it.",
        "It is a 5-km-long road.",
        "He sat, then left at 5 in the morning.",
        "Read the key of R&B and AT&T.",
        "Turn the lights on, please!",
        "It's 5'6\" tall.",
    ],
)
def test_what_only_looks_like_a_sign_stays(text: str) -> None:
    assert sayable(text, "en") == text


def test_nothing_heavy_is_loaded_before_something_needs_it() -> None:
    code = "import sys, wyoming_morgan.sayable; print('babel' in sys.modules)"

    command = [sys.executable, "-c", code]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - ours

    assert loaded.strip() == "False"
