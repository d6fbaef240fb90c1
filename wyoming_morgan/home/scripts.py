"""What scripts and automations reach, as Home Assistant knows it: the guard asks before one opens a lock."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from wyoming_morgan.home.socket import CommandRefused, HomeSocket

_LOGGER = logging.getLogger(__name__)

RUNNING = ("script", "automation")
"""The domains whose entities reach others when they run, as Home Assistant's search calls them."""
_CONTAINING = (*RUNNING, "scene", "group")
"""Those that are followed further."""
_ANY_DOMAIN = "homeassistant"
"""The domain whose actions reach things of every kind."""
_OF_SCRIPTS = frozenset({"turn_on", "turn_off", "toggle", "reload"})
"""The actions of the domain of scripts that are not themselves scripts."""
_PLACES = ("area_id", "floor_id", "label_id")
_IDS = ("entity_id", "device_id", *_PLACES)
_HARMLESS = frozenset({"binary_sensor", "light", "media_player", "sensor"})
"""Domains that are left out first if a thing reaches very many."""
_MOST_RUNNING = 500
"""Scripts and automations that are asked about."""
_MOST_MEMBERS = 100
_MOST_FOLLOWED = 50
"""Scripts, scenes and groups within one that are asked about."""
_RELATED = TypeAdapter(dict[str, tuple[str, ...]])
_TARGETS = TypeAdapter(dict[str, Any])
_TEXTS = TypeAdapter(tuple[str, ...])


@dataclass(frozen=True, slots=True)
class ReachedByScripts:
    """What scripts and automations reach, by their ids."""

    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    in_places: frozenset[str] = frozenset()
    """Those that name areas, floors or labels: what they reach changes with what is there."""


async def read_reached(socket: HomeSocket, entity_ids: Iterable[str]) -> ReachedByScripts:
    """Read what the scripts and automations among entities reach; nothing if Home Assistant cannot search.

    Raises:
        pydantic.ValidationError: an answer has another format.
        CommandRefused, ConnectionError, TimeoutError: as `HomeSocket.call`.
    """
    reading = _Reading(socket)
    running = sorted(key for key in entity_ids if key.partition(".")[0] in RUNNING)
    members: dict[str, tuple[str, ...]] = {}
    for entity_id in running[:_MOST_RUNNING]:
        try:
            reached = await reading.reached_by(entity_id)
        except CommandRefused as refusal:
            _LOGGER.warning("what scripts reach is not known, so only their names are guarded: %s", refusal)
            break
        ordered = sorted(reached, key=lambda member: (member.partition(".")[0] in _HARMLESS, member))
        members[entity_id] = tuple(ordered)[:_MOST_MEMBERS]
    return ReachedByScripts(members, frozenset(reading.in_places))


class _Reading:
    """Reads each thing once, however many scripts reach it."""

    def __init__(self, socket: HomeSocket) -> None:
        self._socket = socket
        self._members: dict[str, frozenset[str]] = {}
        self._has_configurations = True
        self.in_places: set[str] = set()
        """The scripts that name areas, floors or labels, also through others."""

    async def reached_by(self, entity_id: str) -> set[str]:
        """Return all that a script or an automation reaches, through others too."""
        reached: set[str] = set()
        waiting = [entity_id]
        followed = 0
        while waiting and followed < _MOST_FOLLOWED:
            followed += 1
            current = waiting.pop()
            try:
                members = await self._members_of(current)
            except CommandRefused:
                if current == entity_id:
                    raise
                continue  # what it is called still counts
            if current in self.in_places:
                self.in_places.add(entity_id)
            for member in members - reached:
                reached.add(member)
                if member.partition(".")[0] in _CONTAINING:
                    waiting.append(member)
        return reached - {entity_id}

    async def _members_of(self, entity_id: str) -> frozenset[str]:
        if entity_id not in self._members:
            domain = entity_id.partition(".")[0]
            related = await self._socket.call("search/related", item_type=domain, item_id=entity_id)
            members = set(_RELATED.validate_python(related or {}).get("entity", ()))
            if domain in RUNNING:
                async for member in self._ordered(domain, entity_id):
                    members.add(member)
            self._members[entity_id] = frozenset(members - {entity_id})
        return self._members[entity_id]

    async def _ordered(self, domain: str, entity_id: str) -> AsyncIterator[str]:
        """Give what is reached through areas, floors and labels, which the search does not follow."""
        for name, order in _orders(await self._configuration(domain, entity_id)):
            acting, _, action = name.partition(".")
            if acting == "script" and action not in _OF_SCRIPTS:
                yield f"{acting}.{action}"
            ids = {kind: list(_ids(order, kind)) for kind in _IDS}
            if any(map(_is_template, (text for texts in ids.values() for text in texts))):
                yield f"{acting}.unexposed"
            target = {kind: [text for text in ids[kind] if not _is_template(text)] for kind in _PLACES}
            if any(target.values()):
                self.in_places.add(entity_id)
            for member in await self._found({kind: texts for kind, texts in target.items() if texts}):
                if acting in (_ANY_DOMAIN, member.partition(".")[0]):
                    yield member

    async def _configuration(self, domain: str, entity_id: str) -> Any:
        """Return how a script is written, if the owner of the token may know."""
        if not self._has_configurations:
            return None
        try:
            answer = await self._socket.call(f"{domain}/config", entity_id=entity_id)
        except CommandRefused as refusal:
            if refusal.reason in {"unauthorized", "unknown_command"}:
                self._has_configurations = False
                _LOGGER.warning("areas in scripts are not guarded: %s", refusal)
            return None
        return answer.get("config") if isinstance(answer, Mapping) else None

    async def _found(self, target: Mapping[str, list[str]]) -> tuple[str, ...]:
        if not target:
            return ()
        try:
            answer = await self._socket.call(
                "extract_from_target", target=target, primary_entities_only=False
            )
            return _TEXTS.validate_python(_TARGETS.validate_python(answer).get("referenced_entities", ()))
        except (CommandRefused, ValidationError) as error:
            _LOGGER.warning("what is in %s is not known: %s", ", ".join(target), error)
            return ()


def _orders(configuration: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give the actions in a configuration, however deep, with their names."""
    waiting = [configuration]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Mapping):
            name = part.get("action", part.get("service"))
            if isinstance(name, str) and "." in name:
                yield name, part
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part


def _ids(order: Mapping[str, Any], kind: str) -> Iterator[str]:
    for place in (order, order.get("target"), order.get("data"), order.get("data_template")):
        if isinstance(place, str) and _is_template(place):
            yield place
        elif isinstance(place, Mapping):
            value = place.get(kind)
            yield from (
                text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)
            )


def _is_template(text: str) -> bool:
    return "{{" in text or "{%" in text
