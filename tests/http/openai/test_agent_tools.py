"""The agent itself behind the API, with a client that runs its own tools: OpenAI's, in its usual loop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from openai import AsyncOpenAI

from tests.agent.conftest import HOME
from tests.agent.talking import Hand
from tests.fakes.home_link import FakeHomeLink, tool
from tests.fakes.scripted_chat import Call, ScriptedChat, calls, says
from tests.http.conftest import Door, Serve
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.engines.contract.llm import Role

TARGET = {"type": "object", "properties": {"name": {"type": "string"}}}
WEATHER: Any = {
    "type": "function",
    "function": {"name": "get_weather", "parameters": {"type": "object", "properties": {}}},
}
ASKED = "make the bed light shine and check the weather"


@pytest.fixture
def home() -> FakeHomeLink:
    return FakeHomeLink(HOME, tools=(tool("HassTurnOn", TARGET),))


@pytest.fixture
def model() -> ScriptedChat:
    return ScriptedChat(
        [
            calls(Call("HassTurnOn", {"name": "Bed Light"}), Call("get_weather")),
            calls(Call("get_weather")),
            says("I turned on the bed light. ", "It rains."),
            says("You are welcome."),
        ]
    )


@pytest.fixture
async def agent(home: FakeHomeLink, model: ScriptedChat) -> AsyncIterator[Agent]:
    grammar = Grammar(HOME)
    yield Agent(grammar, home=home, tools=home, models=model, clock=Hand())
    await grammar.close()


@pytest.fixture
async def door(serve: Serve, agent: Agent) -> Door:
    return await serve(replaced={"agent": agent})


async def reply_to(client: AsyncOpenAI, messages: list[Any], *, stream: bool) -> Any:
    asked: Any = {"model": "morgan", "messages": messages, "tools": [WEATHER]}
    if not stream:
        return (await client.chat.completions.create(**asked)).choices[0]
    async with client.chat.completions.stream(**asked) as streamed:
        return (await streamed.get_final_completion()).choices[0]


@pytest.mark.parametrize("stream", [False, True])
async def test_a_turn_with_both_kinds_of_tools_goes_on_until_there_is_an_answer(
    client: AsyncOpenAI, home: FakeHomeLink, model: ScriptedChat, *, stream: bool
) -> None:
    messages: list[Any] = [{"role": "user", "content": ASKED}]
    for _ in range(2):
        choice = await reply_to(client, messages, stream=stream)
        assert choice.finish_reason == "tool_calls"
        messages.append(choice.message.to_dict())
        for call in choice.message.tool_calls:
            assert call.function.name == "get_weather"
            messages.append({"role": "tool", "tool_call_id": call.id, "content": "Rain."})
    choice = await reply_to(client, messages, stream=stream)
    assert choice.message.content == "I turned on the bed light. It rains."
    assert [name for name, _ in home.called] == ["HassTurnOn"]

    messages += [choice.message.to_dict(), {"role": "user", "content": "how kind of you to say that"}]
    choice = await reply_to(client, messages, stream=stream)
    assert choice.message.content == "You are welcome."
    words = [message.content for message in model.requests[-1].messages if message.role is Role.USER]
    assert [ASKED in text for text in words].count(True) == 1


async def test_a_command_is_done_by_the_grammar_whatever_tools_there_are(
    client: AsyncOpenAI, home: FakeHomeLink, model: ScriptedChat
) -> None:
    choice = await reply_to(client, [{"role": "user", "content": "turn on the bed light"}], stream=False)
    assert choice.finish_reason == "stop"
    assert home.handled == [("HassTurnOn", {"name": "Bed Light"})]
    assert not model.requests
