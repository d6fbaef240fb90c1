"""Names of any kind become words that can be spoken."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.engines.stt.pocketsphinx import spelling


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Bed Light", "bed_light"),
        ("EcoBee", "eco_bee"),
        ("TV", "tv"),
        ("Kid's Room", "kid's_room"),
        ("Heater 12", "heater_twelve"),
        ("Wash & Dry", "wash_and_dry"),
        ("Café-Lampe", "cafe_lampe"),
        ("living_room.lamp", "living_room_lamp"),
        ("灯", ""),
        ("  ", ""),
    ],
)
def test_a_name_is_one_word(name: str, word: str) -> None:
    assert spelling.joined(name) == word


def test_spaces_at_the_ends_of_a_text_stay() -> None:
    assert spelling.plain(" Turn on ") == " turn on "
    assert spelling.plain("%") == " percent"


@given(st.text(max_size=40))
def test_any_name_is_spelled_with_what_the_dictionary_can_hold(name: str) -> None:
    assert set(spelling.joined(name)) <= set(string.ascii_lowercase + "'_")
    assert not spelling.joined(name).startswith("_")


def test_short_forms_have_one_spelling() -> None:
    assert spelling.plain("whats the time") == spelling.plain("What's the time") == "what's the time"
    assert spelling.plain("its lights") == "its lights"
