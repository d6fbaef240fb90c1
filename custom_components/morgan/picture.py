"""The home as Assist may see it: floors, areas, exposed entities with their names, and satellites."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from homeassistant.components.homeassistant.exposed_entities import async_should_expose
from homeassistant.core import HomeAssistant, State, callback
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
from .reach import CONTAINED, members
from .wording import clean, clean_names

NAMING = ("friendly_name", "supported_color_modes", "device_class", CONTAINED)
"""Attributes from which Morgan makes names and abilities, not only states."""
_SATELLITE = "assist_satellite"
_MOST_PLACES = 1000
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Shown:
    """An entity as Morgan is told of it."""

    names: tuple[str, ...]
    area_id: str | None
    device_id: str | None
    members: tuple[str, ...] | None = None
    """What a script, an automation, a group or a scene reaches; None for anything else."""
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
    reached = members(hass, state.entity_id)
    if entry is None:
        return Shown(tuple(names), None, None, reached, basis)
    return Shown(tuple(names), _area_of(hass, entry), entry.device_id, reached, basis)


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
