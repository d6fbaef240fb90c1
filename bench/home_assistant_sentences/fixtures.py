"""Reads a checkout of OHF-Voice/intents: its own test sentences, each with the home it is said in.

`intents.yaml` names the combinations of slots of every intent. `tests/LANGUAGE/INTENT/COMBINATION.yaml` has
floors, areas and entities, and groups of sentences with their slots.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from wyoming_morgan.agent.grammar.zones import state_at
from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.home.model import Area, Entity, Floor, Home

UNNAMED_AREA = "__context_area__"
"""The area of the speaker where a file names none; the repository's own tests call it so."""

_HINT = "fetch https://github.com/OHF-Voice/intents and pass its folder"


@dataclass(frozen=True, slots=True)
class Expected:
    """What a sentence means: an intent and its slots, of which each has one value or one of several."""

    intent: str
    combination: str
    slots: Mapping[str, frozenset[Any]]
    in_area: bool
    """Whether it is for the area of the speaker, which the slots do not repeat."""

    def in_states(self, home: Home, places: Mapping[str, tuple[str, ...]]) -> Expected:
        """Return it with the states of Home Assistant beside what people call them: `home` for “casa”."""
        if "state" not in self.slots:
            return self
        states = self.slots["state"] | {
            state_at(place, home, places) for place in self.slots["state"] if isinstance(place, str)
        }
        return replace(self, slots={**self.slots, "state": states})


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence of the repository, with the home and the area it is said in."""

    text: str
    expected: Expected
    home: Home
    area: str


def read_sentences(folder: Path, language: str) -> tuple[Spoken, ...]:
    """Return every test sentence of a language.

    Raises:
        InvalidRequest: the folder is no such checkout, or has no sentences of the language.
    """
    combinations = {
        (intent, name): combination
        for intent, schema in _mapping(folder / "intents.yaml").items()
        for name, combination in (schema.get("slot_combinations") or {}).items()
    }
    sentences: list[Spoken] = []
    for path in sorted((folder / "tests" / language).glob("*/*.yaml")):
        intent, name = path.parent.name, path.stem
        if (intent, name) in combinations:
            sentences += _sentences(_mapping(path), intent, name, combinations[intent, name])
    if not sentences:
        raise InvalidRequest(f"no sentences of language {language!r} in {folder / 'tests'}", hint=_HINT)
    return tuple(sentences)


def joined(sentences: tuple[Spoken, ...]) -> Home:
    """Return one home with everything that the homes of the sentences have, each once."""
    homes = tuple(dict.fromkeys(spoken.home for spoken in sentences))
    floors = {floor.name.casefold(): floor for home in homes for floor in home.floors}
    areas: dict[str, Area] = {}
    for area in (area for home in homes for area in home.areas):
        if area.name.casefold() not in areas or areas[area.name.casefold()].floor is None:
            areas[area.name.casefold()] = area
    entities = {(one.name.casefold(), one.domain): one for home in homes for one in home.entities}
    return Home(tuple(entities.values()), tuple(areas.values()), tuple(floors.values()))


def _sentences(
    content: Mapping[str, Any], intent: str, name: str, combination: Mapping[str, Any]
) -> Iterator[Spoken]:
    home = _home(content)
    marked = (area["name"] for area in content.get("areas") or () if area.get("context_area"))
    area = next(marked, UNNAMED_AREA)
    inferred = frozenset(
        domain for domains in (combination.get("inferred_domains") or {}).values() for domain in domains
    )
    for group in content["tests"]:
        slots = {slot: _values(value) for slot, value in (group.get("slots") or {}).items()}
        if inferred:
            slots["domain"] = inferred
        expected = Expected(intent, name, slots, in_area=bool(combination.get("context_area")))
        for text in group["sentences"]:
            yield Spoken(text, expected, home, area)


def _home(content: Mapping[str, Any]) -> Home:
    return Home(
        entities=tuple(
            Entity(
                name=entity["name"],
                domain=entity["domain"],
                area=entity.get("area"),
                device_class=(entity.get("attributes") or {}).get("device_class"),
            )
            for entity in content.get("entities") or ()
        ),
        areas=tuple(Area(name=area["name"], floor=area.get("floor")) for area in content.get("areas") or ()),
        floors=tuple(Floor(name=floor["name"]) for floor in content.get("floors") or ()),
    )


def _values(value: Any) -> frozenset[Any]:
    return frozenset(value) if isinstance(value, list | set) else frozenset({value})


def _mapping(path: Path) -> Mapping[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise InvalidRequest(f"{path}: {error}", hint=_HINT) from error
    if not isinstance(content, Mapping):
        raise InvalidRequest(f"{path} does not contain a mapping", hint=_HINT)
    return content
