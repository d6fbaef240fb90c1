"""What is answered from states is true, in the words of the language."""

from __future__ import annotations

import pytest

from tests.agent.acting.asking import Ask, table
from tests.agent.acting.rooms import LANGUAGES, SENSORS, TWINS, state
from tests.agent.homes import LIVING


@pytest.mark.parametrize(
    ("language", "text", "answer"),
    table(
        {
            "en": {
                "what is the temperature in the kitchen": "17 degrees",
                "what is the temperature in the living room": "23 degrees",
                "what is the temperature": "Kitchen: 17 degrees. Living room: 23 degrees",
                "are any lights on in the kitchen": "No",
                "are any lights on in the living room": "Yes, Zenit",
                "are any lights on": "Yes, Zenit (Living room)",
                "is Zenit on": "Kitchen: No, off. Living room: Yes",
                "how many lights are on in the kitchen": "0",
            },
            "de": {
                "wie warm ist es in der Küche": "17 Grad",
                "wie warm ist es im Wohnzimmer": "23 Grad",
                "welche Lichter sind an": "Zenit (Wohnzimmer)",
                "ist Zenit an": "Küche: Nein, aus. Wohnzimmer: Ja",
            },
            "fr": {
                "quelle est la température dans la cuisine": "17 degrés",
                "quelle est la température dans le salon": "23 degrés",
                "quelles lumières sont allumées": "Zenit (Salon)",
            },
            "es": {
                "cuál es la temperatura de la cocina": "17 grados",
                "cuál es la temperatura del salón": "23 grados",
                "qué luces están encendidas": "Zenit (Salón)",
            },
            "it": {
                "qual è la temperatura in cucina": "17 gradi",
                "qual è la temperatura in soggiorno": "23 gradi",
                "quali luci sono accese": "Zenit (Soggiorno)",
            },
            "nl": {
                "wat is de temperatuur in de keuken": "17 graden",
                "wat is de temperatuur in de woonkamer": "23 graden",
                "welke lampen zijn aan": "Zenit (Woonkamer)",
            },
        }
    ),
)
async def test_of_two_things_of_one_name_that_in_the_room_is_told(
    ask: Ask, language: str, text: str, answer: str
) -> None:
    assert await ask(language, text, TWINS) == answer


WINDOWS = {
    "en": {
        "are any windows open": "Yes, Rosetta",
        "are all windows closed": "No, Rosetta is not closed",
        "which windows are open": "Rosetta",
        "how many windows are open": "1",
        "are any windows open in the living room": "No",
        "are any windows open in the kitchen": "Yes, Rosetta",
        "are any doors open": "No",
        "are all doors closed": "Yes",
    },
    "de": {
        "sind Fenster offen": "Ja, Rosetta",
        "sind alle Fenster geschlossen": "Nein, Rosetta ist nicht geschlossen",
        "welche Fenster sind offen": "Rosetta",
        "wie viele Fenster sind offen": "1",
        "sind alle Türen zu": "Ja",
    },
    "fr": {
        "y a-t-il des fenêtres ouvertes": "Oui, Rosetta",
        "est-ce que toutes les fenêtres sont fermées": "Non, pas Rosetta",
        "quelles fenêtres sont ouvertes": "Rosetta",
        "combien de fenêtres sont ouvertes": "1",
        "toutes les portes sont-elles fermées": "Oui",
    },
    "es": {
        "hay alguna ventana abierta": "Sí, Rosetta",
        "están todas las ventanas cerradas": "No, Rosetta no",
        "qué ventanas están abiertas": "Rosetta",
        "cuántas ventanas están abiertas": "1",
        "hay alguna puerta abierta": "No",
        "están todas las puertas cerradas": "Sí",
    },
    "it": {
        "ci sono finestre aperte": "Sì, Rosetta",
        "tutte le finestre sono chiuse": "No, Rosetta no",
        "quali finestre sono aperte": "Rosetta",
        "quante finestre sono aperte": "1",
        "c'è qualche porta aperta": "No",
        "tutte le porte sono chiuse": "Sì",
    },
    "nl": {
        "staan er ramen open": "Ja, Rosetta",
        "zijn alle ramen dicht": "Nee, Rosetta niet",
        "welke ramen staan open": "Rosetta",
        "hoeveel ramen staan open": "1",
        "zijn alle deuren dicht": "Ja",
    },
}
LOCK = state("lock.front", "Cerberus", "unlocked")


@pytest.mark.parametrize(("language", "text", "answer"), table(WINDOWS))
async def test_windows_and_doors_that_are_sensors_are_counted_and_no_others(
    ask: Ask, language: str, text: str, answer: str
) -> None:
    assert await ask(language, text, (*SENSORS, LOCK)) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("are any windows open", "Yes, Rosetta and Velox"),
        ("how many windows are open", "2"),
        ("are any garage doors open", "Yes, Gario"),
        ("are any doors open", "No"),
        ("are all the doors locked", "No, Cerberus and Riegel are not locked"),
    ],
)
async def test_sensors_and_covers_of_one_class_are_counted_together(ask: Ask, text: str, answer: str) -> None:
    things = (
        *SENSORS,
        LOCK,
        state("cover.velox", "Velox", "opening", device_class="window"),
        state("binary_sensor.gario", "Gario", "on", device_class="garage_door"),
        state("binary_sensor.riegel", "Riegel", "on", device_class="lock"),
    )
    assert await ask("en", text, things) == answer


NONE = {
    "en": "I do not know of any such thing there",
    "de": "So etwas kenne ich dort nicht",
    "fr": "Je ne connais rien de tel à cet endroit",
    "es": "No conozco nada así en ese lugar",
    "it": "Non conosco nulla del genere in quel posto",
    "nl": "Zoiets ken ik daar niet",
}


@pytest.mark.parametrize(
    ("language", "text"), [(language, text) for language in LANGUAGES for text in [*WINDOWS[language]][:4]]
)
async def test_where_nothing_is_of_the_kind_there_is_no_yes_and_no_number(
    ask: Ask, language: str, text: str
) -> None:
    assert await ask(language, text, (SENSORS[-1], SENSORS[-2], *TWINS)) == NONE[language]


AWAY = {
    "en": "I cannot reach Belinda",
    "de": "Ich kann Belinda nicht erreichen",
    "fr": "Je n'arrive pas à joindre Belinda",
    "es": "No puedo contactar con Belinda",
    "it": "Non riesco a raggiungere Belinda",
    "nl": "Ik kan Belinda niet bereiken",
}


@pytest.mark.parametrize(
    ("language", "text", "answer"), [(*row,) for row in table(WINDOWS) if "Rosetta" in row[2]]
)
async def test_what_is_unavailable_counts_neither_way_and_is_told(
    ask: Ask, language: str, text: str, answer: str
) -> None:
    away = state("binary_sensor.two", "Belinda", "unavailable", device_class="window")
    assert await ask(language, text, (SENSORS[0], away)) == f"{answer}. {AWAY[language]}"
    assert await ask(language, text, (away,)) == AWAY[language]


PEOPLE = {
    "en": ("where is Anna", "Anna is away", "Anna is at home", "Anna is at Work"),
    "de": ("wo ist Anna", "Anna ist unterwegs", "Anna ist zu Hause", "Anna ist im Bereich Work"),
    "fr": ("où est Anna", "Anna n'est pas à la maison", "Anna est à la maison", "Anna est dans la zone Work"),
    "es": ("dónde está Anna", "Anna está fuera", "Anna está en casa", "Anna está en Work"),
    "it": ("dove è Anna", "Anna è fuori casa", "Anna è a casa", "Anna è in Work"),
    "nl": ("waar is Anna", "Anna is niet thuis", "Anna is thuis", "Anna is in de zone Work"),
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_where_somebody_is_is_told_in_words(ask: Ask, language: str) -> None:
    where, *answers = PEOPLE[language]
    for value, answer in zip(("not_home", "home", "Work"), answers, strict=True):
        assert await ask(language, where, (state("person.anna", "Anna", value, None),)) == answer


VALUES = (
    state("lock.front", "Cerberus", "unlocked"),
    state("binary_sensor.window", "Rosetta", "off", device_class="window"),
    state("sensor.humid", "Humidus", "unavailable", unit_of_measurement="%"),
    state("sensor.dry", "Aridus", "55", unit_of_measurement="%"),
    state("sensor.new", "Novus", "unknown"),
    state("media_player.tv", "Teleo", "standby"),
    state("light.away", "Luxor", "unavailable", LIVING),
    state("climate.none", "Thermo", "heat", LIVING),
)


@pytest.mark.parametrize(
    ("language", "text", "answer"),
    table(
        {
            "en": {
                "is Rosetta open": "No, closed",
                "what is Humidus": "I cannot reach Humidus",
                "what is Aridus": "Aridus is 55 %",
                "what is Novus": "I do not know the state of Novus",
                "what is Teleo": "Teleo is on standby",
                "is Luxor on": "I cannot reach Luxor",
                "what is Thermo": "Thermo is set to heat",
                "is Cerberus locked": "No, unlocked",
                "what is the temperature in the living room": "I do not know the state of Thermo",
            },
            "de": {
                "ist Rosetta offen": "Nein, geschlossen",
                "wie ist Humidus": "Ich kann Humidus nicht erreichen",
                "wie ist Aridus": "Aridus ist 55 %",
                "wie ist Teleo": "Teleo ist in Bereitschaft",
                "ist Luxor an": "Ich kann Luxor nicht erreichen",
                "ist Cerberus abgeschlossen": "Nein, aufgeschlossen",
            },
            "es": {"cuál es el estado de Teleo": "Teleo está en espera"},
            "it": {"qual è lo stato di Teleo": "Teleo è in attesa"},
            "fr": {"quel est l'état de Teleo": "Teleo est en veille"},
            "nl": {"wat is de status van Teleo": "Teleo is stand-by"},
        }
    ),
)
async def test_no_raw_state_is_spoken(ask: Ask, language: str, text: str, answer: str) -> None:
    assert await ask(language, text, VALUES) == answer
