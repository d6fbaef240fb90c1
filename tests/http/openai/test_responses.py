"""OpenAI's responses, asked by the official client, whose types every event and response must fit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI
from openai.types.responses import Response, ResponseFunctionToolCall, ResponseStreamEvent
from pydantic import TypeAdapter

from tests.fakes.scripted_chat import Call, calls, says
from tests.http.conftest import Door, FakeServices, Serve
from tests.http.openai.clients import official_client
from wyoming_morgan.engines.contract.llm import Role
from wyoming_morgan.errors import EngineFailed
from wyoming_morgan.store.contract import NewMessage, Speaker
from wyoming_morgan.store.settings import StoreSettings
from wyoming_morgan.store.store import open_store

_STRICT: TypeAdapter[ResponseStreamEvent] = TypeAdapter(ResponseStreamEvent)
_WEATHER: Any = {
    "type": "function",
    "name": "get_weather",
    "description": "The weather",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
    "strict": False,
}


@pytest.fixture
async def client(door: Door) -> AsyncIterator[AsyncOpenAI]:
    async with official_client(door) as client:
        yield client


async def streamed_events(client: AsyncOpenAI, **fields: Any) -> list[Any]:
    """Return the events of a response."""
    return [event async for event in await client.responses.create(stream=True, **fields)]


async def test_the_agent_answers(client: AsyncOpenAI, fakes: FakeServices) -> None:
    response = await client.responses.create(model="morgan", input="turn on the kitchen light")
    assert response.output_text == "Turned on the light"
    assert response.status == "completed"
    assert response.usage is not None
    assert response.usage.total_tokens == 0
    assert [request.text for request in fakes.agent.requests] == ["turn on the kitchen light"]
    Response.model_validate(response.to_dict(), strict=False)


async def test_a_response_follows_another_in_the_same_conversation(
    client: AsyncOpenAI, fakes: FakeServices
) -> None:
    first = await client.responses.create(model="morgan", input="open the garage")
    await client.responses.create(model="morgan", input="yes", previous_response_id=first.id)
    assert [request.conversation_id for request in fakes.agent.requests] == [None, "new"]
    assert fakes.agent.requests[1].text == "yes"


async def test_a_model_gets_all_that_was_said_before(client: AsyncOpenAI, fakes: FakeServices) -> None:
    fakes.llm.script = [says("Hello, ", "Rex."), says("A dog.")]
    first = await client.responses.create(model="scripted", input="My dog is Rex", instructions="Be brief.")
    second = await client.responses.create(
        model="scripted", input="What is Rex?", previous_response_id=first.id
    )
    assert second.output_text == "A dog."
    asked = fakes.llm.requests[1].messages
    assert [(message.role, message.content) for message in asked] == [
        (Role.USER, "My dog is Rex"),
        (Role.ASSISTANT, "Hello, Rex."),
        (Role.USER, "What is Rex?"),
    ]


async def test_a_reply_streams_in_events_of_the_official_types(
    client: AsyncOpenAI, fakes: FakeServices
) -> None:
    fakes.llm.script = [says("It is ", "raining.")]
    events = await streamed_events(client, model="scripted", input="The weather?")
    assert [event.type for event in events] == [
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
        "response.output_text.delta",
        "response.output_text.delta",
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
    ]
    assert [event.sequence_number for event in events] == list(range(len(events)))
    for event in events:
        _STRICT.validate_python(event.to_dict())
    last = events[-1]
    assert last.type == "response.completed"
    assert last.response.output_text == "It is raining."
    assert last.response.usage is not None
    assert last.response.usage.input_tokens == 10


@pytest.mark.parametrize("streamed", [True, False])
async def test_a_function_is_called_and_its_result_goes_back(
    client: AsyncOpenAI, fakes: FakeServices, *, streamed: bool
) -> None:
    fakes.llm.script = [
        calls(Call("get_weather", {"city": "Oslo"}, id="call_7", pieces=2)),
        says("Rain."),
    ]
    if streamed:
        events = await streamed_events(
            client, model="scripted", input="The weather in Oslo?", tools=[_WEATHER]
        )
        last = events[-1]
        assert last.type == "response.completed"
        response = last.response
    else:
        response = await client.responses.create(
            model="scripted", input="The weather in Oslo?", tools=[_WEATHER]
        )
    [call] = response.output
    assert isinstance(call, ResponseFunctionToolCall)
    assert (call.name, call.arguments, call.call_id) == ("get_weather", '{"city": "Oslo"}', "call_7")
    after = await client.responses.create(
        model="scripted",
        input=[{"type": "function_call_output", "call_id": "call_7", "output": "rain"}],
        tools=[_WEATHER],
        previous_response_id=response.id,
    )
    assert after.output_text == "Rain."
    roles = [message.role for message in fakes.llm.requests[1].messages]
    assert roles == [Role.USER, Role.ASSISTANT, Role.TOOL]
    assert fakes.llm.requests[1].messages[1].tool_calls[0].id == "call_7"


async def test_text_may_follow_a_schema(client: AsyncOpenAI, fakes: FakeServices) -> None:
    fakes.llm.script = [says('{"rain": true}')]
    schema = {"type": "object", "properties": {"rain": {"type": "boolean"}}}
    text: Any = {"format": {"type": "json_schema", "name": "weather", "schema": schema}}
    response = await client.responses.create(model="scripted", input="The weather?", text=text)
    assert response.output_text == '{"rain": true}'
    assert fakes.llm.requests[0].json_schema == schema


async def test_a_response_is_read_again_and_deleted(client: AsyncOpenAI) -> None:
    response = await client.responses.create(model="morgan", input="hello")
    assert (await client.responses.retrieve(response.id)).output_text == "Turned on the light"
    await client.responses.delete(response.id)
    with pytest.raises(openai.NotFoundError):
        await client.responses.retrieve(response.id)


async def test_nothing_is_kept_of_one_that_its_client_does_not_want_kept(client: AsyncOpenAI) -> None:
    response = await client.responses.create(model="morgan", input="hello", store=False)
    with pytest.raises(openai.NotFoundError, match="store=false"):
        await client.responses.create(model="morgan", input="and", previous_response_id=response.id)


async def test_a_failure_before_the_first_piece_is_a_status_and_a_later_one_an_event(
    client: AsyncOpenAI, fakes: FakeServices
) -> None:
    broken = EngineFailed("the model broke off")
    fakes.llm.script = [[broken], [*says("It is ")[:1], broken]]
    with pytest.raises(openai.InternalServerError, match="the model broke off"):
        await client.responses.create(model="scripted", input="The weather?", stream=True)
    events = await streamed_events(client, model="scripted", input="The weather?")
    last = events[-1]
    assert last.type == "response.failed"
    assert last.response.error is not None
    assert "broke off" in last.response.error.message


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"tools": [{"type": "web_search"}]}, "tools.0.type"),
        ({"background": True}, "background"),
        ({"input": [{"type": "message", "content": "no role"}]}, "input.0"),
        ({"input": [{"role": "user", "content": [{"type": "input_file"}]}]}, "input.0"),
        ({"input": []}, "input"),
    ],
)
async def test_what_cannot_be_done_is_said(door: Door, fields: dict[str, Any], param: str) -> None:
    async with door.post("/v1/responses", json={"model": "scripted", "input": "Hi", **fields}) as response:
        assert (await door.error(response, 422))["param"] == param


@pytest.mark.parametrize("route", ["/api/conversations/new", "/api/users/anna"])
async def test_what_is_deleted_is_not_read_from_a_response(serve: Serve, tmp_path: Path, route: str) -> None:
    store = await asyncio.to_thread(open_store, StoreSettings(), tmp_path)
    await store.open()
    try:
        said = [NewMessage("user", "hello")]
        await store.conversations.keep("new", Speaker("anna", "kitchen"), said, key="hello")
        door = await serve(replaced={"store": store})
        async with official_client(door) as client:
            response = await client.responses.create(
                model="morgan", input="hello", metadata={"user_id": "anna"}
            )
            await client.responses.retrieve(response.id)
            async with door.session.delete(door.url + route) as deleted:
                assert deleted.status == 200
            with pytest.raises(openai.NotFoundError):
                await client.responses.retrieve(response.id)
            with pytest.raises(openai.NotFoundError):
                await client.responses.create(model="morgan", input="and", previous_response_id=response.id)
    finally:
        await store.close()
