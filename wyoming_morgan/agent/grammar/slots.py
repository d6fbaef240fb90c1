"""Turns a home into the lists that sentences are matched against, and matches into plain values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hassil import SlotList, TextSlotList
from hassil.util import remove_punctuation

from wyoming_morgan.agent.contract import SlotValue
from wyoming_morgan.home.model import Home


def closed_lists(home: Home) -> dict[str, SlotList]:
    """Return the lists of a known home: every alias yields the main name, with the domain as context.

    Names are literal text, never sentence templates.
    """
    names = [
        (spoken, entity.name, {"domain": entity.domain})
        for entity in home.entities
        for spoken in _spoken(entity.names)
    ]
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
        "name": TextSlotList.from_tuples(names, allow_template=False, name="name"),
        "area": _named(areas, "area"),
        "floor": _named(floors, "floor"),
    }


def area_name(area: str, home: Home) -> str:
    """Return the main name of an area that may be given by one of its aliases."""
    folded = area.casefold()
    for candidate in home.areas:
        if folded in {name.casefold() for name in candidate.names}:
            return candidate.name
    return area


def plain(value: Any) -> SlotValue:
    """Return a matched value as a string or a number; whole numbers are integers."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _named(names: dict[str, tuple[str, ...]], list_name: str) -> TextSlotList:
    return TextSlotList.from_tuples(
        [(spoken, name) for name, spoken_names in names.items() for spoken in _spoken(spoken_names)],
        allow_template=False,
        name=list_name,
    )


def _spoken(names: Iterable[str]) -> list[str]:
    """Return the names with and without their punctuation: requests are matched without it."""
    spoken = (variant.strip() for name in names for variant in (name, remove_punctuation(name)))
    return list(dict.fromkeys(variant for variant in spoken if variant))
