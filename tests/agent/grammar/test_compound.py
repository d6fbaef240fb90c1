from __future__ import annotations

import pytest

from wyoming_morgan.agent.grammar.compound import understand
from wyoming_morgan.agent.grammar.sentences import SentenceMatcher


def targets(matcher: SentenceMatcher, text: str, area: str | None = None, most: int = 5) -> list[str]:
    return [
        f"{match.intent} {match.slots.get('name') or match.slots.get('area')}"
        for match in understand(matcher, text, area, most=most)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "turn on the kitchen light and close the garage door",
            ["HassTurnOn Kitchen Light", "HassTurnOff Garage Door"],
        ),
        (
            "turn on the bed light, lock the front door, and then close the garage door",
            ["HassTurnOn Bed Light", "HassTurnOn Front Door", "HassTurnOff Garage Door"],
        ),
        ("turn on the bed light and the ceiling fan", ["HassTurnOn Bed Light", "HassTurnOn Ceiling Fan"]),
        ("turn on the lights in the kitchen and the bedroom", ["HassTurnOn Kitchen", "HassTurnOn Bedroom"]),
    ],
)
def test_joined_commands_are_all_understood(
    home_matcher: SentenceMatcher, text: str, expected: list[str]
) -> None:
    assert targets(home_matcher, text) == expected


def test_joined_commands_are_understood_in_an_unknown_home(open_matcher: SentenceMatcher) -> None:
    text = "turn on the kitchen light and close the garage door"

    assert targets(open_matcher, text) == ["HassTurnOn kitchen light", "HassTurnOff garage door"]


@pytest.mark.parametrize(
    "text",
    [
        "turn on the bed light and make me happy",
        "turn on the bed light and the fountain",
        "turn on the bed light and what time is it",
        "turn on the lights in the kitchen and the attic",
    ],
)
def test_nothing_is_understood_if_one_part_is_not(home_matcher: SentenceMatcher, text: str) -> None:
    assert targets(home_matcher, text) == []


def test_a_list_is_one_command(home_matcher: SentenceMatcher) -> None:
    matches = understand(home_matcher, "add milk and eggs to my groceries list", None, most=5)

    assert [match.slots for match in matches] == [{"item": "milk and eggs", "name": "Groceries"}]


def test_free_text_does_not_swallow_the_next_command(home_matcher: SentenceMatcher) -> None:
    matches = targets(home_matcher, "play some jazz and turn off the bed light", "Kitchen")

    assert matches == ["HassMediaSearchAndPlay Kitchen", "HassTurnOff Bed Light"]


def test_no_more_commands_are_understood_than_allowed(home_matcher: SentenceMatcher) -> None:
    text = "turn on the bed light and lock the front door and close the garage door"

    assert targets(home_matcher, text, most=2) == []


def test_a_part_without_its_room_needs_one(home_matcher: SentenceMatcher) -> None:
    matches = understand(home_matcher, "turn on the bed light and turn off the lights", None, most=5)

    assert [match.needs_area for match in matches] == [False, True]
