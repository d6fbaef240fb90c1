"""Prepares answers from the states of a connected home, for the templates of home-assistant-intents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wyoming_morgan.agent.guard.targets import Targets
from wyoming_morgan.home.contract import ActionResult, EntityState

ANSWERED = frozenset({"HassClimateGetTemperature", "HassGetState", "HassGetWeather"})
"""Questions that states can answer; timers are known only to Home Assistant."""

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
    """The things a question is about: those that match, and those that do not."""

    matched: tuple[StateView, ...] = ()
    unmatched: tuple[StateView, ...] = ()


def asked(intent: str, slots: Mapping[str, Any], targets: Targets) -> dict[str, Any] | None:
    """Return the variables for the template of an answer; None if no thing matches."""
    domain = _DOMAIN.get(intent)
    filters = dict(slots) | ({"domain": domain} if domain and "name" not in slots else {})
    views = [view(state) for state in targets.states_of(targets.reached(filters))]
    if not views:
        return None
    requested = slots.get("state")
    if isinstance(requested, str):
        matched = tuple(thing for thing in views if thing.state == requested)
        unmatched = tuple(thing for thing in views if thing.state != requested)
    else:
        matched, unmatched = tuple(views), ()
    return context((*matched, *unmatched), Query(matched, unmatched))


def after(result: ActionResult, slots: Mapping[str, Any], targets: Targets) -> dict[str, Any]:
    """Return the variables for the template of a reply: the states of the things that were reached."""
    things = [thing for entity_id in result.done_ids for thing in targets.of_id(entity_id)]
    if not things:
        named = (thing for name in result.done if name for thing in targets.reached({"name": name}))
        things = [*targets.reached(slots), *named]
    views = tuple(view(state) for state in targets.states_of(things))
    return context(views, Query(views))


def context(views: Sequence[StateView], query: Query) -> dict[str, Any]:
    """Return the variables that templates of Home Assistant use."""
    by_id = {thing.entity_id: thing for thing in views}

    def state_attr(entity_id: str, name: str) -> Any:
        thing = by_id.get(entity_id)
        return thing.attributes.get(name) if thing else None

    variables: dict[str, Any] = {"query": query, "state_attr": state_attr}
    if views:
        variables["state"] = views[0]
    return variables


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
