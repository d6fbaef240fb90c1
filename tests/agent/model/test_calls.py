from __future__ import annotations

import pytest

from tests.agent.model.conftest import BED, ON, Make, tool_results
from tests.agent.talking import say
from tests.fakes.home_link import FakeHomeLink
from tests.fakes.scripted_chat import Call, calls, says
from wyoming_morgan.engines.contract.llm import (
    CallPiece,
    ChatEnd,
    EndReason,
)


async def test_what_only_looks_runs_at_the_same_time(linked: Make, link: FakeHomeLink) -> None:
    link.seconds = 0.01
    agent, _, _ = linked(
        [calls(Call("GetLiveContext"), Call("calendar__get_events", {"day": "1"})), says("All is well.")]
    )
    await say(agent, "how are things?")

    assert link.most_at_once == 2


async def test_what_acts_runs_in_order(linked: Make, link: FakeHomeLink) -> None:
    link.seconds = 0.01
    wanted = [Call("HassTurnOn", BED), Call("HassTurnOff", {"name": "Kitchen Light"})]
    agent, _, _ = linked([calls(*wanted), says("Done.")])
    await say(agent, "make the bed light shine and not the kitchen light")

    assert link.most_at_once == 1
    assert [name for name, _ in link.called] == ["HassTurnOn", "HassTurnOff"]


@pytest.mark.parametrize(
    "arguments",
    [
        '{"name": "Bed Light",}',
        "{'name': 'Bed Light'}",
        '```json\n{"name": "Bed Light"}\n```',
        '{"name": "Bed Light"',
        '{"Name": "Bed Light", "area": null}',
        '{"name": "HassTurnOn", "arguments": {"name": "Bed Light"}}',
    ],
    ids=["comma", "quotes", "fence", "no brace", "names", "twice"],
)
async def test_broken_arguments_are_repaired(linked: Make, arguments: str) -> None:
    agent, link, _ = linked([calls(Call("HassTurnOn", arguments)), says("It is on.")])
    await say(agent, "make the bed light shine")

    assert link.called == [ON]


async def test_arguments_without_sense_go_back_to_the_model(linked: Make) -> None:
    agent, link, chat = linked([calls(Call("HassTurnOn", "bed light")), calls(Call(*ON)), says("It is on.")])
    await say(agent, "make the bed light shine")

    assert "JSON" in tool_results(chat, 1)[0]
    assert link.called == [ON]


@pytest.mark.parametrize("arguments", ['{"name": "Bed Li', '{"a":' * 3_000], ids=["short", "deep"])
async def test_a_call_that_was_cut_off_is_not_guessed_at(linked: Make, arguments: str) -> None:
    cut = [
        CallPiece(0, id="1", name="HassTurnOn", arguments=arguments),
        ChatEnd(EndReason.LENGTH, "m"),
    ]
    agent, link, chat = linked([cut, says("I am sorry.")])
    heard = await say(agent, "make the bed light shine")

    assert not link.called
    assert "cut off" in tool_results(chat)[0]
    assert "cut off" in heard.notes("model")


async def test_an_unknown_tool_is_told_its_likely_name(linked: Make) -> None:
    agent, link, chat = linked([calls(Call("hass_turn_on", BED)), says("I am sorry.")])
    await say(agent, "make the bed light shine")

    assert not link.called
    assert (
        "Did you mean HassTurnOn?" in tool_results(chat)[0]
        or "There are: HassTurnOn" in tool_results(chat)[0]
    )


async def test_the_same_call_again_is_not_done_again(linked: Make) -> None:
    agent, link, chat = linked([calls(Call(*ON)), calls(Call(*ON)), says("The bed light is on.")])
    heard = await say(agent, "make the bed light shine")

    assert link.called == [ON]
    assert chat.requests[-1].tool_choice == "none"
    assert heard.text == "The bed light is on."
