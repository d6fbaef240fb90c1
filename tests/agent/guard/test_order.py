from __future__ import annotations

import pytest

from wyoming_morgan.agent.guard.order import Order


@pytest.mark.parametrize(
    ("name", "acts"),
    [
        ("get_state", False),
        ("GetLiveContext", False),
        ("todo_get_items", False),
        ("calendar_get_events", False),
        ("assist__GetLiveContext", False),
        ("get_ready_for_bed", True),
        ("todo__get_items", True),
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
def test_what_nobody_knows_acts(name: str, acts: bool) -> None:
    assert Order(name, {}).acts is acts
