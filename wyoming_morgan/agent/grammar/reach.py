"""Finds out whether a match reaches anything in the home, and which domains a name alone does not tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hassil import RecognizeResult

from wyoming_morgan.agent.contract import SlotValue
from wyoming_morgan.agent.grammar.free_text import words_in
from wyoming_morgan.agent.language.languages import cover_class
from wyoming_morgan.home.model import Entity, Home

DOMAIN_OF = {
    "HassClimate": "climate",
    "HassFan": "fan",
    "HassLawnMower": "lawn_mower",
    "HassLight": "light",
    "HassMedia": "media_player",
    "HassSetVolume": "media_player",
    "HassVacuum": "vacuum",
}
"""The domain that an intent without a domain slot acts on, by how its name begins."""

SENSOR_CLASSES: Mapping[str, str] = {"door": "door", "garage": "garage_door", "window": "window"}
"""The class of the sensors that tell whether something is open, by its class as a cover."""

_NAMES_A_DOMAIN = frozenset({"HassTurnOn", "HassTurnOff", "HassGetState", "HassSetPosition"})
"""Intents of many domains: the sentence, or the name, tells which."""

_ROBOTS = frozenset({"lawn_mower", "vacuum"})

_OF_THE_HOME = ("name", "area", "floor", "domain", "device_class")


def domain_of(intent: str) -> str | None:
    """Return the domain that an intent acts on by its name, if there is one."""
    return next((domain for prefix, domain in DOMAIN_OF.items() if intent.startswith(prefix)), None)


class Reach:
    """The things of one home, by what a sentence may call them."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._by_name: dict[str, list[Entity]] = defaultdict(list)
        self._floors = {area.name: area.floor for area in home.areas}
        self._domains = {entity.domain for entity in home.entities}
        for entity in home.entities:
            self._by_name[entity.name].append(entity)
        self.names = frozenset(
            words
            for entity in home.entities
            for spoken in entity.names
            if entity.domain != "media_player" and (words := tuple(words_in(spoken)))
        )
        """The names of all things that play nothing, in words."""
        lists = {entity.name for entity in home.entities if entity.domain == "todo"}
        self.only_list = lists.pop() if len(lists) == 1 else None
        """The name of the home's list, if it has one only."""

    def reaches(self, result: RecognizeResult, unknown_area: str) -> bool:
        """Whether a match reaches something; true where only its execution will tell."""
        slots = {entity.name: entity.value for entity in result.entities_list if not entity.is_wildcard}
        if any(entity.is_wildcard for entity in result.entities_list):
            return False
        domain = domain_of(result.intent.name)
        if domain is not None and domain not in self._domains:
            return False
        if "Timer" in result.intent.name or not any(slot in slots for slot in _OF_THE_HOME):
            return True
        domains = _listed(slots.get("domain")) or ([domain] if domain else [])
        classes = _listed(slots.get("device_class"))
        there: Iterable[Entity] = (
            self._by_name.get(str(slots["name"]), ()) if "name" in slots else self._home.entities
        )
        area, floor = slots.get("area"), slots.get("floor")
        return any(
            (area in {None, unknown_area, entity.area})
            and (floor is None or self._floors.get(entity.area or "") == floor)
            and (
                (
                    (not domains or entity.domain in domains)
                    and (not classes or _class_of(entity) in {*classes, ""})
                )
                or (result.intent.name == "HassGetState" and _tells_of(entity, classes))
            )
            for entity in there
        )

    def lacks(self, result: RecognizeResult) -> bool:
        """Whether a match names nothing, and is for robots that the home does not have: “return to base”."""
        domain = domain_of(result.intent.name)
        return domain in _ROBOTS and domain not in self._domains and not result.entities_list

    def unclear_domains(
        self, result: RecognizeResult, results: Sequence[RecognizeResult]
    ) -> SlotValue | None:
        """Return the domains that a sentence demands of a name, if things of other domains have that name."""
        name = result.entities.get("name")
        if name is None or name.is_wildcard or "domain" in result.entities:
            return None
        if result.intent.name not in _NAMES_A_DOMAIN:
            return None
        shared = {entity.domain for entity in self._by_name.get(str(name.value), ())}
        if len(shared) < 2:  # noqa: PLR2004 - several
            return None
        demanded = sorted(
            {
                str(other.context.get("domain"))
                for other in results
                if other.intent.name == result.intent.name
                and (there := other.entities.get("name")) is not None
                and there.value == name.value
            }
            & shared
        )
        if not demanded or {*demanded} == shared:
            return None
        return demanded[0] if len(demanded) == 1 else tuple(demanded)


def _listed(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(part) for part in value] if isinstance(value, list | tuple) else [str(value)]


def _tells_of(entity: Entity, classes: Sequence[str]) -> bool:
    """Whether a thing is a sensor that tells whether something of these classes is open."""
    return entity.domain == "binary_sensor" and any(
        entity.device_class and entity.device_class == SENSOR_CLASSES.get(one) for one in classes
    )


def _class_of(entity: Entity) -> str:
    if entity.device_class:
        return entity.device_class
    return cover_class(entity.name) if entity.domain == "cover" else ""
