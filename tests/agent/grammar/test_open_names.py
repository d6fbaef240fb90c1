from __future__ import annotations

import pytest

from tests.agent.conftest import MatcherCache
from wyoming_morgan.agent.contract import SlotValue
from wyoming_morgan.agent.grammar.sentences import SentenceMatcher
from wyoming_morgan.home.model import Floor, Home


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("turn on the kitchen light", "HassTurnOn", {"name": "kitchen light"}),
        ("turn on the kitchen lights", "HassTurnOn", {"area": "kitchen", "domain": "light"}),
        ("turn on the lights in the kitchen", "HassTurnOn", {"area": "kitchen", "domain": "light"}),
        ("kitchen lights off", "HassTurnOff", {"area": "kitchen", "domain": "light"}),
        ("turn the bedside lamp on", "HassTurnOn", {"name": "bedside lamp"}),
        ("turn on the tv in the bedroom", "HassTurnOn", {"name": "tv", "area": "bedroom"}),
        ("turn off the lights upstairs", "HassTurnOff", {"floor": "upstairs", "domain": "light"}),
        ("lock the front door", "HassTurnOn", {"name": "front door", "domain": "lock"}),
        ("unlock the front door", "HassTurnOff", {"name": "front door", "domain": "lock"}),
        ("close the garage door", "HassTurnOff", {"name": "garage door", "domain": ("cover", "valve")}),
        (
            "close the kitchen blinds",
            "HassTurnOff",
            {"area": "kitchen", "device_class": "blind", "domain": "cover"},
        ),
        ("set the kitchen light to 50%", "HassLightSet", {"name": "kitchen light", "brightness": 50}),
        ("set Bed Light color to orange", "HassLightSet", {"name": "Bed Light", "color": "orange"}),
        ("run Party Time script", "HassTurnOn", {"name": "Party Time", "domain": "script"}),
        ("pause the tv", "HassMediaPause", {"name": "tv"}),
        ("add eggs to my groceries list", "HassListAddItem", {"item": "eggs", "name": "groceries"}),
        ("vacuum the living room", "HassVacuumCleanArea", {"area": "living room"}),
        ("what's the temperature in the kitchen", "HassClimateGetTemperature", {"area": "kitchen"}),
        (
            "turn off the kitchen light in 5 minutes",
            "HassStartTimer",
            {"conversation_command": "turn off the kitchen light", "minutes": 5},
        ),
    ],
)
def test_names_and_areas_are_open_in_an_unknown_home(
    open_matcher: SentenceMatcher, text: str, intent: str, slots: dict[str, SlotValue]
) -> None:
    match = open_matcher.match(text)

    assert match is not None
    assert match.intent == intent
    assert {name: value for name, value in match.slots.items() if name in slots} == slots
    assert match.slots.keys() - slots.keys() <= {"domain"}


@pytest.mark.parametrize(
    "text",
    [
        "what is the meaning of life",
        "who is Albert Einstein",
        "tell me a joke",
        "come on",
        "hold on",
        "the game is on",
        "day off",
        "dramatic pause",
        "turn around",
        "change the subject",
        "stop talking",
        "start the conversation",
        "open your mind",
        "turn it off",
        "lock them all",
        "how do I turn on the kitchen light",
        "is the front door locked",
        "is the pharmacy open",
        "what's the weather in New York",
        "wake me up in 10 minutes",
        "turn on the lamp and the fan",
        "turn on the light that I bought last week in the new store",
    ],
)
def test_talk_is_not_a_command_in_an_unknown_home(open_matcher: SentenceMatcher, text: str) -> None:
    assert open_matcher.match(text) is None
    assert open_matcher.match(text, "Kitchen") is None


def test_a_command_for_the_room_asks_for_it_in_an_unknown_home_as_well(open_matcher: SentenceMatcher) -> None:
    match = open_matcher.match("turn off the lights")

    assert match is not None
    assert match.needs_area


def test_what_plays_is_paused_without_a_room(open_matcher: SentenceMatcher) -> None:
    match = open_matcher.match("pause")

    assert match is not None
    assert (match.slots, match.needs_area) == ({}, False)


@pytest.mark.parametrize(
    ("language", "text", "slots"),
    [
        ("de", "schalte das Küchenlicht ein", {"name": "Küchenlicht"}),
        ("de", "schalte das Licht in der Küche aus", {"area": "Küche", "domain": "light"}),
        ("fr", "allume la lumière de la cuisine", {"area": "cuisine", "domain": "light"}),
        ("es", "enciende la luz de la cocina", {"area": "cocina", "domain": "light"}),
        ("it", "accendi la luce della cucina", {"area": "cucina", "domain": "light"}),
        ("nl", "zet de keukenlamp aan", {"name": "keukenlamp"}),
        ("pl", "włącz światło w kuchni", {"area": "kuchni", "domain": "light"}),
        ("zh-CN", "打开厨房的灯", {"area": "厨房", "domain": "light"}),
    ],
)
def test_an_unknown_home_is_commanded_in_other_languages(
    language: str, text: str, slots: dict[str, SlotValue], load_matcher: MatcherCache
) -> None:
    match = load_matcher(language, Home()).match(text)

    assert match is not None
    assert match.acts
    assert {name: value for name, value in match.slots.items() if name in slots} == slots


def test_the_floors_of_a_home_without_other_names_are_called_as_they_are(load_matcher: MatcherCache) -> None:
    attic = Home(floors=(Floor("Attic Floor", aliases=("loft",)),))
    matcher = load_matcher("en", attic)
    matches = [
        matcher.match(f"turn off the lights {where}")
        for where in ("on the attic floor", "in the loft", "upstairs")
    ]

    assert [match and match.slots["floor"] for match in matches] == ["Attic Floor", "Attic Floor", "upstairs"]
