"""The home as people write it down."""

from __future__ import annotations

from pathlib import Path

import pytest

from wyoming_morgan.config.complaints import InvalidConfiguration
from wyoming_morgan.config.home import HomeSettings
from wyoming_morgan.config.loader import load_home
from wyoming_morgan.home.model import Area, Entity, Floor, Home


def test_a_home_becomes_what_the_rest_of_morgan_knows(tmp_path: Path) -> None:
    file = tmp_path / "home.yaml"
    file.write_text(
        "floors: [Ground floor]\n"
        "areas: [Kitchen, {name: Living room, aliases: [lounge], floor: Ground floor, satellites: [sat]}]\n"
        "entities:\n"
        "  - {name: Bed Light, domain: light, aliases: [lamp], area: Kitchen, brightness: true, color: yes}\n"
        "  - {name: TV, domain: media_player}\n"
    )
    assert load_home(file) == Home(
        entities=(
            Entity(
                name="Bed Light",
                domain="light",
                aliases=("lamp",),
                area="Kitchen",
                features=frozenset({"brightness", "color"}),
            ),
            Entity(name="TV", domain="media_player"),
        ),
        areas=(
            Area(name="Kitchen"),
            Area(name="Living room", aliases=("lounge",), floor="Ground floor", satellites=("sat",)),
        ),
        floors=(Floor(name="Ground floor"),),
    )


def test_nothing_told_is_an_unknown_home() -> None:
    assert not HomeSettings().home().known


def test_a_home_in_a_file_of_its_own_is_complained_about_by_line(tmp_path: Path) -> None:
    file = tmp_path / "home.yaml"
    file.write_text("areas: [Kitchen]\nentitys: []\n")
    with pytest.raises(InvalidConfiguration) as caught:
        load_home(file)
    assert caught.value.message == f"{file}:2: entitys: no such setting; did you mean entities?"
    with pytest.raises(InvalidConfiguration, match="absent: does not exist"):
        load_home(tmp_path / "absent")


@pytest.mark.recordings
def test_the_home_of_the_recordings_is_understood(speech_dir: Path) -> None:
    home = load_home(speech_dir / "home.yaml")
    assert [area.name for area in home.areas] == ["Kitchen", "Office"]
    assert len(home.entities) == 13
    assert home.entities[0].features == {"brightness", "color"}


def test_without_a_list_of_areas_those_of_the_entities_are_the_areas() -> None:
    kitchen = {"name": "Light", "domain": "light", "area": "Kitchen"}
    home = HomeSettings.model_validate({"entities": [kitchen, {**kitchen, "name": "Lamp"}]}).home()
    assert home.areas == (Area(name="Kitchen"),)
