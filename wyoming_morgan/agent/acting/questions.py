"""Answers questions about the home from its states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wyoming_morgan.agent.acting.answers import (
    UNAVAILABLE,
    UNKNOWN,
    Query,
    StateView,
    context,
    names_of,
    views,
)
from wyoming_morgan.agent.acting.kind_answers import COUNT, about_kind, counted
from wyoming_morgan.agent.acting.kinds import is_in, of_kind
from wyoming_morgan.agent.acting.people import PEOPLE, about_people, whereabouts
from wyoming_morgan.agent.acting.readings import TEMPERATURE, measured_in
from wyoming_morgan.agent.contract import IntentRecognized
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.guard.targets import Targets
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.language.states.words import StateWords
from wyoming_morgan.home.contract import EntityState

_STATE = "HassGetState"
_TEMPERATURE = "HassClimateGetTemperature"
_DOMAINS: Mapping[str, str] = {_TEMPERATURE: "climate", "HassGetWeather": "weather"}

_TARGET = "target_temperature"

ANSWERED = frozenset({_STATE, *_DOMAINS})
"""Questions that states can answer; timers are known only to Home Assistant."""


class Questions:
    """Answers questions from states: about one thing, about things of one name, and about kinds of things."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar

    async def answer(self, intent: IntentRecognized, targets: Targets, language: str) -> str:
        """Return the answer, or an empty string if no state gives one.

        Raises:
            Busy, DeadlineExceeded: as the grammar raises them.
        """
        words = language_of(language).states
        if intent.name == _STATE and "name" not in intent.slots:
            return await self._of_kind(intent, targets, language, words)
        domain = _DOMAINS.get(intent.name)
        filters = dict(intent.slots) | ({"domain": domain} if domain and "name" not in intent.slots else {})
        states = targets.states_of(targets.reached(filters))
        if not states and intent.name == _TEMPERATURE and intent.form != _TARGET:
            return measured_in(TEMPERATURE, intent.slots, targets, language_of(language))
        clear = [state for state in states if _is_clear(state) and _has_value(intent, state)]
        parts = await self._one_by_one(intent, clear, targets, language, words)
        if not all(part for _, part in parts):
            return ""
        unclear = [state for state in states if state not in clear]
        texts = [f"{label}: {part}" if label else part for label, part in parts]
        return _sentences([*texts, *(_unclear(unclear, words) if domain is None or not clear else ())])

    async def _of_kind(
        self, intent: IntentRecognized, targets: Targets, language: str, words: StateWords
    ) -> str:
        """Count the things of a kind; those whose state is not known count neither way, and are told."""
        requested = intent.slots.get("state")
        of_people = intent.slots.get("domain") == "person"
        counts = intent.form == COUNT
        if not targets.home.known or not (of_people or counts or isinstance(requested, str)):
            return ""
        states = targets.states_of(of_kind(intent.slots, targets))
        if not states:
            return words.no_people if of_people else words.nothing_of_kind
        if counts:
            return counted(names_of(states), words)
        unclear = _unclear([state for state in states if not _is_clear(state)], words)
        shown = [view for view in views(states, words) if view.state not in {UNAVAILABLE, UNKNOWN}]
        answers: Sequence[str] = ()
        if shown and not isinstance(requested, str):
            answers = [whereabouts(view, words) for view in shown]
        elif shown and of_people:
            answers = [about_people(intent.form, str(requested), shown, targets, words)]
        elif shown:
            answers = [await self._in_state(intent, str(requested), shown, language, words)]
        return _sentences([*answers, *unclear]) if all(answers) else ""

    async def _in_state(
        self,
        intent: IntentRecognized,
        requested: str,
        shown: Sequence[StateView],
        language: str,
        words: StateWords,
    ) -> str:
        """Return what is said of the things of a kind: which of them are in a state."""
        matched = tuple(view for view in shown if is_in(view.state, view.domain, requested))
        query = Query(matched, tuple(view for view in shown if view not in matched))
        slots = {**intent.slots, "state": words.text_of(requested, "", None)}
        return about_kind(intent.form, matched, query.unmatched, words) or await self._grammar.render(
            intent.response_template, language, slots, context((*matched, *query.unmatched), query)
        )

    async def _one_by_one(
        self,
        intent: IntentRecognized,
        states: Sequence[EntityState],
        targets: Targets,
        language: str,
        words: StateWords,
    ) -> list[tuple[str, str]]:
        """Return the answer for each thing that fits, with its room or name where there are several."""
        shown = views(states, words)
        if intent.name == "HassGetWeather":
            shown = shown[:1]
        by_room = all(view.area for view in shown) and len({view.area for view in shown}) == len(shown)
        parts: list[tuple[str, str]] = []
        for view in shown:
            label = (view.area or "") if by_room else view.name
            answer = await self._of_one(intent, view, targets, language, words)
            parts.append((label if len(shown) > 1 else "", answer))
        return parts

    async def _of_one(
        self, intent: IntentRecognized, view: StateView, targets: Targets, language: str, words: StateWords
    ) -> str:
        requested = intent.slots.get("state")
        if intent.name == _STATE and view.domain in PEOPLE:
            if not isinstance(requested, str):
                return whereabouts(view, words)
            return about_people(intent.form, requested, (view,), targets, words)
        matches = not isinstance(requested, str) or is_in(view.state, view.domain, requested)
        if intent.name == _STATE and (sentence := _told(intent.form, view, words, matches=matches)):
            return sentence
        query = Query((view,), ()) if matches else Query((), (view,))
        return await self._grammar.render(
            intent.response_template, language, intent.slots, context((view,), query)
        )


def _told(form: str, view: StateView, words: StateWords, *, matches: bool) -> str:
    """Return the answer about one thing in words that agree with it; nothing of a number."""
    thing = (view.name, view.state, view.domain, view.attributes.get("device_class"))
    if form == "one":
        return words.told(*thing)
    return "" if matches or not form.endswith(("_yesno", "_zone")) else words.contradicted(*thing)


def _is_clear(state: EntityState) -> bool:
    return state.state not in {UNAVAILABLE, UNKNOWN}


def _has_value(intent: IntentRecognized, state: EntityState) -> bool:
    """Whether a thermostat reports the temperature that was asked for."""
    if intent.name != _TEMPERATURE:
        return True
    key = "temperature" if "target_temperature" in intent.response_template else "current_temperature"
    value: Any = state.attributes.get(key)
    return isinstance(value, int | float) or state.state.replace(".", "", 1).lstrip("-").isdigit()


def _unclear(states: Sequence[EntityState], words: StateWords) -> list[str]:
    """Return the sentences about things that cannot be reached, and about those that report nothing."""
    away = [state for state in states if state.state == UNAVAILABLE]
    silent = [state for state in states if state.state != UNAVAILABLE]
    sentences = ((words.unreachable, away), (words.unclear, silent))
    return [sentence.format(names=words.list_of(names_of(some))) for sentence, some in sentences if some]


def _sentences(parts: Sequence[str]) -> str:
    return ". ".join(dict.fromkeys(part.strip().rstrip(".") for part in parts if part.strip()))
