from __future__ import annotations

import pytest
from hassil import TextSlotList

from wyoming_morgan.agent.contract import SlotValue
from wyoming_morgan.agent.grammar.slots import area_name, closed_lists, plain
from wyoming_morgan.home.model import Area, Entity, Floor, Home


def values(home: Home, name: str) -> list[object]:
    listed = closed_lists(home)[name]
    assert isinstance(listed, TextSlotList)
    return list(dict.fromkeys(value.value_out for value in listed.values))


def test_areas_and_floors_of_things_and_areas_are_listed_too() -> None:
    home = Home(
        entities=(Entity("Lamp", "light", area="Attic"), Entity("Fan", "fan", area="kitchen")),
        areas=(Area("Kitchen", floor="Ground Floor"),),
        floors=(Floor("Upstairs"),),
    )

    assert values(home, "area") == ["Kitchen", "Attic"]
    assert values(home, "floor") == ["Upstairs", "Ground Floor"]


def test_an_empty_name_is_not_listed() -> None:
    assert values(Home(entities=(Entity("Lamp", "light", aliases=("", " ")),)), "name") == ["Lamp"]


def test_an_area_is_found_by_any_of_its_names() -> None:
    home = Home(areas=(Area("Kitchen", aliases=("galley",)),))

    assert area_name("GALLEY", home) == "Kitchen"
    assert area_name("Shed", home) == "Shed"


@pytest.mark.parametrize(
    ("value", "expected"), [(5, 5), (5.0, 5), (20.5, 20.5), ("red", "red"), (True, "True"), (None, "None")]
)
def test_values_are_plain(value: object, expected: SlotValue) -> None:
    result = plain(value)

    assert result == expected
    assert type(result) is type(expected)
