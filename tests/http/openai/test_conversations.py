"""OpenAI's conversations, kept and followed by the official client, whose types every answer must fit."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI
from openai.types.conversations import (
    Conversation,
    ConversationDeletedResource,
    ConversationItem,
    ConversationItemList,
)
from openai.types.responses import InputTokenCountResponse, Response
from openai.types.responses.response_item_list import ResponseItemList
from pydantic import TypeAdapter

from tests.fakes.scripted_chat import Call, calls, says
from tests.http.conftest import Door, FakeServices, Serve
from tests.http.openai.clients import official_client
from wyoming_morgan.agent.contract import Said
from wyoming_morgan.engines.contract.llm import Role
from wyoming_morgan.http.api_keys import ApiKey, Scope
from wyoming_morgan.store.contract import NewMessage, Speaker
from wyoming_morgan.store.settings import StoreSettings
from wyoming_morgan.store.store import open_store

_ITEM: TypeAdapter[ConversationItem] = TypeAdapter(ConversationItem)


def said(text: str, role: str = "user") -> Any:
    """A message."""
    return {"role": role, "content": text}


async def texts(client: AsyncOpenAI, conversation: str) -> list[tuple[str, str]]:
    """Return who said what in a conversation of texts, the oldest first."""
    items = client.conversations.items.list(conversation, order="asc")
    shown: list[Any] = [_ITEM.validate_python(item.to_dict()).to_dict() async for item in items]
    return [(item["role"], item["content"][0]["text"]) for item in shown]


async def test_a_conversation_is_made_read_changed_and_deleted(client: AsyncOpenAI) -> None:
    made = await client.conversations.create(metadata={"topic": "dogs"})
    Conversation.model_validate(made.to_dict())
    assert made.id.startswith("conv_")
    assert (await client.conversations.retrieve(made.id)).to_dict() == made.to_dict()
    changed = await client.conversations.update(made.id, metadata={"topic": "cats"})
    assert changed.metadata == {"topic": "cats"}
    assert (await client.conversations.retrieve(made.id)).metadata == {"topic": "cats"}
    deleted = await client.conversations.delete(made.id)
    ConversationDeletedResource.model_validate(deleted.to_dict())
    assert deleted.deleted
    with pytest.raises(openai.NotFoundError, match="there is no conversation"):
        await client.conversations.retrieve(made.id)


async def test_items_are_added_listed_read_and_deleted(client: AsyncOpenAI) -> None:
    made = await client.conversations.create(items=[said("My dog is Rex."), said("Hello, Rex.", "assistant")])
    call: Any = {"type": "function_call", "call_id": "a", "name": "bark", "arguments": "{}"}
    result: Any = {"type": "function_call_output", "call_id": "a", "output": "woof"}
    picture: Any = {
        "role": "user",
        "content": [{"type": "input_image", "image_url": "data:image/png;base64,AA=="}],
    }
    added = await client.conversations.items.create(made.id, items=[call, result, picture])
    ConversationItemList.model_validate(added.to_dict())
    assert [item.type for item in added.data] == ["function_call", "function_call_output", "message"]
    listed = await client.conversations.items.list(made.id, limit=2)
    assert [item.id for item in listed.data] == [added.data[2].id, added.data[1].id]
    every = [item.id async for item in client.conversations.items.list(made.id, limit=2, order="asc")]
    assert every[2:] == [item.id for item in added.data]
    read = await client.conversations.items.retrieve(every[0] or "", conversation_id=made.id)
    assert read.to_dict() == _ITEM.validate_python(read.to_dict()).model_dump(exclude_unset=True)
    changed = await client.conversations.items.delete(every[0] or "", conversation_id=made.id)
    Conversation.model_validate(changed.to_dict())
    with pytest.raises(openai.NotFoundError, match="there is no item"):
        await client.conversations.items.retrieve(every[0] or "", conversation_id=made.id)
    left = [item.id async for item in client.conversations.items.list(made.id, order="asc")]
    assert left == every[1:]


async def test_a_list_without_items_is_one(client: AsyncOpenAI) -> None:
    made = await client.conversations.create()
    listed = await client.conversations.items.list(made.id)
    ConversationItemList.model_validate({"object": "list", **listed.to_dict()})
    assert not listed.data


@pytest.mark.parametrize("stream", [False, True])
async def test_a_response_reads_a_conversation_and_adds_to_it(
    client: AsyncOpenAI, fakes: FakeServices, *, stream: bool
) -> None:
    fakes.llm.script = [says("A dog."), says("Woof.")]
    made = await client.conversations.create(items=[said("My dog is Rex.")])
    asked: Any = {"model": "scripted", "conversation": made.id, "input": "What is Rex?"}
    if stream:
        async with client.responses.stream(**asked) as events:
            first: Any = await events.get_final_response()
    else:
        first = await client.responses.create(**asked)
    Response.model_validate(first.to_dict())
    assert first.conversation.id == made.id
    await client.responses.create(**{**asked, "conversation": {"id": made.id}, "input": "What does he say?"})
    assert [(message.role, message.content) for message in fakes.llm.requests[1].messages] == [
        (Role.USER, "My dog is Rex."),
        (Role.USER, "What is Rex?"),
        (Role.ASSISTANT, "A dog."),
        (Role.USER, "What does he say?"),
    ]
    assert await texts(client, made.id) == [
        ("user", "My dog is Rex."),
        ("user", "What is Rex?"),
        ("assistant", "A dog."),
        ("user", "What does he say?"),
        ("assistant", "Woof."),
    ]


async def test_functions_are_called_within_a_conversation(client: AsyncOpenAI, fakes: FakeServices) -> None:
    fakes.llm.script = [calls(Call("bark", {"loud": True}, id="a"), text="Let me see."), says("Woof.")]
    made = await client.conversations.create()
    tool: Any = {"type": "function", "name": "bark", "parameters": {}, "strict": False}
    asked: Any = {"model": "scripted", "conversation": made.id, "tools": [tool]}
    await client.responses.create(input="Bark!", **asked)
    result: Any = {"type": "function_call_output", "call_id": "a", "output": "done"}
    await client.responses.create(input=[result], **asked)
    messages = fakes.llm.requests[1].messages
    assert [message.role for message in messages] == [Role.USER, Role.ASSISTANT, Role.TOOL]
    assert (messages[1].content, messages[1].tool_calls[0].id) == ("Let me see.", "a")


async def test_the_agent_goes_on_with_its_own_conversation(client: AsyncOpenAI, fakes: FakeServices) -> None:
    made = await client.conversations.create()
    for text in ("open the garage", "yes"):
        await client.responses.create(model="morgan", conversation=made.id, input=text, user="anna")
    assert [(request.text, request.conversation_id) for request in fakes.agent.requests] == [
        ("open the garage", made.id),
        ("yes", made.id),
    ]


async def test_the_agent_is_shown_what_a_conversation_began_with(
    client: AsyncOpenAI, fakes: FakeServices
) -> None:
    made = await client.conversations.create(items=[said("My dog is Rex."), said("Nice!", "assistant")])
    for text in ("what is his name", "and his age"):
        await client.responses.create(model="morgan", conversation=made.id, input=text)
    first, second = fakes.agent.requests
    assert first.earlier == (Said("user", "My dog is Rex."), Said("assistant", "Nice!"))
    assert second.conversation_id == first.conversation_id


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"conversation": "conv_x"}, 404),
        ({"conversation": "MADE", "previous_response_id": "resp_x"}, 422),
    ],
)
async def test_a_response_follows_one_thing_that_is_there(
    client: AsyncOpenAI, door: Door, body: dict[str, Any], status: int
) -> None:
    made = await client.conversations.create()
    named = {**body, "conversation": body["conversation"].replace("MADE", made.id)}
    async with door.post("/v1/responses", json={"model": "scripted", "input": "Hi", **named}) as response:
        await door.error(response, status)


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"items": [{"type": "web_search_call"}]}, "items.0.type"),
        ({"items": [{"type": "message", "content": "no role"}]}, "items.0"),
        ({"items": "words"}, "items"),
        ({"metadata": {"a": 1}}, "metadata.a"),
        ({"metadata": {str(number): "" for number in range(17)}}, "metadata"),
    ],
)
async def test_what_cannot_be_kept_is_refused(door: Door, body: dict[str, Any], param: str) -> None:
    async with door.post("/v1/conversations", json=body) as response:
        assert (await door.error(response, 422))["param"] == param


async def test_the_oldest_items_make_room(client: AsyncOpenAI) -> None:
    long = "word " * 100_000
    made = await client.conversations.create(items=[said(f"first {long}"), said("short")])
    for number in range(2):
        await client.conversations.items.create(made.id, items=[said(f"{number} {long}")])
    assert [text[:5] for _, text in await texts(client, made.id)] == ["short", "0 wor", "1 wor"]


async def test_a_named_key_sees_its_own_conversations_alone(serve: Serve) -> None:
    keys = [ApiKey("one", "a" * 20), ApiKey("other", "b" * 20), ApiKey("chats", "c" * 20, (Scope.CHAT,))]
    door = await serve(api_keys=keys)
    async with official_client(door, api_key="a" * 20) as client:
        made = await client.conversations.create()
    for key in ("b" * 20, "c" * 20):
        async with official_client(door, api_key=key) as client:
            with pytest.raises(openai.NotFoundError):
                await client.conversations.retrieve(made.id)
            with pytest.raises(openai.NotFoundError):
                await client.responses.create(model="scripted", conversation=made.id, input="Hi")
            assert (await client.conversations.create()).id


@pytest.mark.parametrize("route", ["/api/conversations/{id}", "/api/users/anna"])
async def test_what_is_deleted_takes_a_conversation_along(serve: Serve, tmp_path: Path, route: str) -> None:
    store = await asyncio.to_thread(open_store, StoreSettings(), tmp_path)
    await store.open()
    try:
        door = await serve(replaced={"store": store})
        async with official_client(door) as client:
            made = await client.conversations.create()
            await client.responses.create(
                model="morgan", conversation=made.id, input="hello", metadata={"user_id": "anna"}
            )
            words = [NewMessage("user", "hello")]
            await store.conversations.keep(made.id, Speaker("anna", "kitchen"), words, key="hello")
            await client.conversations.retrieve(made.id)
            async with door.session.delete(door.url + route.format(id=made.id)) as deleted:
                assert deleted.status == 200
            with pytest.raises(openai.NotFoundError):
                await client.conversations.retrieve(made.id)
    finally:
        await store.close()


async def test_replicas_share_conversations_and_lose_no_item(serve: Serve, tmp_path: Path) -> None:
    store = await asyncio.to_thread(open_store, StoreSettings(), tmp_path)
    await store.open()
    try:
        doors = [await serve(replaced={"store": store}) for _ in range(2)]
        async with official_client(doors[0]) as one, official_client(doors[1]) as other:
            made = await one.conversations.create()
            await asyncio.gather(
                *(
                    client.conversations.items.create(made.id, items=[said(str(number))])
                    for number in range(5)
                    for client in (one, other)
                )
            )
            assert len(await texts(one, made.id)) == 10
    finally:
        await store.close()


async def test_what_a_response_answers_can_be_listed(client: AsyncOpenAI, fakes: FakeServices) -> None:
    fakes.llm.script = [says("Hello, Rex."), says("A dog.")]
    first = await client.responses.create(model="scripted", input="My dog is Rex")
    second = await client.responses.create(
        model="scripted", input="What is Rex?", previous_response_id=first.id
    )
    listed = await client.responses.input_items.list(second.id)
    ResponseItemList.model_validate(listed.to_dict())
    shown: list[Any] = [
        item async for item in client.responses.input_items.list(second.id, order="asc", limit=1)
    ]
    assert [(item.role, item.content[0].text) for item in shown] == [
        ("user", "My dog is Rex"),
        ("assistant", "Hello, Rex."),
        ("user", "What is Rex?"),
    ]
    assert shown[1].id == first.output[0].id
    with pytest.raises(openai.NotFoundError):
        await client.responses.input_items.list("resp_x")


async def test_a_model_counts_the_tokens_of_an_input(client: AsyncOpenAI, fakes: FakeServices) -> None:
    made = await client.conversations.create(items=[said("My dog is Rex.")])
    counted = await client.responses.input_tokens.count(
        model="scripted", input="What is Rex?", conversation=made.id
    )
    InputTokenCountResponse.model_validate(counted.to_dict())
    assert counted.input_tokens == 10
    (request,) = fakes.llm.requests
    assert ([message.content for message in request.messages], request.max_tokens) == (
        ["My dog is Rex.", "What is Rex?"],
        1,
    )
    assert await texts(client, made.id) == [("user", "My dog is Rex.")]


async def test_tokens_of_the_agent_are_not_known_before_its_turn(
    client: AsyncOpenAI, fakes: FakeServices
) -> None:
    with pytest.raises(openai.UnprocessableEntityError, match="only in its turn"):
        await client.responses.input_tokens.count(model="morgan", input="turn on the light")
    assert not fakes.agent.requests
