"""What weather is expected is told, and rain is neither promised nor denied where it is open."""

from __future__ import annotations

import pytest

from tests.agent.acting.asking import Ask, table
from tests.agent.acting.findings import FINDINGS, FORECASTS, NOW, at, things_in
from tests.agent.acting.rooms import LANGUAGES, link_of, state
from wyoming_morgan.agent.acting.forecasts import about_weather
from wyoming_morgan.agent.language.languages import LANGUAGES as WORDS
from wyoming_morgan.home.contract import Place
from wyoming_morgan.home.lookups import Findings, Forecast

RAIN = {
    "en": "rain, 4 to 7 degrees, 80 percent chance of rain",
    "de": "Regen, 4 bis 7 Grad, Regenwahrscheinlichkeit 80 Prozent",
    "fr": "de la pluie, de 4 à 7 degrés, 80 pour cent de risque de pluie",
    "es": "lluvia, de 4 a 7 grados, 80 por ciento de probabilidad de lluvia",
    "it": "pioggia, da 4 a 7 gradi, 80 per cento di probabilità di pioggia",
    "nl": "regen, 4 tot 7 graden, 80 procent kans op regen",
}


@pytest.mark.parametrize(
    ("language", "text", "answer"),
    table(
        {
            "en": {
                "will it rain tomorrow": f"Yes, tomorrow: {RAIN['en']}",
                "do I need an umbrella tomorrow": f"Yes, tomorrow: {RAIN['en']}",
                "what's the weather like tomorrow": f"Tomorrow: {RAIN['en']}",
                "will it rain": "No, today: sunshine, 2 to 9 degrees, 10 percent chance of rain",
                "will it rain on Monday": (
                    "The day after tomorrow: clouds, 4 to 6 degrees, 35 percent chance of rain"
                ),
                "will it snow tomorrow": f"No, tomorrow: {RAIN['en']}",
                "what is the weather forecast for Friday": "I have no forecast for that: on Friday",
            },
            "de": {
                "wird es morgen regnen": f"Ja, morgen: {RAIN['de']}",
                "regnet es morgen": f"Ja, morgen: {RAIN['de']}",
                "wie wird das Wetter morgen": f"Morgen: {RAIN['de']}",
                "schneit es morgen": f"Nein, morgen: {RAIN['de']}",
            },
            "fr": {
                "va-t-il pleuvoir demain": f"Oui, demain : {RAIN['fr']}",
                "quel temps fera-t-il demain": f"Demain : {RAIN['fr']}",
                "va-t-il neiger demain": f"Non, demain : {RAIN['fr']}",
            },
            "es": {
                "va a llover mañana": f"Sí, mañana: {RAIN['es']}",
                "qué tiempo hará mañana": f"Mañana: {RAIN['es']}",
                "nevará mañana": f"No, mañana: {RAIN['es']}",
            },
            "it": {
                "pioverà domani": f"Sì, domani: {RAIN['it']}",
                "che tempo farà domani": f"Domani: {RAIN['it']}",
                "domani nevica": f"No, domani: {RAIN['it']}",
            },
            "nl": {
                "gaat het morgen regenen": f"Ja, morgen: {RAIN['nl']}",
                "wat wordt het weer morgen": f"Morgen: {RAIN['nl']}",
                "sneeuwt het morgen": f"Nee, morgen: {RAIN['nl']}",
            },
        }
    ),
)
async def test_the_weather_of_a_day_is_told(ask: Ask, language: str, text: str, answer: str) -> None:
    assert await ask(language, text, things_in(language), FINDINGS) == answer


QUESTIONS = {
    "en": "will it rain tomorrow",
    "de": "wird es morgen regnen",
    "fr": "va-t-il pleuvoir demain",
    "es": "va a llover mañana",
    "it": "pioverà domani",
    "nl": "gaat het morgen regenen",
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_nobody_can_tell_is_said_in_a_sentence(ask: Ask, language: str) -> None:
    words, things = WORDS[language].telling, things_in(language)
    answer = await ask(language, QUESTIONS[language], things)
    assert answer == words.not_told.format(names="Meteo")
    assert await ask(language, QUESTIONS[language], things[:1], FINDINGS) == words.no_weather
    today = {"weather.home": Findings(NOW, forecasts=FORECASTS[:1])}
    assert await ask(language, QUESTIONS[language], things, today) == words.no_forecast.format(
        day=words.tomorrow
    )


@pytest.mark.parametrize(
    ("forecasts", "answer"),
    [
        ((Forecast(NOW, "cloudy", 5.0, None, None),), "No, today: clouds, 5 degrees"),
        ((Forecast(NOW, "", 5.0, None, None),), "Today: 5 degrees"),
        (
            (Forecast(NOW, "cloudy", 5.0, 5.2, 60),),
            "Yes, today: clouds, 5 degrees, 60 percent chance of rain",
        ),
        (
            (Forecast(at(0, 13), "sunny", 5.0), Forecast(at(0, 20), "pouring", 1.0)),
            "Yes, today: heavy rain, 1 to 5 degrees",
        ),
        (
            (Forecast(at(0, 13), "sunny", 5.0), Forecast(at(0, 22), "clear-night", -1.0)),
            "No, today: sunshine, -1 to 5 degrees",
        ),
        ((Forecast(NOW, "volcanic-ash", 5.0),), "No, today: volcanic ash, 5 degrees"),
    ],
)
async def test_rain_is_told_from_all_that_is_known_of_a_day(
    ask: Ask, forecasts: tuple[Forecast, ...], answer: str
) -> None:
    findings = {"weather.home": Findings(NOW, forecasts=forecasts)}
    assert await ask("en", "will it rain", things_in("en"), findings) == answer


@pytest.mark.parametrize(
    ("features", "every"), [(1, "daily"), (7, "daily"), (6, "twice_daily"), (2, "hourly"), (None, "daily")]
)
async def test_a_station_is_asked_for_what_it_can_tell(features: int | None, every: str) -> None:
    thing = state("weather.home", "Meteo", "sunny", None, supported_features=features)
    link = link_of("en", (thing,))
    await about_weather({}, link.states["weather.home"], link, WORDS["en"], place=Place())
    assert [lookup.every for lookup in link.lookups] == [every]
