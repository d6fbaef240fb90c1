"""The name of a tool is known by whatever a model writes around it, and only if one is meant."""

from __future__ import annotations

import pytest

from wyoming_morgan.engines.contract.tool_names import known_name

NAMES = (
    "HassTurnOn",
    "HassTurnOff",
    "get_state",
    "recall",
    "calendar__get_events",
    "mail__get_events",
    "list__add",
)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("HassTurnOn", "HassTurnOn"),
        ("functions.HassTurnOn", "HassTurnOn"),
        ("functions.HassTurnOn:0", "HassTurnOn"),
        ("default_api.HassTurnOn", "HassTurnOn"),
        ("tool_HassTurnOn", "HassTurnOn"),
        ("home__HassTurnOn", "HassTurnOn"),
        ("HassTurnOn_tool", "HassTurnOn"),
        ("HassTurnOn_0", "HassTurnOn"),
        ("HassTurnOn()", "HassTurnOn"),
        (" HassTurnOn\n", "HassTurnOn"),
        ('"HassTurnOn"', "HassTurnOn"),
        ("hassturnon", "HassTurnOn"),
        ("HassTurnOn<|channel|>commentary", "HassTurnOn"),
        ("<|constrain|>HassTurnOn", "HassTurnOn"),
        ("add", "list__add"),
        ("list.add", "list__add"),
        ("get_events", None),
        ("HassTurnOn HassTurnOff", None),
        ("HassTurnOnOff", None),
        ("HassTurn", None),
        ("forget_state", None),
        ("hass_turn_on", None),
        ("", None),
        ("x" * 500, None),
    ],
)
def test_a_name_is_known_by_itself_alone(written: str, name: str | None) -> None:
    assert known_name(written, NAMES) == name
