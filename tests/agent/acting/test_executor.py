"""Commands that a connected home carries out, and questions that its states answer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agent.talking import say
from tests.fakes.home_link import FakeHomeLink
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.contract import Outcome
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.errors import Busy, DeadlineExceeded, EngineUnavailable, MorganError
from wyoming_morgan.home.contract import ActionResult
from wyoming_morgan.timings import TurnLog, TurnTimings, recorded


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


async def timings_of(agent: Agent, text: str) -> TurnTimings:
    timings = TurnTimings()
    await say(agent, text, timings=timings)
    return timings


async def test_a_turn_has_acted_from_the_moment_on_that_the_home_is_asked_to_act(
    linked: Agent, link: FakeHomeLink
) -> None:
    assert (await timings_of(linked, "turn on the bed light")).acted
    link.away = DeadlineExceeded("no answer")
    timings = TurnTimings()
    with pytest.raises(DeadlineExceeded) as failure, recorded(TurnLog(), timings):
        await say(linked, "turn on the bed light", timings=timings)
    assert not failure.value.retryable


async def test_a_question_and_what_is_asked_about_first_are_no_action(linked: Agent) -> None:
    assert not (await timings_of(linked, "is the front door locked")).acted
    assert not (await timings_of(linked, "unlock the front door")).acted


async def test_an_answered_confirmation_is_an_action_since_it_cannot_be_answered_twice(
    linked: Agent,
) -> None:
    await say(linked, "unlock the front door")
    assert (await timings_of(linked, "no")).acted


@pytest.mark.parametrize("error", [Busy("full"), DeadlineExceeded("slow")], ids=["busy", "slow"])
async def test_what_was_done_is_reported_even_if_no_words_can_be_made_for_it(
    linked: Agent, link: FakeHomeLink, grammar: Grammar, monkeypatch: pytest.MonkeyPatch, error: MorganError
) -> None:
    render = grammar.render
    rendered: list[str] = []

    async def fail_after_acting(template: str, *arguments: Any) -> str:
        rendered.append(template)
        if link.handled:
            raise error
        return await render(template, *arguments)

    monkeypatch.setattr(grammar, "render", fail_after_acting)
    heard = await say(linked, "turn on the bed light")

    assert rendered
    assert heard.done.outcome is Outcome.HANDLED
    assert heard.text
    assert len(link.handled) == 1
