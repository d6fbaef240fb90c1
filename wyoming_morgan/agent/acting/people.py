"""Answers questions about people: where somebody is, and who is in a place."""

from __future__ import annotations

from collections.abc import Sequence

from wyoming_morgan.agent.acting import kind_answers
from wyoming_morgan.agent.acting.answers import StateView
from wyoming_morgan.agent.grammar.zones import AWAY, HOME, ZONE
from wyoming_morgan.agent.guard.targets import Targets
from wyoming_morgan.agent.language.languages import PLACES
from wyoming_morgan.agent.language.states.words import StateWords

PEOPLE = frozenset({"device_tracker", "person"})
"""The domains whose state is a place."""


def whereabouts(view: StateView, words: StateWords) -> str:
    """Return the sentence that says where somebody is."""
    sentence = {HOME: words.at_home, AWAY: words.away}.get(view.state, words.in_zone)
    return sentence.format(name=view.name, zone=view.state)


def about_people(
    form: str, place: str, people: Sequence[StateView], targets: Targets, words: StateWords
) -> str:
    """Return the answer to who, or whether somebody, is in a place.

    Args:
        form: The form of the question.
        place: The state that was asked for, or what people call it.
        people: Those who are meant, whose state is known.
        targets: The home, for its zones.
        words: Those of the language.
    """
    there = [view for view in people if is_at(view.state, place)]
    others = [view for view in people if view not in there]
    away = any(view.state == AWAY for view in others)
    if away and not _is_known(place, people, targets):
        # Who is away may be there, if the home has no such zone.
        if form == "one_yesno":
            return whereabouts(others[0], words)
        if not there:
            return words.unknown_place.format(zone=_spoken(place, words))
    return _counted(form, there, others, words)


def _counted(form: str, there: Sequence[StateView], others: Sequence[StateView], words: StateWords) -> str:
    names = words.list_of([view.name for view in there])
    match form:
        case _ if form.startswith("any"):
            return f"{words.yes}, {names}" if there else words.no
        case _ if form.startswith("which"):
            return names or words.nobody
        case "how_many":
            return str(len(there))
        case kind_answers.NONE:
            return f"{words.contrary}, {_all_of(there, words)}" if there else words.nobody
        case kind_answers.EMPTY:
            return f"{words.no}, {_all_of(there, words)}" if there else words.yes
        case _:
            return f"{words.no}, {_all_of(others, words)}" if others else words.yes


def _all_of(people: Sequence[StateView], words: StateWords) -> str:
    return ". ".join(whereabouts(view, words) for view in people)


def is_at(state: str, place: str) -> bool:
    """Whether the state of somebody means a place; away is who is anywhere else than at home."""
    if place == AWAY:
        return state != HOME
    if place == HOME:
        return state == HOME
    return state.casefold() in {place.casefold(), *PLACES.get(place, ())}


def _is_known(place: str, people: Sequence[StateView], targets: Targets) -> bool:
    zones = (entity.name for entity in targets.home.entities if entity.domain == ZONE)
    return place in {HOME, AWAY} or any(
        is_at(name, place) for name in (*zones, *(view.state for view in people))
    )


def _spoken(place: str, words: StateWords) -> str:
    return words.places.get(place, (place,))[0]
