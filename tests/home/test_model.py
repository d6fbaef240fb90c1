from __future__ import annotations

from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.home.model import Area, Entity, Floor, Home


def test_a_home_is_known_as_soon_as_anything_in_it_is() -> None:
    assert not Home().known
    assert Home(areas=(Area("Kitchen"),)).known
    assert Home(entities=(Entity("Lamp", "light"),)).known


def test_the_main_name_comes_first_among_the_names() -> None:
    assert Entity("TV", "media_player", aliases=("telly",)).names == ("TV", "telly")
    assert Area("Kitchen", aliases=("galley",)).names == ("Kitchen", "galley")
    assert Floor("Upstairs").names == ("Upstairs",)


def test_a_recognizer_gets_every_name_that_may_be_spoken() -> None:
    home = Home(
        entities=(
            Entity("TV", "media_player", aliases=("telly",), area="Office", features=frozenset({"volume"})),
        ),
        areas=(Area("Office"), Area("Kitchen", aliases=("galley",))),
        floors=(Floor("Upstairs", aliases=("first floor",)),),
    )

    vocabulary = home.vocabulary()

    (entry,) = vocabulary.entries
    assert entry.names == ("TV", "telly")
    assert (entry.domain, entry.area) == ("media_player", "Office")
    assert entry.features == {"volume"}
    assert vocabulary.areas == (("Office",), ("Kitchen", "galley"))
    assert vocabulary.floors == (("Upstairs", "first floor"),)


def test_an_unknown_home_has_no_words() -> None:
    vocabulary = Home().vocabulary()

    assert vocabulary == Vocabulary()


def test_an_area_is_known_by_the_ids_of_its_satellites() -> None:
    home = Home(areas=(Area("Kitchen", satellites=("assist_satellite.kitchen", "f00d")), Area("Office")))

    assert home.area_of("assist_satellite.kitchen", None) == "Kitchen"
    assert home.area_of(None, "f00d") == "Kitchen"
    assert home.area_of("assist_satellite.attic", "beef") is None
    assert home.area_of(None, None) is None
