"""Turns a home into the lists that sentences are matched against, and matches into plain values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hassil import SlotList, TextSlotList
from hassil.util import remove_punctuation

from wyoming_morgan.agent.contract import SlotValue
from wyoming_morgan.home.model import Home


def closed_lists(home: Home) -> dict[str, SlotList]:
    """Return the lists of a known home: every name gives the thing's main name, with its domain as context.

    Names are taken literally, never as sentence templates.
    """
    names = [
        (spoken, entity.name, {"domain": entity.domain})
        for entity in home.entities
        for spoken in _spoken(entity.names)
    ]
    areas = {area.name: area.names for area in home.areas}
    known = {name.casefold() for names_ in areas.values() for name in names_}
    for entity in home.entities:
        if entity.area and entity.area.casefold() not in known:
            areas[entity.area] = (entity.area,)
            known.add(entity.area.casefold())
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
    """Return the main name of an area that may have been told by another one of its names."""
    wanted = area.casefold()
    for known in home.areas:
        if wanted in {name.casefold() for name in known.names}:
            return known.name
    return area


def plain(value: Any) -> SlotValue:
    """Return a matched value as text or number; whole numbers are integers."""
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
    """Return the names, and those with punctuation without it as well: requests are matched without."""
    spoken = (variant.strip() for name in names for variant in (name, remove_punctuation(name)))
    return list(dict.fromkeys(variant for variant in spoken if variant))
