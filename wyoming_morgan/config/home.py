"""The home in the configuration, and its conversion to `home.model`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from wyoming_morgan.config.complaints import mistake
from wyoming_morgan.home.model import Area, Entity, Floor, Home

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Identifier = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]


def _by_name(value: object) -> object:
    """Let `Kitchen` stand for `{name: Kitchen}`."""
    return {"name": value} if isinstance(value, str) else value


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class FloorSettings(_Written):
    """A floor."""

    name: Name
    """Its name."""
    aliases: tuple[Name, ...] = ()
    """Its other names."""

    def floor(self) -> Floor:
        """Return it as the rest of Morgan uses it."""
        return Floor(name=self.name, aliases=self.aliases)


class AreaSettings(_Written):
    """A room or a place."""

    name: Name
    """Its name."""
    aliases: tuple[Name, ...] = ()
    """Its other names."""
    floor: Name | None = None
    """The floor it is on, by a name in `floors`."""
    satellites: tuple[Identifier, ...] = ()
    """Its satellites, by their entity or device ids in Home Assistant; for them, “here” is this area."""

    def area(self) -> Area:
        """Return it as the rest of Morgan uses it."""
        return Area(name=self.name, aliases=self.aliases, floor=self.floor, satellites=self.satellites)


class EntitySettings(_Written):
    """A device or another thing that can be named."""

    name: Name
    """Its name."""
    domain: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]*$")]
    """Its domain in Home Assistant: light, switch, cover, lock, climate, media_player, …"""
    aliases: tuple[Name, ...] = ()
    """Its other names."""
    area: Name | None = None
    """Where it is, by a name in `areas`; without `areas` any name is one."""
    brightness: bool = False
    """Whether its brightness can be set."""
    color: bool = False
    """Whether its color can be set."""

    def entity(self) -> Entity:
        """Return it as the rest of Morgan uses it."""
        features = {"brightness": self.brightness, "color": self.color}
        return Entity(
            name=self.name,
            domain=self.domain,
            aliases=self.aliases,
            area=self.area,
            features=frozenset(feature for feature, has in features.items() if has),
        )


class HomeSettings(_Written):
    """The names in the home. They make recognition better; without them any name is accepted."""

    floors: tuple[Annotated[FloorSettings, BeforeValidator(_by_name)], ...] = Field(
        default=(), examples=[["Ground floor", {"name": "Upper floor", "aliases": ["upstairs"]}]]
    )
    """Its floors, each a name or a mapping with `name` and `aliases`."""
    areas: tuple[Annotated[AreaSettings, BeforeValidator(_by_name)], ...] = Field(
        default=(),
        examples=[
            [
                {"name": "Kitchen", "satellites": ["assist_satellite.kitchen"]},
                {"name": "Living room", "aliases": ["lounge"], "floor": "Ground floor"},
            ]
        ],
    )
    """Its rooms and places, each a name or a mapping with `name`, `aliases`, `floor` and `satellites`."""
    entities: tuple[EntitySettings, ...] = Field(
        default=(),
        examples=[
            [
                {"name": "Kitchen light", "domain": "light", "area": "Kitchen", "brightness": True},
                {"name": "Front door", "domain": "lock", "aliases": ["entrance"]},
            ]
        ],
    )
    """Its entities, each a mapping with `name`, `domain`, `aliases`, `area`, `brightness` and `color`."""

    @model_validator(mode="after")
    def _referenced_names_exist(self) -> HomeSettings:
        areas = [area.name for area in self.areas]
        floors = [floor.name for floor in self.floors]
        for index, area in enumerate(self.areas):
            if area.floor is not None and area.floor not in floors:
                raise mistake(("areas", index, "floor"), area.floor, _one_of("floors", floors), floors)
        for index, entity in enumerate(self.entities):
            if areas and entity.area is not None and entity.area not in areas:
                raise mistake(("entities", index, "area"), entity.area, _one_of("areas", areas), areas)
        return self

    def home(self) -> Home:
        """Return it as the rest of Morgan uses it."""
        return Home(
            entities=tuple(entity.entity() for entity in self.entities),
            areas=tuple(area.area() for area in self.areas or self._named_areas()),
            floors=tuple(floor.floor() for floor in self.floors),
        )

    def _named_areas(self) -> tuple[AreaSettings, ...]:
        """Return the areas that entities name, where there is no list of them."""
        names = dict.fromkeys(entity.area for entity in self.entities if entity.area is not None)
        return tuple(AreaSettings(name=name) for name in names)


def _one_of(where: str, names: list[str]) -> str:
    return f"a name in {where} ({', '.join(names) or 'which is empty'})"
