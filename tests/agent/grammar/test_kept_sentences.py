"""The rules by which a sentence is not what it seems take no sentence of Home Assistant's away."""

from __future__ import annotations

import pytest

from tests.agent.conftest import MatcherCache
from tests.agent.homes import KITCHEN, home_in
from wyoming_morgan.agent.grammar.reading import read
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.language.text import clean
from wyoming_morgan.home.model import Floor, Home

PLAY = "HassMediaSearchAndPlay"
START, INCREASE, DECREASE, CANCEL = (
    f"Hass{what}Timer" for what in ("Start", "Increase", "Decrease", "Cancel")
)

Case = tuple[str, str, str, dict[str, object]]
"""A language, what is said, and the intent with some of its slots."""


def heard(
    load_matcher: MatcherCache, language: str, text: str, home: Home
) -> list[tuple[str, dict[str, object]]]:
    matches = read(
        load_matcher(language, home), clean(text, language_of(language).words), KITCHEN[language], most=5
    )
    return [(match.intent, dict(match.slots)) for match in matches]


EVERYWHERE: list[Case] = [
    ("es", "aumenta el temporizador en 7 minutos", INCREASE, {"minutes": 7}),
    ("es", "reducir el temporizador en 2 horas y media", DECREASE, {"hours": 2, "minutes": 30}),
    ("es", "reducir temporizador sopa en 40 segundos", DECREASE, {"name": "sopa", "seconds": 40}),
    ("it", "cancella il timer da 2 ore", CANCEL, {"start_hours": 2}),
    ("it", "cancella timer per 1 ora", CANCEL, {"start_hours": 1}),
    ("nl", "zet timer voor 3 en een half uur", START, {"hours": 3, "minutes": 30}),
    ("nl", "zet een timer op een half uur", START, {"minutes": 30}),
    (
        "de",
        "spiel meine Wanderliederplaylist",
        PLAY,
        {"search_query": "Wanderlieder", "media_class": "playlist"},
    ),
    ("de", "spiele Kanal der Wale", PLAY, {"search_query": "Kanal der Wale"}),
    ("en", "play the next song", "HassMediaNext", {}),
]
AT_HOME: list[Case] = [
    ("en", "Soundbar play the previous song", "HassMediaPrevious", {"name": "Soundbar"}),
    (
        "es",
        "pon mi lista tranquila en Altavoz",
        PLAY,
        {"search_query": "mi lista tranquila", "name": "Altavoz"},
    ),
    ("es", "apaga el flexo en 7 minutos", START, {"minutes": 7, "conversation_command": "apaga el flexo"}),
    (
        "it",
        "spegni la stampante tra 1 ora",
        START,
        {"hours": 1, "conversation_command": "spegni la stampante"},
    ),
    ("it", "accendi la piantana ora", "HassTurnOn", {"name": "Piantana"}),
]
AMONG_STRANGERS: list[Case] = [
    ("de", "spiele Jazz in der Küche", PLAY, {"search_query": "Jazz", "area": "Küche"}),
    ("it", "spegni le piano nobile luci", "HassTurnOff", {"floor": "Piano nobile", "domain": "light"}),
    ("en", "turn off the kitchen light", "HassTurnOff", {"name": "kitchen light"}),
]
STRANGERS = Home(floors=(Floor("Piano nobile"),))


@pytest.mark.parametrize(("language", "text", "intent", "slots"), EVERYWHERE + AT_HOME)
def test_a_sentence_keeps_its_meaning_at_home(
    load_matcher: MatcherCache, language: str, text: str, intent: str, slots: dict[str, object]
) -> None:
    ((understood, there),) = heard(load_matcher, language, text, home_in(language))

    assert (understood, {name: there.get(name) for name in slots}) == (intent, slots)


@pytest.mark.parametrize(("language", "text", "intent", "slots"), EVERYWHERE + AMONG_STRANGERS)
def test_a_sentence_keeps_its_meaning_where_no_names_are_told(
    load_matcher: MatcherCache, language: str, text: str, intent: str, slots: dict[str, object]
) -> None:
    ((understood, there),) = heard(load_matcher, language, text, STRANGERS)

    assert (understood, {name: there.get(name) for name in slots}) == (intent, slots)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "pon leche en la lista de la compra"),
        ("es", "pon un temporizador de 5 minutos en Altavoz"),
        ("fr", "mets du lait sur la liste de courses"),
    ],
)
def test_what_is_put_on_a_list_is_not_played(load_matcher: MatcherCache, language: str, text: str) -> None:
    assert PLAY not in {intent for intent, _ in heard(load_matcher, language, text, home_in(language))}
