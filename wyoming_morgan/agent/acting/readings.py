"""Answers what sensors of a kind measure: temperatures, humidities and batteries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wyoming_morgan.agent.acting.answers import UNAVAILABLE, UNKNOWN, names_of
from wyoming_morgan.agent.acting.kind_answers import NONE, WHERE
from wyoming_morgan.agent.grammar.free_text import words_in
from wyoming_morgan.agent.guard.targets import Targets
from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.home.contract import EntityState

TEMPERATURE = "temperature"
HUMIDITY = "humidity"
BATTERY = "battery"

_ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    TEMPERATURE: ("current_temperature",),
    HUMIDITY: ("current_humidity",),
    BATTERY: ("battery_level", "battery"),
}
"""Where things that are no sensors of a kind tell the same."""
_MEASURING = frozenset({"climate", "humidifier"})
"""Domains that measure the room they are in."""
_LOW_PERCENT = 20.0
_PLACE = ("area", "floor")


@dataclass(frozen=True, slots=True)
class Measurement:
    """What one thing measures; no value: it tells none now."""

    state: EntityState
    value: float | None
    unit: str = ""
    low: bool = False
    """Whether it is a battery that has to be charged or changed."""


def about_readings(form: str, slots: Mapping[str, Any], targets: Targets, language: Language) -> str:
    """Return what is measured where slots mean, or which of it is low, the highest or the lowest."""
    measure = str(slots.get("measure"))
    readings = _of_thing(measure, slots, targets) if "name" in slots else _of_place(measure, slots, targets)
    if not readings:
        return language.telling.no_reading
    present = [one for one in readings if one.value is not None]
    silent = _silent([one.state for one in readings if one.value is None], language)
    if not present:
        return ". ".join(silent)
    if slots.get("state") == "low":
        sentence = _low(form, present, language)
    elif slots.get("end") in {"highest", "lowest"}:
        best = (max if slots["end"] == "highest" else min)(present, key=lambda one: one.value or 0.0)
        sentence = language.telling.outermost.format(
            name=best.state.area or best.state.name, value=_text(best, language)
        )
    else:
        sentence = _each(present, language)
    return ". ".join([sentence, *silent])


def measured_in(measure: str, slots: Mapping[str, Any], targets: Targets, language: Language) -> str:
    """Return what sensors measure in a place; nothing if none does."""
    if not _of_place(measure, slots, targets):
        return ""
    return about_readings("default", {**slots, "measure": measure}, targets, language)


def _of_place(measure: str, slots: Mapping[str, Any], targets: Targets) -> list[Measurement]:
    """Return the readings of sensors in a place, and of what measures the room beside its work."""
    place = {slot: slots[slot] for slot in _PLACE if slot in slots}
    states = targets.states_of(targets.reached(place))
    sensors = [one for state in states if (one := _of_sensor(measure, state)) is not None]
    rooms = set() if measure == BATTERY else {one.state.area for one in sensors}
    others = [
        reading
        for state in states
        if (state.domain in _MEASURING or measure == BATTERY)
        and state.area not in rooms
        and (reading := _of_attribute(measure, state)) is not None
    ]
    return sensors + others


def _of_thing(measure: str, slots: Mapping[str, Any], targets: Targets) -> list[Measurement]:
    """Return the reading of a thing: its own, or that of the sensor that is called after it."""
    named = {slot: slots[slot] for slot in ("name", *_PLACE) if slot in slots}
    own = targets.states_of(targets.reached(named))
    for state in own:
        reading = _of_sensor(measure, state) or _of_attribute(measure, state)
        if reading is not None:
            return [reading]
    words = words_in(str(slots["name"]))
    rooms = {state.area for state in own}
    return [
        reading
        for state in targets.states.values()
        if state.area in rooms
        and words == words_in(state.name)[: len(words)]
        and (reading := _of_sensor(measure, state)) is not None
    ]


def _of_sensor(measure: str, state: EntityState) -> Measurement | None:
    if state.attributes.get("device_class") != measure:
        return None
    unit = state.attributes.get("unit_of_measurement")
    if state.domain == "binary_sensor":
        value = {"on": 0.0, "off": 100.0}.get(state.state)
        return Measurement(state, value, low=state.state == "on")
    if state.domain != "sensor":
        return None
    value = _number(state.state)
    low = measure == BATTERY and value is not None and value <= _LOW_PERCENT
    return Measurement(state, value, unit if isinstance(unit, str) else "", low=low)


def _of_attribute(measure: str, state: EntityState) -> Measurement | None:
    for name in _ATTRIBUTES.get(measure, ()):
        value = state.attributes.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            now = None if state.state == UNAVAILABLE else float(value)
            low = measure == BATTERY and float(value) <= _LOW_PERCENT
            return Measurement(state, now, "°" if measure == TEMPERATURE else "%", low=low)
    return None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _low(form: str, readings: Sequence[Measurement], language: Language) -> str:
    words = language.states
    low = words.list_of(names_of([one.state for one in readings if one.low]))
    if form == "how_many":
        return str(sum(one.low for one in readings))
    if form == "any":
        return f"{words.yes}, {low}" if low else words.no
    if form == "all":
        return f"{words.no}, {low}" if low else words.yes
    if form == NONE and low:
        return f"{words.contrary}, {low}"
    if form == WHERE and low:
        return words.list_of([one.state.area or one.state.name for one in readings if one.low])
    return low or words.none_of("", BATTERY)


def _each(readings: Sequence[Measurement], language: Language) -> str:
    if len(readings) == 1:
        return _text(readings[0], language)
    rooms = [one.state.area for one in readings]
    by_room = all(rooms) and len({*rooms}) == len(rooms)
    names = rooms if by_room else names_of([one.state for one in readings])
    return ". ".join(
        language.telling.reading.format(name=name, value=_text(one, language))
        for name, one in zip(names, readings, strict=True)
    )


def _text(reading: Measurement, language: Language) -> str:
    if reading.state.domain == "binary_sensor":
        return language.states.text_of(reading.state.state, "binary_sensor", BATTERY, reading.state.name)
    value = f"{reading.value:g}".replace(".", language.telling.decimal)
    if reading.unit.startswith("°"):
        return language.telling.degrees.format(value=value)
    return f"{value} {reading.unit}".strip()


def _silent(states: Iterable[EntityState], language: Language) -> list[str]:
    words = language.states
    away = [state for state in states if state.state in {UNAVAILABLE, UNKNOWN}]
    return [words.unreachable.format(names=words.list_of(names_of(away)))] if away else []
