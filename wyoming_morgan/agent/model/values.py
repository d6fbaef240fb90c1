"""Checks the values of a model's calls: where the meaning is plain they are repaired, else refused."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from wyoming_morgan.errors import InvalidRequest

_PERCENTS = frozenset({"brightness", "position", "percentage", "volume_level"})
_HUNDRED = (0.0, 100.0)
_RANGES: Mapping[tuple[str, str], tuple[float, float]] = {
    ("HassClimateSetTemperature", "temperature"): (-30.0, 110.0),
    ("HassLightSet", "temperature"): (1000.0, 12000.0),
}
"""What no home can mean otherwise: degrees of either unit, kelvins."""
_TIMES = (("hours", "minutes"), ("minutes", "seconds"))
_SIXTY = 60
_LONGEST_TIME = 10_000_000
_KINDS: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}
_SHOWN = 60


def fitting(tool: str, arguments: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a call with values that the tool can take.

    Raises:
        InvalidRequest: a value is out of range or of the wrong kind; the message is for the model.
    """
    properties = schema.get("properties")
    kinds = properties if isinstance(properties, Mapping) else {}
    values = dict(arguments)
    _carry(values)
    return {
        name: _value(tool, name, value, kind if isinstance(kind := kinds.get(name), Mapping) else {})
        for name, value in values.items()
    }


def _carry(values: dict[str, Any]) -> None:
    """Move the fractions of hours and minutes down: “1.5 minutes” is no whole number of minutes."""
    for prefix in ("", "start_"):
        for larger, smaller in _TIMES:
            value = values.get(prefix + larger)
            rest = values.get(prefix + smaller, 0)
            if isinstance(value, float) and math.isfinite(value) and isinstance(rest, int | float):
                whole = math.floor(value)
                values[prefix + larger] = whole
                more = round((value - whole) * _SIXTY, 3)
                if rest + more:
                    values[prefix + smaller] = rest + more
        seconds = values.get(f"{prefix}seconds")
        if isinstance(seconds, float) and math.isfinite(seconds):
            values[f"{prefix}seconds"] = round(seconds)


def _value(tool: str, name: str, value: Any, kind: Mapping[str, Any]) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = _number(tool, name, value, kind)
    options = kind.get("enum")
    if isinstance(options, list) and options and value not in options:
        alike = [option for option in options if str(option).casefold() == str(value).strip().casefold()]
        if not alike:
            raise InvalidRequest(f"{name} must be one of {_shown(options)}, not {_shown(value)}")
        return alike[0]
    kinds = kind.get("type")
    if isinstance(kinds, str) and kinds in _KINDS and not _is_of(value, kinds):
        raise InvalidRequest(f"{name} must be of the type {kinds}, not {_shown(value)}")
    return value


def _number(tool: str, name: str, value: Any, kind: Mapping[str, Any]) -> Any:
    least, most = _range(tool, name, kind)
    is_percent = (least, most) == _HUNDRED
    if is_percent and isinstance(value, float) and 0 < value < 1:
        value = value * 100  # a part of one
    if not math.isfinite(value) or not least <= value <= most:
        raise InvalidRequest(f"{name} must be from {least:g} to {most:g}, not {_shown(value)}")
    is_whole = kind.get("type") == "integer" or (is_percent and kind.get("type") != "number")
    return round(value) if is_whole else value


def _range(tool: str, name: str, kind: Mapping[str, Any]) -> tuple[float, float]:
    bounds = [kind.get("minimum"), kind.get("maximum")]
    if name in _PERCENTS and tool.startswith("Hass"):
        return _HUNDRED
    if (tool, name) in _RANGES:
        return _RANGES[tool, name]
    if name.removeprefix("start_") in {"hours", "minutes", "seconds"} and tool.startswith("Hass"):
        return 0, _LONGEST_TIME
    least, most = (bound if isinstance(bound, int | float) else None for bound in bounds)
    return -math.inf if least is None else least, math.inf if most is None else most


def _is_of(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _KINDS[kind])


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
