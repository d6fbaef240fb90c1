"""The home as Assist may see it: floors, areas, exposed entities with their names, and satellites."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from homeassistant.components import automation, script
from homeassistant.components.homeassistant.exposed_entities import async_should_expose
from homeassistant.core import HomeAssistant, State, callback, split_entity_id
from homeassistant.helpers import (
    area_registry as ar,
)
from homeassistant.helpers import (
    device_registry as dr,
)
from homeassistant.helpers import (
    entity_registry as er,
)
from homeassistant.helpers import (
    floor_registry as fr,
)
from homeassistant.helpers import (
    intent,
)

from .const import ASSISTANT
from .wording import clean, clean_names

_Reaching: TypeAlias = Callable[[HomeAssistant, str], list[str]]

NAMING = ("friendly_name", "supported_color_modes", "device_class")
"""Attributes from which Morgan makes names and abilities, not only states."""
_SATELLITE = "assist_satellite"
_RUNNING: Mapping[str, tuple[_Reaching, _Reaching]] = {
    "automation": (automation.entities_in_automation, automation.devices_in_automation),
    "script": (script.entities_in_script, script.devices_in_script),
}
_MOST_MEMBERS = 100
_MOST_PLACES = 1000
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Shown:
    """An entity as Morgan is told of it."""

    names: tuple[str, ...]
    area_id: str | None
    device_id: str | None
    members: tuple[str, ...] | None = None
    """What a script or an automation reaches; None for anything else."""
    basis: tuple[Any, ...] = ()
    """Its attributes `NAMING`; if they change, Morgan has to look at it again."""

    def message(self, entity_id: str) -> dict[str, Any]:
        """Return it as the link has it."""
        message: dict[str, Any] = {
            "entity_id": entity_id,
            "names": list(self.names),
            "area_id": self.area_id,
            "device_id": self.device_id,
        }
        return message if self.members is None else {**message, "members": list(self.members)}


@dataclass(frozen=True, slots=True)
class Picture:
    """What Morgan is told of the home, apart from states."""

    floors: list[dict[str, Any]] = field(default_factory=list)
    areas: list[dict[str, Any]] = field(default_factory=list)
    exposed: dict[str, Shown] = field(default_factory=dict)
    satellites: dict[str, Shown] = field(default_factory=dict)


async def take_picture(hass: HomeAssistant) -> Picture:
    """Look at the home; a large one is looked at in steps, between which other tasks get their turns."""
    exposed: dict[str, Shown] = {}
    for count, entity_id in enumerate(hass.states.async_entity_ids(), start=1):
        if count % _AT_ONCE == 0:
            await asyncio.sleep(0)
        state = hass.states.get(entity_id)
        if state is not None and async_should_expose(hass, ASSISTANT, entity_id):
            exposed[entity_id] = _shown(hass, state)
    return Picture(_floors(hass), _areas(hass), exposed, _satellites(hass))


@callback
def _shown(hass: HomeAssistant, state: State) -> Shown:
    entry = er.async_get(hass).async_get(state.entity_id)
    names = clean_names(intent.async_get_entity_aliases(hass, entry, state=state))
    basis = tuple(repr(state.attributes.get(key)) for key in NAMING)
    members = _members(hass, state)
    if entry is None:
        return Shown(tuple(names), None, None, members, basis)
    return Shown(tuple(names), _area_of(hass, entry), entry.device_id, members, basis)


@callback
def _members(hass: HomeAssistant, state: State) -> tuple[str, ...] | None:
    """Return what a script or an automation reaches: Morgan asks before one that opens a lock.

    Of what is not exposed only its kind is told, in the place of its id.
    """
    if state.domain not in _RUNNING:
        return None
    entities_in, devices_in = _RUNNING[state.domain]
    registry = er.async_get(hass)
    members = set(entities_in(hass, state.entity_id))
    for device_id in devices_in(hass, state.entity_id):
        members |= {entry.entity_id for entry in er.async_entries_for_device(registry, device_id)}
    told = {_id_or_kind(hass, member) for member in members - {state.entity_id}}
    return tuple(sorted(told))[:_MOST_MEMBERS]


@callback
def _id_or_kind(hass: HomeAssistant, entity_id: str) -> str:
    if async_should_expose(hass, ASSISTANT, entity_id):
        return entity_id
    state = hass.states.get(entity_id)
    device_class = state.attributes.get("device_class") if state is not None else None
    return f"{split_entity_id(entity_id)[0]}.{device_class or 'unexposed'}"


@callback
def _area_of(hass: HomeAssistant, entry: er.RegistryEntry) -> str | None:
    if entry.area_id is not None or entry.device_id is None:
        return entry.area_id
    device = dr.async_get(hass).async_get(entry.device_id)
    return device.area_id if device is not None else None


@callback
def _satellites(hass: HomeAssistant) -> dict[str, Shown]:
    return {
        entry.entity_id: Shown((), _area_of(hass, entry), entry.device_id)
        for entry in er.async_get(hass).entities.values()
        if entry.domain == _SATELLITE and entry.disabled_by is None
    }


@callback
def _floors(hass: HomeAssistant) -> list[dict[str, Any]]:
    return [
        {
            "floor_id": floor.floor_id,
            "name": clean(floor.name),
            "aliases": clean_names(sorted(floor.aliases)),
        }
        for floor in fr.async_get(hass).async_list_floors()
    ][:_MOST_PLACES]


@callback
def _areas(hass: HomeAssistant) -> list[dict[str, Any]]:
    return [
        {
            "area_id": area.id,
            "name": clean(area.name),
            "aliases": clean_names(sorted(area.aliases)),
            "floor_id": area.floor_id,
        }
        for area in ar.async_get(hass).async_list_areas()
    ][:_MOST_PLACES]
