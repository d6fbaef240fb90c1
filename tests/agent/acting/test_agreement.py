"""Words for states agree with the names of things, in the languages where they do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agent.acting.asking import Ask, table
from tests.agent.acting.rooms import state
from wyoming_morgan.agent.language.languages import LANGUAGES
from wyoming_morgan.agent.language.nouns.words import Form, agreeing

THINGS = {
    "fr": (
        state("binary_sensor.w", "Fenêtre de la cuisine", "on", device_class="window"),
        state("cover.b", "Volet du salon", "closed", device_class="shutter"),
        state("light.p", "Lampes du jardin", "off"),
        state("lock.d", "Porte d'entrée", "locked"),
        state("light.z", "Zenit", "on"),
        state("switch.q", "Quasar", "on"),
    ),
    "es": (
        state("binary_sensor.w", "Ventana de la cocina", "on", device_class="window"),
        state("cover.b", "Portón", "closed", device_class="garage"),
        state("light.p", "Luces del jardín", "off"),
        state("lock.d", "Puerta principal", "locked"),
        state("light.z", "Zenit", "on"),
        state("switch.q", "Quasar", "on"),
    ),
    "it": (
        state("binary_sensor.w", "Finestra della cucina", "on", device_class="window"),
        state("cover.b", "Portone", "closed", device_class="garage"),
        state("light.p", "Luci del giardino", "off"),
        state("lock.d", "Porta d'ingresso", "locked"),
        state("light.z", "Zenit", "on"),
        state("switch.q", "Quasar", "on"),
    ),
    "de": (
        state("lock.d", "Haustür", "locked"),
        state("cover.b", "Garagentor", "closed", device_class="garage"),
    ),
}

ANSWERS = {
    "fr": {
        "est-ce que la fenêtre de la cuisine est fermée": "Non, elle est ouverte",
        "quel est l'état de la fenêtre de la cuisine": "Fenêtre de la cuisine est ouverte",
        "est-ce que le volet du salon est ouvert": "Non, il est fermé",
        "les lampes du jardin sont-elles allumées": "Non, elles sont éteintes",
        "la porte d'entrée est-elle déverrouillée": "Non, elle est verrouillée",
        "quel est l'état de Zenit": "La lumière Zenit est allumée",
        "quel est l'état de Quasar": "L'appareil Quasar est allumé",
        "quelles fenêtres sont fermées": "Aucune",
    },
    "es": {
        "está la ventana de la cocina cerrada": "No, está abierta",
        "cuál es el estado de la ventana de la cocina": "Ventana de la cocina está abierta",
        "está el portón abierto": "No, está cerrado",
        "están las luces del jardín encendidas": "No, están apagadas",
        "cuál es el estado de las luces del jardín": "Luces del jardín están apagadas",
        "cuál es el estado de Zenit": "La luz Zenit está encendida",
        "cuál es el estado de Quasar": "El interruptor Quasar está encendido",
        "qué ventanas están cerradas": "Ninguna",
    },
    "it": {
        "la finestra della cucina è chiusa": "No, è aperta",
        "qual è lo stato della finestra della cucina": "Finestra della cucina è aperta",
        "il portone è aperto": "No, è chiuso",
        "le luci del giardino sono accese": "No, sono spente",
        "la porta d'ingresso è sbloccata": "No, è chiusa a chiave",
        "qual è lo stato di Zenit": "La luce Zenit è accesa",
        "qual è lo stato di Quasar": "L'interruttore Quasar è acceso",
        "quali finestre sono chiuse": "Nessuna",
    },
    "de": {
        "ist die Haustür aufgeschlossen": "Nein, abgeschlossen",
        "ist das Garagentor offen": "Nein, geschlossen",
    },
}


@pytest.mark.parametrize(("language", "text", "answer"), table(ANSWERS))
async def test_the_word_for_a_state_agrees_with_the_thing(
    ask: Ask, language: str, text: str, answer: str
) -> None:
    assert await ask(language, text, THINGS[language]) == answer


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_agrees_has_an_ending_for_each_form(language: str) -> None:
    words = LANGUAGES[language].states
    sensors = (word for pair in words.sensors.values() for word in pair)
    for text in (*words.states.values(), *sensors, words.is_so, words.is_not_so, words.none_of_them):
        assert not any(mark in agreeing(text, form) for form in Form for mark in "[],") or "{" in text
        assert "[" not in "".join(agreeing(text, form) for form in Form)


@given(st.text(), st.sampled_from(sorted(LANGUAGES)))
def test_any_name_is_told_of_with_its_own_letters(name: str, language: str) -> None:
    sentence = LANGUAGES[language].states.told(name, "on", "light", None)
    assert name in sentence
    assert "," not in sentence.replace(name, "")
