"""Tools of the client on the model `morgan`, with OpenAI's own client."""

from __future__ import annotations

import json
from typing import Any

import openai
import pytest

from tests.http.conftest import Door, FakeServices
from wyoming_morgan.agent.contract import Outcome, TextDelta, TurnDone
from wyoming_morgan.engines.contract.llm import Message, Role, Tool, ToolCall

PATH = "/v1/chat/completions"
ASKED: list[Any] = [{"role": "user", "content": "what is the weather"}]
PARAMETERS = {"type": "object", "properties": {"city": {"type": "string"}}}
FUNCTION = {"name": "get_weather", "description": "The weather.", "parameters": PARAMETERS}
TOOLS: Any = [{"type": "function", "function": FUNCTION}]
CALLS = (ToolCall("call_a", "get_weather", '{"city": "Köln"}'), ToolCall("call_b", "get_weather", "{}"))


def ends(*calls: ToolCall, text: str = "", conversation: str = "c1") -> list[Any]:
    """The events of a turn that ends in calls."""
    done = TurnDone(Outcome.HANDLED, text, "en", conversation, "llm", calls=calls)
    return [*([TextDelta(text)] if text else []), done]


@pytest.mark.parametrize("stream", [False, True])
async def test_the_client_s_tools_are_offered_to_the_agent_and_called(
    client: openai.AsyncOpenAI, fakes: FakeServices, *, stream: bool
) -> None:
    fakes.agent.events = ends(*CALLS)
    asked: Any = {"model": "morgan", "messages": ASKED, "tools": TOOLS, "tool_choice": "required"}
    asked["parallel_tool_calls"] = True
    if stream:
        async with client.chat.completions.stream(**asked) as streamed:
            reply: Any = await streamed.get_final_completion()
    else:
        reply = await client.chat.completions.create(**asked)
    choice = reply.choices[0]
    assert choice.finish_reason == "tool_calls"
    assert [
        ToolCall(call.id, call.function.name, call.function.arguments) for call in choice.message.tool_calls
    ] == list(CALLS)
    (turn,) = fakes.agent.requests
    assert turn.client_tools == (Tool("get_weather", "The weather.", PARAMETERS),)
    assert (turn.tool_choice, turn.parallel_tool_calls, turn.continuation) == ("required", True, ())


async def test_the_results_continue_the_turn_in_its_conversation(
    client: openai.AsyncOpenAI, fakes: FakeServices
) -> None:
    fakes.agent.events = ends(*CALLS, text="Let me see.")
    first = await client.chat.completions.create(model="morgan", messages=ASKED, tools=TOOLS)
    fakes.agent.events = ends(text="It rains.")
    messages = [
        *ASKED,
        first.choices[0].message.to_dict(),
        {"role": "tool", "tool_call_id": "call_a", "content": "Rain."},
        {"role": "tool", "tool_call_id": "call_b", "content": [{"type": "text", "text": "Sun."}]},
    ]
    reply = await client.chat.completions.create(model="morgan", messages=messages, tools=TOOLS)
    assert reply.choices[0].message.content == "It rains."
    assert reply.choices[0].finish_reason == "stop"
    turn = fakes.agent.requests[-1]
    assert (turn.text, turn.conversation_id) == ("what is the weather", "c1")
    assert turn.continuation == (
        Message(Role.ASSISTANT, "Let me see.", tool_calls=CALLS),
        Message(Role.TOOL, "Rain.", tool_call_id="call_a"),
        Message(Role.TOOL, "Sun.", tool_call_id="call_b"),
    )

    after = [*messages, {"role": "assistant", "content": "It rains."}, {"role": "user", "content": "really"}]
    await client.chat.completions.create(model="morgan", messages=after, tools=TOOLS)
    turn = fakes.agent.requests[-1]
    assert (turn.text, turn.conversation_id, turn.continuation) == ("really", "c1", ())


async def test_another_client_continues_nobody_s_turn(door: Door, fakes: FakeServices) -> None:
    fakes.agent.events = ends(*CALLS)
    body = {"model": "morgan", "messages": ASKED, "tools": TOOLS}
    async with door.post(PATH, json=body):
        pass
    body["messages"] = [
        *ASKED,
        {"role": "assistant", "tool_calls": [{"id": "call_a", "function": {"name": "get_weather"}}]},
        {"role": "tool", "tool_call_id": "call_a", "content": "Rain."},
    ]
    async with door.post(PATH, json=body, headers={"Authorization": "Bearer other"}) as response:
        assert response.status == 200
    assert fakes.agent.requests[-1].conversation_id is None


async def test_older_clients_call_functions_of_the_agent(door: Door, fakes: FakeServices) -> None:
    fakes.agent.events = ends(*CALLS)
    body = {"model": "morgan", "messages": ASKED, "functions": [FUNCTION], "function_call": "auto"}
    async with door.post(PATH, json=body) as response:
        choice = (await response.json())["choices"][0]
    called = choice["message"]["function_call"]
    assert (called["name"], json.loads(called["arguments"])) == ("get_weather", {"city": "Köln"})
    assert choice["finish_reason"] == "function_call"
    assert [tool.name for tool in fakes.agent.requests[0].client_tools] == ["get_weather"]


async def test_the_result_of_a_function_continues_the_turn_of_its_call(
    door: Door, fakes: FakeServices
) -> None:
    fakes.agent.events = ends(*CALLS, conversation="c7")
    body: dict[str, Any] = {"model": "morgan", "messages": ASKED, "functions": [FUNCTION]}
    async with door.post(PATH, json=body) as response:
        message = (await response.json())["choices"][0]["message"]
    result = {"role": "function", "name": "get_weather", "content": "Rain."}
    body["messages"] = [*ASKED, message, result]
    async with door.post(PATH, json=body) as response:
        assert response.status == 200
    turn = fakes.agent.requests[-1]
    assert turn.conversation_id == "c7"
    assert turn.continuation[-1].content == "Rain."


async def test_what_the_client_tells_the_model_reaches_it(door: Door, fakes: FakeServices) -> None:
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "developer", "content": [{"type": "text", "text": "Use get_weather."}]},
        *ASKED,
    ]
    async with door.post(PATH, json={"model": "morgan", "messages": messages}) as response:
        assert response.status == 200
    assert fakes.agent.requests[0].guidance.instructions == "Be brief.\n\nUse get_weather."


async def test_responses_call_the_client_s_tools_too(client: openai.AsyncOpenAI, fakes: FakeServices) -> None:
    fakes.agent.events = ends(CALLS[0])
    tools: Any = [{"type": "function", **FUNCTION, "strict": False}]
    first = await client.responses.create(model="morgan", input="what is the weather", tools=tools)
    (call,) = first.output
    assert call.type == "function_call"
    fakes.agent.events = ends(text="It rains.")
    output: Any = [{"type": "function_call_output", "call_id": call.call_id, "output": "Rain."}]
    last = await client.responses.create(
        model="morgan", previous_response_id=first.id, input=output, tools=tools
    )
    assert last.output_text == "It rains."
    turn = fakes.agent.requests[-1]
    assert (turn.conversation_id, turn.continuation[-1].content) == ("c1", "Rain.")
