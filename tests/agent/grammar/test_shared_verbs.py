"""A part of a sentence that only names something takes the verb beside it; delays reach what they should."""

from __future__ import annotations

import pytest

from tests.agent.conftest import MatcherCache
from tests.agent.homes import home_in, key_of
from wyoming_morgan.agent.grammar.compound import understand
from wyoming_morgan.agent.grammar.sentences import COMMAND

ON, OFF, SET, PAUSE = "HassTurnOn", "HassTurnOff", "HassLightSet", "HassMediaPause"


def heard(load_matcher: MatcherCache, language: str, text: str) -> list[tuple[str, str]]:
    matches = understand(load_matcher(language, home_in(language)), text, None, most=5)
    return [
        (match.intent, str(match.slots.get(COMMAND) or key_of(language, match.slots.get("name"))))
        for match in matches
    ]


BOTH_OFF = [(OFF, "lamp"), (OFF, "printer")]
THREE_OFF = [*BOTH_OFF, (OFF, "fountain")]
BOTH_CLOSED = [(OFF, "garage door"), (OFF, "blind")]
BOTH_PAUSED = [(PAUSE, "tv"), (PAUSE, "speaker")]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "turn off the desk lamp and the printer", BOTH_OFF),
        ("en", "turn off the desk lamp, the printer and the fountain", THREE_OFF),
        ("en", "turn off the desk lamp and the printer and the fountain", THREE_OFF),
        ("en", "switch off both the desk lamp and the printer", BOTH_OFF),
        ("en", "turn off the desk lamp and also the printer", BOTH_OFF),
        ("en", "turn off the desk lamp and then the printer too", BOTH_OFF),
        ("en", "turn off the desk lamp as well as the printer", BOTH_OFF),
        ("en", "turn the desk lamp and the printer off", BOTH_OFF),
        ("en", "switch the desk lamp, the printer, and the fountain off", THREE_OFF),
        ("en", "the desk lamp and the printer off", BOTH_OFF),
        ("en", "close the garage door and the kitchen blind", BOTH_CLOSED),
        ("en", "pause the TV and the soundbar", BOTH_PAUSED),
        (
            "en",
            "set the desk lamp and the garage light to 40 percent",
            [(SET, "lamp"), (SET, "garage light")],
        ),
        ("en", "set the desk lamp to red and the garage light", [(SET, "lamp"), (SET, "garage light")]),
        ("de", "schalte die Stehlampe und den Drucker aus", BOTH_OFF),
        ("de", "mach die Stehlampe, den Drucker und den Brunnen aus", THREE_OFF),
        ("de", "schalte sowohl die Stehlampe als auch den Drucker aus", BOTH_OFF),
        ("de", "mach die Stehlampe aus und auch den Drucker", BOTH_OFF),
        ("de", "Stehlampe und Drucker aus", BOTH_OFF),
        ("de", "die Stehlampe und den Drucker ausschalten", BOTH_OFF),
        ("de", "schließe das Garagentor und das Rollo", BOTH_CLOSED),
        ("de", "pausiere den Fernseher und den Lautsprecher", BOTH_PAUSED),
        ("fr", "éteins le lampadaire et l'imprimante", BOTH_OFF),
        ("fr", "éteins et le lampadaire et l'imprimante", BOTH_OFF),
        ("fr", "éteins le lampadaire, l'imprimante et la fontaine", THREE_OFF),
        ("fr", "éteins le lampadaire et aussi l'imprimante", BOTH_OFF),
        ("fr", "ferme la porte du garage et le volet roulant", BOTH_CLOSED),
        ("es", "apaga el flexo y la impresora", BOTH_OFF),
        ("es", "apaga el flexo, la impresora y la fuente", THREE_OFF),
        ("es", "apaga tanto el flexo como la impresora", BOTH_OFF),
        ("es", "apaga el flexo y también la impresora", BOTH_OFF),
        ("es", "cierra la puerta del garaje y la persiana grande", BOTH_CLOSED),
        ("it", "spegni la piantana e la stampante", BOTH_OFF),
        ("it", "spegni sia la piantana che la stampante", BOTH_OFF),
        ("it", "spegni la piantana, la stampante e la fontana", THREE_OFF),
        ("it", "spegni la piantana e anche la stampante", BOTH_OFF),
        ("it", "chiudi la porta del garage e la tapparella grande", BOTH_CLOSED),
        ("nl", "zet de bureaulamp en de printer uit", BOTH_OFF),
        ("nl", "doe de bureaulamp, de printer en de fontein uit", THREE_OFF),
        ("nl", "zet zowel de bureaulamp als de printer uit", BOTH_OFF),
        ("nl", "zet de bureaulamp uit en ook de printer", BOTH_OFF),
        ("nl", "sluit de garagedeur en het rolgordijn", BOTH_CLOSED),
    ],
)
def test_a_name_takes_the_verb_beside_it(
    load_matcher: MatcherCache, language: str, text: str, expected: list[tuple[str, str]]
) -> None:
    assert heard(load_matcher, language, text) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "turn off the desk lamp and movie night"),
        ("en", "close the garage door and the garage light"),
        ("en", "lock the front door and the printer"),
        ("en", "set a timer for 5 minutes and the printer"),
        ("en", "the printer and turn off the desk lamp"),
        ("de", "schalte die Stehlampe aus und den Filmabend"),
        ("de", "schließe das Garagentor und den Filmabend"),
        ("fr", "éteins le lampadaire et la soirée film"),
        ("fr", "ferme la porte du garage et la soirée film"),
        ("es", "cierra la puerta del garaje y la impresora"),
        ("es", "apaga el flexo y la noche de cine"),
        ("it", "chiudi la porta del garage e la stampante"),
        ("it", "spegni la piantana e la serata film"),
        ("nl", "sluit de garagedeur en de printer"),
        ("nl", "zet de bureaulamp uit en de filmavond"),
    ],
)
def test_a_name_that_its_verb_cannot_be_meant_for_is_left_as_it_is(
    load_matcher: MatcherCache, language: str, text: str
) -> None:
    assert heard(load_matcher, language, text) == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "turn off the desk lamp and turn on the printer", [(OFF, "lamp"), (ON, "printer")]),
        ("en", "turn off the desk lamp and on the printer", [(OFF, "lamp"), (ON, "printer")]),
        ("en", "turn the desk lamp off and the printer on", [(OFF, "lamp"), (ON, "printer")]),
        ("en", "movie night and close the kitchen blind", [(ON, "movie"), (OFF, "blind")]),
        ("en", "desk lamp and printer", [(ON, "lamp"), (ON, "printer")]),
        ("en", "add milk and eggs to the shopping list", [("HassListAddItem", "shopping")]),
        ("de", "mach die Stehlampe aus und den Drucker an", [(OFF, "lamp"), (ON, "printer")]),
        ("fr", "éteins le lampadaire et allume l'imprimante", [(OFF, "lamp"), (ON, "printer")]),
        ("es", "apaga el flexo y enciende la impresora", [(OFF, "lamp"), (ON, "printer")]),
        ("it", "spegni la piantana e accendi la stampante", [(OFF, "lamp"), (ON, "printer")]),
        ("nl", "zet de bureaulamp uit en de printer aan", [(OFF, "lamp"), (ON, "printer")]),
    ],
)
def test_a_part_with_a_verb_of_its_own_keeps_it(
    load_matcher: MatcherCache, language: str, text: str, expected: list[tuple[str, str]]
) -> None:
    assert heard(load_matcher, language, text) == expected


@pytest.mark.parametrize(
    ("language", "text", "command"),
    [
        (
            "en",
            "in five minutes turn off the desk lamp and close the kitchen blind",
            "turn off the desk lamp and close the kitchen blind",
        ),
        (
            "en",
            "turn off the fountain and the printer in ten minutes",
            "turn off the fountain and the printer",
        ),
        (
            "en",
            "turn off the fountain, the desk lamp and the printer in ten minutes",
            "turn off the fountain, the desk lamp and the printer",
        ),
        ("en", "in five minutes turn off the printer", "turn off the printer"),
        (
            "de",
            "mach in 5 Minuten die Stehlampe aus und schließe das Rollo",
            "die Stehlampe aus und schließe das Rollo",
        ),
        (
            "de",
            "mach die Stehlampe und den Drucker aus in zehn Minuten",
            "mach die Stehlampe und den Drucker aus",
        ),
        (
            "fr",
            "dans cinq minutes éteins le lampadaire et ferme le volet roulant",
            "éteins le lampadaire et ferme le volet roulant",
        ),
        (
            "fr",
            "éteins le lampadaire et l'imprimante dans dix minutes",
            "éteins le lampadaire et l'imprimante",
        ),
        (
            "es",
            "en cinco minutos apaga el flexo y cierra la persiana grande",
            "apaga el flexo y cierra la persiana grande",
        ),
        ("es", "apaga el flexo y la impresora en diez minutos", "apaga el flexo y la impresora"),
        (
            "it",
            "tra cinque minuti spegni la piantana e chiudi la tapparella grande",
            "spegni la piantana e chiudi la tapparella grande",
        ),
        ("it", "spegni la piantana e la stampante tra dieci minuti", "spegni la piantana e la stampante"),
        (
            "nl",
            "over vijf minuten zet de bureaulamp uit en sluit het rolgordijn",
            "zet de bureaulamp uit en sluit het rolgordijn",
        ),
        (
            "nl",
            "zet de bureaulamp en de printer uit over tien minuten",
            "zet de bureaulamp en de printer uit",
        ),
    ],
)
def test_one_timer_carries_all_that_a_delay_reaches(
    load_matcher: MatcherCache, language: str, text: str, command: str
) -> None:
    assert heard(load_matcher, language, text) == [("HassStartTimer", command)]
    assert {intent for intent, _ in heard(load_matcher, language, command)} == {OFF}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "turn off the fountain and turn on the printer in ten minutes",
            [(OFF, "fountain"), ("HassStartTimer", "turn on the printer")],
        ),
        (
            "turn on the printer and in five minutes turn off the desk lamp and the fountain",
            [(ON, "printer"), ("HassStartTimer", "turn off the desk lamp and the fountain")],
        ),
        (
            "turn off the fountain in ten minutes and the printer",
            [("HassStartTimer", "turn off the fountain"), ("HassStartTimer", "turn off the printer")],
        ),
    ],
)
def test_a_delay_beside_another_verb_reaches_its_own(
    load_matcher: MatcherCache, text: str, expected: list[tuple[str, str]]
) -> None:
    assert heard(load_matcher, "en", text) == expected
