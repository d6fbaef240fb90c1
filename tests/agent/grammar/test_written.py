"""What recognizers write is understood as what was said: figures, units, signs, accents, names in parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.agent.conftest import MatcherCache
from tests.agent.homes import KITCHEN, LIVING, home_in
from wyoming_morgan.agent.grammar.reading import read
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.language.text import clean
from wyoming_morgan.home.model import Entity, Home

MORE = {
    "en": Entity("Lamp 2", "light"),
    "de": Entity("Wohnzimmerlampe", "light", area=LIVING["de"]),
    "fr": Entity("Ampoule", "light"),
    "es": Entity("Lámpara del salón", "light"),
    "it": Entity("Abat-jour", "light"),
    "nl": Entity("Woonkamerlamp", "light", area=LIVING["nl"]),
}
WRITTEN: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "set the thermostat to 21.5 degrees": (
            "Set the thermostat to 21½°.",
            "Set the thermostat to 21 1/2 degrees.",
            "Set the thermostat to twenty-one-point-five degrees.",
            "Set the thermostat to 21.5º.",
        ),
        "set a timer for 90 minutes": (
            "Set a timer for 90min.",
            "Set a timer for 90 mins.",
            "Set a timer for 1½ hours.",
            "Set a 1.5-hour timer.",
            "Set an hour-and-a-half timer.",
            "Set a timer for 1 hr. 30 min.",
            "Set a timer for 1h30m.",
            "Set a timer for one hour thirty.",
            "Set a timer for 1:30 hours.",
            "Set a timer for 5400 seconds.",
        ),
        "set a timer for 2 hours and 30 minutes": (
            "Set a timer for 150 minutes.",
            "Set a timer for 2-1/2 hours.",
        ),
        "set a timer for 30 minutes": (
            "Set a half-hour timer.",
            "Set a timer for ½ hour.",
            "Timer 30 minutes.",
        ),
        "set a timer for 45 minutes": ("Set a timer for ¾ of an hour.", "Set a timer for 3/4 of an hour."),
        "set a timer for 30 seconds": ("Set a timer for 30s.", "Set a 30 sec timer."),
        "set a timer for 0.5 hours": ("Set a timer for .5 hours.",),
        "turn off the desk lamp in 30 minutes": ("In half an hour, turn off the desk lamp.",),
        "turn on the desk lamp": (
            "Turn on the, uh, desk lamp.",
            "Turn on the um desk lamp.",
            "Turn on, turn on the desk lamp.",
            "Turn on the desk lamp. Thank you. Bye.",
            "- Turn on the desk lamp.",
            "Turn on the desk lamp. Thanks for watching!",
        ),
        "turn off the desk lamp and the printer": ("Turn off the desk lamp & the printer.",),
        "turn on lamp 2": ("Turn on lamp II.",),
        "add milk to the shopping list": (
            "Add “milk” to the shopping list.",
            "Uh, add milk to the shopping list. Thanks.",
        ),
        "set a timer for 10 minutes named pizza": (
            "Set a pizza timer for 10 minutes.",
            "Set a 10-minute pizza timer.",
        ),
        "never mind": ("Never mind, thanks.", "Forget it."),
        "set the thermostat to 21.5°C": ("Set the thermostat to 21.5 C.",),
    },
    "de": {
        "stell das Thermostat auf 21,5 Grad": (
            "Stell das Thermostat auf 21½ Grad.",
            "Stell das Thermostat auf einundzwanzigeinhalb Grad.",
        ),
        "stelle einen Timer auf 5 Minuten": (
            "Stelle einen 5-Minuten-Timer.",
            "Stelle einen Timer auf 5 Min.",
        ),
        "stelle einen Timer auf 90 Minuten": (
            "Stelle einen Timer auf 1½ Stunden.",
            "Stelle einen Timer auf 1 Std. 30 Min.",
            "Stelle einen Timer auf eine Stunde dreißig.",
        ),
        "stelle einen Timer auf 30 Minuten": ("Stelle einen Timer auf dreissig Minuten.",),
        "schalte die Stehlampe in 10 Minuten aus": ("Schalte die Stehlampe in 10 Min. aus.",),
        "schalte die Wohnzimmerlampe ein": (
            "Schalte die Wohnzimmer Lampe ein.",
            "Schalte die Wohnzimmer-Lampe ein.",
        ),
        "setze Milch auf die Einkaufsliste": (
            "Setze Milch auf die Einkaufs-Liste.",
            "Setze „Milch“ auf die Einkaufsliste.",
        ),
        "stell die Lautstärke auf 30 Prozent": ("Stell die Lautstaerke auf 30%.",),
        "schalte die Stehlampe ein": ("Schalte die Stehlampe ein. Untertitel der Amara.org-Community",),
        "stelle einen Pizza Timer auf 10 Minuten": (
            "Stelle einen Pizzatimer auf 10 Minuten.",
            "Stelle einen Pizza-Timer auf 10 Minuten.",
            "Stelle einen Timer von 10 Minuten für die Pizza.",
        ),
        "vergiss es": ("Schon gut.",),
    },
    "fr": {
        "mets un minuteur de 90 minutes": (
            "Mets un minuteur d\u2019une heure et demie.",
            "Mets un minuteur d'1h30.",
            "Mets un minuteur de 1h30min.",
            "Mets un minuteur d'une heure trente.",
            "Mets une minuterie de 90 mn.",
        ),
        "mets un minuteur de 30 minutes": (
            "Mets un minuteur d'une demie heure.",
            "Mets un minuteur d'1/2 heure.",
        ),
        "mets un minuteur de 45 minutes": (
            "Mets un minuteur de trois-quarts d\u2019heure.",
            "Mets un minuteur de ¾ d'heure.",
        ),
        "mets le thermostat à 21,5 degrés": ("Mets le thermostat a 21,5 degres.",),
        "allume le lampadaire": (
            "Allumez le lampadaire.",
            "Allume le, euh, lampadaire.",
            "Allume le « lampadaire ».",
            "allume le lampadaire, au revoir",
        ),
        "mets un minuteur pizza de 10 minutes": ("Mets un minuteur de 10 minutes pour la pizza.",),
        "annule": ("Laisse tomber.",),
        "allume l'ampoule": ("Allume l\u2019ampoule.", "ALLUME L'AMPOULE"),
    },
    "es": {
        "pon el termostato a 21,5 grados": ("Pon el termostato a 21,5º.", "Pon el termostato a 21½ grados."),
        "pon un temporizador de 45 minutos": (
            "Pon un temporizador de ¾ de hora.",
            "Temporizador 45 minutos.",
        ),
        "pon un temporizador de 2 horas y 30 minutos": ("Pon un temporizador de 150 min.",),
        "enciende la lámpara del salón": ("ENCIENDE LA LAMPARA DEL SALON",),
        "añade leche a la lista de la compra": (
            "Anade leche a la lista de la compra.",
            "Eh, añade «leche» a la lista de la compra. Gracias.",
        ),
        "qué hora es": ("Que hora es?",),
        "olvídalo": ("No importa.",),
        "pon el termostato a 21,5°C": ("Pon el termostato a 21,5 ºC.",),
    },
    "it": {
        "imposta la piantana al 80 per cento": (
            "Imposta la piantana all'80%.",
            "Imposta la piantana all\u201980 percento.",
            "Imposta la piantana all 80%.",
            "Imposta la piantana all\u2019ottanta percento.",
        ),
        "imposta un timer di 30 minuti": ("Imposta un timer di mezz\u2019ora.", "Imposta un timer di ½ ora."),
        "imposta un timer di 90 minuti": (
            "Imposta un timer di un\u2019ora e mezza.",
            "Imposta un timer di un'ora e trenta.",
        ),
        "imposta un timer di 5 minuti chiamato pizza": ("Imposta un timer di 5 minuti per la pizza.",),
        "accendi la piantana": ("Ehi Morgan, accendi la, ehm, piantana. Grazie. Ciao.",),
        "che ora è": ("Che ora e?",),
        "lascia stare": ("Non importa.",),
        "accendi l'abat-jour": ("Accendi l\u2019abat-jour.",),
    },
    "nl": {
        "zet een timer voor 2 uur en 30 minuten": (
            "Zet een timer voor tweeënhalf uur.",
            "Zet een timer voor tweeenhalf uur.",
            "Zet een timer voor 2u30.",
        ),
        "zet een timer voor 30 minuten": (
            "Zet een timer voor een halfuur.",
            "Zet een timer van een half uurtje.",
        ),
        "zet een timer voor 45 minuten": (
            "Zet een timer voor driekwartier.",
            "Zet een timer voor 3 kwartier.",
        ),
        "zet een timer voor 30 seconden": ("Zet een timer voor een halve minuut.",),
        "zet een timer voor 5 minuten": ("Zet een 5-minuten-timer.", "Timer 5 minuten."),
        "zet de woonkamerlamp aan": ("Zet de woonkamer lamp aan.", "Zet de woon kamer lamp aan."),
        "hoe laat is het": ("Hoe laat is 't?",),
        "zet een timer van 5 minuten voor de pizza": ("Zet een pizzatimer van 5 minuten.",),
        "laat maar": ("Vergeet het.",),
    },
}


def heard(load_matcher: MatcherCache, language: str, text: str, home: Home) -> list[object]:
    spoken = clean(text, language_of(language).words)
    matches = read(load_matcher(language, home), spoken, KITCHEN[language], most=5)
    return [(match.intent, _in_seconds(match.slots)) for match in matches]


def _in_seconds(slots: Mapping[str, object]) -> dict[str, object]:
    """The slots of a command in lower case, with one length of time."""
    units = {"hours": 3600, "minutes": 60, "seconds": 1}
    folded = {slot: value.casefold() if isinstance(value, str) else value for slot, value in slots.items()}
    length = sum(int(str(folded.pop(unit, 0))) * seconds for unit, seconds in units.items())
    return {**folded, "length": length}


@pytest.mark.parametrize(
    ("language", "said", "written"),
    [
        (language, said, written)
        for language, sentences in WRITTEN.items()
        for said, ways in sentences.items()
        for written in ways
    ],
)
def test_it_is_what_was_said(load_matcher: MatcherCache, language: str, said: str, written: str) -> None:
    home = home_in(language)
    home = replace(home, entities=(*home.entities, MORE[language]))
    meant = heard(load_matcher, language, said, home)

    assert meant
    assert heard(load_matcher, language, written, home) == meant


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "five and a half years ago, my uncle sold 3/4 of his farm"),
        ("en", "thanks, uh, see you at half past seven"),
        ("de", "ich habe 1 1/2 Stunden auf dich gewartet"),
        ("fr", "il a eteint sa colere"),
        ("es", "que pena que no pudo venir"),
        ("it", "e allora che si fa"),
        ("nl", "dat duurt nog anderhalf uur"),
        ("de", "36."),
        ("de", "21,5"),
        ("de", "Sechsunddreißig."),
    ],
)
def test_talk_stays_talk(load_matcher: MatcherCache, language: str, text: str) -> None:
    assert not heard(load_matcher, language, text, home_in(language))
