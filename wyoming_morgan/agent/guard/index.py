"""The names of a home as an index: what is called what, where it is, and which id it has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Self, TypeVar

from wyoming_morgan.agent.language.guarded import Guarded
from wyoming_morgan.agent.language.languages import GUARDED_NAMES, cover_class
from wyoming_morgan.home.model import Area, Entity, Floor, Home
from wyoming_morgan.tasks import FairTurns

CONTROLS = frozenset(
    {
        "automation",
        "button",
        "group",
        "input_boolean",
        "input_button",
        "input_number",
        "input_select",
        "number",
        "remote",
        "scene",
        "script",
        "select",
        "switch",
        "valve",
        "water_heater",
    }
)
"""Domains of things that control others; what they are about is known only by their names."""

_UNSPECIFIC = frozenset({None, "", "shutter", "window"})
"""Device classes that are reported of a cover whatever it moves."""

_WORD = re.compile(r"\w+")

Value = TypeVar("Value")


def words_of(text: str) -> str:
    """Return the words of a text in lower case, with one space between them."""
    return " ".join(_WORD.findall(text.casefold()))


def spoken_names(entity: Entity) -> tuple[str, ...]:
    """Return the names of a thing as they are said."""
    return tuple(dict.fromkeys(map(words_of, entity.names)))


class HomeIndex:
    """Finds things, areas and floors by their names; several may share one."""

    def __init__(self, home: Home, *, before: HomeIndex | None = None) -> None:
        """Index a home.

        Args:
            home: The home.
            before: Saves work for the things that were in the home before it, too.
        """
        for _ in self._read(home, before):
            pass

    @classmethod
    async def prepared(cls, home: Home, *, before: HomeIndex | None = None) -> Self:
        """Return the index of a home; between its things other tasks get their turns."""
        index = cls.__new__(cls)
        fair = FairTurns()
        for _ in index._read(home, before):  # noqa: SLF001 - its own
            await fair.turn()
        return index

    def _read(self, home: Home, before: HomeIndex | None) -> Iterator[None]:
        """Index a home in many small steps."""
        self.home = home
        # By the id of the object: as long as a home lives, so do its things.
        self.spoken_names: dict[int, tuple[str, ...]] = {}
        self.suggestions: dict[int, tuple[Guarded | None, str]] = {}
        ready = before.spoken_names if before is not None else {}
        suggestions = before.suggestions if before is not None else {}
        named: dict[str, list[Entity]] = {}
        for entity in home.entities:
            key = id(entity)
            self.spoken_names[key] = own = ready.get(key) or spoken_names(entity)
            if key in suggestions:
                self.suggestions[key] = suggestions[key]
            for name in own:
                if name:
                    named.setdefault(name, []).append(entity)
            yield
        names: dict[str, tuple[Entity, ...]] = {}
        self._longest = 0
        for name, entities in named.items():
            names[name] = tuple(entities)
            self._longest = max(self._longest, name.count(" ") + 1)
            yield
        self.names: Mapping[str, tuple[Entity, ...]] = names

    @cached_property
    def by_id(self) -> Mapping[str, Entity]:
        """The things that have an id, by it."""
        return {entity.entity_id: entity for entity in self.home.entities if entity.entity_id}

    @cached_property
    def by_area(self) -> Mapping[str, tuple[Entity, ...]]:
        """The things by the name of their area, in lower case."""
        return _grouped((entity.area.casefold(), entity) for entity in self.home.entities if entity.area)

    def suggested(self, entity: Entity) -> tuple[Guarded | None, str]:
        """Return what a thing's names suggest: what it controls, and the class of a cover."""
        suggested = self.suggestions.get(id(entity))
        if suggested is None:
            suggested = (None, _cover(entity)) if entity.domain == "cover" else (_controlled(entity), "")
            if self.by_id.get(entity.entity_id or "") is entity or entity.entity_id is None:
                self.suggestions[id(entity)] = suggested
        return suggested

    def areas(self, name: str) -> tuple[Area, ...]:
        """Return the areas with this name or alias."""
        return self._areas.get(words_of(name), ())

    def floors(self, name: str) -> tuple[Floor, ...]:
        """Return the floors with this name or alias."""
        return self._floors.get(words_of(name), ())

    def areas_on(self, name: str) -> frozenset[str]:
        """Return the areas on the floors of this name, in lower case."""
        floors = {words_of(floor.name) for floor in self.floors(name)} or {words_of(name)}
        return frozenset(
            area.name.casefold() for area in self.home.areas if area.floor and words_of(area.floor) in floors
        )

    def areas_in(self, text: str) -> frozenset[str]:
        """Return the areas that a text names, in lower case, with all areas of the floors it names."""
        spoken = f" {words_of(text)} "
        named = {
            area.name.casefold()
            for name, areas in self._own_areas.items()
            if f" {name}" in spoken
            for area in areas
        }
        for name in self._floors:
            if f" {name}" in spoken:
                named |= self.areas_on(name)
        return frozenset(named)

    def names_in(self, text: str) -> tuple[Entity, ...]:
        """Return the things that a text names, in its order."""
        words = words_of(text).split()
        named: dict[int, Entity] = {}
        for start in range(len(words)):
            for end in range(start + 1, min(start + self._longest, len(words)) + 1):
                for entity in self.names.get(" ".join(words[start:end]), ()):
                    named.setdefault(id(entity), entity)
        return tuple(named.values())

    @cached_property
    def _own_areas(self) -> Mapping[str, tuple[Area, ...]]:
        return _grouped((words_of(name), area) for area in self.home.areas for name in area.names)

    @cached_property
    def _areas(self) -> Mapping[str, tuple[Area, ...]]:
        """Also those that only things name."""
        own = {area.name.casefold() for area in self.home.areas}
        more = {entity.area: None for entity in self.home.entities if entity.area}
        others = ((words_of(name), Area(name)) for name in more if name.casefold() not in own)
        return {**_grouped(others), **self._own_areas}

    @cached_property
    def _floors(self) -> Mapping[str, tuple[Floor, ...]]:
        """Also those that only areas name."""
        own = {floor.name for floor in self.home.floors}
        more = sorted({area.floor for area in self.home.areas if area.floor} - own)
        floors: Sequence[Floor] = (*self.home.floors, *(Floor(name) for name in more))
        return _grouped((words_of(name), floor) for floor in floors for name in floor.names)


def _grouped(pairs: Iterable[tuple[str, Value]]) -> Mapping[str, tuple[Value, ...]]:
    groups: dict[str, dict[int, Value]] = {}
    for key, value in pairs:
        if key:
            groups.setdefault(key, {})[id(value)] = value
    return {key: tuple(values.values()) for key, values in groups.items()}


def _controlled(entity: Entity) -> Guarded | None:
    """Return what a thing controls, as its names and its id tell; its area tells what is opened there."""
    if entity.domain in CONTROLS:
        ids = (entity.entity_id,) if entity.entity_id else ()
        opened = (
            f"{entity.area} {name}" for name in entity.names if entity.area and GUARDED_NAMES.opens(name)
        )
        return GUARDED_NAMES.of(*entity.names, *ids, *opened)
    if entity.domain == "light" and not entity.features:
        return GUARDED_NAMES.of(*entity.names)  # a relay, which is a light because somebody said so
    return None


def _cover(entity: Entity) -> str:
    """Return the class that the names and the id of a cover suggest."""
    names = (*entity.names, (entity.entity_id or "").partition(".")[2].replace("_", " "))
    guessed = next(filter(None, map(cover_class, names)), "")
    return guessed or ("door" if GUARDED_NAMES.of(*names) is Guarded.ACCESS else "")
