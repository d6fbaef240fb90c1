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
from wyoming_morgan.tasks import FairTurns

DOES_ITS_OWN = frozenset({"automation", "scene", "script"})
"""Domains that do with their members what they are made for, whatever is done with them."""

EVERYTHING = "all"
"""The name by which an intent of Home Assistant reaches everything."""

_CLASS = "device_class"
_OF_AN_AREA = (
    ("alarm_control_panel", ""),
    ("cover", "door"),
    ("cover", "garage"),
    ("cover", "gate"),
    ("lock", ""),
    ("siren", ""),
    ("valve", ""),
    ("valve", "gas"),
    ("valve", "water"),
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
    """The domain of the group, scene, script or automation through which it is reached."""

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
        index: HomeIndex | None = None,
    ) -> None:
        """Index a home and its states.

        Args:
            home: The home.
            states: Its states.
            before: Saves work for the things that were in the home before it, too.
            index: The index of the home, if there is one already.
        """
        self.home = home
        self.states: Mapping[str, EntityState] = states or {}
        self.index: HomeIndex
        # By the id of the object, as in the index; with the classes that they were made for.
        self.known_things: dict[int, tuple[tuple[object, ...], tuple[Thing, ...]]]
        if before is not None and before.home is home:
            self.index, self.known_things = before.index, before.known_things
            return
        self.index = index or HomeIndex(home, before=None if before is None else before.index)
        present = self.index.spoken_names
        former = before.known_things if before is not None else {}
        self.known_things = {key: things for key, things in former.items() if key in present}

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
        """Return the things with this name, alias or id; several may share a name."""
        named = self.index.names.get(words_of(name), ())
        entity = self.index.by_id.get(name.strip().casefold())
        return named if entity is None or entity in named else (*named, entity)

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
        return self.with_members(self.reached(slots))

    def with_members(self, things: Iterable[Thing]) -> tuple[Thing, ...]:
        """Return things, and those that the scenes and groups among them contain."""
        reached = tuple(things)
        members = (member for thing in reached for member in self._members(thing))
        return tuple(dict.fromkeys((*reached, *members)))

    def states_of(self, things: Iterable[Thing]) -> list[EntityState]:
        """Return the states of things: by their ids, or by kind and name if the home tells no ids."""
        by_id: dict[str, EntityState] = {}
        for thing in things:
            for state in self._states_of(thing):
                by_id[state.entity_id] = state
        return list(by_id.values())

    def _states_of(self, thing: Thing) -> tuple[EntityState, ...]:
        if thing.entity_id is None:
            named = self._named.get((thing.domain, thing.name.casefold()), ())
            return tuple(state for state in named if state.area == thing.area) or named
        state = self.states.get(thing.entity_id)
        return () if state is None else (state,)

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
        reported = self._reported(entity)
        key = id(entity)
        made = self.known_things.get(key)
        if made is not None and made[0] == reported:
            return made[1]
        guarded, guessed = self.index.suggested(entity)
        classes = {one for one in reported if isinstance(one, str) and one}
        things = tuple(
            Thing(entity.name, entity.domain, device_class, entity.area, entity.entity_id, guarded)
            for device_class in sorted(classes or {guessed})
        )
        if key in self.index.spoken_names:
            self.known_things[key] = (reported, things)
        return things

    def _reported(self, entity: Entity) -> tuple[object, ...]:
        """Return the classes that the home reports for a thing, whatever they are."""
        if entity.entity_id is None:
            named = self._named.get((entity.domain, entity.name.casefold()), ())
            return (entity.device_class, *(state.attributes.get(_CLASS) for state in named))
        state = self.states.get(entity.entity_id)
        return (entity.device_class, state.attributes.get(_CLASS) if state is not None else None)

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
        seen: set[tuple[str, str]] = set()
        waiting = [(member, thing.domain) for state in self._states_of(thing) for member in _contained(state)]
        while waiting:
            way = waiting.pop()
            if way in seen:
                continue
            seen.add(way)
            entity_id, via = way
            yield from (replace(member, via=via) for member in self.of_id(entity_id))
            if entity_id in self.states:
                domain = entity_id.partition(".")[0]
                further = domain if domain in DOES_ITS_OWN else via
                waiting += [(member, further) for member in _contained(self.states[entity_id])]


class CurrentTargets:
    """Returns the home as it is now; its names are read again only when they change.

    In a home with thousands of things that takes a while: `prepare` does it before somebody waits.
    """

    def __init__(self, names: Callable[[], Home], home: HomeLink | None) -> None:
        """Prepare with a function that returns the current names, and the connected home if there is one."""
        self._names = names
        self._home = home
        self._last: Targets | None = None

    def __call__(self) -> Targets:
        """Return the targets of this moment."""
        self._last = Targets(self._names(), self._states, before=self._last)
        return self._last

    async def prepare(self) -> None:
        """Read the names of the newest home, between which other tasks get their turns."""
        fair = FairTurns()
        latest = self._last
        while latest is None or latest.home is not self._names():
            home = self._names()
            index = await HomeIndex.prepared(home, before=None if latest is None else latest.index)
            latest = Targets(home, self._states, before=latest, index=index)
            for entity in home.entities:
                await fair.turn()
                latest.things(entity)
        self._last = latest

    @property
    def _states(self) -> Mapping[str, EntityState] | None:
        home = linked(self._home)
        return home.states if home is not None else None


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
