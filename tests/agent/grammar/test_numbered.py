"""A number in the name of a thing is a part of it, and no value."""

from __future__ import annotations

import pytest

from tests.agent.conftest import MatcherCache
from wyoming_morgan.agent.grammar.compound import read
from wyoming_morgan.agent.grammar.sentences import SentenceMatch
from wyoming_morgan.home.model import Area, Entity, Home

LAMPS = {"en": "Lamp", "de": "Lampe", "fr": "Lampe", "es": "Lámpara", "it": "Lampada", "nl": "Lamp"}


def heard(load_matcher: MatcherCache, language: str, text: str) -> list[tuple[str, dict[str, object]]]:
    lamp = LAMPS[language]
    home = Home(
        (
            Entity(f"{lamp} 1", "light", area="Atrium"),
            Entity(f"{lamp} 2", "light", area="Atrium"),
            Entity("Zenit", "light", area="Atrium"),
        ),
        (Area("Atrium"),),
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
