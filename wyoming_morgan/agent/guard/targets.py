"""The things in the home that an order reaches, by their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from wyoming_morgan.agent.language.languages import cover_class
from wyoming_morgan.home.contract import EntityState, HomeLink
from wyoming_morgan.home.model import Area, Entity, Floor, Home

Named = TypeVar("Named", Area, Floor)


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that an order reaches."""

    name: str
    domain: str
    device_class: str = ""
    area: str | None = None


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
        self.names: Mapping[str, tuple[Entity, ...]] = (
            before.names if before is not None and before.home is home else _by_name(home)
        )
        self._classes: dict[tuple[str, str], str] = {}
        for state in (states or {}).values():
            device_class = state.attributes.get("device_class")
            if isinstance(device_class, str):
                self._classes[state.domain, state.name.casefold()] = device_class

    def area(self, name: str) -> Area | None:
        """Return the area with this name or alias."""
        folded = name.casefold()
        return _named(self.home.areas, name) or next(
            (
                Area(entity.area)
                for entity in self.home.entities
                if entity.area and entity.area.casefold() == folded
            ),
            None,
        )

    def floor(self, name: str) -> Floor | None:
        """Return the floor with this name or alias."""
        return _named(self.home.floors, name) or next(
            (Floor(area.floor) for area in self.home.areas if area.floor and _same(area.floor, name)), None
        )

    def entities(self, name: str) -> tuple[Entity, ...]:
        """Return the things with this name or alias; several may share it."""
        return self.names.get(_words(name), ())

    def reached(self, slots: Mapping[str, Any]) -> tuple[Thing, ...]:
        """Return the things these slots reach; of an unknown home, guessed from the words."""
        domains = _texts(slots.get("domain"))
        classes = _texts(slots.get("device_class"))
        if not self.home.known:
            return self._guessed(slots, domains, classes)
        entities: Iterable[Entity] = self.home.entities
        if name := _text(slots.get("name")):
            entities = self.entities(name)
        if area := _text(slots.get("area")):
            target = self.area(area)
            area_name = target.name.casefold() if target else None
            entities = [entity for entity in entities if entity.area and entity.area.casefold() == area_name]
        if floor := _text(slots.get("floor")):
            on_floor = self._areas_on(floor)
            entities = [entity for entity in entities if entity.area and entity.area.casefold() in on_floor]
        things = [self._thing(entity) for entity in entities if not domains or entity.domain in domains]
        return tuple(
            thing
            for thing in things
            if not classes or not thing.device_class or thing.device_class in classes
        )

    def areas_in(self, text: str) -> frozenset[str]:
        """Return the areas that a text names, in lower case, with all areas of the floors it names."""
        spoken = f" {_words(text)} "
        named = {
            area.name.casefold()
            for area in self.home.areas
            if any(f" {_words(name)}" in spoken for name in area.names)
        }
        for floor in self._floors():
            if any(f" {_words(name)}" in spoken for name in floor.names):
                named |= self._areas_on(floor.name)
        return frozenset(named)

    def names_in(self, text: str) -> tuple[Entity, ...]:
        """Return the things that a text names."""
        spoken = f" {_words(text)} "
        named = [
            entity for name, entities in self.names.items() if f" {name} " in spoken for entity in entities
        ]
        return tuple(dict.fromkeys(named))

    def _floors(self) -> list[Floor]:
        named = {floor.name for floor in self.home.floors}
        more = {area.floor for area in self.home.areas if area.floor} - named
        return [*self.home.floors, *(Floor(name) for name in sorted(more))]

    def _areas_on(self, floor: str) -> frozenset[str]:
        target = self.floor(floor)
        name = target.name if target else floor
        return frozenset(
            area.name.casefold() for area in self.home.areas if area.floor and _same(area.floor, name)
        )

    def _thing(self, entity: Entity) -> Thing:
        device_class = self._classes.get((entity.domain, entity.name.casefold()), "")
        if not device_class and entity.domain == "cover":
            device_class = cover_class(" ".join(entity.names))
        return Thing(entity.name, entity.domain, device_class, entity.area)

    @staticmethod
    def _guessed(
        slots: Mapping[str, Any], domains: frozenset[str], classes: frozenset[str]
    ) -> tuple[Thing, ...]:
        name = _text(slots.get("name"))
        guessed = next(iter(classes), "") or cover_class(name)
        if not domains and guessed:
            domains = frozenset({"cover", "lock"})
        area = _text(slots.get("area")) or None
        return tuple(Thing(name, domain, guessed, area) for domain in sorted(domains))


class CurrentTargets:
    """Returns the home as it is now; its names are read again only when they change."""

    def __init__(self, names: Callable[[], Home], home: HomeLink | None) -> None:
        """Prepare with a function that returns the current names, and the connected home if there is one."""
        self._names = names
        self._home = home
        self._last: Targets | None = None

    def __call__(self) -> Targets:
        """Return the targets of this moment."""
        states = self._home.states if self._home else None
        self._last = Targets(self._names(), states, before=self._last)
        return self._last


def _by_name(home: Home) -> Mapping[str, tuple[Entity, ...]]:
    entities: dict[str, list[Entity]] = {}
    for entity in home.entities:
        for name in dict.fromkeys(map(_words, entity.names)):
            if name:
                entities.setdefault(name, []).append(entity)
    return {name: tuple(named) for name, named in entities.items()}


def _named(things: Iterable[Named], name: str) -> Named | None:
    return next((thing for thing in things if any(_same(spoken, name) for spoken in thing.names)), None)


def _same(one: str, other: str) -> bool:
    return _words(one) == _words(other)


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _texts(value: Any) -> frozenset[str]:
    if isinstance(value, str):
        return frozenset({value}) if value else frozenset()
    return (
        frozenset(text for text in value if isinstance(text, str))
        if isinstance(value, (list, tuple))
        else frozenset()
    )
