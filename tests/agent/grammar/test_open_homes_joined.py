"""“Turn off A and B” in a home whose names are unknown, in six languages."""

from __future__ import annotations

import pytest

from tests.agent.conftest import MatcherCache
from wyoming_morgan.agent.grammar.reading import read
from wyoming_morgan.home.model import Home

BOTH = {
    "en": ("turn off the desk lamp and the printer", ["desk lamp", "printer"]),
    "de": ("mach die Stehlampe, das Radio und den Drucker aus", ["Stehlampe", "Radio", "Drucker"]),
    "fr": ("éteins le lustre et l'imprimante", ["lustre", "imprimante"]),
    "es": ("apaga el flexo y la impresora", ["flexo", "impresora"]),
    "it": ("spegni la stampante e l'impianto", ["stampante", "impianto"]),
    "nl": ("zet de bureaulamp en de printer uit", ["bureaulamp", "printer"]),
}
POLITE = {
    "en": "could you turn off the desk lamp and the printer, thank you very much",
    "de": "ähm, mach die Stehlampe, das Radio und den Drucker aus, vielen Dank",
    "fr": "éteins le lustre et l'imprimante s'il te plaît",
    "es": "apaga el flexo y la impresora por favor",
    "it": "spegni la stampante e l'impianto per favore",
    "nl": "zet de bureaulamp en de printer uit alsjeblieft",
}
MORE_THAN_NAMES = [
    ("en", "turn off the desk lamp and the printer tomorrow"),
    ("en", "turn off the desk lamp and the printer when I leave"),
    ("en", "turn off the desk lamp and the printer unless Anna is there"),
    ("en", "turn off the desk lamp and the printer except in the kitchen"),
    ("en", "turn off the desk lamp and go to bed"),
    ("en", "turn off the desk lamp and the music is loud"),
    ("en", "turn off the desk lamp and printer paper"),
    ("en", "turn on the desk lamp, the printer and the fan"),
    ("de", "mach die Stehlampe und den Drucker morgen aus"),
    ("de", "mach die Stehlampe und den Drucker aus wenn es regnet"),
    ("de", "mach die Stehlampe aus und geh schlafen"),
    ("fr", "éteins le lustre et l'imprimante demain"),
    ("fr", "éteins le lustre sauf dans la cuisine"),
    ("fr", "éteins le lustre et raconte une blague"),
    ("es", "apaga el flexo y la impresora mañana"),
    ("es", "apaga el flexo y cuenta un chiste"),
    ("it", "spegni la stampante e l'impianto domani"),
    ("it", "spegni la stampante e racconta una barzelletta"),
    ("nl", "zet de bureaulamp en de printer morgen uit"),
    ("nl", "zet de bureaulamp uit en vertel een mop"),
]


@pytest.mark.parametrize("language", BOTH)
def test_both_are_switched(load_matcher: MatcherCache, language: str) -> None:
    text, names = BOTH[language]

    for said in (text, POLITE[language]):
        matches = read(load_matcher(language, Home()), said, None, most=5)

        assert [match.slots.get("name") for match in matches] == names
        assert {match.intent for match in matches} == {"HassTurnOff"}
        assert all("area" not in match.slots for match in matches)


@pytest.mark.parametrize(("language", "text"), MORE_THAN_NAMES)
def test_what_says_more_than_names_is_not_understood(
    load_matcher: MatcherCache, language: str, text: str
) -> None:
    assert read(load_matcher(language, Home()), text, None, most=5) == ()


def test_a_delay_reaches_both(load_matcher: MatcherCache) -> None:
    for text in (
        "turn off the desk lamp and the printer in five minutes",
        "in five minutes turn off the desk lamp and the printer",
    ):
        (match,) = read(load_matcher("en", Home()), text, None, most=5)

        assert match.slots == {
            "conversation_command": "turn off the desk lamp and the printer",
            "minutes": 5,
        }


def test_rooms_are_joined_if_their_things_were_said(load_matcher: MatcherCache) -> None:
    matches = read(
        load_matcher("en", Home()), "turn off the kitchen lights and the bedroom lights", None, most=5
    )

    assert [match.slots for match in matches] == [
        {"area": "kitchen", "domain": "light"},
        {"area": "bedroom", "domain": "light"},
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "éteins le lustre"),
        ("es", "apaga el flexo"),
        ("it", "spegni la stampante"),
    ],
)
def test_a_thing_is_not_taken_for_a_room_whose_lights_are_meant(
    load_matcher: MatcherCache, language: str, text: str
) -> None:
    (match,) = read(load_matcher(language, Home()), text, None, most=5)

    assert match.intent == "HassTurnOff"
    assert str(match.slots["name"]) in text
