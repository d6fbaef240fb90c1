from __future__ import annotations

import pytest

from wyoming_morgan.agent.contract import SlotValue
from wyoming_morgan.agent.grammar.sentences import SentenceMatcher
from wyoming_morgan.errors import DeadlineExceeded


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("turn on the kitchen light", "HassTurnOn", {"name": "Kitchen Light"}),
        ("turn on the cooking lamp", "HassTurnOn", {"name": "Kitchen Light"}),
        ("turn off the lights in the sleeping room", "HassTurnOff", {"area": "Bedroom", "domain": "light"}),
        ("turn off the lights upstairs", "HassTurnOff", {"floor": "Upstairs", "domain": "light"}),
        ("set bed light to fifty percent", "HassLightSet", {"name": "Bed Light", "brightness": 50}),
        ("set bed light to red", "HassLightSet", {"name": "Bed Light", "color": "red"}),
        (
            "set the ecobee to 20.5 degrees",
            "HassClimateSetTemperature",
            {"name": "EcoBee", "temperature": 20.5},
        ),
        ("lock the front door", "HassTurnOn", {"name": "Front Door"}),
        ("open the garage door", "HassTurnOn", {"name": "Garage Door"}),
        ("run party time", "HassTurnOn", {"name": "Party Time"}),
        ("is the front door locked", "HassGetState", {"name": "Front Door", "state": "locked"}),
        ("set a timer for 3 hours and 10 minutes", "HassStartTimer", {"hours": 3, "minutes": 10}),
        ("add milk to my groceries list", "HassListAddItem", {"item": "milk", "name": "Groceries"}),
        ("set the tv volume to 30 percent", "HassSetVolume", {"name": "TV", "volume_level": 30}),
        ("turn on {{ 7*7 }} [lamp]", "HassTurnOn", {"name": "{{ 7*7 }} [lamp]"}),
        ("turn on dr no's lamp", "HassTurnOn", {"name": "Dr. No's Lamp!"}),
        ("can you please turn on the bed light?", "HassTurnOn", {"name": "Bed Light"}),
    ],
)
def test_a_command_becomes_its_intent(
    home_matcher: SentenceMatcher, text: str, intent: str, slots: dict[str, SlotValue]
) -> None:
    match = home_matcher.match(text)

    assert match is not None
    assert (match.intent, match.slots) == (intent, slots)


@pytest.mark.parametrize(
    "text",
    [
        "turn off all the lights in the attic",
        "turn off all the lights first floor",
        "turn off the attic light",
        "turn on the fountain",
        "turn off everything",
        "open the kitchen door of my neighbor",
    ],
)
def test_a_name_that_does_not_exist_is_never_widened(home_matcher: SentenceMatcher, text: str) -> None:
    assert home_matcher.match(text) is None
    assert home_matcher.match(text, "Kitchen") is None


@pytest.mark.parametrize(
    "text", ["turn off the lights", "turn the lights on", "set the brightness to 20 percent"]
)
def test_a_command_for_the_room_asks_for_it_if_none_is_known(
    home_matcher: SentenceMatcher, text: str
) -> None:
    match = home_matcher.match(text)

    assert match is not None
    assert match.needs_area
    assert "area" not in match.slots


def test_a_command_for_the_room_takes_the_room_it_was_said_in(home_matcher: SentenceMatcher) -> None:
    match = home_matcher.match("turn off the lights", "sleeping room")

    assert match is not None
    assert not match.needs_area
    assert match.slots == {"domain": "light", "area": "Bedroom"}


@pytest.mark.parametrize(
    ("text", "name"), [("pause", "TV"), ("what's the temperature", "EcoBee"), ("volume up", "TV")]
)
def test_the_only_one_of_its_kind_is_meant_if_no_room_is_known(
    home_matcher: SentenceMatcher, text: str, name: str
) -> None:
    match = home_matcher.match(text)

    assert match is not None
    assert not match.needs_area
    assert match.slots["name"] == name
    assert "domain" not in match.slots


@pytest.mark.parametrize(
    "text",
    [
        "did you turn off the lights",
        "did you turn the bed light off",
        "why is the bed light on",
        "bed light on?",
        "the bed light off?",
        "kitchen lights on?",
        "who locked the front door",
        "should I open the garage door",
    ],
)
def test_a_question_never_acts(
    home_matcher: SentenceMatcher, open_matcher: SentenceMatcher, text: str
) -> None:
    for matcher in (home_matcher, open_matcher):
        for area in (None, "Kitchen"):
            match = matcher.match(text, area)
            assert match is None or not match.acts


def test_a_question_asks(home_matcher: SentenceMatcher) -> None:
    match = home_matcher.match("is the front door locked?")

    assert match is not None
    assert not match.acts


@pytest.mark.parametrize(
    "text", ["who is Albert Einstein", "is anyone hungry", "I will be there in 5 minutes"]
)
def test_talk_is_not_a_command_in_a_known_home(home_matcher: SentenceMatcher, text: str) -> None:
    assert home_matcher.match(text) is None


def test_a_delayed_command_has_to_be_one(home_matcher: SentenceMatcher) -> None:
    match = home_matcher.match("turn off the bed light in 5 minutes")

    assert match is not None
    assert match.intent == "HassStartTimer"
    assert match.slots == {"conversation_command": "turn off the bed light", "minutes": 5}
    assert home_matcher.match("wake me up in 5 minutes") is None


def test_understanding_stops_at_the_deadline(home_matcher: SentenceMatcher) -> None:
    with pytest.raises(DeadlineExceeded):
        home_matcher.match("turn on the kitchen light", deadline=0.0)
