"""Responses over one WebSocket, asked by the official client, whose types every event must fit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI
from openai.types.responses import ResponsesServerEvent
from pydantic import TypeAdapter

from tests.fakes.scripted_chat import Call, calls, says
from tests.http.conftest import Door, FakeServices, Serve
from tests.http.openai.clients import official_client
from tests.waiting import until
from wyoming_morgan.engines.contract.llm import Role
from wyoming_morgan.errors import EngineFailed
from wyoming_morgan.http.api_keys import ApiKey, Scope

_STRICT: TypeAdapter[ResponsesServerEvent] = TypeAdapter(ResponsesServerEvent)
_LAST = {"response.completed", "response.failed", "response.incomplete", "error"}


@pytest.fixture
async def client(door: Door) -> AsyncIterator[AsyncOpenAI]:
    async with official_client(door) as client:
        yield client


@pytest.fixture
async def socket(client: AsyncOpenAI) -> AsyncIterator[Any]:
    async with client.responses.connect() as socket:
        yield socket


async def response_to(socket: Any, **fields: Any) -> list[Any]:
    """Ask for a response, and return its events."""
    await socket.send({"type": "response.create", **fields})
    return await events_of(socket)


async def events_of(socket: Any) -> list[Any]:
    """Return the events of the response that comes."""
    events: list[Any] = []
    async for event in socket:
        _STRICT.validate_python(event.to_dict(), strict=False)
        events.append(event)
        if event.type in _LAST:
            break
    return events


async def test_a_response_has_the_events_of_a_stream(
    client: AsyncOpenAI, socket: Any, fakes: FakeServices
) -> None:
    fakes.llm.script = [says("It is ", "raining."), says("It is ", "raining.")]
    events = await response_to(socket, model="scripted", input="The weather?")
    stream = await client.responses.create(model="scripted", input="The weather?", stream=True)
    assert [event.type for event in events] == [event.type async for event in stream]
    assert events[-1].response.output[0].content[0].text == "It is raining."
    assert [event.sequence_number for event in events] == list(range(len(events)))


async def test_the_agent_answers_one_conversation_after_the_other_event(
    socket: Any, fakes: FakeServices
) -> None:
    first = (await response_to(socket, model="morgan", input="open the garage"))[-1].response
    await response_to(socket, model="morgan", input="yes", previous_response_id=first.id)
    assert [(request.text, request.conversation_id) for request in fakes.agent.requests] == [
        ("open the garage", None),
        ("yes", "new"),
    ]


@pytest.mark.parametrize("store", [True, False, None])
async def test_the_last_response_of_a_connection_is_known_there_whether_it_is_stored_or_not(
    client: AsyncOpenAI, socket: Any, fakes: FakeServices, *, store: bool | None
) -> None:
    tools = [{"type": "function", "name": "get_weather", "parameters": {}, "strict": False}]
    fakes.llm.script = [calls(Call("get_weather", {"city": "Oslo"}, id="call_1")), says("Rain.")]
    asked = {"model": "scripted", "tools": tools, "store": store}
    first = (await response_to(socket, input="The weather?", **asked))[-1].response
    result = {"type": "function_call_output", "call_id": "call_1", "output": "rain"}
    last = (await response_to(socket, input=[result], previous_response_id=first.id, **asked))[-1]
    assert last.response.output[0].content[0].text == "Rain."
    assert [message.role for message in fakes.llm.requests[1].messages] == [
        Role.USER,
        Role.ASSISTANT,
        Role.TOOL,
    ]
    if store is False:
        with pytest.raises(openai.NotFoundError):
            await client.responses.retrieve(first.id)


async def test_a_model_may_stand_in_the_address(client: AsyncOpenAI, fakes: FakeServices) -> None:
    async with client.responses.connect(extra_query={"model": "scripted"}) as socket:
        events = await response_to(socket, input="Hi")
    assert events[-1].type == "response.completed"
    assert len(fakes.llm.requests) == 1


async def test_what_is_only_prepared_asks_nobody_and_can_be_followed(
    socket: Any, fakes: FakeServices
) -> None:
    prepared = await response_to(socket, model="scripted", input="My dog is Rex.", generate=False)
    assert (prepared[-1].type, prepared[-1].response.output) == ("response.completed", [])
    assert not fakes.llm.requests
    identity = prepared[-1].response.id
    await response_to(socket, model="scripted", input="Who is Rex?", previous_response_id=identity)
    assert [message.content for message in fakes.llm.requests[0].messages] == [
        "My dog is Rex.",
        "Who is Rex?",
    ]


async def test_requests_are_answered_one_after_another(socket: Any, fakes: FakeServices) -> None:
    fakes.llm.script = [says("One."), says("Two.")]
    for _ in range(2):
        await socket.send({"type": "response.create", "model": "scripted", "input": "Count."})
    texts = [(await events_of(socket))[-1].response.output[0].content[0].text for _ in range(2)]
    assert texts == ["One.", "Two."]


@pytest.mark.parametrize("names", [True, False])
async def test_a_cancelled_response_ends_and_the_next_one_is_whole(
    socket: Any, fakes: FakeServices, *, names: bool
) -> None:
    fakes.llm.script = [[*says("One, ")[:1], 60.0, *says("two.")], says("Three.")]
    await socket.send({"type": "response.create", "model": "scripted", "input": "Count."})
    created = await anext(aiter(socket))
    while (await anext(aiter(socket))).type != "response.output_text.delta":
        pass
    await socket.send({"type": "response.cancel", "response_id": "resp_another"})
    await socket.send({"type": "response.cancel", **({"response_id": created.response.id} if names else {})})
    async with asyncio.timeout(10):
        last = (await events_of(socket))[-1]
    assert (last.type, last.response.status) == ("response.incomplete", "cancelled")
    assert fakes.llm.cancelled == 1
    again = (await response_to(socket, model="scripted", input="Count."))[-1]
    assert again.response.output[0].content[0].text == "Three."


async def test_a_response_is_cancelled_before_its_first_word(socket: Any, fakes: FakeServices) -> None:
    fakes.llm.script = [[60.0, *says("One.")], says("Two.")]
    await socket.send({"type": "response.create", "model": "scripted", "input": "Count."})
    await until(lambda: fakes.llm.requests)
    await socket.send({"type": "response.cancel"})
    events = await events_of(socket)
    assert [event.type for event in events] == [
        "response.created",
        "response.in_progress",
        "response.incomplete",
    ]
    assert events[-1].response.status == "cancelled"
    assert (await response_to(socket, model="scripted", input="Count."))[-1].type == "response.completed"


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"tools": [{"type": "web_search"}]}, 422, None),
        ({"temperature": "hot"}, 422, None),
        ({"type": "response.sing"}, 422, None),
        ({"previous_response_id": "resp_x"}, 404, "previous_response_not_found"),
        ({"input": [{"type": "item_reference", "id": "msg_x"}]}, 404, None),
    ],
)
async def test_what_cannot_be_done_is_an_error_and_the_connection_goes_on(
    socket: Any, fields: dict[str, Any], status: int, code: str | None
) -> None:
    asked = {"model": "scripted", "input": "Hi"}
    (event,) = await response_to(socket, **{**asked, **fields})
    assert (event.type, event.status) == ("error", status)
    assert event.error.message
    assert code is None or event.error.code == code
    assert (await response_to(socket, **asked))[-1].type == "response.completed"


async def test_a_failure_after_the_first_piece_is_the_end_of_its_response(
    socket: Any, fakes: FakeServices
) -> None:
    fakes.llm.script = [[*says("It is ")[:1], EngineFailed("the model broke off")], says("Hi.")]
    last = (await response_to(socket, model="scripted", input="The weather?"))[-1]
    assert last.type == "response.failed"
    assert "broke off" in last.response.error.message
    assert (await response_to(socket, model="scripted", input="Hi"))[-1].type == "response.completed"


async def test_a_client_that_leaves_ends_the_work(client: AsyncOpenAI, fakes: FakeServices) -> None:
    fakes.llm.script = [[*says("One, ")[:1], 60.0, *says("two.")]]
    async with client.responses.connect() as socket:
        await socket.send({"type": "response.create", "model": "scripted", "input": "Count."})
        await anext(aiter(socket))
    await until(lambda: fakes.llm.cancelled)


async def test_a_key_is_needed_where_there_are_keys(serve: Serve) -> None:
    door = await serve(api_keys=["secret"])
    async with door.get("/v1/responses", headers={"Connection": "Upgrade", "Upgrade": "websocket"}) as reply:
        assert (await door.error(reply, 401))["code"] == "invalid_api_key"


async def test_a_key_opens_in_a_socket_what_it_opens_elsewhere(serve: Serve) -> None:
    keys = [
        ApiKey("chats", "a" * 20, (Scope.CHAT,)),
        ApiKey("all", "b" * 20),
        ApiKey("few", "c" * 20, requests_a_minute=3),
    ]
    door = await serve(api_keys=keys)
    async with official_client(door, api_key="b" * 20) as client:
        of_agent = await client.responses.create(model="morgan", input="hello")
    async with official_client(door, api_key="a" * 20) as client, client.responses.connect() as socket:
        reference = {"type": "item_reference", "id": of_agent.output[0].id}
        for fields in (
            {"model": "morgan", "input": "hello"},
            {"model": "scripted", "input": [reference, {"role": "user", "content": "and"}]},
            {"model": "scripted", "input": "and", "previous_response_id": of_agent.id},
        ):
            (event,) = await response_to(socket, **fields)
            assert (event.status, event.error.code) == (403, "missing_scope")
        assert (await response_to(socket, model="scripted", input="Hi"))[-1].type == "response.completed"
    async with official_client(door, api_key="c" * 20) as client, client.responses.connect() as socket:
        last = [(await response_to(socket, model="scripted", input="Hi"))[-1] for _ in range(4)]
        assert [event.type for event in last[:2]] == ["response.completed"] * 2
        assert (last[3].type, last[3].status) == ("error", 429)
