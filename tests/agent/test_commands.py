from __future__ import annotations

from tests.agent.talking import done, events, of
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.contract import (
    IntentRecognized,
    Outcome,
    TextDelta,
    TurnDone,
)


async def test_a_command_is_passed_on_and_never_said_to_be_done(agent: Agent) -> None:
    seen = await events(agent, "Close the garage door.")

    assert of(IntentRecognized, seen) == [
        IntentRecognized("HassTurnOff", {"name": "Garage Door"}, "Closing", "Closing")
    ]
    assert of(TextDelta, seen) == [
        TextDelta("I understood “Close the garage door”, but no home is connected to me here.")
    ]
    last = seen[-1]
    assert isinstance(last, TurnDone)
    assert (last.outcome, last.path, last.language) == (Outcome.INTENTS, "grammar", "en")
    assert last.text == of(TextDelta, seen)[0].text
    assert len(of(TurnDone, seen)) == 1


async def test_a_response_that_only_the_home_can_give_stays_a_template(agent: Agent) -> None:
    (intent,) = of(IntentRecognized, await events(agent, "is the front door locked"))

    assert "query" in intent.response_template
    assert intent.response == ""


async def test_a_name_is_never_evaluated(agent: Agent) -> None:
    seen = await events(agent, "add {{ 7*7 }} to the groceries list")

    (intent,) = of(IntentRecognized, seen)
    assert intent.slots["item"] == "{{ 7*7 }}"
    assert intent.response == "Added {{ 7*7 }}"
    assert "49" not in intent.response_template + (await done(agent, "turn on {{ 7*7 }} [lamp]")).text


async def test_joined_commands_are_as_many_intents(stranger: Agent) -> None:
    seen = await events(stranger, "turn on the kitchen light and close the garage door")

    assert [intent.slots["name"] for intent in of(IntentRecognized, seen)] == ["kitchen light", "garage door"]


async def test_the_room_is_asked_for_instead_of_taking_them_all(agent: Agent) -> None:
    seen = await events(agent, "turn off the lights")

    assert not of(IntentRecognized, seen)
    last = seen[-1]
    assert isinstance(last, TurnDone)
    assert (last.outcome, last.text) == (Outcome.NOT_HANDLED, "In which room?")


async def test_a_satellite_of_an_area_speaks_for_that_room(agent: Agent) -> None:
    (intent,) = of(
        IntentRecognized,
        await events(agent, "turn off the lights", satellite_id="assist_satellite.kitchen", device_id="f00d"),
    )

    assert intent.slots == {"domain": "light", "area": "Kitchen"}


async def test_the_satellites_area_is_the_room(agent: Agent) -> None:
    (intent,) = of(IntentRecognized, await events(agent, "turn off the lights", area="Kitchen"))

    assert intent.slots == {"domain": "light", "area": "Kitchen"}


async def test_one_unplaced_part_keeps_the_other_from_acting(agent: Agent) -> None:
    seen = await events(agent, "lock the front door and turn off the lights")

    assert not of(IntentRecognized, seen)
