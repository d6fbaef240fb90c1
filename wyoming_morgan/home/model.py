"""A home as Morgan knows it: what can be named aloud and where it is."""

from __future__ import annotations

from dataclasses import dataclass

from wyoming_morgan.engines.contract.vocabulary import Vocabulary, VocabularyEntry


@dataclass(frozen=True, slots=True)
class Area:
    """A room or a place, by name and other names, with the ids of the satellites in it."""

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
    """A thing in the home. `domain` is Home Assistant's (light, cover, …); `area` an area's name.

    `features` are lower-case words for what can be done to it, such as `brightness` and `color`.
    """

    name: str
    domain: str
    aliases: tuple[str, ...] = ()
    area: str | None = None
    features: frozenset[str] = frozenset()
    entity_id: str | None = None
    """Home Assistant's id, where the home was told by Home Assistant itself."""
    device_class: str | None = None
    """What kind of its domain it is, in Home Assistant's words: a cover may be a `garage`."""

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
    """Everything that can be named. An empty home is an unknown one: names and areas are then open."""

    entities: tuple[Entity, ...] = ()
    areas: tuple[Area, ...] = ()
    floors: tuple[Floor, ...] = ()

    @property
    def known(self) -> bool:
        """Whether anything was told about the home."""
        return bool(self.entities or self.areas)

    def area_of(self, *satellites: str | None) -> str | None:
        """Return the name of the area that a satellite is in, by any of its ids, or None."""
        return next((area.name for area in self.areas if not {*satellites}.isdisjoint(area.satellites)), None)

    def vocabulary(self) -> Vocabulary:
        """Return the home's words, for recognizers."""
        return Vocabulary(
            entries=tuple(
                VocabularyEntry(
                    names=entity.names, domain=entity.domain, area=entity.area, features=entity.features
                )
                for entity in self.entities
            ),
            areas=tuple(area.names for area in self.areas),
            floors=tuple(floor.names for floor in self.floors),
        )
