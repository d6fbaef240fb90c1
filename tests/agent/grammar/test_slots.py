from __future__ import annotations

import pytest
from hassil import TextSlotList
from hypothesis import example, given
from hypothesis import strategies as st

from wyoming_morgan.agent.contract import SlotValue
from wyoming_morgan.agent.grammar.slots import HomeLists, NameList, area_name, plain
from wyoming_morgan.home.model import Area, Entity, Floor, Home


def values(home: Home, name: str) -> list[object]:
    listed = HomeLists().of(home)[name]
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


NAMES = st.lists(st.text("ab-_ ßẞéİ", min_size=1, max_size=6).filter(str.strip), max_size=9)


@given(NAMES, st.text("ab-_ ßẞéİ", max_size=12))
@example(["_ _"], "_  _")
@example(["_  ß"], "_  ß")
def test_every_name_that_hassil_would_try_is_tried(names: list[str], text: str) -> None:
    own = TextSlotList.from_strings(names, allow_template=False, name="name")
    expected = {value.value_out for value in own.get_candidates(text) if text.startswith(value.value_out)}
    listed = NameList("name", own.values)

    assert {value.value_out for value in listed.get_candidates(text)} >= expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Lamp two on", ["Lamp", "Lamp Two"]),
        ("lamp-two on", ["Lamp", "Lamp Two"]),
        (" LAMP", ["Lamp"]),
        ("amp", []),
        ("", []),
    ],
)
def test_only_names_that_a_text_may_begin_with_are_tried(text: str, names: list[str]) -> None:
    own = TextSlotList.from_strings(["Lamp Two", "Lamp", "Fan"], allow_template=False, name="name")

    assert [value.value_out for value in NameList("name", own.values).get_candidates(text)] == names


def test_what_was_made_for_a_thing_serves_again_in_the_next_home() -> None:
    lamp, fan = Entity("Lamp", "light"), Entity("Fan", "fan")
    lists = HomeLists()
    before = lists.of(Home(entities=(lamp, fan)))["name"]
    after = lists.of(Home(entities=(lamp, Entity("Big fan", "fan"))))["name"]

    assert isinstance(before, TextSlotList)
    assert isinstance(after, TextSlotList)
    assert after.values[0] is before.values[0]
    assert [value.value_out for value in after.values] == ["Lamp", "Big fan"]


@given(NAMES, st.text("ab-_ ßẞéİ", max_size=12))
@example(["_ _"], "_  _")
def test_the_names_in_a_text_are_those_that_it_may_begin_with(names: list[str], text: str) -> None:
    listed = NameList("name", TextSlotList.from_strings(names, allow_template=False, name="name").values)

    assert listed.within(text.casefold()).get_candidates(text) == listed.get_candidates(text)


def test_a_name_that_is_not_said_is_not_in_a_text() -> None:
    listed = NameList("name", TextSlotList.from_strings(["Desk lamp", "Fan"], name="name").values)

    assert listed.within("turn on the desk-lamp").texts == ["desk lamp"]
