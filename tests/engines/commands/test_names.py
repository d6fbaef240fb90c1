"""What the names of a home tell."""

from __future__ import annotations

from wyoming_morgan.engines.commands.names import home_names
from wyoming_morgan.engines.commands.wording import joined_words
from wyoming_morgan.engines.contract.vocabulary import Vocabulary, VocabularyEntry

HOME = home_names(
    Vocabulary(
        entries=(
            VocabularyEntry(("TV", "Tele"), "media_player"),
            VocabularyEntry(("Radio",), "media_player"),
            VocabularyEntry(("Party Time",), "scene"),
            VocabularyEntry(("Reading",), "scene"),
            VocabularyEntry(("Reading",), "light"),
        ),
        areas=(("Kitchen", "Cook Room"),),
        floors=(("Attic",),),
    ),
    joined_words,
)


def test_things_and_places_have_names() -> None:
    assert all(name in HOME for name in ("tv", "tele", "party_time", "cook_room", "attic"))
    assert "hall" not in HOME


def test_two_names_of_a_thing_mean_one_thing_and_those_of_two_things_do_not() -> None:
    assert HOME.mean_one_thing(["tv", "tele"])
    assert not HOME.mean_one_thing(["tv", "radio"])
    assert not HOME.mean_one_thing(["reading"])


def test_a_place_and_an_unknown_word_mean_no_thing() -> None:
    assert not HOME.mean_one_thing(["kitchen"])
    assert not HOME.mean_one_thing(["hall"])
    assert not HOME.mean_one_thing([])


def test_scenes_have_no_room_unless_something_with_a_room_is_called_like_one() -> None:
    assert HOME.roomless == {"party_time"}
