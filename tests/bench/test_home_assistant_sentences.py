"""Home Assistant's own sentences are read with their homes, and compared as its own tests compare them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.home_assistant_sentences.fixtures import UNNAMED_AREA, Expected, joined, read_sentences
from bench.home_assistant_sentences.plain import PlainHassil
from bench.home_assistant_sentences.understood import Understood
from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.home.model import Area, Entity, Floor, Home

SCHEMA = """
HassTurnOn:
  slot_combinations:
    name_only: {slots: [name]}
    domain_only: {slots: [domain], context_area: true, inferred_domains: {required: [light], optional: [fan]}}
"""
BY_NAME = """
language: en
floors: [{name: Attic}]
areas: [{name: Den, floor: Attic}]
entities: [{name: Reading lamp, domain: light, area: Den, attributes: {device_class: spot}}]
tests:
  - {sentences: [turn on the reading lamp], slots: {name: Reading lamp}, response: ""}
"""
IN_HERE = """
language: en
areas: [{name: den, context_area: true}]
tests:
  - {sentences: [turn on the lights in here], slots: {domain: light}, response: ""}
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    tests = tmp_path / "tests" / "en" / "HassTurnOn"
    tests.mkdir(parents=True)
    (tmp_path / "intents.yaml").write_text(SCHEMA)
    (tests / "name_only.yaml").write_text(BY_NAME)
    (tests / "domain_only.yaml").write_text(IN_HERE)
    return tmp_path


def test_a_sentence_comes_with_its_home_its_area_and_its_meaning(checkout: Path) -> None:
    here, named = read_sentences(checkout, "en")

    assert (here.text, here.area, here.expected.in_area) == ("turn on the lights in here", "den", True)
    assert here.expected.slots == {"domain": {"light", "fan"}}
    assert (named.text, named.area) == ("turn on the reading lamp", UNNAMED_AREA)
    assert named.home == Home(
        (Entity("Reading lamp", "light", area="Den", device_class="spot"),),
        (Area("Den", floor="Attic"),),
        (Floor("Attic"),),
    )


def test_one_home_has_every_place_once(checkout: Path) -> None:
    assert [area.name for area in joined(read_sentences(checkout, "en")).areas] == ["Den"]


def test_a_folder_without_sentences_is_not_read(checkout: Path) -> None:
    with pytest.raises(InvalidRequest, match="no sentences"):
        read_sentences(checkout, "fr")
    with pytest.raises(InvalidRequest, match=r"intents\.yaml"):
        read_sentences(checkout / "tests", "en")


def test_plain_hassil_understands_what_the_installed_sentences_have(checkout: Path) -> None:
    plain = PlainHassil("en")

    assert all(
        plain.understand(spoken).means(spoken.expected, spoken.area)
        for spoken in read_sentences(checkout, "en")
    )


LAMP = Expected("HassTurnOn", "name_only", {"name": frozenset({"Lamp"})}, in_area=False)
LIGHTS = Expected("HassTurnOn", "domain_only", {"domain": frozenset({"light", "fan"})}, in_area=True)


@pytest.mark.parametrize(
    ("understood", "expected", "right"),
    [
        (Understood("HassTurnOn", {"name": "Lamp"}), LAMP, True),
        (Understood("HassTurnOn", {"name": "Lamp"}, combination="name_area"), LAMP, False),
        (Understood("HassTurnOff", {"name": "Lamp"}), LAMP, False),
        (Understood("HassTurnOn", {"name": "Fan"}), LAMP, False),
        (Understood("HassTurnOn", {"name": "Lamp", "area": "Den"}), LAMP, False),
        (Understood("HassTurnOn", {}), LAMP, False),
        (Understood(why="not understood"), LAMP, False),
        (Understood("HassTurnOn", {"domain": "light", "area": "Den"}), LIGHTS, True),
        (Understood("HassTurnOn", {"domain": ("light", "fan"), "area": "Den"}), LIGHTS, True),
        (Understood("HassTurnOn", {"domain": ("light", "lock"), "area": "Den"}), LIGHTS, False),
        (Understood("HassTurnOn", {"domain": "light", "area": "Attic"}), LIGHTS, False),
        (Understood("HassTurnOn", {"domain": "light"}), LIGHTS, False),
    ],
)
def test_intent_and_slots_are_compared(understood: Understood, expected: Expected, right: bool) -> None:
    assert understood.means(expected, "Den") is right


def test_a_state_of_home_assistant_is_what_people_call_it() -> None:
    expected = Expected("HassGetState", "", {"state": frozenset({"casa"})}, in_area=False)

    assert expected.in_states(Home(), {"home": ("casa",)}).slots["state"] == {"casa", "home"}
