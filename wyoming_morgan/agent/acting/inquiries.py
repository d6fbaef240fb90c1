"""Answers the questions for which Home Assistant has no intent, from what the home tells when it is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wyoming_morgan.agent.acting.calendars import about_calendars
from wyoming_morgan.agent.acting.forecasts import about_weather
from wyoming_morgan.agent.acting.lists import about_list
from wyoming_morgan.agent.acting.readings import about_readings
from wyoming_morgan.agent.contract import IntentRecognized
from wyoming_morgan.agent.grammar.inquiries import EVENTS, FORECAST, ITEMS, LOOKED_UP, READING
from wyoming_morgan.agent.guard.targets import Targets
from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.turn import Turn
from wyoming_morgan.home.contract import EntityState, HomeLink, linked

_DOMAINS: Mapping[str, str] = {EVENTS: "calendar", ITEMS: "todo", FORECAST: "weather"}


class Inquiries:
    """Answers them in one home."""

    def __init__(self, home: HomeLink | None, targets: Callable[[], Targets]) -> None:
        self._home = home
        self._targets = targets

    def can_answer(self, intent: str, slots: Mapping[str, Any]) -> bool:
        """Whether there is anything in the home that could tell."""
        home = linked(self._home)
        if home is None:
            return False
        return intent == READING or bool(_sources(intent, slots, self._targets()))

    async def answer(self, intent: IntentRecognized, turn: Turn) -> str:
        """Return the answer; a sentence also if nobody can know."""
        language, home = language_of(turn.language), linked(self._home)
        if home is None:
            return language.telling.no_home
        targets = self._targets()
        if intent.name not in LOOKED_UP:
            return about_readings(intent.form, intent.slots, targets, language)
        sources = _sources(intent.name, intent.slots, targets)
        if not sources:
            return _unknown(intent.name, language)
        if intent.name == EVENTS:
            return await about_calendars(intent.slots, sources, home, language, place=turn.place)
        if intent.name == ITEMS:
            return await about_list(intent.slots, sources, home, language, place=turn.place)
        return await about_weather(intent.slots, sources[0], home, language, place=turn.place)


def _sources(intent: str, slots: Mapping[str, Any], targets: Targets) -> list[EntityState]:
    """Return the calendars, lists or weather stations that slots mean: by their name, or all."""
    named = {"name": slots["name"]} if "name" in slots else {}
    return targets.states_of(targets.reached({"domain": _DOMAINS[intent], **named}))


def _unknown(intent: str, language: Language) -> str:
    words = language.telling
    return {EVENTS: words.no_calendar, ITEMS: words.no_list}.get(intent, words.no_weather)
