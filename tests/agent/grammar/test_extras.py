"""What people add to a command changes nothing of it; a condition, a time or an exception does."""

from __future__ import annotations

import pytest

from tests.agent.conftest import MatcherCache
from tests.agent.homes import KITCHEN, home_in, key_of
from wyoming_morgan.agent.grammar.extras import in_figures
from wyoming_morgan.agent.grammar.reading import read
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.language.text import clean
from wyoming_morgan.home.model import Home

LAMP_ON = {
    "en": "turn on the desk lamp",
    "de": "schalte die Stehlampe ein",
    "fr": "allume le lampadaire",
    "es": "enciende el flexo",
    "it": "accendi la piantana",
    "nl": "zet de bureaulamp aan",
}


def heard(
    load_matcher: MatcherCache, language: str, text: str, *, names: bool = True
) -> list[tuple[str, dict[str, object]]]:
    home = home_in(language) if names else Home()
    spoken = clean(text, language_of(language).words)
    matches = read(load_matcher(language, home), spoken, KITCHEN[language] if names else None, most=5)
    return [(match.intent, dict(match.slots)) for match in matches]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *(
            ("en", text)
            for text in ("er can you {}", "ok, now {}", "Alexa, {}", "{} immediately", "um, {} please")
        ),
        *(
            ("en", text)
            for text in ("{} thank you very much", "{}. Thanks.", "hey Google {}", "so {} again", "{} now")
        ),
        *(
            ("de", text)
            for text in ("ähm {}", "Alexa, {}", "okay, {} bitte", "{}, vielen Dank", "{}. Danke.", "jetzt {}")
        ),
        *(
            ("fr", text)
            for text in ("euh {}", "Alexa, {}", "bon, {} s'il te plaît", "{} merci beaucoup", "{} maintenant")
        ),
        *(
            ("es", text)
            for text in ("eh {}", "Alexa, {}", "bueno, {} por favor", "{}, muchas gracias", "{} ahora mismo")
        ),
        *(
            ("it", text)
            for text in ("ehm {}", "Alexa, {}", "allora {} per favore", "{} grazie mille", "{} subito")
        ),
        *(
            ("nl", text)
            for text in ("eh {}", "Alexa, {}", "oké {} alsjeblieft", "{} dank je wel", "{} nu meteen")
        ),
    ],
)
def test_what_is_added_changes_nothing(load_matcher: MatcherCache, language: str, text: str) -> None:
    ((intent, slots),) = heard(load_matcher, language, text.format(LAMP_ON[language]))

    assert (intent, key_of(language, slots["name"])) == ("HassTurnOn", "lamp")


def test_in_an_unknown_home_it_is_no_part_of_the_name(load_matcher: MatcherCache) -> None:
    ((_, slots),) = heard(load_matcher, "en", "turn on the desk lamp thank you", names=False)

    assert slots["name"] == "desk lamp"


def test_a_title_keeps_its_words(load_matcher: MatcherCache) -> None:
    ((_, slots),) = heard(load_matcher, "en", "play yesterday once more")

    assert slots["search_query"] == "yesterday once more"


def test_two_sentences_are_two_commands(load_matcher: MatcherCache) -> None:
    commands = heard(load_matcher, "en", "turn off the desk lamp. Turn on the printer.")

    assert [intent for intent, _ in commands] == ["HassTurnOff", "HassTurnOn"]


@pytest.mark.parametrize("names", [True, False])
@pytest.mark.parametrize(
    ("language", "text"),
    [
        *(("en", text) for text in ("{} if it is dark", "{} tomorrow", "{} at seven", "{} unless I am out")),
        *(("en", text) for text in ("{} when Anna comes home", "do not {}", "{} later")),
        *(
            ("de", text)
            for text in ("{} wenn es dunkel ist", "{} um sieben", "{} morgen", "{} aber nicht jetzt")
        ),
        *(("fr", text) for text in ("{} s'il fait nuit", "{} demain", "{} à sept heures")),
        *(("es", text) for text in ("{} si está oscuro", "{} mañana", "{} a las siete")),
        *(("it", text) for text in ("{} se è buio", "{} domani", "{} alle sette")),
        *(("nl", text) for text in ("{} als het donker is", "{} morgen", "{} om zeven uur")),
    ],
)
def test_a_condition_a_time_or_an_exception_is_no_addition(
    load_matcher: MatcherCache, language: str, text: str, names: bool
) -> None:
    commands = heard(load_matcher, language, text.format(LAMP_ON[language]), names=names)

    assert not [slots for intent, slots in commands if key_of(language, slots.get("name")) == "lamp"]


@pytest.mark.parametrize(
    ("language", "text", "slot", "value"),
    [
        ("en", "set the thermostat to twenty one and a half degrees", "temperature", 21.5),
        ("en", "set the thermostat to twenty one point five degrees", "temperature", 21.5),
        ("en", "set the desk lamp to a third", "brightness", 33),
        ("en", "set a timer for half an hour", "minutes", 30),
        ("en", "set a timer for a quarter of an hour", "minutes", 15),
        ("de", "stell einen Timer auf eine halbe Stunde", "minutes", 30),
        ("de", "stell das Thermostat auf einundzwanzig Komma fünf Grad", "temperature", 21.5),
        ("fr", "mets le thermostat à vingt et un virgule cinq degrés", "temperature", 21.5),
        ("fr", "mets un minuteur d'un quart d'heure", "minutes", 15),
        ("es", "pon el termostato a veintiún grados y medio", "temperature", 21.5),
        ("es", "pon un temporizador de media hora", "minutes", 30),
        ("it", "imposta il termostato a ventuno gradi e mezzo", "temperature", 21.5),
        ("nl", "zet de thermostaat op eenentwintig komma vijf graden", "temperature", 21.5),
        ("nl", "zet een timer op een half uur", "minutes", 30),
    ],
)
def test_halves_quarters_and_decimals_are_figures(
    load_matcher: MatcherCache, language: str, text: str, slot: str, value: float
) -> None:
    ((_, slots),) = heard(load_matcher, language, text)

    assert slots[slot] == value


@pytest.mark.parametrize(("language", "text"), [("zh-CN", "打开 厨房的灯"), ("nb", "slå på lampen")])
def test_a_language_whose_numbers_have_no_known_names_is_read(
    load_matcher: MatcherCache, language: str, text: str
) -> None:
    assert in_figures(text, language_of(language)) == text
    assert read(load_matcher(language, Home()), text, None, most=5)
