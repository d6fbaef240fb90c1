"""Answers questions from the states of a connected home, in the words of home-assistant-intents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wyoming_morgan.agent.guard.targets import Targets
from wyoming_morgan.home.contract import EntityState

ANSWERED = frozenset({"HassClimateGetTemperature", "HassGetState", "HassGetWeather"})
"""Questions that states answer; timers are only known to Home Assistant."""

_DOMAIN = {"HassClimateGetTemperature": "climate", "HassGetWeather": "weather"}


@dataclass(frozen=True, slots=True)
class StateView:
    """A state as templates see it."""

    entity_id: str
    name: str
    domain: str
    state: str
    state_with_unit: str
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Query:
    """What a question was about: the things of which it is so, and those of which it is not."""

    matched: tuple[StateView, ...] = ()
    unmatched: tuple[StateView, ...] = ()


def asked(
    intent: str, slots: Mapping[str, Any], states: Mapping[str, EntityState], targets: Targets
) -> dict[str, Any] | None:
    """Return what the template of an answer is made of; None where nothing is there to tell of."""
    domain = _DOMAIN.get(intent)
    about = dict(slots) | ({"domain": domain} if domain and "name" not in slots else {})
    reached = {(thing.name.casefold(), thing.domain) for thing in targets.reached(about)}
    views = [view(state) for state in states.values() if (state.name.casefold(), state.domain) in reached]
    if not views:
        return None
    wanted = slots.get("state")
    if isinstance(wanted, str):
        matched = tuple(each for each in views if each.state == wanted)
        unmatched = tuple(each for each in views if each.state != wanted)
    else:
        matched, unmatched = tuple(views), ()
    return context((*matched, *unmatched), Query(matched, unmatched))


def after(
    done: Sequence[str], slots: Mapping[str, Any], states: Mapping[str, EntityState], targets: Targets
) -> dict[str, Any]:
    """Return what the template of a confirmation is made of: the state of what was reached."""
    reached = {thing.name.casefold() for thing in targets.reached(slots)} | {name.casefold() for name in done}
    views = tuple(view(state) for state in states.values() if state.name.casefold() in reached)
    return context(views, Query(views))


def context(views: Sequence[StateView], query: Query) -> dict[str, Any]:
    """Return the names that templates of Home Assistant use."""
    by_id = {each.entity_id: each for each in views}

    def state_attr(entity_id: str, name: str) -> Any:
        found = by_id.get(entity_id)
        return found.attributes.get(name) if found else None

    named: dict[str, Any] = {"query": query, "state_attr": state_attr}
    if views:
        named["state"] = views[0]
    return named


def view(state: EntityState) -> StateView:
    """Return a state as templates see it."""
    unit = state.attributes.get("unit_of_measurement")
    return StateView(
        entity_id=state.entity_id,
        name=state.name,
        domain=state.domain,
        state=state.state,
        state_with_unit=f"{state.state} {unit}" if isinstance(unit, str) else state.state,
        attributes=state.attributes,
    )
