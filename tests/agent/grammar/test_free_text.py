"""Free text never takes a command, a value, a list or half a word."""

from __future__ import annotations

import pytest

from tests.agent.conftest import MatcherCache
from tests.agent.homes import KITCHEN, home_in
from wyoming_morgan.agent.grammar.compound import understand
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.language.text import clean

PLAY = "HassMediaSearchAndPlay"


def heard(
    load_matcher: MatcherCache, language: str, text: str, *, placed: bool = True
) -> list[tuple[str, dict[str, object]]]:
    matcher = load_matcher(language, home_in(language))
    spoken = clean(text, language_of(language).words)
    matches = understand(matcher, spoken, KITCHEN[language] if placed else None, most=5)
    return [(match.intent, dict(match.slots)) for match in matches]


@pytest.mark.parametrize("placed", [True, False])
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "play pause"),
        ("en", "play the desk lamp at 20 percent"),
        ("en", "play a timer for 5 minutes"),
        ("de", "spiel Pause"),
        ("de", "spiel die Heizung auf 21 Grad"),
        ("fr", "mets le chauffage à 21 degrés"),
        ("fr", "mets le chauffage à vingt et un degrés"),
        ("fr", "mets pause"),
        ("fr", "mets une alarme à sept heures"),
        ("fr", "mets un rappel pour demain"),
        ("fr", "mets du lait sur la liste de courses"),
        ("fr", "mets le lampadaire à la moitié"),
        ("fr", "mets les volets à 50 %"),
        ("es", "pon una alarma a las siete"),
        ("es", "pon el flexo a la mitad"),
        ("es", "pon la calefacción a 21 grados"),
        ("es", "pon pausa"),
        ("es", "pon un recordatorio para mañana"),
        ("it", "metti il riscaldamento a 21 gradi"),
        ("it", "metti pausa"),
        ("it", "metti una sveglia alle sette"),
        ("it", "metti un timer di 5 minuti"),
        ("nl", "speel de verwarming op 21 graden"),
        ("nl", "speel pauze"),
    ],
)
def test_a_command_is_no_song(load_matcher: MatcherCache, language: str, text: str, placed: bool) -> None:
    assert PLAY not in {intent for intent, _ in heard(load_matcher, language, text, placed=placed)}


@pytest.mark.parametrize(
    ("language", "text", "query"),
    [
        ("en", "play jazz", "jazz"),
        ("en", "play 99 red balloons", "99 red balloons"),
        ("en", "play stop in the name of love", "stop in the name of love"),
        ("en", "play turn off the light", "turn off the light"),
        ("en", "play 4 minutes", "4 minutes"),
        ("de", "spiel Jazz", "Jazz"),
        ("de", "spiel 99 Luftballons", "99 Luftballons"),
        ("fr", "mets Stromae", "Stromae"),
        ("fr", "mets du jazz", "jazz"),
        ("es", "pon a Shakira", "a Shakira"),
        ("it", "metti musica jazz", "musica jazz"),
        ("it", "metti Azzurro", "Azzurro"),
        ("nl", "speel jazz", "jazz"),
        ("nl", "speel zeven nachten", "zeven nachten"),
    ],
)
def test_songs_artists_and_genres_play(
    load_matcher: MatcherCache, language: str, text: str, query: str
) -> None:
    ((intent, slots),) = heard(load_matcher, language, text)
    assert (intent, slots["search_query"]) == (PLAY, query)


@pytest.mark.parametrize(
    ("language", "text"), [("en", "play the next song"), ("nl", "speel het volgende nummer")]
)
def test_the_next_song_is_no_title(load_matcher: MatcherCache, language: str, text: str) -> None:
    assert [intent for intent, _ in heard(load_matcher, language, text)] == ["HassMediaNext"]


@pytest.mark.parametrize(
    ("language", "text", "items"),
    [
        ("en", "add milk to the shopping list, and bread to the chores list", ["milk", "bread"]),
        ("en", "add milk and bread to the shopping list", ["milk and bread"]),
        ("de", "setz Milch auf die Einkaufsliste und Fenster putzen auf die Aufgaben Liste", ["Milch", "*"]),
        ("es", "añade leche a la lista de la compra", ["leche"]),
    ],
)
def test_each_list_gets_its_own_item_or_nothing(
    load_matcher: MatcherCache, language: str, text: str, items: list[str]
) -> None:
    there = [str(slots["item"]) for _, slots in heard(load_matcher, language, text)]
    assert not there or all(item in {"*", said} for item, said in zip(items, there, strict=True))
    assert there or "*" in items


@pytest.mark.parametrize(
    ("language", "text"),
    [("de", "stell den Timer auf 10 Minuten"), ("nl", "zet de timer op 10 minuten")],
)
def test_an_article_is_no_name_of_a_timer(load_matcher: MatcherCache, language: str, text: str) -> None:
    assert heard(load_matcher, language, text) == [("HassStartTimer", {"minutes": 10})]


def test_a_timer_still_has_a_name(load_matcher: MatcherCache) -> None:
    assert heard(load_matcher, "en", "set a 12 minute timer for pasta") == [
        ("HassStartTimer", {"minutes": 12, "name": "pasta"})
    ]
    ((_, slots),) = heard(load_matcher, "de", "Pizza Timer auf 10 Minuten")
    assert slots["name"] == "Pizza"
