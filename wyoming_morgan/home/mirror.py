"""A live mirror of the home in Home Assistant: names from the registries, states from events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from wyoming_morgan.errors import ProtocolError
from wyoming_morgan.home.contract import EntityState
from wyoming_morgan.home.model import Area, Entity, Floor, Home
from wyoming_morgan.home.registry import SATELLITE, EntityEntry, Registries
from wyoming_morgan.tasks import FairTurns

_NAME = "friendly_name"
_MEMBERS = "entity_id"
_MODES = "supported_color_modes"
_CLASS = "device_class"
_LONGEST_NAME = 100
_MOST_ALIASES = 50
_COLOR = frozenset({"hs", "xy", "rgb", "rgbw", "rgbww"})
_BRIGHTNESS = _COLOR | {"brightness", "color_temp", "white"}


class Mirror:
    """Applies events of Home Assistant; `home` changes only with `rebuild`, `states` at once.

    What has not changed is kept, and is the very same object in the next home: a home may have thousands of
    entities, of which one has got another name.
    """

    def __init__(self) -> None:
        self.home = Home()
        self.registries = Registries()
        self._raw: dict[str, _Raw] = {}
        self._named: dict[str, _Named] = {}
        self._states: dict[str, EntityState] = {}
        self.states: Mapping[str, EntityState] = MappingProxyType(self._states)

    def begin(self) -> None:
        """Forget all states; the next events contain them all."""
        self._raw.clear()

    def forget(self, entity_ids: Iterable[str]) -> None:
        """Forget the states of some entities."""
        for entity_id in entity_ids:
            self._raw.pop(entity_id, None)

    def take(self, event: Any) -> bool:
        """Apply an event of `subscribe_entities`; return whether a name may have changed.

        `a` adds entities, `c` changes some, `r` removes some. In an entity `s` is the state and `a` are the
        attributes; in a change `+` is what is new and `-` what is removed.

        Raises:
            ProtocolError: it has another shape.
        """
        try:
            return self._take(event)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ProtocolError("Home Assistant sent states in an unknown format") from error

    async def rebuild(self) -> bool:
        """Rebuild the names, between which other tasks get their turns; return whether they have changed."""
        fair = FairTurns()
        named: dict[str, _Named] = {}
        registries = self.registries
        for entity_id in sorted(self._raw.keys() & registries.exposed):
            await fair.turn()
            if (raw := self._raw.get(entity_id)) is not None:
                named[entity_id] = self._name(entity_id, raw.attributes, registries)
        before, self._named = self._named, named
        for gone in self._states.keys() - named.keys():
            del self._states[gone]
        for entity_id, new in named.items():
            if new is not before.get(entity_id) or entity_id not in self._states:
                await fair.turn()
                self._show(entity_id)
        await fair.turn()
        last, self.home = self.home, self._home()
        return last != self.home

    def _take(self, event: Any) -> bool:
        named = False
        for entity_id, added in event.get("a", {}).items():
            self._raw[entity_id] = _Raw(str(added["s"]), dict(added.get("a", {})))
            self._show(entity_id)
            named = True
        for entity_id in event.get("r", ()):
            self._raw.pop(entity_id, None)
            self._states.pop(entity_id, None)
            named = True
        for entity_id, change in event.get("c", {}).items():
            if raw := self._raw.get(entity_id):
                named |= raw.change(change.get("+", {}), change.get("-", {}))
                self._show(entity_id)
        return named

    def _show(self, entity_id: str) -> None:
        raw, named = self._raw.get(entity_id), self._named.get(entity_id)
        if raw is None or named is None:
            return
        if named.entity is None:
            self._states.pop(entity_id, None)
            return
        self._states[entity_id] = EntityState(
            entity_id=entity_id,
            name=named.entity.name,
            domain=named.entity.domain,
            state=raw.state,
            area=named.entity.area,
            attributes=MappingProxyType(self._with_members(entity_id, raw.attributes)),
        )

    def _with_members(self, entity_id: str, attributes: dict[str, Any]) -> dict[str, Any]:
        """Return the attributes, of a script with what it reaches: where groups say it of themselves."""
        members = self.registries.members.get(entity_id)
        return attributes if members is None else {**attributes, _MEMBERS: list(members)}

    def _name(self, entity_id: str, attributes: Mapping[str, Any], registries: Registries) -> _Named:
        """Return an entity with its name; the one that is known if it would be the same."""
        entry = registries.entities.get(entity_id)
        area = registries.area_of(entry)
        basis = (
            entry.aliases if entry else None,
            area.name if area else None,
            registries.members.get(entity_id),
            *(attributes.get(key) for key in (_NAME, _MODES, _CLASS)),
        )
        current = self._named.get(entity_id)
        if current is not None and current.basis == basis:
            return current
        return _Named(basis, _entity(entity_id, attributes, entry, area.name if area else None))

    def _home(self) -> Home:
        floors = self.registries.floors
        satellites: dict[str, list[str]] = {}
        for entity_id, entry in self.registries.entities.items():
            if entity_id.startswith(f"{SATELLITE}.") and (area := self.registries.area_of(entry)):
                ids = [entry.entity_id, entry.device_id] if entry.device_id else [entry.entity_id]
                satellites.setdefault(area.area_id, []).extend(ids)
        areas = []
        for area in self.registries.areas.values():
            if not (names := clean_all([area.name, *area.aliases])):
                continue
            floor = floors.get(area.floor_id) if area.floor_id else None
            areas.append(
                Area(
                    name=names[0],
                    aliases=names[1:],
                    floor=clean(floor.name) or None if floor else None,
                    satellites=tuple(sorted(satellites.get(area.area_id, ()))),
                )
            )
        return Home(
            entities=tuple(named.entity for named in self._named.values() if named.entity is not None),
            areas=tuple(areas),
            floors=tuple(
                Floor(name=names[0], aliases=names[1:])
                for floor in floors.values()
                if (names := clean_all([floor.name, *floor.aliases]))
            ),
        )


@dataclass(frozen=True, slots=True)
class _Named:
    """An entity with its name, and what these were made from; no entity: it has no name."""

    basis: tuple[Any, ...]
    entity: Entity | None


def _entity(
    entity_id: str, attributes: Mapping[str, Any], entry: EntityEntry | None, area: str | None
) -> Entity | None:
    own = clean(attributes.get(_NAME))
    if entry is None or entry.aliases is None:
        names = clean_all([own])
    else:
        names = clean_all(own if alias is None else alias for alias in entry.aliases)
    if not names:
        return None
    return Entity(
        name=names[0],
        domain=entity_id.partition(".")[0],
        aliases=names[1:],
        area=clean(area) or None,
        features=features(attributes),
        entity_id=entity_id,
        device_class=_text(attributes.get(_CLASS)),
    )


class _Raw:
    """State and attributes of an entity, as received."""

    __slots__ = ("attributes", "state")

    def __init__(self, state: str, attributes: dict[str, Any]) -> None:
        self.state = state
        self.attributes = attributes

    def change(self, new: Mapping[str, Any], gone: Mapping[str, Any]) -> bool:
        """Apply a change; return whether it may concern names or features."""
        before = self.attributes
        self.state = str(new.get("s", self.state))
        removed = set(gone.get("a", ()))
        # A new mapping: holders of the old one keep their snapshot.
        self.attributes = {k: v for k, v in before.items() if k not in removed} | dict(new.get("a", {}))
        return any(before.get(key) != self.attributes.get(key) for key in (_NAME, _MODES, _CLASS))


def features(attributes: Mapping[str, Any]) -> frozenset[str]:
    """Return the features of a light by its color modes, as `Entity` names them."""
    value = attributes.get(_MODES)
    modes = {mode for mode in value if isinstance(mode, str)} if isinstance(value, list) else set()
    supported = {
        "brightness": modes & _BRIGHTNESS,
        "color": modes & _COLOR,
        "color_temp": modes & {"color_temp"},
    }
    return frozenset(feature for feature, by in supported.items() if by)


def clean(name: Any) -> str:
    """Return a name as one bounded line of printable words: names are data, and anybody may set them."""
    if not isinstance(name, str):
        return ""
    printable = "".join(letter if letter.isprintable() else " " for letter in name[: 4 * _LONGEST_NAME])
    return " ".join(printable.split())[:_LONGEST_NAME].strip()


def clean_all(names: Iterable[Any]) -> tuple[str, ...]:
    """Return the cleaned names in their order, without empty ones and repetitions."""
    cleaned = dict.fromkeys(name for name in map(clean, names) if name)
    return tuple(cleaned)[: 1 + _MOST_ALIASES]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
