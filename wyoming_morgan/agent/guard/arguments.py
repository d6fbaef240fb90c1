"""What the arguments of a tool reach: ids, names, and targets as Home Assistant's services take them.

Arguments may be nested, lists, or text that holds several ids. A target that the home does not know, such as
a label, may be anything.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wyoming_morgan.agent.guard.targets import EVERYTHING, Targets, Thing

_ID = re.compile(r"(?<![\w./])[a-z_]+\.[a-z0-9_]+(?![\w./])")
_TEMPLATE = re.compile(r"\{[{%]")
_PLACES = frozenset({"area_id", "floor_id"})
_UNKNOWN = frozenset({"device_id", "label_id"})
_TARGET = "target"
_ENTITIES = frozenset({"entity_id", "entity_ids", "entities"})
_SERVICES = frozenset({"service", "action", "perform_action", "service_name"})
_SUBJECT = re.compile(r"appliance|device|entity|name|switch|target|thing|(?:^|_)id$")
"""Keys of arguments that say which thing is meant."""
_GENERAL = frozenset({"automation", "group", "homeassistant", "scene", "script"})
"""Domains whose services reach things of any kind."""
_HARMLESS = frozenset({"fan", "light", "media_player", "notify", "persistent_notification", "tts", "vacuum"})
_DOMAIN = "domain"


@dataclass(slots=True)
class _Targets:
    """What the arguments of one call name."""

    ids: dict[str, None] = field(default_factory=dict)
    names: dict[str, None] = field(default_factory=dict)
    places: dict[str, None] = field(default_factory=dict)
    subjects: dict[str, None] = field(default_factory=dict)
    domains: set[str] = field(default_factory=set)
    everything: bool = False
    unknown: bool = False
    devices: bool = False
    service: bool = False
    """Whether they are those of a service of Home Assistant."""


@dataclass(frozen=True, slots=True)
class Reached:
    """The things that arguments reach. `unknown` is true if they may reach others, too."""

    things: tuple[Thing, ...] = ()
    unknown: bool = False
    subjects: tuple[str, ...] = ()
    """The texts that say which thing is meant."""


def reached_by(arguments: Mapping[str, Any], targets: Targets) -> Reached:
    """Return what the arguments of a tool reach, with the members of groups and scenes."""
    named = _Targets()
    _read(arguments, "", named)
    things = [thing for entity_id in named.ids for thing in _of_id(entity_id, targets)]
    things += [
        thing for name in named.names for entity in targets.entities(name) for thing in targets.things(entity)
    ]
    domains = frozenset() if named.domains & _GENERAL else frozenset(named.domains)
    unknown = named.unknown or (named.devices and named.service)
    for place in named.places:
        in_place = _in_place(place, targets)
        unknown |= in_place is None and named.service
        things += [thing for thing in in_place or () if not domains or thing.domain in domains]
    if named.everything:
        everything = (thing for entity in targets.home.entities for thing in targets.things(entity))
        things += [thing for thing in everything if not domains or thing.domain in domains]
        unknown |= not targets.home.known
    unknown &= not (domains and domains <= _HARMLESS)
    return Reached(targets.with_members(things), unknown, tuple(named.subjects))


def _read(value: Any, key: str, named: _Targets) -> None:
    if isinstance(value, Mapping):
        named.service |= key == _TARGET
        for name, entry in value.items():
            _read_text(str(name), "", named)
            _read(entry, str(name).casefold(), named)
    elif isinstance(value, list | tuple | set | frozenset):
        for entry in value:
            _read(entry, key, named)
    elif isinstance(value, str):
        _read_text(value, key, named)


def _read_text(value: str, key: str, named: _Targets) -> None:
    """Take note of what a text names; its key tells what it is."""
    text = unicodedata.normalize("NFKC", value).strip()
    folded = text.casefold()
    named.service |= key in _SERVICES or key == _DOMAIN
    if key == _DOMAIN or (key in _SERVICES and "." in folded):
        named.domains.add(folded.partition(".")[0])
    if _SUBJECT.search(key):
        named.subjects[text] = None
    named.devices |= key in _UNKNOWN and bool(folded)
    if _TEMPLATE.search(text):
        named.unknown = True
    if key in _ENTITIES and folded == EVERYTHING:
        named.everything = True
    if key in _PLACES:
        named.places |= dict.fromkeys(_parts(folded))
    named.ids |= dict.fromkeys(_ID.findall(folded))
    named.names |= dict.fromkeys((text, *_parts(text)))


def _parts(text: str) -> Iterator[str]:
    return (part.strip() for part in text.split(",") if part.strip())


def _of_id(entity_id: str, targets: Targets) -> tuple[Thing, ...]:
    """Return the thing of an id; nothing of an address or a file that looks like one."""
    domain = entity_id.partition(".")[0]
    is_known = entity_id in targets.index.by_id or entity_id in targets.states or domain in _DOMAINS
    return targets.of_id(entity_id) if is_known else ()


_DOMAINS = frozenset(
    {"alarm_control_panel", "cover", "lock", "siren", "valve", "script", "scene", "group", "switch"}
)
"""Domains whose ids are guarded or judged by their names, also where the home does not know them."""


def _in_place(place: str, targets: Targets) -> list[Thing] | None:
    """Return the things in an area or on a floor, by its id or name; None if there is none."""
    name = place.replace("_", " ")
    areas = {area.name.casefold() for area in targets.index.areas(name)} | set(targets.index.areas_on(name))
    if not areas:
        return None
    return [
        thing
        for area in sorted(areas)
        for entity in targets.index.by_area.get(area, ())
        for thing in targets.things(entity)
    ]
