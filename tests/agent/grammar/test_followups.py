from __future__ import annotations

import pytest

from tests.agent.conftest import HOME
from tests.agent.talking import Hand, say
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.home.model import Entity, Home

BED_OFF = ("HassTurnOff", {"name": "Bed Light"})


@pytest.mark.parametrize(
    ("first", "then", "intent"),
    [
        (
            "turn off the lights in the kitchen",
            "and the bedroom too",
            ("HassTurnOff", {"area": "Bedroom", "domain": "light"}),
        ),
        (
            "turn off the lights in the kitchen",
            "and in the bedroom",
            ("HassTurnOff", {"area": "Bedroom", "domain": "light"}),
        ),
        ("turn on the bed light", "also the ceiling fan", ("HassTurnOn", {"name": "Ceiling Fan"})),
        ("turn on the bed light", "the ceiling fan too", ("HassTurnOn", {"name": "Ceiling Fan"})),
        ("turn on the bed light", "turn it off again", BED_OFF),
        ("turn on the bed light", "and now turn it off", BED_OFF),
        ("turn on the bed light", "now dim it to 20 percent", None),
        (
            "set the bed light to 30 percent",
            "and the kitchen light",
            ("HassLightSet", {"name": "Kitchen Light", "brightness": 30}),
        ),
        ("is the bed light on", "then turn it off", BED_OFF),
    ],
)
async def test_what_refers_to_the_sentence_before_is_understood(
    agent: Agent, first: str, then: str, intent: tuple[str, dict[str, object]] | None
) -> None:
    await say(agent, first)

    heard = await say(agent, then)
    if intent is not None:
        assert heard.intents == [intent]
        assert "by the sentence before" in heard.notes("follow-up")
    assert len(heard.intents) <= 1


async def test_a_question_after_a_command_does_not_act(agent: Agent) -> None:
    await say(agent, "turn off the lights in the kitchen")

    assert not (await say(agent, "what about the bedroom?")).intents


@pytest.mark.parametrize("text", ["and the bedroom too", "turn it off again", "the other one", "bedroom"])
async def test_without_a_sentence_before_nothing_is_referred_to(agent: Agent, text: str) -> None:
    assert not (await say(agent, text)).intents


@pytest.mark.parametrize(("seconds", "acts"), [(100, True), (130, False)])
async def test_a_reference_is_good_for_two_minutes(
    agent: Agent, clock: Hand, seconds: float, acts: bool
) -> None:
    await say(agent, "turn on the bed light")
    clock.wait(seconds)

    assert bool((await say(agent, "turn it off again")).intents) is acts


async def test_a_reference_stays_in_its_conversation_and_with_its_speaker(agent: Agent) -> None:
    await say(agent, "turn on the bed light", "one", user_id="ann")

    assert not (await say(agent, "turn it off again", "two", user_id="bob")).intents
    assert not (await say(agent, "turn it off again", "one", user_id="bob")).intents
    assert (await say(agent, "turn it off again", "one", user_id="ann")).intents == [BED_OFF]


@pytest.mark.parametrize("answer", ["bedroom", "in the bedroom", "The bedroom."])
async def test_the_answer_to_which_room_is_a_room(agent: Agent, answer: str) -> None:
    assert (await say(agent, "turn off the lights")).text == "In which room?"

    heard = await say(agent, answer)
    assert heard.intents == [("HassTurnOff", {"domain": "light", "area": "Bedroom"})]


@pytest.mark.parametrize("answer", ["ballroom", "in the attic", "all of them", "yes"])
async def test_an_answer_that_is_no_room_does_nothing(agent: Agent, answer: str) -> None:
    await say(agent, "turn off the lights")

    assert not (await say(agent, answer)).intents


async def test_after_the_room_further_rooms_may_follow(agent: Agent) -> None:
    await say(agent, "turn off the lights")
    await say(agent, "bedroom")

    heard = await say(agent, "and the kitchen too")
    assert heard.intents == [("HassTurnOff", {"domain": "light", "area": "Kitchen"})]


@pytest.mark.parametrize(
    "text", ["and everything else", "and all the lights too", "and the whole house too", "them too"]
)
async def test_a_reference_never_widens_a_command(agent: Agent, text: str) -> None:
    await say(agent, "turn on the bed light")

    heard = await say(agent, text)
    assert not heard.intents


async def test_a_reference_to_a_lock_is_asked_about(agent: Agent) -> None:
    await say(agent, "lock the front door")

    heard = await say(agent, "unlock it again")
    assert not heard.intents


async def test_the_other_one_of_two_is_found() -> None:
    home = Home(
        entities=(
            Entity("Left Lamp", "light", area="Bedroom"),
            Entity("Right Lamp", "light", area="Bedroom"),
            *(entity for entity in HOME.entities if entity.name == "EcoBee"),
        ),
        areas=HOME.areas,
    )
    grammar = Grammar(home)
    agent = Agent(grammar)
    await say(agent, "turn on the left lamp")

    assert (await say(agent, "the other one")).intents == [("HassTurnOn", {"name": "Right Lamp"})]
    await grammar.close()


async def test_of_several_others_none_is_taken(agent: Agent) -> None:
    await say(agent, "turn on the {{ 7*7 }} [lamp]")

    assert len((await say(agent, "the other one")).intents) <= 1
