"""Answers what weather is expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from wyoming_morgan.agent.acting.asked_home import ask_home
from wyoming_morgan.agent.acting.days import days_meant
from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.agent.language.telling.words import TellingWords, as_sentence
from wyoming_morgan.home.contract import EntityState, HomeLink, Place
from wyoming_morgan.home.lookups import Forecast, Lookup, LookupKind

_EVERY = ((1, "daily"), (4, "twice_daily"), (2, "hourly"))
"""What a weather station can tell, by the bits of its `supported_features`, the best first."""
_WET = frozenset({"hail", "lightning-rainy", "pouring", "rainy", "snowy-rainy"})
_SNOW = frozenset({"snowy", "snowy-rainy"})
_NOON = 12
_LIKELY = 50
_UNLIKELY = 20
"""Percent from which on rain is expected, and up to which it is not."""

RAIN = "rain"
SNOW = "snow"
"""Values of the slot `about`: a question that is answered with yes or no."""


async def about_weather(
    slots: Mapping[str, Any], station: EntityState, home: HomeLink, language: Language, *, place: Place
) -> str:
    """Return the weather that is expected on the days that slots mean."""
    words = language.telling
    answer = await ask_home(
        home,
        [(station, Lookup(LookupKind.FORECAST, station.entity_id, every=_every(station)))],
        place=place,
    )
    if not answer.findings:
        return words.not_told.format(names=station.name)
    findings = answer.findings[0]
    today = findings.now.date()
    sentences = []
    for day in days_meant(slots.get("day"), today):
        forecasts = [one for one in findings.forecasts if one.start.date() == day]
        if forecasts:
            sentences.append(_of_day(slots.get("about"), day, forecasts, findings.now, language))
    if not sentences:
        day = days_meant(slots.get("day"), today)[0]
        return words.no_forecast.format(day=words.day(day, today))
    return ". ".join(map(as_sentence, sentences))


def _every(station: EntityState) -> str:
    features = station.attributes.get("supported_features")
    bits = features if isinstance(features, int) else 0
    return next((every for bit, every in _EVERY if bits & bit), "daily")


def _of_day(
    about: object, day: date, forecasts: Sequence[Forecast], now: datetime, language: Language
) -> str:
    words, states = language.telling, language.states
    weather = words.expected.format(
        day=words.day(day, now.date()), weather=", ".join(_weather(forecasts, words))
    )
    if about not in {RAIN, SNOW}:
        return weather
    falls = _falls(forecasts, _SNOW if about == SNOW else _WET, by_percent=about == RAIN)
    return weather if falls is None else f"{states.yes if falls else states.no}, {weather}"


def _weather(forecasts: Sequence[Forecast], words: TellingWords) -> list[str]:
    parts = []
    if condition := _condition(forecasts):
        parts.append(words.conditions.get(condition, condition.replace("-", " ")))
    highest = [one.highest for one in forecasts if one.highest is not None]
    lowest = [one.lowest for one in forecasts if one.lowest is not None]
    if len(forecasts) > 1:
        lowest += highest
    if highest and lowest and round(min(lowest)) != round(max(highest)):
        parts.append(words.between.format(lowest=round(min(lowest)), highest=round(max(highest))))
    elif highest:
        parts.append(words.up_to.format(highest=round(max(highest))))
    if percent := _percent(forecasts):
        parts.append(words.rain_likely.format(percent=round(percent)))
    return parts


def _condition(forecasts: Sequence[Forecast]) -> str:
    """Return the weather of a day: what falls, else that at noon."""
    described = [one for one in forecasts if one.condition]
    falling = [one for one in described if one.condition in _WET | _SNOW]
    at_noon = sorted(described, key=lambda one: abs(one.start.hour - _NOON))
    return next((one.condition for one in (*falling, *at_noon)), "")


def _percent(forecasts: Sequence[Forecast]) -> float | None:
    return max((one.rain_percent for one in forecasts if one.rain_percent is not None), default=None)


def _falls(forecasts: Sequence[Forecast], conditions: frozenset[str], *, by_percent: bool) -> bool | None:
    """Whether something falls; None if that is open."""
    if any(one.condition in conditions for one in forecasts):
        return True
    percent = _percent(forecasts) if by_percent else None
    if percent is None:
        return None if not all(one.condition for one in forecasts) else False
    if percent >= _LIKELY:
        return True
    return False if percent <= _UNLIKELY else None
