"""Finds the thing that a command means, by putting its name in place of a description.

Whatever else was said, the grammar has to understand: so a condition, another room or a word that nobody
knows leaves the command not understood.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from wyoming_morgan.agent.grammar.counting import number_at
from wyoming_morgan.agent.grammar.sentences import COMMAND, SentenceMatch
from wyoming_morgan.agent.naming.descriptions import Describer, Description
from wyoming_morgan.agent.naming.things import Fit
from wyoming_morgan.home.model import Entity, Home

Matches = tuple[SentenceMatch, ...]
Understand = Callable[[str], Matches]
"""Returns the commands in a text, or none."""

_MOST_TRIES = 5
"""Sentences that the grammar is asked about, at most."""
_FEW_TRIES = 2
"""The same for a long sentence, which takes the grammar longer and is rarely a command."""
_LONG = 10
"""Words of a long sentence."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a text: its commands, and the thing that was not called by its name."""

    matches: Matches
    entity: Entity


@dataclass(frozen=True, slots=True)
class Meaning:
    """The readings of a text, one for each thing that it may mean equally well."""

    readings: tuple[Reading, ...]
    is_of_one: bool = True
    """Whether a word was said that means one thing."""
    others: tuple[tuple[Reading, ...], ...] = ()
    """The readings with each of the things that other parts of the text may mean."""


@dataclass(slots=True)
class Finder:
    """Looks for the target of one command."""

    describer: Describer
    understand: Understand
    tries: int = field(default=_MOST_TRIES, init=False)

    def find(self, text: str, area: str | None) -> Meaning | None:
        """Return what the command may mean; None if it means nothing in this home.

        Args:
            text: The command.
            area: The room of the speaker.
        """
        self.tries = _FEW_TRIES if len(text.split()) > _LONG else _MOST_TRIES
        descriptions = [
            description
            for description in self.describer.descriptions(text, area)
            if not self._lacks_its_number(text, description)
        ]
        apart = _apart(descriptions)
        if len(apart) > 1:
            several = self._find_several(text, apart) or self._find_doubtful(text, apart)
            if several is not None:
                return several
        return self._first(text, descriptions)

    def _lacks_its_number(self, text: str, description: Description) -> bool:
        """Whether a number behind it tells which of several is meant: “lamp four” is no other lamp."""
        behind = text[description.end :].split()
        number = number_at(behind, 0, self.describer.tag)[0]
        if number is None or (number == 1 and not behind[0].isdigit()):
            return False  # “schalte die Lampe ein”
        numbered = any(any(map(str.isdigit, fit.entity.name)) for fit in description.fits)
        return numbered or len(behind) == 1

    def _find_several(self, text: str, apart: Sequence[Description]) -> Meaning | None:
        """Put in every name of which there is no doubt."""
        clear = text
        for description in sorted(apart, key=lambda one: one.start, reverse=True):
            best = _best(description.fits)
            if len(best) == 1:
                clear = description.replaced(clear, best[0].entity.name)
        if clear.casefold() == text.casefold():
            return None
        matches = self._try(clear)
        names = {match.slots.get("name") for match in matches}
        sure = [fits[0].entity for one in apart if len(fits := _best(one.fits)) == 1]
        if matches and all(
            entity.name in names and _is_placed(matches, entity, self.describer.things.home)
            for entity in sure
        ):
            return Meaning((Reading(matches, sure[-1]),))
        return None

    def _find_doubtful(self, text: str, apart: Sequence[Description]) -> Meaning | None:
        """Put in every name, the first one that fits where several do, to ask for those."""
        doubtful = [one for one in apart if len(_best(one.fits)) > 1 and one.is_of_one]
        meant = [*doubtful, *(one for one in apart if len(_best(one.fits)) == 1)]
        names = {one.fits[0].entity.name for one in meant}
        if not doubtful or len(meant) == 1 or len(names) < len(meant):
            return None
        clear = text
        for one in sorted(meant, key=lambda one: one.start, reverse=True):
            clear = one.replaced(clear, one.fits[0].entity.name)
        matches, home = self._try(clear), self.describer.things.home
        entities = [one.fits[0].entity for one in meant]
        if not all(_is_target(matches, entity) and _is_placed(matches, entity, home) for entity in entities):
            return None
        questions = [_alike(matches, one, home) for one in sorted(doubtful, key=lambda one: one.start)]
        return Meaning(questions[0], others=tuple(questions[1:])) if all(questions) else None

    def _first(self, text: str, descriptions: Sequence[Description]) -> Meaning | None:
        for description in descriptions:
            # What is called so is meant, and never another thing that is named after it: “the TV backlight”.
            fits = [fit for fit in description.fits if fit.rank[0] == description.fits[0].rank[0]]
            for _, tier in itertools.groupby(fits, key=lambda fit: fit.rank):
                readings = self._readings(text, description, [*tier])
                if readings:
                    return Meaning(readings, description.is_of_one)
                if self.tries <= 0:
                    return None
        return None

    def _readings(self, text: str, description: Description, fits: Sequence[Fit]) -> tuple[Reading, ...]:
        """Return the readings with each of some things; those of one domain are understood alike."""
        readings: list[Reading] = []
        for domain in dict.fromkeys(fit.entity.domain for fit in fits):
            alike = [fit.entity for fit in fits if fit.entity.domain == domain]
            named = description.replaced(text, alike[0].name)
            if named.casefold() == text.casefold():
                continue
            matches = self._try(named)
            home = self.describer.things.home
            if _is_target(matches, alike[0]) and _is_placed(matches, alike[0], home):
                readings += [Reading(_for(matches, alike[0], entity, home), entity) for entity in alike]
        return tuple(readings)

    def _try(self, text: str) -> Matches:
        if self.tries <= 0:
            return ()
        self.tries -= 1
        matches = self.understand(text)
        return () if any(match.bare or match.local or match.needs_area for match in matches) else matches


def _best(fits: Sequence[Fit]) -> list[Fit]:
    return [fit for fit in fits if fit.rank == fits[0].rank]


def _alike(matches: Matches, description: Description, home: Home) -> tuple[Reading, ...]:
    """Return the readings with each of the things that fit best; none if they are of several domains."""
    entities = [fit.entity for fit in _best(description.fits)]
    if len({entity.domain for entity in entities}) > 1:
        return ()
    return tuple(Reading(_for(matches, entities[0], entity, home), entity) for entity in entities)


def _apart(descriptions: Sequence[Description]) -> list[Description]:
    """Return the longest descriptions that do not overlap."""
    apart: list[Description] = []
    for description in descriptions:
        if all(description.end <= one.start or one.end <= description.start for one in apart):
            apart.append(description)
    return apart


def _is_target(matches: Matches, entity: Entity) -> bool:
    """Whether one of the commands is for a thing, now or later."""
    return any(
        match.slots.get("name") == entity.name or entity.name in str(match.slots.get(COMMAND, ""))
        for match in matches
    )


def _is_placed(matches: Matches, entity: Entity, home: Home) -> bool:
    """Whether no other room was said than that of the thing."""
    floor = next((area.floor for area in home.areas if area.name == entity.area), None)
    return all(
        match.slots.get("area") in {None, entity.area} and match.slots.get("floor") in {None, floor}
        for match in matches
        if match.slots.get("name") == entity.name
    )


def _for(matches: Matches, entity: Entity, other: Entity, home: Home) -> Matches:
    """Return the commands for another thing of the same domain; its room tells it from its namesakes."""
    namesakes = [one for one in home.entities if one.name == other.name and one.domain == other.domain]
    placed = {"area": other.area} if len(namesakes) > 1 and other.area else {}

    def changed(match: SentenceMatch) -> SentenceMatch:
        if COMMAND in match.slots:
            said = str(match.slots[COMMAND]).replace(entity.name, other.name)
            return replace(match, slots={**match.slots, COMMAND: said}, text=_renamed(match, entity, other))
        if match.slots.get("name") != entity.name:
            return match
        slots = {**match.slots, "name": other.name, **placed}
        if entity.area != other.area and match.slots.get("area") == entity.area and not placed:
            slots["area"] = other.area or ""
        same = entity.name == other.name
        return replace(
            match,
            slots=slots,
            text=_renamed(match, entity, other),
            target=match.target if same else _target(match, other),
        )

    return tuple(changed(match) for match in matches)


def _renamed(match: SentenceMatch, entity: Entity, other: Entity) -> str:
    return match.text.replace(entity.name, other.name)


def _target(match: SentenceMatch, other: Entity) -> tuple[int, int] | None:
    return match.target and (match.target[0], match.target[0] + len(other.name))
