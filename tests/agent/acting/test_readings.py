"""What sensors measure is told by room and thing, and what measures nothing is said so."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agent.acting.asking import Ask, table
from tests.agent.acting.rooms import LANGUAGES, state
from tests.agent.homes import LIVING
from wyoming_morgan.agent.language.languages import LANGUAGES as WORDS

PERCENT: Any = {"unit_of_measurement": "%"}
THINGS = (
    state("sensor.hk", "Humido", "55", device_class="humidity", **PERCENT),
    state("sensor.hl", "Vapora", "40", LIVING, device_class="humidity", **PERCENT),
    state("sensor.tk", "Tempo", "21.5", device_class="temperature", unit_of_measurement="°C"),
    state("climate.l", "Thermo", "heat", LIVING, current_temperature=19),
    state("lock.d", "Cerberus", "locked"),
    state("sensor.b", "Cerberus battery", "15", device_class="battery", **PERCENT),
    state("binary_sensor.b", "Piper", "off", device_class="battery"),
    state("vacuum.r", "Robbie", "docked", battery_level=90),
    state("sensor.p", "Pedalo", "80", **PERCENT),
)


@pytest.mark.parametrize(
    ("language", "text", "answer"),
    table(
        {
            "en": {
                "what's the humidity in the kitchen": "55 %",
                "how humid is it": "Kitchen: 55 %. Living room: 40 %",
                "what is the temperature in the kitchen": "21.5 degrees",
                "what is the temperature in the living room": "19 degrees",
                "what is the battery level of Cerberus": "15 %",
                "what is the battery level of Robbie": "90 %",
                "what is the battery level of Piper": "normal",
                "which batteries are low": "Cerberus battery",
                "are any batteries low": "Yes, Cerberus battery",
                "how many batteries are low": "1",
                "is the battery of Cerberus low": "Yes, Cerberus battery",
                "is the battery of Robbie low": "No",
                "what is the warmest room": "Kitchen, 21.5 degrees",
                "which room is the coldest": "Living room, 19 degrees",
                "which room is the driest": "Living room, 40 %",
            },
            "de": {
                "wie hoch ist die Luftfeuchtigkeit in der Küche": "55 %",
                "wie warm ist es in der Küche": "21,5 Grad",
                "wie voll ist die Batterie von Cerberus": "15 %",
                "welche Batterien sind leer": "Cerberus battery",
                "sind Batterien schwach": "Ja, Cerberus battery",
                "ist die Batterie von Cerberus schwach": "Ja, Cerberus battery",
                "was ist der wärmste Raum": "Küche, 21,5 Grad",
            },
            "fr": {
                "quelle est l'humidité dans la cuisine": "55 %",
                "quelle est la température dans la cuisine": "21,5 degrés",
                "quel est le niveau de batterie de Cerberus": "15 %",
                "quelles batteries sont faibles": "Cerberus battery",
                "la batterie de Cerberus est-elle faible": "Oui, Cerberus battery",
                "quelle est la pièce la plus chaude": "Cuisine, 21,5 degrés",
            },
            "es": {
                "cuál es la humedad de la cocina": "55 %",
                "cuál es la temperatura de la cocina": "21,5 grados",
                "cuál es el nivel de batería de Cerberus": "15 %",
                "qué baterías están bajas": "Cerberus battery",
                "está baja la batería de Cerberus": "Sí, Cerberus battery",
                "cuál es la habitación más cálida": "Cocina, 21,5 grados",
            },
            "it": {
                "qual è l'umidità in cucina": "55 %",
                "qual è la temperatura in cucina": "21,5 gradi",
                "qual è il livello della batteria di Cerberus": "15 %",
                "quali batterie sono scariche": "Cerberus battery",
                "la batteria di Cerberus è scarica": "Sì, Cerberus battery",
                "qual è la stanza più calda": "Cucina, 21,5 gradi",
            },
            "nl": {
                "wat is de luchtvochtigheid in de keuken": "55 %",
                "wat is de temperatuur in de keuken": "21,5 graden",
                "wat is het batterijniveau van Cerberus": "15 %",
                "welke batterijen zijn bijna leeg": "Cerberus battery",
                "is de batterij van Cerberus laag": "Ja, Cerberus battery",
                "wat is de warmste kamer": "Keuken, 21,5 graden",
            },
        }
    ),
)
async def test_what_is_measured_is_told(ask: Ask, language: str, text: str, answer: str) -> None:
    assert await ask(language, text, THINGS) == answer


BATTERIES = {
    "en": "which batteries are low",
    "de": "welche Batterien sind leer",
    "fr": "quelles batteries sont faibles",
    "es": "qué baterías están bajas",
    "it": "quali batterie sono scariche",
    "nl": "welke batterijen zijn bijna leeg",
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_where_nothing_measures_it_no_value_is_told(ask: Ask, language: str) -> None:
    words, states = WORDS[language].telling, WORDS[language].states
    full = state("sensor.b", "Cerberus battery", "85", device_class="battery", **PERCENT)
    away = state("sensor.c", "Piper", "unavailable", device_class="battery", **PERCENT)
    assert await ask(language, BATTERIES[language], THINGS[:4]) == words.no_reading
    assert await ask(language, BATTERIES[language], (full,)) == states.none_of("", "battery")
    assert await ask(language, BATTERIES[language], (away,)) == states.unreachable.format(names="Piper")
    answer = await ask(language, BATTERIES[language], (full, away))
    assert answer == f"{states.none_of('', 'battery')}. {states.unreachable.format(names='Piper')}"


async def test_a_thing_without_a_battery_has_no_level(ask: Ask) -> None:
    lamp = state("light.z", "Zenit", "on")
    answer = await ask("en", "what is the battery level of Zenit", (*THINGS, lamp))
    assert answer == "Nothing in this home measures that there"


async def test_the_sensors_of_a_room_come_before_what_measures_it_beside_its_work(ask: Ask) -> None:
    things = (
        state("sensor.t", "Tempo", "21", device_class="temperature", unit_of_measurement="°C"),
        state("climate.k", "Thermo", "heat", current_temperature=17, current_humidity=60),
    )
    assert await ask("en", "which room is the warmest", things) == "Kitchen, 21 degrees"
    assert await ask("en", "what's the humidity in the kitchen", things) == "60 %"
