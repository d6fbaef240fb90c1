"""The things in the home that an order reaches, by their ids: names are only what people say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from wyoming_morgan.agent.guard.index import CONTROLS, HomeIndex, words_of
from wyoming_morgan.agent.language.guarded import Guarded
from wyoming_morgan.agent.language.languages import GUARDED_NAMES, cover_class
from wyoming_morgan.home.contract import EntityState, HomeLink, linked
from wyoming_morgan.home.model import Area, Entity, Floor, Home

EVERYTHING = "all"
"""The name by which an intent of Home Assistant reaches everything."""

_OF_AN_AREA = (
    ("alarm_control_panel", ""),
    ("cover", "door"),
    ("cover", "garage"),
    ("cover", "gate"),
    ("lock", ""),
    ("valve", ""),
)
"""What an unknown area may contain."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that an order reaches."""

    name: str
    domain: str
    device_class: str = ""
    area: str | None = None
    entity_id: str | None = None
    guarded: Guarded | None = None
    """What its name is about, if it controls other things."""
    via: str = ""
    """The domain of the scene or group through which it is reached."""

    @property
    def key(self) -> str:
        """Its id; its kind, name and area if it has none."""
        return self.entity_id or f"{self.domain} {self.name.casefold()} {(self.area or '').casefold()}"


class Targets:
    """The names in a home, and the things they reach."""

    def __init__(
        self,
        home: Home,
        states: Mapping[str, EntityState] | None = None,
        *,
        before: Targets | None = None,
    ) -> None:
        """Index a home and its states. `before` saves reading the names again if it is of the same home."""
        self.home = home
        self.index: HomeIndex = (
            before.index
            if before is not None and before.home is home
            else HomeIndex(home, before=None if before is None else before.index)
        )
        self.states: Mapping[str, EntityState] = states or {}

    @property
    def names(self) -> Mapping[str, tuple[Entity, ...]]:
        """The things by each of their names; several may share one."""
        return self.index.names

    def area(self, name: str) -> Area | None:
        """Return the area with this name or alias."""
        return next(iter(self.index.areas(name)), None)

    def floor(self, name: str) -> Floor | None:
        """Return the floor with this name or alias."""
        return next(iter(self.index.floors(name)), None)

    def entities(self, name: str) -> tuple[Entity, ...]:
        """Return the things with this name or alias; several may share it."""
        return self.index.names.get(words_of(name), ())

    def areas_in(self, text: str) -> frozenset[str]:
        """Return the areas that a text names, in lower case, with all areas of the floors it names."""
        return self.index.areas_in(text)

    def names_in(self, text: str) -> tuple[Entity, ...]:
        """Return the things that a text names."""
        return self.index.names_in(text)

    def reached(self, slots: Mapping[str, Any]) -> tuple[Thing, ...]:
        """Return the things these slots reach; of an unknown home, guessed from the words."""
        domains = frozenset(domain.casefold() for domain in _texts(slots.get("domain")))
        classes = _texts(slots.get("device_class"))
        if not self.home.known:
            return _guessed(slots, domains, classes)
        return tuple(
            thing
            for entity in self._entities(slots)
            if not domains or entity.domain in domains
            for thing in self.things(entity)
            if not classes or not thing.device_class or thing.device_class in classes
        )

    def affected(self, slots: Mapping[str, Any]) -> tuple[Thing, ...]:
        """Return the things these slots reach, and those that the scenes and groups among them contain."""
        reached = self.reached(slots)
        members = (member for thing in reached for member in self._members(thing))
        return tuple(dict.fromkeys((*reached, *members)))

    def states_of(self, things: Iterable[Thing]) -> list[EntityState]:
        """Return the states of things: by their ids, or by kind and name if the home tells no ids."""
        by_id: dict[str, EntityState] = {}
        for thing in things:
            if thing.entity_id is not None:
                states = [self.states[thing.entity_id]] if thing.entity_id in self.states else []
            else:
                states = list(self._named.get((thing.domain, thing.name.casefold()), ()))
            by_id |= {state.entity_id: state for state in states}
        return list(by_id.values())

    def of_id(self, entity_id: str) -> tuple[Thing, ...]:
        """Return the thing of an id; what the home does not name is known by its id and state."""
        if entity := self.index.by_id.get(entity_id):
            return self.things(entity)
        domain, _, name = entity_id.partition(".")
        state = self.states.get(entity_id)
        unnamed = Entity(state.name if state else name.replace("_", " "), domain, entity_id=entity_id)
        return self.things(unnamed)

    def _entities(self, slots: Mapping[str, Any]) -> Iterable[Entity]:
        name, area, floor = (_text(slots.get(slot)) for slot in ("name", "area", "floor"))
        named = self.entities(name) if name and name.casefold() != EVERYTHING else None
        areas: set[str] | None = None
        if area:
            areas = {place.name.casefold() for place in self.index.areas(area)}
        if floor:
            on_floor = self.index.areas_on(floor)
            areas = set(on_floor) if areas is None else areas & on_floor
        if areas is None:
            return self.home.entities if named is None else named
        if named is not None:
            return [entity for entity in named if entity.area and entity.area.casefold() in areas]
        return [entity for place in sorted(areas) for entity in self.index.by_area.get(place, ())]

    def things(self, entity: Entity) -> tuple[Thing, ...]:
        """Return a thing, once for each class that it may have."""
        guarded, guessed = self.index.suggested(entity)
        return tuple(
            Thing(entity.name, entity.domain, device_class, entity.area, entity.entity_id, guarded)
            for device_class in sorted(self._classes(entity) or {guessed})
        )

    def _classes(self, entity: Entity) -> set[str]:
        states: Iterable[EntityState] = ()
        if entity.entity_id is None:
            states = self._named.get((entity.domain, entity.name.casefold()), ())
        elif entity.entity_id in self.states:
            states = (self.states[entity.entity_id],)
        reported = {entity.device_class, *(state.attributes.get("device_class") for state in states)}
        return {device_class for device_class in reported if isinstance(device_class, str) and device_class}

    @cached_property
    def _named(self) -> Mapping[tuple[str, str], tuple[EntityState, ...]]:
        """The states by kind and name, for a home whose names were configured without ids."""
        named: dict[tuple[str, str], tuple[EntityState, ...]] = {}
        for state in self.states.values():
            key = (state.domain, state.name.casefold())
            named[key] = (*named.get(key, ()), state)
        return named

    def _members(self, thing: Thing) -> Iterator[Thing]:
        """Yield what a scene or a group contains, also through others."""
        seen: set[str] = set()
        waiting = [member for state in self.states_of([thing]) for member in _contained(state)]
        while waiting:
            entity_id = waiting.pop()
            if entity_id in seen:
                continue
            seen.add(entity_id)
            yield from (replace(member, via=thing.domain) for member in self.of_id(entity_id))
            if entity_id in self.states:
                waiting += _contained(self.states[entity_id])


class CurrentTargets:
    """Returns the home as it is now; its names are read again only when they change."""

    def __init__(self, names: Callable[[], Home], home: HomeLink | None) -> None:
        """Prepare with a function that returns the current names, and the connected home if there is one."""
        self._names = names
        self._home = home
        self._last: Targets | None = None

    def __call__(self) -> Targets:
        """Return the targets of this moment."""
        home = linked(self._home)
        states = home.states if home is not None else None
        self._last = Targets(self._names(), states, before=self._last)
        return self._last


def _contained(state: EntityState) -> list[str]:
    members = state.attributes.get("entity_id")
    if not isinstance(members, (list, tuple)):
        return []
    return [member for member in members if isinstance(member, str) and "." in member]


def _guessed(slots: Mapping[str, Any], domains: frozenset[str], classes: frozenset[str]) -> tuple[Thing, ...]:
    """Return what an order in an unknown home may reach: without a name and a kind, anything."""
    name = _text(slots.get("name"))
    area = _text(slots.get("area")) or _text(slots.get("floor")) or None
    if name.casefold() == EVERYTHING:
        name = ""
    guarded = GUARDED_NAMES.of(name)
    guessed = cover_class(name) if guarded is Guarded.ACCESS else ""
    if not name and not domains and not classes:
        return tuple(Thing("", domain, device_class, area) for domain, device_class in _OF_AN_AREA)
    if not domains:
        domains = frozenset({"cover", "lock"} if classes or guarded is Guarded.ACCESS else ())
        domains |= {"switch"} if guarded else set()
    return tuple(
        Thing(name, domain, device_class, area, guarded=guarded if domain in CONTROLS else None)
        for domain in sorted(domains)
        for device_class in sorted(classes or {guessed})
    )


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _texts(value: Any) -> frozenset[str]:
    values = value if isinstance(value, (list, tuple, set, frozenset)) else (value,)
    return frozenset(text.strip() for text in values if isinstance(text, str) and text.strip())
