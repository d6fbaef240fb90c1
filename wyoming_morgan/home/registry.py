"""What Home Assistant tells of its floors, areas, devices and entities, read over its WebSocket.

The shapes are those of Home Assistant's `config/*_registry/list` and `config/entity_registry/get_entries`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter

from wyoming_morgan.home.socket import CommandRefused, HomeSocket

ASSISTANT = "conversation"
"""The assistant whose exposure counts, as Home Assistant calls its own Assist."""


class _Told(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class ToldFloor(_Told):
    """A floor."""

    floor_id: str
    name: str
    aliases: tuple[str, ...] = ()


class ToldArea(_Told):
    """An area."""

    area_id: str
    name: str
    aliases: tuple[str, ...] = ()
    floor_id: str | None = None


class ToldDevice(_Told):
    """A device."""

    id: str
    area_id: str | None = None


class ToldEntity(_Told):
    """An entity of the registry. An alias of None stands for its own full name."""

    entity_id: str
    area_id: str | None = None
    device_id: str | None = None
    disabled_by: str | None = None
    options: Mapping[str, Any] = {}
    aliases: tuple[str | None, ...] | None = None

    @property
    def exposed(self) -> bool:
        """Whether its own options expose it to the assistant."""
        options = self.options.get(ASSISTANT)
        return isinstance(options, Mapping) and options.get("should_expose") is True


@dataclass(frozen=True, slots=True)
class Registries:
    """Everything that was told, by its ids."""

    floors: Mapping[str, ToldFloor] = field(default_factory=dict)
    areas: Mapping[str, ToldArea] = field(default_factory=dict)
    devices: Mapping[str, ToldDevice] = field(default_factory=dict)
    entities: Mapping[str, ToldEntity] = field(default_factory=dict)
    exposed: frozenset[str] = frozenset()
    """The ids of what is exposed to voice assistants, also of entities that are in no registry."""
    complete: bool = True
    """Whether exposure is known of entities outside of the registry too."""

    def area_of(self, entity: ToldEntity | None) -> ToldArea | None:
        """Return the area of an entity: its own, else its device's."""
        if entity is None:
            return None
        area_id = entity.area_id
        if area_id is None and entity.device_id is not None and entity.device_id in self.devices:
            area_id = self.devices[entity.device_id].area_id
        return self.areas.get(area_id) if area_id else None


_FLOORS = TypeAdapter(tuple[ToldFloor, ...])
_AREAS = TypeAdapter(tuple[ToldArea, ...])
_DEVICES = TypeAdapter(tuple[ToldDevice, ...])
_ENTITIES = TypeAdapter(tuple[ToldEntity, ...])
_ENTRIES = TypeAdapter(dict[str, ToldEntity | None])
_EXPOSED = TypeAdapter(dict[str, dict[str, dict[str, bool]]])


async def read_registries(socket: HomeSocket) -> Registries:
    """Ask for everything.

    Raises:
        pydantic.ValidationError: it has another shape.
        CommandRefused, ConnectionError, TimeoutError: as `HomeSocket.call`.
    """
    floors = _FLOORS.validate_python(await socket.call("config/floor_registry/list"))
    areas = _AREAS.validate_python(await socket.call("config/area_registry/list"))
    devices = _DEVICES.validate_python(await socket.call("config/device_registry/list"))
    listed = _ENTITIES.validate_python(await socket.call("config/entity_registry/list"))
    entities = {one.entity_id: one for one in listed if one.disabled_by is None}
    told = await _exposed(socket)
    exposed = told if told is not None else frozenset(one.entity_id for one in listed if one.exposed)
    exposed -= {one.entity_id for one in listed if one.disabled_by is not None}
    if named := sorted(exposed & entities.keys()):
        # Only these have aliases, which the list leaves out.
        entries = await socket.call("config/entity_registry/get_entries", entity_ids=named)
        entities |= {one.entity_id: one for one in _ENTRIES.validate_python(entries).values() if one}
    return Registries(
        floors={one.floor_id: one for one in floors},
        areas={one.area_id: one for one in areas},
        devices={one.id: one for one in devices},
        entities=entities,
        exposed=exposed,
        complete=told is not None,
    )


async def _exposed(socket: HomeSocket) -> frozenset[str] | None:
    """Return the ids of what is exposed, or None for a user who may not ask."""
    try:
        told = _EXPOSED.validate_python(await socket.call("homeassistant/expose_entity/list"))
    except CommandRefused as refusal:
        if refusal.reason != "unauthorized":
            raise
        return None
    return frozenset(
        entity_id
        for entity_id, assistants in told.get("exposed_entities", {}).items()
        if assistants.get(ASSISTANT)
    )
