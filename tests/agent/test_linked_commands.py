"""Commands that a connected home carries out, and questions that its states answer."""

from __future__ import annotations

import asyncio

import pytest

from tests.agent.conftest import HOME
from tests.agent.talking import Hand, say
from tests.fakes.home_link import FakeHomeLink
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.contract import Outcome
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.home.contract import ActionResult, EntityState
from wyoming_morgan.home.model import Area, Entity, Home

STATES = (
    EntityState("light.bed", "Bed Light", "light", "on", "Bedroom"),
    EntityState("light.kitchen", "Kitchen Light", "light", "off", "Kitchen"),
    EntityState("lock.front", "Front Door", "lock", "locked"),
    EntityState("climate.ecobee", "EcoBee", "climate", "heat", None, {"current_temperature": 21}),
)


@pytest.fixture
def link() -> FakeHomeLink:
    return FakeHomeLink(HOME, states=STATES)


@pytest.fixture
def linked(grammar: Grammar, link: FakeHomeLink, clock: Hand) -> Agent:
    return Agent(grammar, home=link, clock=clock)


async def test_a_command_is_carried_out_and_no_intent_passed_on(linked: Agent, link: FakeHomeLink) -> None:
    heard = await say(
        linked, "turn on the bed light", device_id="d1", satellite_id="assist_satellite.kitchen"
    )

    assert not heard.intents
    assert heard.done.outcome is Outcome.HANDLED
    assert heard.text == "Turned on the light"
    assert link.handled == [("HassTurnOn", {"name": "Bed Light"})]
    assert (link.places[0].device_id, link.places[0].area) == ("d1", "Kitchen")
    assert heard.done.trace.actions[0].success is True


async def test_home_assistants_own_words_are_said_where_there_are_some(
    linked: Agent, link: FakeHomeLink
) -> None:
    link.answers["HassTurnOn"] = ActionResult(success=True, speech="As you wish")

    assert (await say(linked, "turn on the bed light")).text == "As you wish"


async def test_what_failed_is_said_honestly(linked: Agent, link: FakeHomeLink) -> None:
    link.answers["HassTurnOn"] = ActionResult(
        success=False, failed=("Bed Light",), error="no_valid_targets: x"
    )
    heard = await say(linked, "turn on the bed light")

    assert heard.text == "That did not work: Bed Light."
    assert heard.done.outcome is Outcome.NOT_HANDLED
    assert heard.done.trace.actions[0].success is False


async def test_of_several_what_failed_is_named(linked: Agent, link: FakeHomeLink) -> None:
    link.answers["HassTurnOff"] = ActionResult(success=False, failed=("Garage Door",))
    heard = await say(linked, "turn on the bed light and close the garage door")

    assert heard.text == "That did not work: Garage Door."
    assert heard.done.outcome is Outcome.HANDLED
    assert len(link.handled) == 2


async def test_a_home_that_is_away_did_nothing(linked: Agent, link: FakeHomeLink) -> None:
    link.away = EngineUnavailable("no answer")
    heard = await say(linked, "turn on the bed light")

    assert heard.done.outcome is Outcome.NOT_HANDLED
    assert "did nothing" in heard.text


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("is the front door locked?", "Yes"),
        ("is the bed light off?", "No, on"),
        ("are any lights on in the bedroom?", "Yes, Bed Light"),
        ("which lights are on in the kitchen?", "Not any"),
        ("how many lights are on?", "1"),
        ("what is the temperature?", "21 degrees"),
    ],
)
async def test_questions_are_answered_from_the_states(
    linked: Agent, link: FakeHomeLink, text: str, answer: str
) -> None:
    heard = await say(linked, text)

    assert heard.text == answer
    assert not link.handled


async def test_while_the_states_are_not_live_the_home_is_asked(linked: Agent, link: FakeHomeLink) -> None:
    link.connected = False
    link.answers["HassGetState"] = ActionResult(success=True, speech="Locked it is")

    assert (await say(linked, "is the front door locked?")).text == "Locked it is"


async def test_a_lock_is_asked_about_and_then_carried_out(linked: Agent, link: FakeHomeLink) -> None:
    assert (await say(linked, "unlock the front door")).asks
    assert not link.handled

    answered = await say(linked, "yes")
    assert link.handled == [("HassTurnOff", {"name": "Front Door"})]
    assert answered.done.outcome is Outcome.HANDLED


async def test_a_device_class_that_the_home_tells_is_asked_about(grammar: Grammar, clock: Hand) -> None:
    home = Home(entities=(Entity("Oak", "cover", area="Bedroom"),), areas=HOME.areas)
    state = EntityState("cover.oak", "Oak", "cover", "closed", "Bedroom", {"device_class": "garage"})
    for link, asks in ((FakeHomeLink(home, states=(state,)), True), (FakeHomeLink(home), False)):
        grammar.change_home(home)
        agent = Agent(grammar, home=link, clock=clock)
        assert (await say(agent, "open the oak", f"c{asks}")).asks is asks


async def test_an_unknown_home_that_becomes_known_closes_its_lists() -> None:
    grammar = Grammar(Home())
    open_found = await grammar.understand("turn on the foo lamp", "en", None)
    grammar.change_home(Home(entities=(Entity("Desk Lamp", "light"),), areas=(Area("Den"),)))
    while grammar._loads:
        await asyncio.gather(*grammar._loads.values())

    assert open_found
    assert not await grammar.understand("turn on the foo lamp", "en", None)
    assert await grammar.understand("turn on the desk lamp", "en", None)
    await grammar.close()


async def test_a_home_may_change_while_its_language_loads() -> None:
    grammar = Grammar(Home())
    load = asyncio.create_task(grammar.load())
    await asyncio.sleep(0)
    grammar.change_home(Home(entities=(Entity("Desk Lamp", "light"),)))
    await load

    found = await grammar.understand("turn on the desk lamp", "en", None)
    assert found[0].slots == {"name": "Desk Lamp"}
    await grammar.close()


def test_a_home_may_change_before_any_loop_runs() -> None:
    grammar = Grammar(Home())
    grammar.change_home(HOME)

    assert grammar.home is HOME
