"""The floors, areas, devices and entities of Home Assistant, read over its WebSocket.

The shapes are those of Home Assistant's `config/*_registry/list` and `config/entity_registry/get_entries`.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, TypeAdapter

from wyoming_morgan.home.scripts import ReachedByScripts, read_reached
from wyoming_morgan.home.socket import CommandRefused, HomeSocket
from wyoming_morgan.tasks import FairTurns

_LOGGER = logging.getLogger(__name__)

SATELLITE = "assist_satellite"
ASSISTANT = "conversation"
"""The assistant whose exposure counts: Home Assistant's name for its own Assist."""


def _is_exposed(options: Any) -> bool:
    """Whether the options of an entity expose it to the assistant."""
    own = options.get(ASSISTANT) if isinstance(options, Mapping) else None
    return isinstance(own, Mapping) and own.get("should_expose") is True


# Slotted, and without what is not needed: a home has thousands, which the garbage collector walks through.
@dataclass(frozen=True, slots=True)
class FloorEntry:
    """A floor."""

    floor_id: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AreaEntry:
    """An area."""

    area_id: str
    name: str
    aliases: tuple[str, ...] = ()
    floor_id: str | None = None


@dataclass(frozen=True, slots=True)
class DeviceEntry:
    """A device."""

    id: str
    area_id: str | None = None


@dataclass(frozen=True, slots=True)
class EntityEntry:
    """An entity of the registry. The alias None stands for its own full name."""

    entity_id: str
    area_id: str | None = None
    device_id: str | None = None
    disabled_by: str | None = None
    exposed: Annotated[bool, Field(validation_alias="options"), BeforeValidator(_is_exposed)] = False
    """Whether its options expose it to the assistant."""
    aliases: tuple[str | None, ...] | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What has changed in the registries, as their events tell."""

    lists: frozenset[str] = frozenset()
    """Which of the floors, areas and devices."""
    entity_ids: frozenset[str] = frozenset()
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Registries:
    """The contents of all registries, by id."""

    floors: Mapping[str, FloorEntry] = field(default_factory=dict)
    areas: Mapping[str, AreaEntry] = field(default_factory=dict)
    devices: Mapping[str, DeviceEntry] = field(default_factory=dict)
    entities: Mapping[str, EntityEntry] = field(default_factory=dict)
    exposed: frozenset[str] = frozenset()
    """The ids of entities exposed to voice assistants, including those without a registry entry."""
    reached: ReachedByScripts = field(default_factory=ReachedByScripts)
    """What scripts and automations reach; the states say it of groups and scenes only."""
    complete: bool = True
    """Whether the exposure of entities without a registry entry is known too."""

    @property
    def members(self) -> Mapping[str, tuple[str, ...]]:
        """What scripts and automations reach, by their ids."""
        return self.reached.members

    def area_of(self, entity: EntityEntry | None) -> AreaEntry | None:
        """Return the area of an entity, else that of its device."""
        if entity is None:
            return None
        area_id = entity.area_id
        if area_id is None and entity.device_id is not None and entity.device_id in self.devices:
            area_id = self.devices[entity.device_id].area_id
        return self.areas.get(area_id) if area_id else None


_FLOORS = TypeAdapter(tuple[FloorEntry, ...])
_AREAS = TypeAdapter(tuple[AreaEntry, ...])
_DEVICES = TypeAdapter(tuple[DeviceEntry, ...])
_LIST = TypeAdapter(list[Any])
_ENTITY = TypeAdapter(EntityEntry)
_ENTRIES = TypeAdapter(dict[str, EntityEntry | None])
_EXPOSED = TypeAdapter(dict[str, dict[str, dict[str, bool]]])

_AT_ONCE = 250
"""Entities that are asked for in one command, so that no answer takes long to be read."""


async def read_registries(socket: HomeSocket) -> Registries:
    """Read all registries.

    Raises:
        pydantic.ValidationError: a registry has another format.
        CommandRefused, ConnectionError, TimeoutError: as `HomeSocket.call`.
    """
    floors, areas, devices = await _floors(socket), await _areas(socket), await _devices(socket)
    registered: set[str] = set()
    disabled: set[str] = set()
    exposed: set[str] = set()
    entities: dict[str, EntityEntry] = {}
    async for entry in _listed(await socket.call("config/entity_registry/list")):
        registered.add(entry.entity_id)
        if entry.disabled_by is not None:
            disabled.add(entry.entity_id)
        elif entry.exposed:
            exposed.add(entry.entity_id)
        if entry.entity_id.startswith(f"{SATELLITE}.") and entry.disabled_by is None:
            entities[entry.entity_id] = entry
    reported = await _exposed(socket)
    shown = frozenset((exposed if reported is None else reported) - disabled)
    # Only these have aliases, which the list leaves out.
    entities |= await _entries(socket, sorted(shown & registered))
    reached = await read_reached(socket, shown)
    return Registries(floors, areas, devices, entities, shown, reached, complete=reported is not None)


async def read_changes(socket: HomeSocket, before: Registries, changes: Changes) -> Registries:
    """Read what has changed in registries that are known otherwise. It raises what `read_registries` does."""
    if changes.everything:
        return await read_registries(socket)
    entries = await _entries(socket, sorted(changes.entity_ids))
    enabled = {key: entry for key, entry in entries.items() if entry.disabled_by is None}
    read = await read_reached(socket, enabled.keys() | (before.reached.in_places - changes.entity_ids))
    kept = {key: ids for key, ids in before.members.items() if key not in changes.entity_ids}
    entities = {key: entry for key, entry in before.entities.items() if key not in changes.entity_ids}
    return Registries(
        floors=await _floors(socket) if "floor" in changes.lists else before.floors,
        areas=await _areas(socket) if "area" in changes.lists else before.areas,
        devices=await _devices(socket) if "device" in changes.lists else before.devices,
        entities=entities | enabled,
        exposed=(before.exposed - changes.entity_ids) | {key for key, one in enabled.items() if one.exposed},
        reached=ReachedByScripts(kept | dict(read.members), read.in_places),
        complete=before.complete,
    )


async def _floors(socket: HomeSocket) -> Mapping[str, FloorEntry]:
    floors = _FLOORS.validate_python(await socket.call("config/floor_registry/list"))
    return {entry.floor_id: entry for entry in floors}


async def _areas(socket: HomeSocket) -> Mapping[str, AreaEntry]:
    areas = _AREAS.validate_python(await socket.call("config/area_registry/list"))
    return {entry.area_id: entry for entry in areas}


async def _devices(socket: HomeSocket) -> Mapping[str, DeviceEntry]:
    devices = _DEVICES.validate_python(await socket.call("config/device_registry/list"))
    return {entry.id: entry for entry in devices}


async def _listed(listed: Any) -> AsyncIterator[EntityEntry]:
    """Read the entries of a list, between which other tasks get their turns."""
    fair = FairTurns()
    for entry in _LIST.validate_python(listed):
        await fair.turn()
        yield _ENTITY.validate_python(entry)


async def _entries(socket: HomeSocket, entity_ids: list[str]) -> dict[str, EntityEntry]:
    """Read entries with their aliases; those that do not exist are left out."""
    entities: dict[str, EntityEntry] = {}
    for start in range(0, len(entity_ids), _AT_ONCE):
        entries = await socket.call(
            "config/entity_registry/get_entries", entity_ids=entity_ids[start : start + _AT_ONCE]
        )
        entities |= {entry.entity_id: entry for entry in _ENTRIES.validate_python(entries).values() if entry}
    return entities


async def _exposed(socket: HomeSocket) -> frozenset[str] | None:
    """Return the ids of exposed entities, or None if the user may not list them."""
    try:
        listed = _EXPOSED.validate_python(await socket.call("homeassistant/expose_entity/list"))
    except CommandRefused as refusal:
        if refusal.reason != "unauthorized":
            raise
        return None
    return frozenset(
        entity_id
        for entity_id, assistants in listed.get("exposed_entities", {}).items()
        if assistants.get(ASSISTANT)
    )
