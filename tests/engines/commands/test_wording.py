"""Texts of any language as words that are spoken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.engines.commands.wording import SPOKEN_SIGNS, SpokenWording, words_of
from wyoming_morgan.engines.commands.writing import Unsayable

WORDING = SpokenWording()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Turn on the bed light.", ["turn", "on", "the", "bed", "light"]),
        ("¿Cuál es la temperatura?", ["cuál", "es", "la", "temperatura"]),
        ("Schließ das Garagentor!", ["schließ", "das", "garagentor"]),
        ("ferme l'auvent", ["ferme", "l'auvent"]),
        ("ferme l\u2019auvent", ["ferme", "l'auvent"]),
        ("100%", ["100", "%"]),
        ("21,5 °C", ["21.5", "°", "c"]),
        ("1h25", ["1", "h", "25"]),
        ("wi-fi", ["wi", "fi"]),
        ("snake_case", ["snake", "case"]),
        ("  ", []),
    ],
)
def test_what_is_spoken_of_a_text(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(("text", "written"), [(" on ", " on "), ("l'", "l'"), (" ", " "), ("", "")])
def test_the_text_of_a_template_keeps_the_blanks_that_part_words(text: str, written: str) -> None:
    assert WORDING.text(text) == written


def test_a_name_is_one_word() -> None:
    assert WORDING.name("Kid's Lamp 2") == "kid's_lamp_2"


def test_numbers_are_digits() -> None:
    assert [number for number, _ in WORDING.numbers((1.0, 20.5, 100), "timer_minutes")] == [
        "1",
        "20.5",
        "100",
    ]


def test_items_are_free_text_and_commands_for_later_are_not() -> None:
    assert WORDING.free_text("todo_list_item")
    with pytest.raises(Unsayable):
        WORDING.free_text("timer_command")


def test_every_language_reads_the_same_signs() -> None:
    assert len({frozenset(signs) for signs in SPOKEN_SIGNS.values()}) == 1


@given(st.text(max_size=80))
def test_words_of_words_are_the_same(text: str) -> None:
    words = words_of(text)
    assert words_of(" ".join(words)) == words
