"""Finds out whether a command that the grammar understood reaches nothing in the home, or two of one name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import Enum

from wyoming_morgan.agent.grammar.reach import domain_of
from wyoming_morgan.agent.grammar.sentences import COMMAND, SentenceMatch
from wyoming_morgan.agent.naming.finder import Reading
from wyoming_morgan.agent.naming.kinds import Likeness
from wyoming_morgan.agent.naming.things import NamedThings
from wyoming_morgan.home.model import Entity

_SEVERAL = 2
_LIGHT = "light"
_FREE_TEXT = frozenset({COMMAND, "search_query", "item", "message"})
"""Slots that may hold anything."""


class Miss(Enum):
    """How a command misses the things of the home."""

    UNPLACED = "its room is not known"
    NOTHING_THERE = "nothing of the kind is in that room"
    ELSEWHERE = "the thing is in another room"
    SHARED = "several things have that name"


def missed(match: SentenceMatch, things: NamedThings) -> Miss | None:
    """Return how a command misses the things of the home, if it does. A light is left to its room."""
    if match.local or not _FREE_TEXT.isdisjoint(match.slots):
        return None
    domains = _texts(match.slots.get("domain")) or [domain_of(match.intent) or ""]
    if match.needs_area:
        return None if {"", _LIGHT}.issuperset(domains) else Miss.UNPLACED
    if "name" in match.slots:
        return _missed_by_name(match, things)
    area = match.slots.get("area")
    if not match.acts or not isinstance(area, str) or domains == [""]:
        return None
    if not any(area == place.name for place in things.home.areas) and not any(
        area == entity.area for entity in things.home.entities
    ):
        return None  # what is in a room that the home does not tell is not known
    classes = _texts(match.slots.get("device_class"))
    there_are = any(
        entity.area == area and entity.domain in domains and _is_of(entity, classes, things)
        for entity in things.home.entities
    )
    return None if there_are else Miss.NOTHING_THERE


def _missed_by_name(match: SentenceMatch, things: NamedThings) -> Miss | None:
    area, named = match.slots.get("area"), namesakes(match, things)
    if area is not None:
        # What is in no room may be anywhere.
        elsewhere = all(entity.area is not None and entity.area != area for entity in named)
        return Miss.ELSEWHERE if named and elsewhere else None
    rooms = {entity.area for entity in named}
    several = len(named) >= _SEVERAL and len(rooms) == len(named) and None not in rooms
    return Miss.SHARED if several and match.acts else None


def namesakes(match: SentenceMatch, things: NamedThings) -> list[Entity]:
    """Return the things that a command may mean by a name."""
    domains = _texts(match.slots.get("domain"))
    named = [entity for entity in things.home.entities if entity.name == match.slots.get("name")]
    return [entity for entity in named if not domains or entity.domain in domains]


def in_each_room(match: SentenceMatch, things: NamedThings) -> Iterator[Reading]:
    """Yield a command for each of the things that share its name."""
    for entity in namesakes(match, things):
        yield Reading((replace(match, slots={**match.slots, "area": entity.area or ""}),), entity)


def _is_of(entity: Entity, classes: Iterable[str], things: NamedThings) -> bool:
    kinds = things.kinds(entity)
    expected = [*classes]
    return not expected or any(
        entity.device_class == one or (not entity.device_class and kinds.get(one) is Likeness.IS)
        for one in expected
    )


def _texts(value: object) -> list[str]:
    if value is None:
        return []
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
