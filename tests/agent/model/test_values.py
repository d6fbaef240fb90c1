"""Values of calls are repaired where their meaning is plain, and refused elsewhere."""

from __future__ import annotations

import json
from typing import Any

import pytest

from wyoming_morgan.agent.model.repair import read_arguments
from wyoming_morgan.agent.model.tools import intent_tools
from wyoming_morgan.agent.model.values import fitting
from wyoming_morgan.errors import InvalidRequest

SCHEMAS = {offered.name: offered.tool.parameters for offered in intent_tools()}


def taken(tool: str, **arguments: Any) -> dict[str, Any]:
    schema = SCHEMAS[tool]
    return fitting(tool, read_arguments(json.dumps(arguments), schema), schema)


@pytest.mark.parametrize(
    ("tool", "arguments", "meant"),
    [
        ("HassLightSet", {"brightness": 0.3}, {"brightness": 30}),
        ("HassLightSet", {"brightness": "0.5"}, {"brightness": 50}),
        ("HassLightSet", {"brightness": "40%"}, {"brightness": 40}),
        ("HassLightSet", {"brightness": 1}, {"brightness": 1}),
        ("HassLightSet", {"temperature": "2700K"}, {"temperature": 2700}),
        ("HassSetVolume", {"volume_level": 0.25}, {"volume_level": 25}),
        ("HassTurnOn", {"domain": '["switch"]'}, {"domain": ["switch"]}),
        ("HassTurnOn", {"domain": "['switch', 'light']"}, {"domain": ["switch", "light"]}),
        ("HassTurnOn", {"domain": "switch"}, {"domain": ["switch"]}),
        ("HassTurnOn", {"name": ["Printer"]}, {"name": "Printer"}),
        ("HassClimateSetTemperature", {"temperature": "21,5 °C"}, {"temperature": 21.5}),
        ("HassStartTimer", {"minutes": 1.5}, {"minutes": 1, "seconds": 30}),
        ("HassStartTimer", {"hours": "0.5"}, {"hours": 0, "minutes": 30}),
        ("HassSetVolumeRelative", {"volume_step": "UP"}, {"volume_step": "up"}),
    ],
)
def test_plain_values_are_repaired(tool: str, arguments: dict[str, Any], meant: dict[str, Any]) -> None:
    assert taken(tool, **arguments) == meant


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("HassClimateSetTemperature", {"temperature": 2100}),
        ("HassClimateSetTemperature", {"temperature": -200}),
        ("HassClimateSetTemperature", {"temperature": "warm"}),
        ("HassLightSet", {"brightness": 300}),
        ("HassLightSet", {"brightness": -5}),
        ("HassLightSet", {"brightness": True}),
        ("HassLightSet", {"temperature": 3}),
        ("HassSetPosition", {"position": 101}),
        ("HassStartTimer", {"minutes": -1}),
        ("HassSetVolumeRelative", {"volume_step": "sideways"}),
        ("HassTurnOn", {"name": {"a": 1}}),
        ("HassTurnOn", {"name": ["Printer", "TV"]}),
        ("HassFanSetSpeed", {"percentage": {"a": 1}}),
    ],
)
def test_impossible_values_are_refused(tool: str, arguments: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest):
        taken(tool, **arguments)


def test_what_a_schema_bounds_is_bounded() -> None:
    schema = {"properties": {"level": {"type": "integer", "minimum": 1, "maximum": 5}, "free": {}}}
    assert fitting("foreign__set", {"level": 3, "free": [1]}, schema) == {"level": 3, "free": [1]}
    with pytest.raises(InvalidRequest, match="from 1 to 5"):
        fitting("foreign__set", {"level": 9}, schema)
