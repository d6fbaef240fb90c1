"""Prepares states of a connected home for the templates of home-assistant-intents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wyoming_morgan.agent.guard.targets import Targets
from wyoming_morgan.agent.language.states.words import StateWords
from wyoming_morgan.home.contract import ActionResult, EntityState

UNAVAILABLE = "unavailable"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class StateView:
    """A state as templates see it: `state` is Home Assistant's, `state_with_unit` is to be spoken."""

    entity_id: str
    name: str
    domain: str
    state: str
    state_with_unit: str
    attributes: Mapping[str, Any]
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """The things a question is about: those that match, and those that do not."""

    matched: tuple[StateView, ...] = ()
    unmatched: tuple[StateView, ...] = ()


def after(
    result: ActionResult, slots: Mapping[str, Any], targets: Targets, words: StateWords
) -> dict[str, Any]:
    """Return the variables for the template of a reply: the states of the things that were reached."""
    things = [thing for entity_id in result.done_ids for thing in targets.of_id(entity_id)]
    if not things:
        named = (thing for name in result.done if name for thing in targets.reached({"name": name}))
        things = [*targets.reached(slots)] or [*named]
    shown = tuple(views(targets.states_of(things), words))
    return context(shown, Query(shown))


def context(shown: Sequence[StateView], query: Query) -> dict[str, Any]:
    """Return the variables that templates of Home Assistant use."""
    by_id = {thing.entity_id: thing for thing in shown}

    def state_attr(entity_id: str, name: str) -> Any:
        thing = by_id.get(entity_id)
        return thing.attributes.get(name) if thing else None

    variables: dict[str, Any] = {"query": query, "state_attr": state_attr}
    if shown:
        variables["state"] = shown[0]
    return variables


def views(states: Sequence[EntityState], words: StateWords) -> list[StateView]:
    """Return states as templates see them; things of one name are told apart by their rooms."""
    count = Counter(state.name.casefold() for state in states)
    return [_view(state, words, alone=count[state.name.casefold()] == 1) for state in states]


def names_of(states: Sequence[EntityState]) -> list[str]:
    """Return the names of things, with their rooms where two have one name."""
    count = Counter(state.name.casefold() for state in states)
    return [_name(state, alone=count[state.name.casefold()] == 1) for state in states]


def _name(state: EntityState, *, alone: bool) -> str:
    return state.name if alone or not state.area else f"{state.name} ({state.area})"


def _view(state: EntityState, words: StateWords, *, alone: bool) -> StateView:
    unit = state.attributes.get("unit_of_measurement")
    text = words.text_of(state.state, state.domain, state.attributes.get("device_class"), state.name)
    return StateView(
        entity_id=state.entity_id,
        name=_name(state, alone=alone),
        domain=state.domain,
        state=state.state,
        state_with_unit=f"{text} {unit}" if isinstance(unit, str) else text,
        attributes=state.attributes,
        area=state.area,
    )
