"""Plain speech in six languages: units, halves, spoken decimals, and other verbs than the common ones."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agent.acting.rooms import LANGUAGES, state
from tests.agent.acting.talking import Talk
from tests.agent.homes import LIVING

THINGS = (
    state("light.zenit", "Zenit", "on", brightness=128),
    state("climate.thermo", "Thermo", "heat", temperature=20, min_temp=7, max_temp=35),
    state("media_player.teleo", "Teleo", "playing", LIVING),
    state("fan.ventus", "Ventus", "on", percentage=40),
    state("switch.heato", "Heato", "off"),
    state("cover.jalu", "Jalu", "open", current_position=80, device_class="blind"),
    state("valve.aqua", "Aqua", "open", device_class="water"),
)
EXPECTED: dict[str, tuple[str, dict[str, Any]]] = {
    "celsius": ("HassClimateSetTemperature", {"name": "Thermo", "temperature": 22}),
    "fahrenheit": ("HassClimateSetTemperature", {"name": "Thermo", "temperature": 22}),
    "half degree": ("HassClimateSetTemperature", {"name": "Thermo", "temperature": 21.5}),
    "half": ("HassLightSet", {"name": "Zenit", "brightness": 50}),
    "full": ("HassLightSet", {"name": "Zenit", "brightness": 100}),
    "dim to": ("HassLightSet", {"name": "Zenit", "brightness": 30}),
    "half open": ("HassSetPosition", {"name": "Jalu", "position": 50}),
    "volume": ("HassSetVolume", {"name": "Teleo", "volume_level": 30}),
    "toggle": ("HassToggle", {"name": "Zenit"}),
    "stop moving": ("HassStopMoving", {"name": "Jalu"}),
    "stop": ("HassTurnOff", {"name": "Ventus"}),
    "start": ("HassTurnOn", {"name": "Heato"}),
    "roll up": ("HassTurnOn", {"name": "Jalu"}),
    "let down": ("HassTurnOff", {"name": "Jalu"}),
    "valve": ("HassTurnOff", {"name": "Aqua"}),
    "pause": ("HassMediaPause", {"name": "Teleo"}),
    "next": ("HassMediaNext", {"name": "Teleo"}),
    "decimal hours": ("HassStartTimer", {"hours": 4, "minutes": 30}),
    "decimal minutes": ("HassStartTimer", {"minutes": 1, "seconds": 30}),
    "half an hour": ("HassStartTimer", {"minutes": 30}),
}
SAID: dict[str, dict[str, str]] = {
    "en": {
        "celsius": "set Thermo to 22 degrees Celsius",
        "fahrenheit": "set Thermo to 72 °F",
        "half degree": "set Thermo to twenty one and a half degrees",
        "half": "put Zenit on half",
        "full": "Zenit full brightness",
        "dim to": "dim Zenit to 30 per cent",
        "half open": "open Jalu halfway",
        "volume": "Teleo volume 30",
        "toggle": "toggle Zenit",
        "stop moving": "stop Jalu",
        "stop": "stop Ventus",
        "start": "fire up Heato",
        "roll up": "roll up Jalu",
        "let down": "let down Jalu",
        "valve": "shut off Aqua",
        "pause": "stop the music",
        "next": "skip this one",
        "decimal hours": "set a timer for 4.5 hours",
        "decimal minutes": "set a timer for 1.5 minutes",
        "half an hour": "turn on Zenit in half an hour",
    },
    "de": {
        "celsius": "stell Thermo auf 22 Grad Celsius",
        "fahrenheit": "stell Thermo auf 72 °F",
        "half degree": "Thermo auf 21,5 Grad",
        "half": "Zenit halb",
        "full": "stell Zenit auf volle Helligkeit",
        "dim to": "dimme Zenit auf 30 Prozent",
        "half open": "öffne Jalu halb",
        "volume": "stell Teleo auf Lautstärke 30",
        "toggle": "schalte Zenit um",
        "stop moving": "stopp Jalu",
        "stop": "stoppe Ventus",
        "start": "starte Heato",
        "roll up": "roll Jalu hoch",
        "let down": "lass Jalu runter",
        "valve": "dreh Aqua ab",
        "pause": "stopp die Musik",
        "next": "überspringe",
        "decimal hours": "stell einen Timer auf 4,5 Stunden",
        "decimal minutes": "stell einen Timer auf 1,5 Minuten",
        "half an hour": "schalte Zenit in einer halben Stunde ein",
    },
    "fr": {
        "celsius": "règle Thermo à 22 degrés Celsius",
        "fahrenheit": "règle Thermo à 72 °F",
        "half degree": "mets Thermo à 21,5 degrés",
        "half": "mets Zenit à la moitié",
        "full": "Zenit à fond",
        "dim to": "tamise Zenit à 30 pour cent",
        "half open": "ouvre Jalu à moitié",
        "volume": "mets Teleo à 30 %",
        "toggle": "bascule Zenit",
        "stop moving": "arrête Jalu",
        "stop": "stoppe Ventus",
        "start": "démarre Heato",
        "roll up": "remonte Jalu",
        "let down": "abaisse Jalu",
        "valve": "coupe Aqua",
        "pause": "coupe la musique",
        "next": "chanson suivante",
        "decimal hours": "mets un minuteur de 4,5 heures",
        "decimal minutes": "mets un minuteur de 1,5 minute",
        "half an hour": "allume Zenit dans une demi-heure",
    },
    "es": {
        "celsius": "pon Thermo a 22 grados centígrados",
        "fahrenheit": "pon Thermo a 72 °F",
        "half degree": "pon Thermo a 21,5 grados",
        "half": "pon Zenit a media luz",
        "full": "Zenit a tope",
        "dim to": "atenúa Zenit al 30 por ciento",
        "half open": "abre Jalu a medias",
        "volume": "pon Teleo a volumen 30",
        "toggle": "alterna Zenit",
        "stop moving": "detén Jalu",
        "stop": "para Ventus",
        "start": "arranca Heato",
        "roll up": "levanta Jalu",
        "let down": "baja Jalu",
        "valve": "corta Aqua",
        "pause": "quita la música",
        "next": "pon la siguiente",
        "decimal hours": "pon un temporizador de 4,5 horas",
        "decimal minutes": "pon un temporizador de 1,5 minutos",
        "half an hour": "enciende Zenit en media hora",
    },
    "it": {
        "celsius": "imposta Thermo a 22 gradi centigradi",
        "fahrenheit": "imposta Thermo a 72 °F",
        "half degree": "metti Thermo a 21,5 gradi",
        "half": "metti Zenit a mezza luce",
        "full": "Zenit al massimo",
        "dim to": "attenua Zenit al 30 per cento",
        "half open": "apri Jalu a metà",
        "volume": "metti Teleo a volume 30",
        "toggle": "commuta Zenit",
        "stop moving": "ferma Jalu",
        "stop": "ferma Ventus",
        "start": "fai partire Heato",
        "roll up": "tira su Jalu",
        "let down": "tira giù Jalu",
        "valve": "chiudi Aqua",
        "pause": "ferma la musica",
        "next": "salta questa",
        "decimal hours": "imposta un timer di 4,5 ore",
        "decimal minutes": "imposta un timer di 1,5 minuti",
        "half an hour": "accendi Zenit tra mezz'ora",
    },
    "nl": {
        "celsius": "zet Thermo op 22 graden Celsius",
        "fahrenheit": "zet Thermo op 72 °F",
        "half degree": "zet Thermo op 21,5 graden",
        "half": "zet Zenit op halve sterkte",
        "full": "Zenit op vol",
        "dim to": "dim Zenit naar 30 procent",
        "half open": "open Jalu half",
        "volume": "zet Teleo op volume 30",
        "toggle": "schakel Zenit om",
        "stop moving": "stop Jalu",
        "stop": "zet Ventus stil",
        "start": "start Heato",
        "roll up": "trek Jalu omhoog",
        "let down": "laat Jalu zakken",
        "valve": "draai Aqua dicht",
        "pause": "pauzeer de muziek",
        "next": "sla deze over",
        "decimal hours": "zet een timer van 4,5 uur",
        "decimal minutes": "zet een timer van 1,5 minuut",
        "half an hour": "zet Zenit over een half uur aan",
    },
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", EXPECTED)
async def test_it_is_understood(talk: Talk, language: str, kind: str) -> None:
    _, link = await talk(language, SAID[language][kind], "yes", things=THINGS)

    intent, slots = EXPECTED[kind]
    ((name, heard),) = link.handled
    carried = {slot: value for slot, value in heard.items() if slot != "conversation_command"}
    assert (name, carried) == (intent, slots)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_home_that_measures_in_fahrenheit_gets_fahrenheit(talk: Talk, language: str) -> None:
    things = (state("climate.thermo", "Thermo", "heat", temperature=68, min_temp=45, max_temp=95),)
    _, link = await talk(language, SAID[language]["fahrenheit"], things=things)

    assert [slots for _, slots in link.handled] == [{"name": "Thermo", "temperature": 72}]


@pytest.mark.parametrize(
    ("text", "temperature"),
    [("set Thermo to 20 degrees Celsius", 68), ("set Thermo to 68 Fahrenheit", 68), ("set Thermo to 68", 68)],
)
async def test_a_sensor_tells_the_unit_of_the_home(talk: Talk, text: str, temperature: int) -> None:
    things = (
        state("climate.thermo", "Thermo", "heat"),
        state("sensor.hall", "Hall", "70", unit_of_measurement="°F"),
    )
    _, link = await talk("en", text, things=things)

    assert [slots for _, slots in link.handled] == [{"name": "Thermo", "temperature": temperature}]


@pytest.mark.parametrize(
    "text",
    [
        "set Thermo to 22 degrees Celsius if it is cold",
        "set Thermo to 22 bananas",
        "toggle everything but Zenit",
        "stop Jalu tomorrow",
        "kill Zenit unless I am there",
        "set a timer for 1.5 bananas",
        "put Zenit on ice",
    ],
)
async def test_a_condition_another_unit_or_an_exception_is_not_understood(talk: Talk, text: str) -> None:
    _, link = await talk("en", text, things=THINGS)

    assert link.handled == []
