"""How words sound: from the dictionary, from their letters, in parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from wyoming_morgan.engines.stt.pocketsphinx.letters import Letters
from wyoming_morgan.engines.stt.pocketsphinx.pronunciation import dictionary_lines, pronounce

LETTERS = Letters()


def ways(word: str, model_dir: Path, *names: str) -> list[str]:
    pronunciations = pronounce([word], names, model_dir / "cmudict-en-us.dict", LETTERS)
    return [phones for _, phones in pronunciations]


def test_known_words_sound_as_the_dictionary_says(model_dir: Path) -> None:
    assert ways("kitchen", model_dir) == ["K IH CH AH N"]


def test_a_name_of_several_words_sounds_like_all_of_them_in_a_row(model_dir: Path) -> None:
    assert ways("bed_light", model_dir) == ["B EH D L AY T"]


def test_the_ways_of_the_parts_are_combined_but_not_without_bound(model_dir: Path) -> None:
    assert "IY K OW B IY" in ways("eco_bee", model_dir)
    assert len(ways("the_hundred_to_either", model_dir)) == 6


def test_a_number_sounds_like_its_word(model_dir: Path) -> None:
    assert ways("#five", model_dir) == ["F AY V"]


def test_capitals_may_also_be_spelled_out(model_dir: Path) -> None:
    assert ways("led_strip", model_dir, "LED Strip") == ["L EH D S T R IH P", "EH L IY D IY S T R IH P"]
    assert ways("led_strip", model_dir, "Led Strip") == ["L EH D S T R IH P"]


@pytest.mark.parametrize(
    ("word", "phones"),
    [
        ("ecobee", "EH K OW B IY"),
        ("nanoleaf", "N AE N OW L IY F"),
        ("awnings", "AO N IH NG Z"),
        ("roborock", "R OW B AO R AA K"),
    ],
)
def test_words_that_no_dictionary_has_are_read_by_their_letters(word: str, phones: str) -> None:
    assert LETTERS.phones(word) == phones


def test_every_sound_is_one_that_the_acoustic_model_knows(model_dir: Path) -> None:
    sounds = set((model_dir / "cmudict-en-us.dict").read_text().split())
    for word in ("zxqv", "schnapps", "llanfair", "o'", "xylo", "tsunami", "jalapeno"):
        assert set(LETTERS.phones(word).split()) <= sounds


def test_further_ways_are_numbered_as_pocketsphinx_wants() -> None:
    lines = dictionary_lines([("a", "AH"), ("a", "EY"), ("b", "B IY")])
    assert list(lines) == ["a AH\n", "a(2) EY\n", "b B IY\n"]
