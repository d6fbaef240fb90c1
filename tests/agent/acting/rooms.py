"""A connected home of two rooms in six languages: sensors, things of one name, and things that are away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tests.agent.homes import KITCHEN, LIVING
from tests.fakes.home_link import FakeHomeLink
from wyoming_morgan.home.contract import EntityState
from wyoming_morgan.home.model import Area, Entity, Home

LANGUAGES = ("en", "de", "fr", "es", "it", "nl")


def state(
    entity_id: str, name: str, value: str, room: dict[str, str] | None = KITCHEN, **attributes: object
) -> tuple[EntityState, dict[str, str] | None]:
    return EntityState(entity_id, name, entity_id.partition(".")[0], value, None, attributes), room


Placed = tuple[EntityState, dict[str, str] | None]


def link_of(language: str, things: Iterable[Placed]) -> FakeHomeLink:
    """Return a linked home with things in their rooms, named in a language."""
    states = tuple(replace(thing, area=None if room is None else room[language]) for thing, room in things)
    home = Home(
        entities=tuple(
            Entity(
                one.name,
                one.domain,
                area=one.area,
                entity_id=one.entity_id,
                device_class=str(one.attributes.get("device_class") or "") or None,
            )
            for one in states
        ),
        areas=(Area(KITCHEN[language]), Area(LIVING[language])),
    )
    return FakeHomeLink(home, states=states)


TWINS = (
    state("climate.k", "Thermo", "heat", current_temperature=17),
    state("climate.l", "Thermo", "heat", LIVING, current_temperature=23),
    state("light.k", "Zenit", "off"),
    state("light.l", "Zenit", "on", LIVING),
)
"""Two things of each name."""

SENSORS = (
    state("binary_sensor.one", "Rosetta", "on", device_class="window"),
    state("binary_sensor.two", "Belinda", "off", LIVING, device_class="window"),
    state("binary_sensor.door", "Portal", "off", device_class="door"),
    state("binary_sensor.motion", "Motus", "on", device_class="motion"),
    state("cover.blind", "Jalu", "open", device_class="blind"),
)
"""Windows and a door that are sensors, beside a blind that is open."""
