"""A home as Morgan knows it: the names people say, and where things are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from wyoming_morgan.engines.contract.vocabulary import Vocabulary, VocabularyEntry


@dataclass(frozen=True, slots=True)
class Area:
    """A room or another place, with its names and the ids of the satellites in it."""

    name: str
    aliases: tuple[str, ...] = ()
    floor: str | None = None
    satellites: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every spoken name, the main one first."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing in the home. `domain` is Home Assistant's (light, cover, …), `area` the name of an area.

    `features` are lower-case words for its abilities, such as `brightness` and `color`.
    """

    name: str
    domain: str
    aliases: tuple[str, ...] = ()
    area: str | None = None
    features: frozenset[str] = frozenset()
    entity_id: str | None = None
    """Home Assistant's id, if the home comes from Home Assistant."""
    device_class: str | None = None
    """Home Assistant's device class: a cover may be a `garage`."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every spoken name, the main one first."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Floor:
    """A storey of the home."""

    name: str
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every spoken name, the main one first."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Home:
    """Everything that has a name. An empty home is unknown: then any name and area is accepted."""

    entities: tuple[Entity, ...] = ()
    areas: tuple[Area, ...] = ()
    floors: tuple[Floor, ...] = ()

    @property
    def known(self) -> bool:
        """Whether the home has any names."""
        return bool(self.entities or self.areas)

    def area_of(self, *satellites: str | None) -> str | None:
        """Return the name of the area of a satellite, by any of its ids, or None."""
        return next((area.name for area in self.areas if not {*satellites}.isdisjoint(area.satellites)), None)

    def vocabulary(self, guarded: Collection[Entity] = frozenset()) -> Vocabulary:
        """Return the words of the home, for recognizers; some things of it are asked about."""
        return Vocabulary(
            entries=tuple(
                VocabularyEntry(
                    names=entity.names,
                    domain=entity.domain,
                    area=entity.area,
                    features=entity.features,
                    guarded=entity in guarded,
                )
                for entity in self.entities
            ),
            areas=tuple(area.names for area in self.areas),
            floors=tuple(floor.names for floor in self.floors),
        )
