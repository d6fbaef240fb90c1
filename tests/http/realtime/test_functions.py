"""Functions of the client in a realtime session with the agent."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

import pytest

from tests.fakes import FakeConversationAgent
from wyoming_morgan.agent.contract import AgentEvent, Outcome, TextDelta, TurnDone, TurnRequest
from wyoming_morgan.engines.contract.llm import CallPiece, ChatEnd, EndReason, Message, Role, Tool, ToolCall
from wyoming_morgan.errors import EngineFailed
from wyoming_morgan.http.realtime.items import Content, ConversationItem
from wyoming_morgan.http.realtime.replies import AgentAnswers, Question
from wyoming_morgan.http.realtime.settings import FunctionTool, ResponseSettings

CALL = ToolCall("call_a", "get_weather", '{"city": "Oslo"}')
SETTINGS = ResponseSettings(
    tools=(FunctionTool(name="get_weather", parameters={"type": "object"}),), tool_choice="required"
)


def said(role: str, text: str, number: int) -> ConversationItem:
    return ConversationItem(f"item_{number}", role=role, content=(Content("input_text", text),))


async def answered(answers: AgentAnswers, *items: ConversationItem) -> list[Any]:
    return [event async for event in answers.answer(Question(items, SETTINGS))]


async def test_the_agent_calls_functions_of_the_client_and_goes_on_with_their_results() -> None:
    agent = FakeConversationAgent()
    answers = AgentAnswers(agent)
    asked = said("user", "what is the weather in Oslo", 1)
    agent.events = [
        TextDelta("Wait."),
        TurnDone(Outcome.HANDLED, "Wait.", "en", "c1", "llm", calls=(CALL,)),
    ]
    *_, call, end = await answered(answers, asked)
    assert call == CallPiece(0, "call_a", "get_weather", '{"city": "Oslo"}')
    assert isinstance(end, ChatEnd)
    assert end.reason is EndReason.TOOL_CALLS
    (turn,) = agent.requests
    assert turn.client_tools == (Tool("get_weather", "", {"type": "object"}),)
    assert (turn.tool_choice, turn.continuation) == ("required", ())

    agent.events = [TurnDone(Outcome.HANDLED, "Rain.", "en", "c1", "llm")]
    await answered(
        answers,
        asked,
        said("assistant", "Wait.", 2),
        ConversationItem(
            "item_3", "function_call", call_id=CALL.id, name=CALL.name, arguments=CALL.arguments
        ),
        ConversationItem("item_4", "function_call_output", call_id=CALL.id, output="rain"),
    )
    turn = agent.requests[-1]
    assert (turn.text, turn.conversation_id) == ("what is the weather in Oslo", "c1")
    assert turn.continuation == (
        Message(Role.ASSISTANT, "Wait."),
        Message(Role.ASSISTANT, tool_calls=(CALL,)),
        Message(Role.TOOL, "rain", tool_call_id="call_a"),
    )


async def test_words_after_a_result_are_a_turn_of_their_own() -> None:
    agent = FakeConversationAgent()
    await answered(
        AgentAnswers(agent),
        said("user", "what is the weather in Oslo", 1),
        ConversationItem("item_2", "function_call", call_id="x", name="get_weather", arguments="{}"),
        ConversationItem("item_3", "function_call_output", call_id="x", output="rain"),
        said("user", "never mind", 4),
    )
    (turn,) = agent.requests
    assert turn.text.endswith("never mind")
    assert turn.continuation == ()


class ActingAgent(FakeConversationAgent):
    """Acts, and is broken off before it says so."""

    async def turn(self, request: TurnRequest) -> AsyncGenerator[AgentEvent, None]:
        self.requests.append(request)
        if len(self.requests) == 1:
            request.timings.acted = self.acts
            raise EngineFailed("the model broke off", hint="try again")
        yield TurnDone(Outcome.HANDLED, "Done.", "en", "c1", "grammar")

    acts = True


@pytest.mark.parametrize(("acts", "text"), [(True, "and the fan"), (False, "light on\nand the fan")])
async def test_what_was_done_in_a_turn_that_broke_off_is_not_done_again(*, acts: bool, text: str) -> None:
    agent = ActingAgent()
    agent.acts = acts
    answers = AgentAnswers(agent)
    first = said("user", "light on", 1)
    with pytest.raises(EngineFailed):
        await answered(answers, first)
    await answered(answers, first, said("user", "and the fan", 2))
    assert agent.requests[-1].text == text


async def test_what_was_answered_is_not_answered_again() -> None:
    agent = FakeConversationAgent()
    answers = AgentAnswers(agent)
    first = said("user", "light on", 1)
    for _ in range(2):
        end = (await answered(answers, first))[-1]
        assert isinstance(end, ChatEnd)
    assert len(agent.requests) == 1
