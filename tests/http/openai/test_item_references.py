"""Items that a client of responses names by their ids alone, instead of sending them again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI

from tests.fakes.scripted_chat import Call, calls, says
from tests.http.conftest import Door, FakeServices
from tests.http.openai.clients import official_client
from wyoming_morgan.engines.contract.llm import Role

_WEATHER: Any = {"type": "function", "name": "get_weather", "parameters": {}, "strict": False}


@pytest.fixture
async def client(door: Door) -> AsyncIterator[AsyncOpenAI]:
    async with official_client(door) as client:
        yield client


def user(text: str) -> Any:
    """A message of the user."""
    return {"role": "user", "content": text}


@pytest.mark.parametrize("kind", ["item_reference", None])
@pytest.mark.parametrize("stream", [False, True])
async def test_a_reply_is_named_by_the_id_of_its_message(
    client: AsyncOpenAI, fakes: FakeServices, kind: str | None, *, stream: bool
) -> None:
    fakes.llm.script = [says("Hello, Rex."), says("A dog.")]
    asked: Any = {"model": "scripted", "input": "My dog is Rex"}
    if stream:
        async with client.responses.stream(**asked) as events:
            first: Any = await events.get_final_response()
    else:
        first = await client.responses.create(**asked)
    reference: Any = {"id": first.output[0].id, **({"type": kind} if kind else {})}
    await client.responses.create(
        model="scripted", input=[user("My dog is Rex"), reference, user("What is Rex?")]
    )
    assert [(message.role, message.content) for message in fakes.llm.requests[1].messages] == [
        (Role.USER, "My dog is Rex"),
        (Role.ASSISTANT, "Hello, Rex."),
        (Role.USER, "What is Rex?"),
    ]


async def test_calls_are_named_by_their_ids(client: AsyncOpenAI, fakes: FakeServices) -> None:
    wanted = (Call("get_weather", {"city": "Bonn"}, id="a"), Call("get_weather", {}, id="b"))
    fakes.llm.script = [calls(*wanted, text="Let me see."), says("Rain.")]
    first = await client.responses.create(model="scripted", input="The weather?", tools=[_WEATHER])
    references: list[Any] = [{"type": "item_reference", "id": item.id} for item in first.output]
    results: list[Any] = [
        {"type": "function_call_output", "call_id": name, "output": "rain"} for name in ("a", "b")
    ]
    await client.responses.create(
        model="scripted", input=[user("The weather?"), *references, *results], tools=[_WEATHER]
    )
    asked = fakes.llm.requests[1].messages
    assert [message.content for message in asked if message.role is Role.ASSISTANT and message.content] == [
        "Let me see."
    ]
    assert [(call.id, call.arguments) for message in asked for call in message.tool_calls] == [
        ("a", '{"city": "Bonn"}'),
        ("b", "{}"),
    ]


async def test_the_agent_goes_on_with_a_conversation_of_references(
    client: AsyncOpenAI, fakes: FakeServices
) -> None:
    first = await client.responses.create(model="morgan", input=[user("open the garage")])
    reference: Any = {"type": "item_reference", "id": first.output[0].id or ""}
    await client.responses.create(model="morgan", input=[user("open the garage"), reference, user("yes")])
    assert [request.text for request in fakes.agent.requests] == ["open the garage", "yes"]
    assert fakes.agent.requests[1].conversation_id == "new"


async def test_a_reply_to_a_very_long_conversation_can_still_be_named(
    client: AsyncOpenAI, fakes: FakeServices
) -> None:
    fakes.llm.script = [says("Go on."), says("Long."), says("Yes.")]
    before = await client.responses.create(model="scripted", input="word " * 120_000)
    first = await client.responses.create(
        model="scripted", input="word " * 120_000, previous_response_id=before.id
    )
    reference: Any = {"type": "item_reference", "id": first.output[0].id or ""}
    await client.responses.create(model="scripted", input=[reference, user("Really?")])
    assert fakes.llm.requests[2].messages[0].content == "Long."
    with pytest.raises(openai.NotFoundError, match="no response"):
        await client.responses.create(model="scripted", input="And?", previous_response_id=first.id)


@pytest.mark.parametrize("identity", ["msg_0", "resp_", "x", "msg_" + "0" * 36])
async def test_an_item_that_is_not_there_is_not_found(client: AsyncOpenAI, identity: str) -> None:
    reference: Any = {"type": "item_reference", "id": identity}
    with pytest.raises(openai.NotFoundError, match=f"no item '{identity}'"):
        await client.responses.create(model="morgan", input=[user("hello"), reference, user("and")])


async def test_an_item_goes_with_its_response(client: AsyncOpenAI) -> None:
    first = await client.responses.create(model="morgan", input="hello")
    kept_out = await client.responses.create(model="morgan", input="hello", store=False)
    await client.responses.delete(first.id)
    for response in (first, kept_out):
        reference: Any = {"type": "item_reference", "id": response.output[0].id or ""}
        with pytest.raises(openai.NotFoundError, match="no item"):
            await client.responses.create(model="morgan", input=[reference, user("and")])
