"""What a person wrote about the home and probably did not mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.conftest import Load
from wyoming_morgan.config.home_warnings import DOMAINS


def warnings(load_files: Load, folder: Path, home: str) -> list[str]:
    loaded = load_files(core=f"home:\n{home}")
    return [str(warning).replace(f"{folder}/", "") for warning in loaded.warnings]


@pytest.mark.parametrize(("given", "missing"), [("url: http://ha:8123", "token"), ("token: abc", "url")])
def test_half_a_home_assistant_has_no_effect_and_is_told_with_its_line(
    load_files: Load, given: str, missing: str
) -> None:
    [warning] = load_files(core=f"home_assistant:\n  {given}\n").warnings
    name = given.partition(":")[0]
    expected = f"core.home_assistant.{name} has no effect without core.home_assistant.{missing}"
    assert str(warning).endswith(f"core.yaml:2: {expected}")
    assert load_files(core="home_assistant: {url: 'http://ha:8123', token: abc}\n").warnings == ()


def test_a_domain_that_does_not_exist_is_asked_about_with_its_line(load_files: Load, tmp_path: Path) -> None:
    home = "  entities:\n  - {name: Lamp, domain: light}\n  - {name: Spots, domain: lights}\n"
    [warning] = warnings(load_files, tmp_path, home)
    assert warning == (
        "core.yaml:4: core.home.entities[1].domain: Home Assistant itself has no domain 'lights'; "
        "did you mean light?"
    )


def test_an_area_that_is_there_twice_is_named_with_both_places(load_files: Load, tmp_path: Path) -> None:
    home = "  areas:\n  - Kitchen\n  - {name: Bar, aliases: [kitchen]}\n"
    [warning] = warnings(load_files, tmp_path, home)
    assert warning == (
        "core.yaml:4: core.home.areas[1]: core.home.areas[0] is called 'kitchen', too; "
        "Morgan cannot tell them apart"
    )


def test_two_lights_of_one_name_in_one_area_are_named(load_files: Load, tmp_path: Path) -> None:
    home = (
        "  entities:\n"
        "  - {name: Lamp, domain: light, area: Kitchen}\n"
        "  - {name: Spot, domain: light, area: Kitchen, aliases: [lamp]}\n"
    )
    [warning] = warnings(load_files, tmp_path, home)
    assert warning == (
        "core.yaml:4: core.home.entities[1]: core.home.entities[0] is a light called 'lamp' in 'Kitchen', "
        "too; Morgan cannot tell them apart"
    )


@pytest.mark.parametrize(
    "home",
    [
        "  entities: [{name: Lamp, domain: light, area: Kitchen}, {name: Lamp, domain: light, area: Bath}]\n",
        "  entities: [{name: TV, domain: media_player}, {name: TV, domain: remote}]\n",
        "  areas: [{name: Kitchen, aliases: [kitchen]}, Office]\n",
        "  entities: [{name: Lamp, domain: light, aliases: [lamp]}]\n",
    ],
    ids=["other rooms", "other kinds", "an area's own alias", "a light's own alias"],
)
def test_what_can_be_told_apart_needs_no_warning(load_files: Load, tmp_path: Path, home: str) -> None:
    assert warnings(load_files, tmp_path, home) == []


def test_the_domains_that_are_spoken_of_most_are_known() -> None:
    assert {"light", "switch", "cover", "lock", "climate", "media_player", "todo", "vacuum"} <= DOMAINS
