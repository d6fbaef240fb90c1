from __future__ import annotations

import pytest

from wyoming_morgan.agent.guard.order import Order


@pytest.mark.parametrize(
    ("name", "acts"),
    [
        ("GetLiveContext", False),
        ("todo_get_items", False),
        ("calendar_get_events", False),
        ("assist__GetLiveContext", False),
        ("get_ready_for_bed", True),
        ("todo__get_items", False),
        ("script__get_items", True),
        ("script__todo_get_items", True),
        ("search_web", True),
        ("read_the_room", True),
        ("HassGetWeather", False),
        ("HassClimateGetTemperature", False),
        ("HassTimerStatus", False),
        ("HassClimateSetTemperature", True),
        ("HassTurnOn", True),
        ("HassListAddItem", True),
        ("list_add_item", True),
        ("get_and_set_mode", True),
        ("script_open_sesame", True),
        ("whatever", True),
    ],
)
def test_what_is_not_known_to_look_acts(name: str, acts: bool) -> None:
    assert Order(name, {}).acts is acts


def test_a_tool_of_another_server_acts_whatever_its_name_unless_it_is_known_to_look() -> None:
    assert Order("HassGetState", {}, foreign=True).acts
    assert Order("GetLiveContext", {}, foreign=True).acts
    assert not Order("anything", {}, foreign=True, looks=True).acts
    assert Order("HassTurnOff", {"name": "Front Door"}, foreign=True).is_intent is False
