from __future__ import annotations

import asyncio
import hashlib

import pytest

from tests.agent.cases import case_id
from tests.agent.talking import Hand, say
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.contract import Outcome
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.settings import AgentSettings, GuardSettings
from wyoming_morgan.home.model import Area, Entity, Home

UNLOCK = ("HassTurnOff", {"name": "Front Door"})


async def test_unlocking_is_asked_about_and_done_after_the_yes(agent: Agent) -> None:
    asked = await say(agent, "Unlock the front door.")
    assert [(action.name, action.arguments) for action in asked.done.trace.held] == [UNLOCK]
    assert not asked.done.trace.actions
    assert asked.asks
    assert "unlock the front door" in asked.text.lower()

    answered = await say(agent, "Yes, please!")
    assert answered.intents == [UNLOCK]
    assert answered.done.outcome is Outcome.INTENTS
    assert "Unlock the front door" in answered.text


@pytest.mark.parametrize("text", ["lock the front door", "close the garage door", "turn on the bed light"])
async def test_securing_and_harmless_things_are_not_asked_about(agent: Agent, text: str) -> None:
    assert (await say(agent, text)).intents


@pytest.mark.parametrize("text", ["open the garage door", "unlock the front door in ten minutes"])
async def test_doors_are_asked_about_whenever_they_open(agent: Agent, text: str) -> None:
    assert (await say(agent, text)).asks


async def test_securing_is_asked_about_where_that_is_set(grammar: Grammar) -> None:
    agent = Agent(grammar, settings=AgentSettings(guard=GuardSettings(confirm_securing=True)))

    assert (await say(agent, "lock the front door")).asks


async def test_what_is_asked_about_is_a_setting(grammar: Grammar) -> None:
    agent = Agent(grammar, settings=AgentSettings(guard=GuardSettings(confirm=("light",))))

    assert (await say(agent, "unlock the front door")).intents == [UNLOCK]
    assert (await say(agent, "turn on the bed light")).asks


async def test_the_whole_house_is_asked_about(agent: Agent) -> None:
    assert (await say(agent, "turn off all the lights in the whole house")).asks
    assert (await say(agent, "yes")).intents == [("HassTurnOff", {"domain": "light"})]


async def test_one_room_is_not_the_whole_house(agent: Agent) -> None:
    heard = await say(agent, "turn off all the lights in the bedroom")

    assert heard.intents == [("HassTurnOff", {"area": "Bedroom", "domain": "light"})]


async def test_one_thing_to_ask_about_holds_back_all_of_a_sentence(agent: Agent) -> None:
    assert (await say(agent, "turn on the bed light and unlock the front door")).asks
    assert (await say(agent, "yes")).intents == [("HassTurnOn", {"name": "Bed Light"}), UNLOCK]


async def test_a_no_leaves_everything_as_it_is(agent: Agent) -> None:
    await say(agent, "unlock the front door")

    assert not (await say(agent, "no, leave it")).intents
    assert not (await say(agent, "yes")).intents


async def test_a_yes_counts_once(agent: Agent) -> None:
    await say(agent, "unlock the front door")

    heard = await asyncio.gather(*(say(agent, "yes") for _ in range(5)))
    assert [turn.intents for turn in heard if turn.intents] == [[UNLOCK]]


async def test_a_yes_to_nothing_does_nothing(agent: Agent) -> None:
    heard = await say(agent, "yes")

    assert not heard.intents
    assert heard.done.outcome is Outcome.NOT_HANDLED


async def test_other_words_drop_the_question(agent: Agent) -> None:
    await say(agent, "unlock the front door")

    assert (await say(agent, "what time is it")).done.path == "clock"
    assert not (await say(agent, "yes")).intents


@pytest.mark.parametrize(("seconds", "acts"), [(59, True), (61, False)])
async def test_a_question_waits_a_minute(agent: Agent, clock: Hand, seconds: float, acts: bool) -> None:
    await say(agent, "unlock the front door")
    clock.wait(seconds)

    heard = await say(agent, "yes")
    assert bool(heard.intents) is acts
    assert (heard.done.outcome is Outcome.INTENTS) is acts


@pytest.mark.parametrize(
    "other",
    [
        {"user_id": "bob", "device_id": "kitchen"},
        {"user_id": "ann", "device_id": "hall"},
        {"device_id": "kitchen"},
        {},
        {"user_id": "ann", "device_id": "kitchen", "satellite_id": "assist_satellite.hall"},
    ],
    ids=case_id,
)
async def test_a_yes_from_somebody_or_somewhere_else_does_nothing(
    agent: Agent, other: dict[str, str]
) -> None:
    await say(agent, "unlock the front door", user_id="ann", device_id="kitchen")

    assert not (await say(agent, "yes", **other)).intents


async def test_a_yes_from_the_same_speaker_and_place_counts(agent: Agent) -> None:
    whence = {"user_id": "ann", "device_id": "kitchen"}
    await say(agent, "unlock the front door", **whence)

    assert (await say(agent, "yes", **whence)).intents == [UNLOCK]


async def test_a_yes_in_another_conversation_does_nothing(agent: Agent) -> None:
    await say(agent, "unlock the front door", "one")

    assert not (await say(agent, "yes", "two")).intents


async def test_a_device_needs_no_conversation_id(agent: Agent) -> None:
    await say(agent, "unlock the front door", None, device_id="kitchen")

    assert not (await say(agent, "yes", None)).intents
    assert (await say(agent, "yes", None, device_id="kitchen")).intents == [UNLOCK]


@pytest.mark.parametrize(
    ("language", "order", "yes"),
    [
        ("de", "schließe Front Door auf", "Ja, bitte!"),
        ("fr", "déverrouille Front Door", "oui, vas-y"),
        ("es", "abre Garage Door", "sí, hazlo"),
        ("it", "sblocca Front Door", "sì, fallo"),
        ("nl", "ontgrendel Front Door", "ja, doe maar"),
    ],
)
async def test_six_languages_ask_and_understand_the_yes(
    agent: Agent, language: str, order: str, yes: str
) -> None:
    asked = await say(agent, order, language=language)
    assert asked.asks
    answered = await say(agent, yes, language=language)

    assert [name for name, _ in answered.intents] in (["HassTurnOff"], ["HassTurnOn"])


@pytest.mark.parametrize("kept", ["2468", "sha256:" + hashlib.sha256(b"2468").hexdigest()])
@pytest.mark.parametrize("spoken", ["2468", "two four six eight", "yes, 2 4 6 8"])
async def test_a_pin_takes_the_place_of_a_yes(grammar: Grammar, kept: str, spoken: str) -> None:
    settings = AgentSettings(guard=GuardSettings(pin_secrets={"ann": kept}))
    agent = Agent(grammar, settings=settings)
    asked = await say(agent, "unlock the front door", user_id="ann")

    assert "PIN" in asked.text
    assert not (await say(agent, "yes", user_id="ann")).intents
    assert (await say(agent, spoken, user_id="ann")).intents == [UNLOCK]


async def test_a_wrong_pin_is_asked_for_again_but_not_for_ever(grammar: Grammar) -> None:
    settings = AgentSettings(guard=GuardSettings(pin_secrets={"*": "2468"}, pin_tries=2))
    agent = Agent(grammar, settings=settings)
    await say(agent, "unlock the front door")

    assert (await say(agent, "1111")).asks
    assert not (await say(agent, "2222")).intents
    assert not (await say(agent, "2468")).intents


async def test_with_a_pin_set_nobody_else_may(grammar: Grammar) -> None:
    settings = AgentSettings(guard=GuardSettings(pin_secrets={"ann": "2468"}))
    agent = Agent(grammar, settings=settings)

    assert not (await say(agent, "unlock the front door", user_id="bob")).intents
    assert not (await say(agent, "2468", user_id="bob")).intents


async def test_a_pin_is_kept_nowhere(grammar: Grammar) -> None:
    agent = Agent(grammar, settings=AgentSettings(guard=GuardSettings(pin_secrets={"*": "2468"})))
    await say(agent, "unlock the front door")
    heard = await say(agent, "2468")

    (session,) = agent._memory.sessions._by_id.values()
    kept = f"{list(session.messages)} {list(session.traces)} {heard.done.trace}"
    assert heard.intents == [UNLOCK]
    assert "2468" not in kept
    assert "2468" not in repr(agent._settings)


async def test_a_yes_covers_no_door_that_came_after_the_question(grammar: Grammar) -> None:
    def home(*doors: str) -> Home:
        covers = (Entity(door, "cover", area="Hall", device_class="door") for door in doors)
        return Home(entities=tuple(covers), areas=(Area("Hall", floor="Ground floor"),))

    grammar.change_home(home("Porch"))
    agent = Agent(grammar)
    asked = await say(agent, "open the doors on the ground floor")
    assert asked.text == "Shall I really do this: open: Porch (Hall); open the doors on the ground floor?"

    grammar.change_home(home("Porch", "Cellar"))
    again = await say(agent, "yes")
    assert again.text.startswith("Shall I really do this: open: Cellar (Hall), Porch (Hall)")
    assert (await say(agent, "yes")).intents
