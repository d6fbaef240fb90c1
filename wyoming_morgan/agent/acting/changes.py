"""Makes a plain command of a change by the states of the home: of “a bit brighter” a brightness.

Home Assistant's intents set a value; only the volume can be changed by a step. The steps are Morgan's
own choice: 20 of 100, a degree Celsius or two degrees Fahrenheit, 500 kelvin; “a bit” is half of that,
“a lot” twice as much.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from wyoming_morgan.agent.acting.answers import UNAVAILABLE, names_of
from wyoming_morgan.agent.acting.degrees import FAHRENHEIT, HOTTEST_CELSIUS, degrees_of
from wyoming_morgan.agent.contract import SlotValue
from wyoming_morgan.agent.grammar.aiming import DOMAINS, QUANTITY
from wyoming_morgan.agent.grammar.sentences import SentenceMatch
from wyoming_morgan.agent.guard.targets import Targets
from wyoming_morgan.home.contract import EntityState

_PLACES = ("name", "area", "floor")
_SIZES: Mapping[object, float] = {"small": 0.5, "large": 2.0}
_OF_WHAT_PLAYS = frozenset(
    {
        "HassMediaNext",
        "HassMediaPause",
        "HassMediaPlayerMute",
        "HassMediaPrevious",
        "HassSetVolume",
        "HassSetVolumeRelative",
    }
)
_FULL = 255
"""The brightness of a light that is fully lit, in its attributes."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change comes to: the commands that set values, or why there are none."""

    matches: tuple[SentenceMatch, ...] = ()
    away: tuple[str, ...] = ()
    """The names of what is unavailable, if that is everything that was meant."""
    absent: bool = False
    """Whether the home has nothing that could be meant."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a quantity is read and set."""

    intent: str
    slot: str
    response: str
    level: Callable[[EntityState], float | None]
    bounds: Callable[[EntityState], tuple[float, float]]
    step: Callable[[EntityState], float]


def changed(match: SentenceMatch, targets: Targets) -> Changed:
    """Return the commands that a change comes to in the home as it is now; none if no level is known.

    In a room what is on is changed; if nothing is on, everything of the kind.
    """
    quantity = str(match.slots[QUANTITY])
    if quantity == "volume":
        return Changed((_by_a_step(match),))
    if "value" in match.slots:
        return Changed((_in_degrees_of_the_home(match, targets),))
    slots = {slot: match.slots[slot] for slot in (*_PLACES, "device_class") if slot in match.slots}
    things = targets.reached({**slots, "domain": DOMAINS[quantity]})
    if targets.home.known and not things:
        return Changed(absent=True)
    states = targets.states_of(things)
    there = [state for state in states if state.state != UNAVAILABLE]
    if states and not there:
        return Changed(away=tuple(names_of(states)))
    if "name" not in slots:
        there = [state for state in there if state.state not in {"off", "closed"}] or there
    kind = _KINDS[quantity]
    levels = [(state, level) for state in there if (level := kind.level(state)) is not None]
    return Changed(
        tuple(
            replace(
                match,
                intent=kind.intent,
                slots=_slots(match, kind, state, level, targets),
                response_key=kind.response,
            )
            for state, level in levels
        )
    )


def playing(match: SentenceMatch, targets: Targets) -> SentenceMatch:
    """Return a command for players of which none is named as one for the only player that plays.

    It stays for the room of the speaker if something plays there, or if several things play elsewhere.
    """
    of_players = match.intent in _OF_WHAT_PLAYS or match.slots.get(QUANTITY) == "volume"
    if not of_players or match.target is not None or "name" in match.slots:
        return match
    players = targets.states_of(targets.reached({"domain": "media_player"}))
    loud = [state for state in players if state.state == "playing"]
    if len(loud) != 1 or loud[0].area == match.slots.get("area", ""):
        return match
    slots = {slot: value for slot, value in match.slots.items() if slot not in _PLACES}
    return replace(match, slots={**_place_of(loud[0], targets), **slots}, needs_area=False)


def _slots(
    match: SentenceMatch, kind: _Kind, state: EntityState, level: float, targets: Targets
) -> dict[str, SlotValue]:
    amount = match.slots.get("amount")
    step = float(amount) if isinstance(amount, int | float) else _step(match, kind.step(state))
    least, most = kind.bounds(state)
    more = (match.slots["direction"] == "up") == (kind is not _WARMTH)
    within = round(float(min(max(level + step if more else level - step, least), most)), 1)
    return {**_place_of(state, targets), kind.slot: int(within) if within.is_integer() else within}


def _step(match: SentenceMatch, step: float) -> float:
    return step * _SIZES.get(match.slots.get("size"), 1.0)


def _by_a_step(match: SentenceMatch) -> SentenceMatch:
    """Return the command for the volume: Home Assistant changes that itself, in a room of what plays."""
    slots: dict[str, SlotValue] = {slot: match.slots[slot] for slot in _PLACES if slot in match.slots}
    direction, amount = str(match.slots["direction"]), match.slots.get("amount")
    if isinstance(amount, int | float) or "size" in match.slots:
        points = round(amount if isinstance(amount, int | float) else _step(match, 10))
        slots["volume_step"] = points if direction == "up" else -points
    else:
        slots["volume_step"] = direction
    return replace(match, intent="HassSetVolumeRelative", slots=slots, response_key="default")


def _in_degrees_of_the_home(match: SentenceMatch, targets: Targets) -> SentenceMatch:
    """Return the command that sets a temperature that was said with its unit.

    A home of which the unit is not known has the one that people say in it.
    """
    value, unit = float(str(match.slots["value"])), str(match.slots["unit"])
    if unit != (degrees_of(targets) or unit):
        value = round(2 * ((value - 32) / 1.8 if unit == FAHRENHEIT else value * 1.8 + 32)) / 2
    slots: dict[str, SlotValue] = {slot: match.slots[slot] for slot in _PLACES if slot in match.slots}
    slots["temperature"] = int(value) if value.is_integer() else value
    return replace(match, intent="HassClimateSetTemperature", slots=slots, response_key="default")


def _place_of(state: EntityState, targets: Targets) -> dict[str, SlotValue]:
    shared = state.area is not None and len(targets.entities(state.name)) > 1
    return {"name": state.name, **({"area": state.area} if shared and state.area else {})}


def _number(attributes: Mapping[str, Any], name: str) -> float | None:
    value = attributes.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _brightness(state: EntityState) -> float | None:
    if state.state == "off":
        return 0
    level = _number(state.attributes, "brightness")
    return None if level is None else round(100 * level / _FULL)


def _attribute(name: str) -> Callable[[EntityState], float | None]:
    return lambda state: _number(state.attributes, name)


def _percentage(state: EntityState) -> float | None:
    return 0 if state.state == "off" else _number(state.attributes, "percentage")


def _between(
    least: float, most: float, least_name: str = "", most_name: str = ""
) -> Callable[..., tuple[float, float]]:
    def bounds(state: EntityState) -> tuple[float, float]:
        lowest, highest = (_number(state.attributes, name) for name in (least_name, most_name))
        return (least if lowest is None else lowest, most if highest is None else highest)

    return bounds


def _degrees(state: EntityState) -> float:
    hottest = _number(state.attributes, "max_temp") or 0
    return 2 if hottest > HOTTEST_CELSIUS else 1


def _speed(state: EntityState) -> float:
    return max(20, _number(state.attributes, "percentage_step") or 0)


_BRIGHTNESS = _Kind("HassLightSet", "brightness", "brightness", _brightness, _between(1, 100), lambda _: 20)
_WARMTH = _Kind(
    "HassLightSet",
    "temperature",
    "temperature",
    _attribute("color_temp_kelvin"),
    _between(2000, 6500, "min_color_temp_kelvin", "max_color_temp_kelvin"),
    lambda _: 500,
)
_TEMPERATURE = _Kind(
    "HassClimateSetTemperature",
    "temperature",
    "default",
    _attribute("temperature"),
    _between(5, 95, "min_temp", "max_temp"),
    _degrees,
)
_SPEED = _Kind("HassFanSetSpeed", "percentage", "default", _percentage, _between(1, 100), _speed)
_POSITION = _Kind(
    "HassSetPosition", "position", "default", _attribute("current_position"), _between(0, 100), lambda _: 20
)
_KINDS: Mapping[str, _Kind] = {
    "brightness": _BRIGHTNESS,
    "position": _POSITION,
    "speed": _SPEED,
    "temperature": _TEMPERATURE,
    "warmth": _WARMTH,
}
