"""Commands that a connected home carries out, and questions that its states answer."""

from __future__ import annotations

from tests.agent.talking import say
from tests.fakes.home_link import FakeHomeLink
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.contract import Outcome
from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.home.contract import ActionResult


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


async def test_a_lock_is_asked_about_and_then_carried_out(linked: Agent, link: FakeHomeLink) -> None:
    assert (await say(linked, "unlock the front door")).asks
    assert not link.handled

    answered = await say(linked, "yes")
    assert link.handled == [("HassTurnOff", {"name": "Front Door"})]
    assert answered.done.outcome is Outcome.HANDLED
