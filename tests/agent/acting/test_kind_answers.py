"""Questions about all things of a kind are answered in their form: any, none, all, which, where, how many."""

from __future__ import annotations

import pytest

from tests.agent.acting.asking import Ask, table
from tests.agent.acting.rooms import LANGUAGES, state
from tests.agent.homes import LIVING
from wyoming_morgan.agent.language.languages import LANGUAGES as WORDS

THINGS = (
    state("binary_sensor.one", "Rosetta", "on", device_class="window"),
    state("binary_sensor.two", "Belinda", "off", LIVING, device_class="window"),
    state("light.one", "Zenit", "on", LIVING),
    state("light.two", "Nadir", "off"),
    state("lock.one", "Cerberus", "locked", None),
    state("lock.two", "Argus", "unlocked", None),
    state("cover.blind", "Jalu", "open", device_class="blind"),
    state("media_player.one", "Teleo", "playing", LIVING),
    state("binary_sensor.smoke", "Fumo", "off", device_class="smoke"),
    state("sensor.weak", "Volta", "12", device_class="battery", unit_of_measurement="%"),
    state("sensor.full", "Ampera", "90", device_class="battery", unit_of_measurement="%"),
    state("sensor.warm", "Tempo", "21", device_class="temperature", unit_of_measurement="°C"),
    state("person.anna", "Anna", "home", None),
    state("person.ben", "Ben", "not_home", None),
)

ANSWERS = {
    "en": {
        "is nobody home": "No, Anna is at home",
        "is the house empty": "No, Anna is at home",
        "is anyone home": "Yes, Anna",
        "are we all home": "No, Ben is away",
        "who isn't at home": "Ben",
        "are the batteries ok": "No, Volta",
        "is any battery low": "Yes, Volta",
        "do I need to change any batteries": "Yes, Volta",
        "are no windows open": "No, Rosetta",
        "is there a window open in the living room": "No",
        "where is a window open": "Kitchen",
        "are the windows closed": "No, Rosetta is not closed",
        "how many windows are there": "2: Rosetta and Belinda",
        "are the lights on": "Yes, Zenit",
        "are the lights off": "No, Zenit is not off",
        "is a light on in the kitchen": "No",
        "is the house locked": "No, Argus is not locked",
        "which doors are not locked": "Argus",
        "are the shutters down": "No, Jalu is not closed",
        "what is still on": "Teleo and Zenit",
        "is there smoke": "No",
        "is it warm in the kitchen": "21 degrees",
    },
    "de": {
        "ist niemand zu Hause": "Doch, Anna ist zu Hause",
        "ist das Haus leer": "Nein, Anna ist zu Hause",
        "ist jemand da": "Ja, Anna",
        "sind wir alle zu Hause": "Nein, Ben ist unterwegs",
        "wer fehlt": "Ben",
        "sind die Batterien in Ordnung": "Nein, Volta",
        "ist irgendeine Batterie schwach": "Ja, Volta",
        "muss ich Batterien wechseln": "Ja, Volta",
        "sind keine Fenster offen": "Doch, Rosetta",
        "ist im Wohnzimmer ein Fenster offen": "Nein",
        "wo ist ein Fenster offen": "Küche",
        "sind die Fenster zu": "Nein, Rosetta ist nicht geschlossen",
        "wie viele Fenster gibt es": "2: Rosetta und Belinda",
        "sind die Lichter an": "Ja, Zenit",
        "sind die Lichter aus": "Nein, Zenit ist nicht aus",
        "brennt in der Küche Licht": "Nein",
        "ist alles abgeschlossen": "Nein, Argus ist nicht abgeschlossen",
        "welche Türen sind nicht abgeschlossen": "Argus",
        "sind die Rollläden unten": "Nein, Jalu ist nicht geschlossen",
        "was ist noch an": "Teleo und Zenit",
        "gibt es Rauch": "Nein",
        "ist es warm in der Küche": "21 Grad",
    },
    "fr": {
        "n'y a-t-il personne à la maison": "Si, Anna est à la maison",
        "la maison est-elle vide": "Non, Anna est à la maison",
        "y a-t-il quelqu'un": "Oui, Anna",
        "sommes-nous tous à la maison": "Non, Ben n'est pas à la maison",
        "qui n'est pas là": "Ben",
        "les piles sont-elles en bon état": "Non, Volta",
        "y a-t-il une pile faible": "Oui, Volta",
        "faut-il changer des piles": "Oui, Volta",
        "aucune fenêtre n'est ouverte": "Si, Rosetta",
        "y a-t-il une fenêtre ouverte dans le salon": "Non",
        "dans quelle pièce y a-t-il une fenêtre ouverte": "Cuisine",
        "les fenêtres sont-elles fermées": "Non, pas Rosetta",
        "combien de fenêtres avons-nous": "2: Rosetta et Belinda",
        "les lumières sont-elles allumées": "Oui, Zenit",
        "les lumières sont-elles éteintes": "Non, pas Zenit",
        "y a-t-il de la lumière dans la cuisine": "Non",
        "est-ce que tout est verrouillé": "Non, pas Argus",
        "quelles portes ne sont pas verrouillées": "Argus",
        "les volets sont-ils baissés": "Non, pas Jalu",
        "qu'est-ce qui est encore allumé": "Teleo et Zenit",
        "y a-t-il de la fumée": "Non",
        "fait-il chaud dans la cuisine": "21 degrés",
    },
    "es": {
        "no hay nadie en casa": "Sí, Anna está en casa",
        "está la casa vacía": "No, Anna está en casa",
        "hay alguien": "Sí, Anna",
        "estamos todos en casa": "No, Ben está fuera",
        "quién falta": "Ben",
        "están las pilas bien": "No, Volta",
        "hay alguna pila gastada": "Sí, Volta",
        "hay que cambiar alguna pila": "Sí, Volta",
        "no hay ninguna ventana abierta": "Sí, Rosetta",
        "hay una ventana abierta en el salón": "No",
        "en qué habitación hay una ventana abierta": "Cocina",
        "están cerradas las ventanas": "No, Rosetta no",
        "cuántas ventanas hay": "2: Rosetta y Belinda",
        "están las luces encendidas": "Sí, Zenit",
        "están las luces apagadas": "No, Zenit no",
        "hay luz en la cocina": "No",
        "está todo cerrado con llave": "No, Argus no",
        "qué puertas están sin llave": "Argus",
        "están las persianas bajadas": "No, Jalu no",
        "qué queda encendido": "Teleo y Zenit",
        "hay humo": "No",
        "hace calor en la cocina": "21 grados",
    },
    "it": {
        "non c'è nessuno a casa": "Sì, Anna è a casa",
        "la casa è vuota": "No, Anna è a casa",
        "c'è qualcuno": "Sì, Anna",
        "siamo tutti a casa": "No, Ben è fuori casa",
        "chi non è a casa": "Ben",
        "quante persone sono a casa": "1",
        "le batterie sono cariche": "No, Volta",
        "c'è qualche batteria scarica": "Sì, Volta",
        "bisogna cambiare qualche batteria": "Sì, Volta",
        "nessuna finestra è aperta": "Sì, Rosetta",
        "c'è una finestra aperta in soggiorno": "No",
        "in quale stanza c'è una finestra aperta": "Cucina",
        "le finestre sono chiuse": "No, Rosetta no",
        "quante finestre ci sono": "2: Rosetta e Belinda",
        "le luci sono accese": "Sì, Zenit",
        "le luci sono spente": "No, Zenit no",
        "c'è luce in cucina": "No",
        "è tutto chiuso a chiave": "No, Argus no",
        "quali porte sono sbloccate": "Argus",
        "le tapparelle sono abbassate": "No, Jalu no",
        "cosa c'è ancora acceso": "Teleo e Zenit",
        "c'è fumo": "No",
        "fa caldo in cucina": "21 gradi",
    },
    "nl": {
        "is er niemand thuis": "Jawel, Anna is thuis",
        "is het huis leeg": "Nee, Anna is thuis",
        "is er iemand": "Ja, Anna",
        "zijn we allemaal thuis": "Nee, Ben is niet thuis",
        "wie is er niet thuis": "Ben",
        "zijn de batterijen in orde": "Nee, Volta",
        "is er een batterij leeg": "Ja, Volta",
        "moet ik batterijen vervangen": "Ja, Volta",
        "zijn er geen ramen open": "Jawel, Rosetta",
        "is er een raam open in de woonkamer": "Nee",
        "waar staat een raam open": "Keuken",
        "zijn de ramen dicht": "Nee, Rosetta niet",
        "hoeveel ramen zijn er": "2: Rosetta en Belinda",
        "zijn de lampen aan": "Ja, Zenit",
        "zijn de lampen uit": "Nee, Zenit niet",
        "brandt er licht in de keuken": "Nee",
        "is alles op slot": "Nee, Argus niet",
        "welke deuren zijn niet op slot": "Argus",
        "zijn de rolgordijnen omlaag": "Nee, Jalu niet",
        "wat is er nog aan": "Teleo en Zenit",
        "is er rook": "Nee",
        "is het warm in de keuken": "21 graden",
    },
}


@pytest.mark.parametrize(("language", "text", "answer"), table(ANSWERS))
async def test_a_kind_is_told_of_in_the_form_of_the_question(
    ask: Ask, language: str, text: str, answer: str
) -> None:
    assert await ask(language, text, THINGS) == answer


NOBODY = {language: next(iter(sentences)) for language, sentences in ANSWERS.items()}
NO_WINDOW = {language: [*sentences][9 if language == "it" else 8] for language, sentences in ANSWERS.items()}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_of_no_such_state_is_said_in_one_word(ask: Ask, language: str) -> None:
    words = WORDS[language].states
    out = state("person.anna", "Anna", "not_home", None)
    closed = state("binary_sensor.one", "Rosetta", "off", device_class="window")

    assert await ask(language, NOBODY[language], (out,)) == words.nobody
    assert await ask(language, NO_WINDOW[language], (closed,)) == words.none_of("binary_sensor", "window")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_nothing_tells_is_said_to_be_unknown(ask: Ask, language: str) -> None:
    words = WORDS[language]
    lamp = state("light.one", "Zenit", "on", LIVING)

    assert await ask(language, NOBODY[language], (lamp,)) == words.states.no_people
    assert await ask(language, NO_WINDOW[language], (lamp,)) == words.states.nothing_of_kind


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("how many lights are there", "5"),
        ("are any lights on", "Yes, L1, L2, L3 and 2 more"),
        ("where are the lights on", "Kitchen"),
    ],
)
async def test_many_things_are_not_all_told_by_name(ask: Ask, text: str, answer: str) -> None:
    lights = tuple(state(f"light.l{number}", f"L{number}", "on") for number in range(1, 6))
    assert await ask("en", text, lights) == answer


async def test_a_curtain_is_no_window_and_a_door_no_blind(ask: Ask) -> None:
    things = (state("cover.c", "Veil", "open", device_class="curtain"),)
    nothing = WORDS["en"].states.nothing_of_kind

    assert await ask("en", "are the blinds open", things) == "Yes, Veil"
    assert await ask("en", "are there any windows open", things) == nothing
    assert await ask("en", "are the doors open", things) == nothing
