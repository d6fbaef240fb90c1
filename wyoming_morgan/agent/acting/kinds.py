"""Finds the things of a kind that a question is about, in whatever domain the home has them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from wyoming_morgan.agent.grammar.reach import SENSOR_CLASSES
from wyoming_morgan.agent.guard.targets import Targets, Thing

SENSOR = "binary_sensor"
_CALLED_ALIKE = frozenset({"blind", "curtain", "shade", "shutter"})
"""Classes of covers whose names people use for one another."""

_HAVE_MODES = frozenset({"climate", "media_player"})
"""Domains whose state is what they do, so that “on” is every one but a few."""
_SWITCHED_OFF = frozenset({"off", "standby"})
_SENSOR_STATES: Mapping[str, frozenset[str]] = {
    "open": frozenset({"on"}),
    "closed": frozenset({"off"}),
    "unlocked": frozenset({"on"}),
    "locked": frozenset({"off"}),
}
_STATES: Mapping[str, frozenset[str]] = {"open": frozenset({"open", "opening", "closing"})}
"""What moves is neither closed nor at rest: it counts as open."""


def of_kind(slots: Mapping[str, Any], targets: Targets) -> list[Thing]:
    """Return the things of the kind, in the place, that slots without a name describe."""
    classes = frozenset(_texts(slots.get("device_class")))
    things = _of_classes(classes, slots, targets)
    sensors = {SENSOR_CLASSES[one] for one in classes if one in SENSOR_CLASSES}
    if "lock" in _texts(slots.get("domain")):
        sensors.add("lock")
    if not sensors:
        if things or not classes or not classes <= _CALLED_ALIKE:
            return things
        # Where there is no shutter, a blind is what people call one.
        return _of_classes(_CALLED_ALIKE, {**slots, "device_class": sorted(_CALLED_ALIKE)}, targets)
    place = {slot: slots[slot] for slot in ("area", "floor") if slot in slots}
    asked = targets.reached({**place, "domain": SENSOR, "device_class": sorted(sensors)})
    return [*things, *(thing for thing in asked if thing.device_class in sensors)]


def _of_classes(classes: Collection[str], slots: Mapping[str, Any], targets: Targets) -> list[Thing]:
    return [thing for thing in targets.reached(slots) if not classes or thing.device_class in classes]


def is_in(state: str, domain: str, requested: str) -> bool:
    """Whether a thing of a domain is in the state that was asked for."""
    if domain in _HAVE_MODES and requested in {"on", "off"}:
        return (state in _SWITCHED_OFF) == (requested == "off")
    if domain == SENSOR:
        return state in _SENSOR_STATES.get(requested, {requested})
    return state.casefold() in _STATES.get(requested, {requested.casefold()})


def _texts(value: object) -> Iterable[str]:
    values = value if isinstance(value, list | tuple) else (value,)
    return [text for text in values if isinstance(text, str)]
