"""Turns a home into the lists that sentences are matched against, and matches into plain values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hassil import TextChunk, TextSlotList
from hassil.intents import TextSlotValue
from hassil.models import MatchEntity
from hassil.util import remove_punctuation

from wyoming_morgan.agent.contract import SlotValue
from wyoming_morgan.agent.language.languages import WATER_NAMES
from wyoming_morgan.home.model import Entity, Home

_UNSPOKEN = ' "“”„«»-'


class NameList(TextSlotList):
    """A list of literal names, indexed by whole names: hassil's own index has an object for each letter.

    A home may have thousands of names, and one of them changes.
    """

    def __init__(self, name: str, values: Iterable[TextSlotValue]) -> None:
        """Index the names."""
        super().__init__(name=name, values=list(values))
        self.texts = [_folded(value) for value in self.values]
        """The name of each value, in lower case."""
        self._by_name: dict[str, list[TextSlotValue]] = {}
        for text, value in zip(self.texts, self.values, strict=True):
            self._by_name.setdefault(text, []).append(value)
        self._longest = max(map(len, self._by_name), default=0)

    @classmethod
    def of(cls, name: str, names: Iterable[tuple[str, str]]) -> NameList:
        """Return the list of names, each with the value that it stands for."""
        return cls(name, (TextSlotValue.from_tuple(one, allow_template=False) for one in names))

    def within(self, text: str) -> NameList:
        """Return the list of the names that occur in a text, which is in lower case."""
        said = "\n".join(_spacings(text))
        there = [value for name, value in zip(self.texts, self.values, strict=True) if name in said]
        return NameList(self.name or "", there)

    def get_candidates(self, text: str) -> list[TextSlotValue]:
        """Return the names that a text may begin with, the shortest first."""
        candidates: dict[int, TextSlotValue] = {}
        for spoken in _spacings(text.lstrip().casefold()):
            for end in range(1, min(len(spoken), self._longest) + 1):
                candidates |= {id(value): value for value in self._by_name.get(spoken[:end], ())}
        return list(candidates.values())


def _spacings(text: str) -> Iterable[str]:
    """Return a text as its names may be spaced: with one blank between words, whatever parts them there."""
    spaced = text.replace("-", " ").replace("_", " ")
    return dict.fromkeys((text, spaced, " ".join(text.split()), " ".join(spaced.split())))


class HomeLists:
    """Makes the lists of known homes: what was made for an entity serves again in the next home."""

    def __init__(self) -> None:
        self._values: dict[Entity, tuple[TextSlotValue, ...]] = {}

    def of(self, home: Home) -> dict[str, NameList]:
        """Return the lists of a home: every alias yields the main name, with the domain as context.

        What is for the water says so in its context, too.

        Names are literal text, never sentence templates.
        """
        former, self._values = self._values, {}
        for entity in home.entities:
            self._values[entity] = former.get(entity) or _values(entity)
        names = (value for entity in home.entities for value in self._values[entity])
        areas = {area.name: area.names for area in home.areas}
        listed = {name.casefold() for area_names in areas.values() for name in area_names}
        for entity in home.entities:
            if entity.area and entity.area.casefold() not in listed:
                areas[entity.area] = (entity.area,)
                listed.add(entity.area.casefold())
        floors = {floor.name: floor.names for floor in home.floors}
        for area in home.areas:
            if area.floor and area.floor not in floors:
                floors[area.floor] = (area.floor,)
        return {
            "name": NameList("name", names),
            "area": _named(areas, "area"),
            "floor": _named(floors, "floor"),
        }


def _folded(value: TextSlotValue) -> str:
    assert isinstance(value.text_in, TextChunk)  # noqa: S101 - names are literal
    return value.text_in.text.strip().casefold()


def _values(entity: Entity) -> tuple[TextSlotValue, ...]:
    context = {"domain": entity.domain}
    if WATER_NAMES.has(entity.domain, entity.device_class, entity.names):
        context["flow"] = "water"
    return tuple(
        TextSlotValue.from_tuple((spoken, entity.name, context), allow_template=False)
        for spoken in _spoken(entity.names)
    )


def area_name(area: str, home: Home) -> str:
    """Return the main name of an area that may be given by one of its aliases."""
    folded = area.casefold()
    for candidate in home.areas:
        if folded in {name.casefold() for name in candidate.names}:
            return candidate.name
    return area


def spoken(entity: MatchEntity) -> SlotValue:
    """Return a matched value; free text without marks around it: “"milk"”, “Pizza-”."""
    value = plain(entity.value)
    return (value.strip(_UNSPOKEN) or value) if entity.is_wildcard and isinstance(value, str) else value


def plain(value: Any) -> SlotValue:
    """Return a matched value as text, a number or several texts; whole numbers are integers."""
    if isinstance(value, list | tuple | set | frozenset):
        texts = tuple(str(plain(part)) for part in value)
        return texts[0] if len(texts) == 1 else texts
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _named(names: dict[str, tuple[str, ...]], list_name: str) -> NameList:
    spoken = ((one, name) for name, spoken_names in names.items() for one in _spoken(spoken_names))
    return NameList.of(list_name, spoken)


def _spoken(names: Iterable[str]) -> list[str]:
    """Return the names with and without their punctuation: requests are matched without it."""
    spoken = (variant.strip() for name in names for variant in (name, remove_punctuation(name)))
    return list(dict.fromkeys(variant for variant in spoken if variant))
