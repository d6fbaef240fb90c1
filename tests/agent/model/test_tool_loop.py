"""Turns through a model that plays what a model would say."""

from __future__ import annotations

import asyncio
import json
import logging
import time

import pytest

from tests.agent.model.conftest import BED, ON, Make, tool_results
from tests.agent.talking import say
from tests.fakes.scripted_chat import Call, Script, calls, says
from tests.waiting import until
from wyoming_morgan.agent.contract import Outcome, TextDelta, TurnRequest
from wyoming_morgan.engines.contract.llm import (
    CallPiece,
    ChatEnd,
    ChatRequest,
    EndReason,
    TextPiece,
)
from wyoming_morgan.errors import Busy, InvalidRequest, MorganError, UnknownModel
from wyoming_morgan.timings import TurnTimings


async def test_a_reply_streams_as_it_comes_in(linked: Make) -> None:
    agent, _, _ = linked([says("Cats ", "sleep ", "a lot.")])
    heard = await say(agent, "tell me about cats")

    assert heard.pieces == ["Cats ", "sleep ", "a lot."]
    assert (heard.done.outcome, heard.done.path) == (Outcome.HANDLED, "llm")


async def test_a_tool_acts_and_its_result_reaches_the_model(linked: Make) -> None:
    agent, link, chat = linked([calls(Call(*ON, pieces=3)), says("The bed light is on.")])
    heard = await say(agent, "make the bed light shine")

    assert link.called == [ON]
    assert tool_results(chat) == ["done"]
    assert heard.text == "The bed light is on."
    (action,) = heard.done.trace.actions
    assert (action.name, action.acts, action.success) == ("HassTurnOn", True, True)
    assert (heard.done.trace.rounds, heard.done.trace.prompt_tokens) == (2, 10)


async def test_every_call_is_answered_by_its_own_id(linked: Make) -> None:
    agent, _, chat = linked(
        [calls(Call(*ON), Call("GetLiveContext"), Call("nonsense")), says("The bed light is on.")]
    )
    await say(agent, "make the bed light shine")

    asked = chat.requests[-1].messages[-4]
    answers = [message.tool_call_id for message in chat.requests[-1].messages[-3:]]
    assert [call.id for call in asked.tool_calls] == answers


async def test_calls_without_ids_get_some(linked: Make) -> None:
    end = ChatEnd(EndReason.TOOL_CALLS, "m")
    agent, _, chat = linked(
        [
            [
                CallPiece(0, name="HassTurnOn", arguments=json.dumps(BED)),
                CallPiece(1, name="GetLiveContext"),
                end,
            ],
            says("Yes."),
        ]
    )
    await say(agent, "make the bed light shine")

    ids = [call.id for call in chat.requests[-1].messages[-3].tool_calls]
    assert all(ids)
    assert len(set(ids)) == 2


async def test_an_endless_loop_ends_in_an_answer(linked: Make) -> None:
    count = iter(range(1000))

    def script(request: ChatRequest) -> Script:
        if request.tool_choice == "none":
            return says("That is all I found.")
        return calls(Call("calendar__get_events", {"day": str(next(count))}))

    agent, link, chat = linked(script, rounds=4)
    heard = await say(agent, "what is on these days?")

    assert len(link.called) == 4
    assert len(chat.requests) == 5
    assert heard.text == "That is all I found."


async def test_a_model_that_calls_although_it_may_not_gets_a_sentence(linked: Make) -> None:
    agent, _, _ = linked(lambda _: calls(Call("GetLiveContext")), rounds=2)

    assert (await say(agent, "what is going on?")).text


async def test_thinking_is_never_said(linked: Make) -> None:
    agent, _, chat = linked([says("It is fine.", reasoning="the user wants to know")])
    heard = await say(agent, "tell me about cats")

    assert heard.text == "It is fine."
    assert chat.requests[0].reasoning is False


async def test_markdown_is_left_to_the_mouth(linked: Make) -> None:
    agent, _, _ = linked([says("**Cats** are _nice_.")])

    assert (await say(agent, "tell me about cats")).text == "**Cats** are _nice_."


async def test_a_prompt_that_was_cut_short_is_told(linked: Make, caplog: pytest.LogCaptureFixture) -> None:
    agent, _, _ = linked([says("Yes.", truncated=True)])
    with caplog.at_level(logging.WARNING):
        heard = await say(agent, "tell me about cats")

    assert "context is too small" in heard.notes("model")
    assert "context" in caplog.text


async def test_who_leaves_cancels_the_model(linked: Make) -> None:
    agent, _, chat = linked([[TextPiece("Well, "), 5.0, TextPiece("never")]])
    events = agent.turn(TurnRequest("tell me about cats"))
    assert isinstance(await anext(events), TextDelta)
    await events.aclose()

    assert chat.cancelled == 1


async def test_a_cancelled_turn_cancels_the_model(linked: Make) -> None:
    agent, _, chat = linked([[5.0, TextPiece("never")]])
    turn = asyncio.create_task(say(agent, "tell me about cats"))
    await until(lambda: chat.requests)
    turn.cancel()
    with pytest.raises(asyncio.CancelledError):
        await turn

    assert chat.cancelled == 1


@pytest.mark.parametrize("error", [Busy("full"), InvalidRequest("too long"), UnknownModel("gone")], ids=repr)
async def test_a_model_that_fails_after_a_tool_has_acted_ends_the_turn_in_words(
    linked: Make, error: MorganError
) -> None:
    agent, link, _ = linked([calls(Call(*ON)), [error]])
    timings = TurnTimings()
    heard = await say(agent, "make the bed light shine", timings=timings)

    assert link.called == [ON]
    assert timings.acted
    assert heard.text


async def test_a_model_that_fails_before_a_tool_has_acted_ends_the_turn_in_words_too(linked: Make) -> None:
    agent, _, _ = linked([calls(Call("GetLiveContext")), [Busy("full")]])
    timings = TurnTimings()

    assert "language model" in (await say(agent, "what is going on?", timings=timings)).text
    assert not timings.acted


async def test_a_turn_has_acted_while_a_tool_still_runs(linked: Make) -> None:
    agent, link, _ = linked([calls(Call(*ON)), says("Done.")])
    link.seconds = 60
    timings = TurnTimings()
    turn = asyncio.create_task(say(agent, "make the bed light shine", timings=timings))
    await until(lambda: link.at_once)
    assert timings.acted
    turn.cancel()


@pytest.mark.parametrize("piece", ["...", "I have just {} ", "`", " "])
async def test_others_have_their_turn_while_a_model_writes_many_pieces_at_once(
    linked: Make, piece: str
) -> None:
    written = [piece.format(number) for number in range(2048)]
    agent, _, _ = linked([says(*written, "Good night.")])
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    beside = asyncio.create_task(other())
    began = time.thread_time()
    heard = await say(agent, "I am so tired")
    beside.cancel()

    assert heard.text.endswith("Good night.")
    assert turns > 5
    assert time.thread_time() - began < 10


async def test_others_have_their_turn_between_the_pieces_of_a_reply(linked: Make) -> None:
    agent, _, _ = linked([says(*["..."] * 2048, "Good night.")])
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    beside = asyncio.create_task(other())
    seen = [turns async for event in agent.turn(TurnRequest("I am so tired")) if isinstance(event, TextDelta)]
    beside.cancel()

    assert seen[-1] > seen[0]


async def test_a_piece_of_any_length_is_worked_on_in_parts(linked: Make) -> None:
    story = "".join(f"Once upon time {number}. " for number in range(2000))
    agent, _, _ = linked([says(story)])
    heard = await say(agent, "tell me a story")

    assert len(heard.text) == len(story)
    assert max(map(len, heard.pieces)) <= 1100
