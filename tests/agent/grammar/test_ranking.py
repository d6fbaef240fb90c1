from __future__ import annotations

import pytest

from tests.agent.conftest import MatcherCache
from tests.agent.homes import home_in
from wyoming_morgan.agent.contract import SlotValue
from wyoming_morgan.agent.grammar.ranking import best_closed, best_open
from wyoming_morgan.agent.grammar.sentences import SentenceMatcher
from wyoming_morgan.agent.language.naming.words import NamingWords
from wyoming_morgan.home.model import Entity, Home


@pytest.mark.parametrize(
    ("text", "domains"),
    [
        ("lock the garage", {"lock"}),
        ("open the garage", {"cover", "valve"}),
        (
            "turn off the garage",
            {"light", "switch", "fan", "media_player", "input_boolean", "climate"},
        ),
    ],
)
def test_a_command_cannot_become_another_by_the_domain_of_its_name(
    open_matcher: SentenceMatcher, text: str, domains: set[str]
) -> None:
    match = open_matcher.match(text)

    assert match is not None
    domain = match.slots["domain"]
    assert set(domain if isinstance(domain, tuple) else (domain,)) == domains


def test_one_word_for_opening_and_unlocking_does_not_unlock(load_matcher: MatcherCache) -> None:
    match = load_matcher("de", Home()).match("mach die Haustür auf")

    assert match is not None
    assert match.intent == "HassTurnOn"
    assert "lock" not in match.slots["domain"]  # type: ignore[operator] # a tuple of domains, or one as text


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("turn on the kitchen light", {"name": "kitchen light"}),
        ("turn on the kitchen lights", {"area": "kitchen", "domain": "light"}),
        ("turn on the tv in the bedroom", {"name": "tv", "area": "bedroom"}),
        ("set the lamp to 50 percent", {"name": "lamp", "brightness": 50}),
    ],
)
def test_a_plural_means_an_area_and_a_singular_a_name(
    open_matcher: SentenceMatcher, text: str, slots: dict[str, SlotValue]
) -> None:
    match = open_matcher.match(text)

    assert match is not None
    assert {name: value for name, value in match.slots.items() if name in slots} == slots
    assert match.slots.keys() - slots.keys() <= {"domain"}


def test_a_whole_name_is_better_than_its_beginning(open_matcher: SentenceMatcher) -> None:
    match = open_matcher.match("turn on the bedside lamp")

    assert match is not None
    assert match.slots["name"] == "bedside lamp"


def test_the_longest_known_name_is_chosen() -> None:
    home = Home(entities=(Entity("Lamp", "light"), Entity("Lamp Fan", "fan")))
    match = SentenceMatcher("en", home).match("turn on the lamp fan")

    assert match is not None
    assert match.slots == {"name": "Lamp Fan"}


def test_the_best_of_none_is_none() -> None:
    assert best_closed([]) is None
    assert best_open([], NamingWords()) is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("die Stehlampe ein", "HassTurnOn"),
        ("Stehlampe ein", "HassTurnOn"),
        ("Stehlampe eins", "HassLightSet"),
        ("Stehlampe auf ein Prozent", "HassLightSet"),
    ],
)
def test_half_a_german_verb_is_no_brightness(load_matcher: MatcherCache, text: str, intent: str) -> None:
    match = load_matcher("de", home_in("de")).match(text)

    assert match is not None
    assert match.intent == intent
