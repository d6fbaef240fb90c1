"""How words sound, in each language."""

from __future__ import annotations

import pytest

from tests.engines.commands.conftest import ESPEAK
from wyoming_morgan.engines.commands.articulation import Articulation
from wyoming_morgan.engines.commands.phones import Phones
from wyoming_morgan.engines.commands.wording import SPOKEN_SIGNS
from wyoming_morgan.errors import EngineUnavailable


def phones(language: str) -> Phones:
    return Phones(language, ESPEAK, Articulation())


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "two", "2"),
        ("en", "their", "there"),
        ("de", "zwei", "2"),
        ("de", "prozent", "%"),
        ("fr", "étain", "éteins"),
        ("es", "dos", "2"),
        ("it", "gradi", "°"),
        ("nl", "graden", "°"),
    ],
)
def test_words_that_sound_alike_have_the_same_phones(language: str, one: str, other: str) -> None:
    assert phones(language).of(one) == phones(language).of(other) != ()


def test_a_name_sounds_like_its_words() -> None:
    english = phones("en")
    assert english.of("bed_light") == english.of("bed") + english.of("light")


@pytest.mark.parametrize(("language", "word"), [("de", "Light"), ("de", "Timer"), ("fr", "weekend")])
def test_a_word_of_another_language_has_the_sounds_of_that_word_only(language: str, word: str) -> None:
    assert len(phones(language).of(word)) == len(phones("en").of(word))


@pytest.mark.parametrize("language", sorted(SPOKEN_SIGNS))
def test_one_is_said_as_the_noun_wants_it(language: str) -> None:
    ways = phones(language).ways("1")
    assert all(ways)
    assert phones(language).ways("2") == (phones(language).of("2"),)


def test_a_language_without_a_voice_is_reported() -> None:
    with pytest.raises(EngineUnavailable, match="no voice"):
        phones("xx").of("word")
