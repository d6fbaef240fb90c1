"""The floors, areas, devices and entities of Home Assistant, read over its WebSocket.

The shapes are those of Home Assistant's `config/*_registry/list` and `config/entity_registry/get_entries`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter

from wyoming_morgan.home.socket import CommandRefused, HomeSocket
from wyoming_morgan.tasks import FairTurns

ASSISTANT = "conversation"
"""The assistant whose exposure counts: Home Assistant's name for its own Assist."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class FloorEntry(_Entry):
    """A floor."""

    floor_id: str
    name: str
    aliases: tuple[str, ...] = ()


class AreaEntry(_Entry):
    """An area."""

    area_id: str
    name: str
    aliases: tuple[str, ...] = ()
    floor_id: str | None = None


class DeviceEntry(_Entry):
    """A device."""

    id: str
    area_id: str | None = None


class EntityEntry(_Entry):
    """An entity of the registry. The alias None stands for its own full name."""

    entity_id: str
    area_id: str | None = None
    device_id: str | None = None
    disabled_by: str | None = None
    options: Mapping[str, Any] = {}
    aliases: tuple[str | None, ...] | None = None

    @property
    def exposed(self) -> bool:
        """Whether its options expose it to the assistant."""
        options = self.options.get(ASSISTANT)
        return isinstance(options, Mapping) and options.get("should_expose") is True


@dataclass(frozen=True, slots=True)
class Registries:
    """The contents of all registries, by id."""

    floors: Mapping[str, FloorEntry] = field(default_factory=dict)
    areas: Mapping[str, AreaEntry] = field(default_factory=dict)
    devices: Mapping[str, DeviceEntry] = field(default_factory=dict)
    entities: Mapping[str, EntityEntry] = field(default_factory=dict)
    exposed: frozenset[str] = frozenset()
    """The ids of entities exposed to voice assistants, including those without a registry entry."""
    complete: bool = True
    """Whether the exposure of entities without a registry entry is known too."""

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
_AT_ONCE = 250
"""Entities that are asked for in one command, so that no answer takes long to be read."""
_EXPOSED = TypeAdapter(dict[str, dict[str, dict[str, bool]]])


async def read_registries(socket: HomeSocket) -> Registries:
    """Read all registries.

    Raises:
        pydantic.ValidationError: a registry has another format.
        CommandRefused, ConnectionError, TimeoutError: as `HomeSocket.call`.
    """
    floors = _FLOORS.validate_python(await socket.call("config/floor_registry/list"))
    areas = _AREAS.validate_python(await socket.call("config/area_registry/list"))
    devices = _DEVICES.validate_python(await socket.call("config/device_registry/list"))
    listed = [entry async for entry in _entities(await socket.call("config/entity_registry/list"))]
    entities = {entry.entity_id: entry for entry in listed if entry.disabled_by is None}
    reported = await _exposed(socket)
    exposed = (
        reported if reported is not None else frozenset(entry.entity_id for entry in listed if entry.exposed)
    )
    exposed -= {entry.entity_id for entry in listed if entry.disabled_by is not None}
    named = sorted(exposed & entities.keys())
    for start in range(0, len(named), _AT_ONCE):
        # Only these have aliases, which the list leaves out.
        entries = await socket.call(
            "config/entity_registry/get_entries", entity_ids=named[start : start + _AT_ONCE]
        )
        entities |= {entry.entity_id: entry for entry in _ENTRIES.validate_python(entries).values() if entry}
    return Registries(
        floors={entry.floor_id: entry for entry in floors},
        areas={entry.area_id: entry for entry in areas},
        devices={entry.id: entry for entry in devices},
        entities=entities,
        exposed=exposed,
        complete=reported is not None,
    )


async def _entities(listed: Any) -> AsyncIterator[EntityEntry]:
    """Read the entries of a list, between which other tasks get their turns."""
    fair = FairTurns()
    for entry in _LIST.validate_python(listed):
        await fair.turn()
        yield _ENTITY.validate_python(entry)


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
