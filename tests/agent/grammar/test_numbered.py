"""A number in the name of a thing is a part of it, however it is said, and no value."""

from __future__ import annotations

import pytest

from tests.agent.conftest import MatcherCache
from wyoming_morgan.agent.grammar.reading import read
from wyoming_morgan.agent.grammar.sentences import SentenceMatch
from wyoming_morgan.home.model import Area, Entity, Floor, Home

LAMPS = {"en": "Lamp", "de": "Lampe", "fr": "Lampe", "es": "Lámpara", "it": "Lampada", "nl": "Lamp"}


FLOORS = {
    "en": ("First floor", "2nd floor"),
    "de": ("Erster Stock", "2. Stock"),
    "fr": ("Premier étage", "2e étage"),
    "es": ("Primer piso", "2º piso"),
    "it": ("Primo piano", "2º piano"),
    "nl": ("Eerste verdieping", "2e verdieping"),
}
THREE = {"en": "three", "de": "drei", "fr": "trois", "es": "tres", "it": "tre", "nl": "drie"}


def heard(load_matcher: MatcherCache, language: str, text: str) -> list[tuple[str, dict[str, object]]]:
    lamp = LAMPS[language]
    first, second = FLOORS[language]
    home = Home(
        (
            Entity(f"{lamp} 1", "light", area="Atrium"),
            Entity(f"{lamp} 2", "light", area="Atrium"),
            Entity(f"{lamp} {THREE[language]}", "light", area="Atrium"),
            Entity("Zenit", "light", area="Atrium"),
        ),
        (Area("Atrium", floor=first), Area("Loft", floor=second)),
        (Floor(first), Floor(second)),
    )
    matches: tuple[SentenceMatch, ...] = read(load_matcher(language, home), text, "Atrium", most=5)
    return [(match.intent, dict(match.slots)) for match in matches]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "turn off lamp 1 and lamp 2"),
        ("en", "turn lamp 1 and lamp 2 off"),
        ("de", "schalte Lampe 1 und Lampe 2 aus"),
        ("de", "Lampe 1 und Lampe 2 aus"),
        ("fr", "éteins la lampe 1 et la lampe 2"),
        ("es", "apaga la lámpara 1 y la lámpara 2"),
        ("it", "spegni la lampada 1 e la lampada 2"),
        ("nl", "zet lamp 1 en lamp 2 uit"),
        ("nl", "doe lamp 1 en lamp 2 uit"),
    ],
)
def test_each_of_two_is_meant(load_matcher: MatcherCache, language: str, text: str) -> None:
    lamp = LAMPS[language]
    assert heard(load_matcher, language, text) == [
        ("HassTurnOff", {"name": f"{lamp} 1"}),
        ("HassTurnOff", {"name": f"{lamp} 2"}),
    ]


@pytest.mark.parametrize(
    ("language", "text"), [("nl", "zet lamp 1"), ("nl", "zet lamp 2"), ("nl", "zet lamp een")]
)
def test_a_name_alone_sets_no_brightness(load_matcher: MatcherCache, language: str, text: str) -> None:
    assert not heard(load_matcher, language, text)


@pytest.mark.parametrize(
    ("language", "text", "slots"),
    [
        ("en", "set lamp 1 to 50 percent", {"name": "Lamp 1", "brightness": 50}),
        ("en", "set zenit to 2 percent", {"name": "Zenit", "brightness": 2}),
        ("de", "stelle Lampe 1 auf 50 Prozent", {"name": "Lampe 1", "brightness": 50}),
        ("nl", "zet lamp 1 op 50 procent", {"name": "Lamp 1", "brightness": 50}),
        ("nl", "zet lamp 1 op 2 procent", {"name": "Lamp 1", "brightness": 2}),
        ("it", "imposta la lampada 1 al 50 per cento", {"name": "Lampada 1", "brightness": 50}),
    ],
)
def test_a_value_beside_a_name_is_one(
    load_matcher: MatcherCache, language: str, text: str, slots: dict[str, object]
) -> None:
    assert heard(load_matcher, language, text) == [("HassLightSet", slots)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *(("en", f"turn on lamp {one}") for one in ("1", "one", "#1", "number 1", "number one", "no. 1")),
        *(("de", f"schalte Lampe {one} ein") for one in ("1", "eins", "#1", "Nummer 1", "Nr. eins")),
        *(("fr", f"allume la lampe {one}") for one in ("1", "un", "#1", "numéro 1", "n° un")),
        *(("es", f"enciende la lámpara {one}") for one in ("1", "uno", "#1", "número 1", "n.º 1")),
        *(("it", f"accendi la lampada {one}") for one in ("1", "uno", "#1", "numero 1", "numero uno")),
        *(("nl", f"zet lamp {one} aan") for one in ("1", "een", "één", "#1", "nummer 1", "nr één")),
        ("en", "turn on the first lamp"),
        ("de", "schalte die erste Lampe ein"),
        ("fr", "allume la première lampe"),
        ("es", "enciende la primera lámpara"),
        ("it", "accendi la prima lampada"),
        ("nl", "zet de eerste lamp aan"),
    ],
)
def test_however_the_number_is_said_it_is_that_one(
    load_matcher: MatcherCache, language: str, text: str
) -> None:
    assert heard(load_matcher, language, text) == [("HassTurnOn", {"name": f"{LAMPS[language]} 1"})]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "turn on lamp 3"),
        ("de", "schalte Lampe Nummer 3 ein"),
        ("fr", "allume la lampe 3"),
        ("es", "enciende la tercera lámpara"),
        ("it", "accendi la lampada 3"),
        ("nl", "zet lamp 3 aan"),
    ],
)
def test_a_number_that_is_written_in_words_is_said_in_figures(
    load_matcher: MatcherCache, language: str, text: str
) -> None:
    name = f"{LAMPS[language]} {THREE[language]}"
    assert heard(load_matcher, language, text) == [("HassTurnOn", {"name": name})]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "turn on lamp 4"),
        ("en", "turn on the fourth lamp"),
        ("en", "turn on lamp 1st"),
        ("de", "schalte Lampe vier ein"),
        ("fr", "allume la lampe quatre"),
        ("es", "enciende la lámpara 14"),
        ("it", "accendi la lampada quattro"),
        ("nl", "zet lamp vier aan"),
    ],
)
def test_another_number_is_none_of_them(load_matcher: MatcherCache, language: str, text: str) -> None:
    assert not any("name" in slots for _, slots in heard(load_matcher, language, text))


@pytest.mark.parametrize(
    ("language", "text", "at"),
    [
        *(
            ("en", f"turn on the lights on {one}", 0)
            for one in ("the first floor", "the 1st floor", "floor 1")
        ),
        *(
            ("en", f"turn on the lights on {two}", 1)
            for two in ("the second floor", "the 2nd floor", "floor two")
        ),
        *(("de", f"mach das Licht {one} an", 0) for one in ("im ersten Stock", "im 1. Stock", "in Stock 1")),
        *(
            ("de", f"mach das Licht {two} an", 1)
            for two in ("im zweiten Stock", "im 2. Stock", "in Stock zwei")
        ),
        *(("fr", f"allume les lumières du {one} étage", 0) for one in ("premier", "1er")),
        *(("fr", f"allume les lumières du {two} étage", 1) for two in ("deuxième", "2e", "2ème", "second")),
        *(("es", f"enciende las luces del {one} piso", 0) for one in ("primer", "1er", "1º", "1.º")),
        *(("es", f"enciende las luces del {two}", 1) for two in ("segundo piso", "2.º piso", "piso 2")),
        *(("it", f"accendi le luci al {one} piano", 0) for one in ("primo", "1°", "1º")),
        *(("it", f"accendi le luci al {two}", 1) for two in ("secondo piano", "2° piano", "piano 2")),
        *(("nl", f"zet de lampen op de {one} verdieping aan", 0) for one in ("eerste", "1e", "1ste")),
        *(("nl", f"zet de lampen op {two} aan", 1) for two in ("de tweede verdieping", "de 2de verdieping")),
    ],
)
def test_a_floor_is_counted_in_words_or_figures(
    load_matcher: MatcherCache, language: str, text: str, at: int
) -> None:
    assert heard(load_matcher, language, text) == [
        ("HassTurnOn", {"floor": FLOORS[language][at], "domain": "light"})
    ]


@pytest.mark.parametrize("text", ["turn on the lights on the 3rd floor", "turn on the lights on floor 12"])
def test_another_floor_is_none_of_them(load_matcher: MatcherCache, text: str) -> None:
    assert not heard(load_matcher, "en", text)


def test_both_of_two_floors_are_meant(load_matcher: MatcherCache) -> None:
    text = "turn on the lights on the 1st floor and the 2nd floor"
    assert [slots["floor"] for _, slots in heard(load_matcher, "en", text)] == ["First floor", "2nd floor"]


def test_two_names_that_are_said_alike_are_told_apart_as_they_are_written(load_matcher: MatcherCache) -> None:
    home = Home((Entity("Lamp 1", "light"), Entity("Lamp one", "light")))
    for said, name in (("lamp 1", "Lamp 1"), ("lamp one", "Lamp one")):
        (match,) = read(load_matcher("en", home), f"turn on {said}", None, most=5)
        assert match.slots["name"] == name
    assert not read(load_matcher("en", home), "turn on lamp number one", None, most=5)


@pytest.mark.parametrize(
    ("language", "text", "floor"),
    [
        ("en", "turn on the lights on the 2nd floor", "second floor"),
        ("fr", "allume les lumières du 1er étage", "premier étage"),
    ],
)
def test_the_usual_floors_of_an_unknown_home_are_counted_too(
    load_matcher: MatcherCache, language: str, text: str, floor: str
) -> None:
    (match,) = read(load_matcher(language, Home()), text, None, most=5)
    assert match.slots == {"floor": floor, "domain": "light"}
