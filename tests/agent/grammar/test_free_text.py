"""Free text never takes a command, a value, a list or half a word."""

from __future__ import annotations

import pytest

from tests.agent.conftest import MatcherCache
from tests.agent.homes import KITCHEN, home_in
from wyoming_morgan.agent.grammar.compound import understand
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.language.text import clean
from wyoming_morgan.home.model import Entity, Home

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
        *(
            ("en", f"play {what}")
            for what in ("a timer", "the timer", "an alarm at seven", "a reminder for tomorrow")
        ),
        *(
            ("en", f"play {what}")
            for what in ("the heating", "the desk lamp", "the garage door", "alarm at 7")
        ),
        *(("en", f"play {what}") for what in ("the shopping list", "milk on the shopping list", "my list")),
        *(("de", f"spiele {what}") for what in ("einen Timer", "den Wecker um sieben", "eine Erinnerung")),
        *(("de", f"spiele {what}") for what in ("die Heizung", "die Stehlampe", "die Einkaufsliste")),
        *(("fr", f"joue {what}") for what in ("un minuteur", "une alarme à sept heures", "le rappel")),
        *(("fr", f"joue {what}") for what in ("le chauffage", "le lampadaire", "la liste de courses")),
        *(("es", f"reproduce {what}") for what in ("un temporizador", "una alarma a las siete")),
        *(("es", f"reproduce {what}") for what in ("la calefacción", "el flexo", "la lista de la compra")),
        *(("it", f"riproduci {what}") for what in ("un timer", "una sveglia alle sette", "il promemoria")),
        *(
            ("it", f"riproduci {what}")
            for what in ("il riscaldamento", "la piantana", "la lista della spesa")
        ),
        *(("nl", f"speel {what}") for what in ("een timer", "een wekker om zeven uur", "de herinnering")),
        *(("nl", f"speel {what}") for what in ("de verwarming", "de bureaulamp", "de boodschappenlijst")),
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
        ("en", "play Alarm", "Alarm"),
        ("en", "play Lights by Ellie Goulding", "Lights by Ellie Goulding"),
        ("en", "play open the door", "open the door"),
        ("en", "play the list of my regrets", "the list of my regrets"),
        ("de", "spiel Mach das Licht aus", "Mach das Licht aus"),
        ("de", "spiele Wecker", "Wecker"),
        ("fr", "joue Allumer le feu", "Allumer le feu"),
        ("fr", "joue une lumière dans la nuit", "une lumière dans la nuit"),
        ("es", "reproduce Apaga la luz", "Apaga la luz"),
        ("es", "reproduce La puerta de Alcalá", "La puerta de Alcalá"),
        ("it", "riproduci Spegni la luce", "Spegni la luce"),
        ("nl", "speel Doe het licht uit", "Doe het licht uit"),
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
    [
        ("de", "stell den Timer auf 10 Minuten"),
        ("de", "stell ein Timer auf 10 Minuten"),
        ("nl", "zet de timer op 10 minuten"),
    ],
)
def test_an_article_is_no_name_of_a_timer(load_matcher: MatcherCache, language: str, text: str) -> None:
    assert heard(load_matcher, language, text) == [("HassStartTimer", {"minutes": 10})]


def test_a_timer_still_has_a_name(load_matcher: MatcherCache) -> None:
    assert heard(load_matcher, "en", "set a 12 minute timer for pasta") == [
        ("HassStartTimer", {"minutes": 12, "name": "pasta"})
    ]
    ((_, slots),) = heard(load_matcher, "de", "Pizza Timer auf 10 Minuten")
    assert slots["name"] == "Pizza"


NOTED = [
    ("en", "note milk on the {}", "list", "shopping list"),
    ("en", "write milk down on my {}", "list", "shopping list"),
    ("de", "notiere Milch auf der {}", "Liste", "Einkaufsliste"),
    ("fr", "note du lait sur la {}", "liste", "liste de courses"),
    ("fr", "mets du lait sur la {}", "liste", "liste de courses"),
    ("es", "anota leche en la {}", "lista", "lista de la compra"),
    ("it", "annota latte sulla {}", "lista", "lista della spesa"),
    ("nl", "noteer melk op de {}", "lijst", "boodschappenlijst"),
]
ITEM = {"en": "milk", "de": "Milch", "fr": "lait", "es": "leche", "it": "latte", "nl": "melk"}


def with_lists(language: str, *names: str) -> Home:
    home = home_in(language)
    others = tuple(entity for entity in home.entities if entity.domain != "todo")
    return Home((*others, *(Entity(name, "todo") for name in names)), home.areas)


@pytest.mark.parametrize(("language", "sentence", "one", "shopping"), NOTED)
def test_what_is_noted_on_a_list_gets_there(
    load_matcher: MatcherCache, language: str, sentence: str, one: str, shopping: str
) -> None:
    for said in (one, shopping):
        ((intent, slots),) = heard(load_matcher, language, sentence.format(said))
        assert intent in {"HassShoppingListAddItem", "HassListAddItem"}
        assert slots["item"] == ITEM[language]


@pytest.mark.parametrize(("language", "sentence", "one", "shopping"), NOTED)
def test_the_list_is_the_only_one_there_is(
    load_matcher: MatcherCache, language: str, sentence: str, one: str, shopping: str
) -> None:
    matcher = load_matcher(language, with_lists(language, "Quux"))
    (match,) = understand(matcher, sentence.format(one), None, most=5)
    assert (match.intent, match.slots["name"]) == ("HassListAddItem", "Quux")
    (match,) = understand(matcher, sentence.format(shopping), None, most=5)
    assert (match.intent, match.slots.get("name")) == ("HassShoppingListAddItem", None)
    matcher = load_matcher(language, with_lists(language, "Quux", "Fnord"))
    (match,) = understand(matcher, sentence.format(one), None, most=5)
    assert match.intent == "HassShoppingListAddItem"


@pytest.mark.parametrize(
    ("language", "text", "item"),
    [
        ("en", "add five minutes to the shopping list", None),
        ("en", "add 2 percent milk to the shopping list", "2 percent milk"),
        ("de", "füge fünf Minuten zur Einkaufsliste hinzu", None),
        ("de", "setz 5 Minuten Terrine auf die Einkaufsliste", "5 Minuten Terrine"),
        ("fr", "ajoute cinq minutes à la liste de courses", None),
        ("fr", "ajoute deux baguettes à la liste de courses", "deux baguettes"),
        ("es", "añade cinco minutos a la lista de la compra", None),
        ("es", "añade dos limones a la lista de la compra", "dos limones"),
        ("it", "aggiungi cinque minuti alla lista della spesa", None),
        ("it", "aggiungi due limoni alla lista della spesa", "due limoni"),
        ("nl", "voeg vijf minuten toe aan de boodschappenlijst", None),
        ("nl", "voeg twee citroenen toe aan de boodschappenlijst", "twee citroenen"),
    ],
)
def test_an_amount_alone_is_no_item(
    load_matcher: MatcherCache, language: str, text: str, item: str | None
) -> None:
    assert [slots["item"] for _, slots in heard(load_matcher, language, text)] == ([item] if item else [])
