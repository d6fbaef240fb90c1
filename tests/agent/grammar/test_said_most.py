"""What is said most is understood in more words: timers, states, colors and lists, in six languages."""

from __future__ import annotations

import pytest

from tests.agent.conftest import MatcherCache
from wyoming_morgan.agent.grammar.compound import understand
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.language.text import clean
from wyoming_morgan.home.model import Area, Entity, Home

HOME = Home(
    (
        Entity("Zenit", "light", features=frozenset({"brightness", "color"})),
        Entity("Ventus", "fan"),
        Entity("Jalu", "cover"),
        Entity("Claustro", "lock"),
        Entity("Tabula", "todo"),
        Entity("Ludus", "script"),
        Entity("Robo", "vacuum"),
        Entity("Teleo", "media_player"),
    ),
    (Area("Atrium"),),
)
SAID: dict[str, tuple[str, ...]] = {
    "HassGetCurrentDate {}": (
        "en: what day is it today",
        "de: welcher Wochentag ist heute",
        "es: qué día de la semana es hoy",
        "fr: quel jour on est aujourd'hui",
        "it: che giorno della settimana è oggi",
        "nl: welke dag van de week is het vandaag",
    ),
    "HassCancelTimer {}": (
        "en: end the timer",
        "de: brich den Timer ab",
        "es: anula el temporizador",
        "fr: interromps le minuteur",
        "it: elimina il timer",
        "nl: zet de timer uit",
    ),
    "HassTimerStatus {}": (
        "en: how long does the timer still run",
        "de: wie lange läuft der Timer noch",
        "es: cuánto tiempo queda en el temporizador",
        "fr: où en est le minuteur",
        "it: a che punto è il timer",
        "nl: hoe lang loopt de timer nog",
    ),
    "HassIncreaseTimer {'minutes': 5}": (
        "en: extend the timer by 5 minutes",
        "de: füge 5 Minuten zum Timer hinzu",
        "es: alarga el temporizador en 5 minutos",
        "fr: prolonge le minuteur de 5 minutes",
        "it: allunga il timer di 5 minuti",
        "nl: maak de timer 5 minuten langer",
    ),
    "HassStartTimer {'minutes': 5}": (
        "en: run a timer for 5 minutes",
        "de: mach mir einen Timer für 5 Minuten",
        "es: dame un temporizador de 5 minutos",
        "fr: lance un minuteur de 5 minutes",
        "it: fai partire un timer di 5 minuti",
        "nl: geef me een timer van 5 minuten",
    ),
    "HassIncreaseTimer {'seconds': 30}": (
        "en: extend the timer by 30 seconds",
        "de: füge 30 Sekunden zum Timer hinzu",
        "es: alarga el temporizador en 30 segundos",
        "fr: prolonge le minuteur de 30 secondes",
        "it: allunga il timer di 30 secondi",
        "nl: maak de timer 30 seconden langer",
    ),
    "HassStartTimer {'hours': 1, 'minutes': 10}": (
        "en: run a timer for 1 hour and 10 minutes",
        "de: mach mir einen Timer für 1 Stunde und 10 Minuten",
        "es: dame un temporizador de 1 hora y 10 minutos",
        "fr: lance un minuteur de 1 heure et 10 minutes",
        "it: fai partire un timer di 1 ora e 10 minuti",
        "nl: geef me een timer van 1 uur en 10 minuten",
    ),
    "HassStartTimer {'hours': 2, 'name': 'panis'}": (
        "en: set a panis timer for 2 hours",
        "en: set a timer for 2 hours for the panis",
        "de: stell einen Timer auf 2 Stunden für das panis",
        "es: crea un temporizador de 2 horas llamado panis",
        "fr: mets un minuteur panis de 2 heures",
        "it: imposta un timer panis di 2 ore",
        "nl: zet een panis timer van 2 uur",
    ),
    "HassStartTimer {'minutes': 10, 'name': 'panis', 'seconds': 20}": (
        "en: start a 10 minute 20 second panis timer",
        "de: starte einen Timer mit 10 Minuten und 20 Sekunden für das panis",
        "fr: crée un minuteur de 10 minutes et 20 secondes pour le panis",
        "it: crea un timer di 10 minuti e 20 secondi per il panis",
        "nl: stel een timer in van 10 minuten en 20 seconden voor de panis",
    ),
    "HassGetState {'name': 'Zenit', 'state': 'on'}": (
        "en: is Zenit still on",
        "de: ist Zenit noch an",
        "es: está encendido Zenit",
        "fr: Zenit est-il encore allumé",
        "it: è ancora acceso Zenit",
        "nl: is Zenit nog aan",
    ),
    "HassGetState {'name': 'Jalu', 'state': 'open'}": (
        "en: is Jalu still open",
        "de: ist Jalu noch offen",
        "es: está abierto Jalu",
        "fr: Jalu est-il encore ouvert",
        "it: è ancora aperto Jalu",
        "nl: is Jalu nog open",
    ),
    "HassLightSet {'color': 'green', 'name': 'Zenit'}": (
        "en: paint Zenit green",
        "de: mach Zenit grün",
        "es: pon Zenit de color verde",
        "fr: passe Zenit en vert",
        "it: colora Zenit di verde",
        "nl: kleur Zenit groen",
    ),
    "HassLightSet {'color': 'purple', 'name': 'Zenit'}": (
        "en: turn Zenit violet",
        "de: stell Zenit auf lila",
        "es: pon Zenit en violeta",
        "fr: mets Zenit en mauve",
        "it: imposta Zenit su lilla",
        "nl: zet Zenit op lila",
    ),
    "HassLightSet {'brightness': 65, 'name': 'Zenit'}": (
        "en: bring Zenit down to 65 percent",
        "de: bring Zenit auf 65 Prozent",
        "es: ajusta el brillo del Zenit al 65 por ciento",
        "fr: passe Zenit à 65 pour cent",
        "it: porta Zenit al 65 percento",
        "nl: breng Zenit naar 65 procent",
    ),
    "HassFanSetSpeed {'name': 'Ventus', 'percentage': 60}": (
        "en: run Ventus at 60 percent",
        "de: stelle den Ventus auf 60 Prozent",
        "es: sube Ventus al 60 por ciento",
        "fr: passe Ventus à 60 pour cent",
        "it: porta Ventus al 60 percento",
        "nl: laat Ventus op 60 procent draaien",
    ),
    "HassListRemoveItem {'item': 'sal', 'name': 'Tabula'}": (
        "en: cross sal off my Tabula",
        "de: nimm sal von der Tabula",
        "es: saca sal de la Tabula",
        "fr: raye sal de la Tabula",
        "it: depenna sal dalla Tabula",
        "nl: streep sal van de Tabula",
    ),
    "HassTurnOn {'name': 'Ludus'}": (
        "en: launch Ludus",
        "de: starte Ludus",
        "es: lanza Ludus",
        "fr: déclenche Ludus",
        "it: lancia Ludus",
        "nl: voer Ludus uit",
    ),
    "HassVacuumReturnToBase {'name': 'Robo'}": (
        "en: send Robo home",
        "de: schick Robo nach Hause",
        "es: manda a Robo a su base",
        "fr: ramène Robo à sa base",
        "it: manda Robo alla base",
        "nl: breng Robo naar huis",
    ),
    "HassMediaPlayerMute {'name': 'Teleo'}": (
        "en: silence Teleo",
        "de: mach Teleo stumm",
        "es: calla Teleo",
        "fr: fais taire Teleo",
        "it: zittisci Teleo",
        "nl: demp Teleo",
    ),
}


@pytest.mark.parametrize(
    ("meant", "said"), [(meant, said) for meant, sentences in SAID.items() for said in sentences]
)
def test_it_is_understood(load_matcher: MatcherCache, meant: str, said: str) -> None:
    language, text = said.split(": ", 1)
    spoken = clean(text, language_of(language).words)
    matches = understand(load_matcher(language, HOME), spoken, "Atrium", most=5)
    assert [f"{match.intent} {dict(sorted(match.slots.items()))}" for match in matches] == [meant]
