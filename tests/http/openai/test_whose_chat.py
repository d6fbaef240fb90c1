"""Who speaks in a chat, in which conversation, and what Morgan adds to OpenAI's fields."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.http.conftest import Door, FakeServices
from wyoming_morgan.agent.contract import Outcome, Said, TurnDone
from wyoming_morgan.http.openai.histories import Chat, Histories

PATH = "/v1/chat/completions"
HELLO = {"role": "user", "content": "hello"}
REX = [
    {"role": "user", "content": "I have a dog called Rex"},
    {"role": "assistant", "content": "A fine name."},
    {"role": "user", "content": "what is my dog called"},
]


async def ask(
    door: Door, messages: Any = (HELLO,), headers: dict[str, str] | None = None, **more: Any
) -> Any:
    body = {"model": "morgan", "messages": list(messages), **more}
    async with door.post(PATH, json=body, headers=headers or {}) as response:
        assert response.status == 200, await response.text()
        return await response.json()


async def test_user_is_nobody_s_name(door: Door, fakes: FakeServices) -> None:
    await ask(door, user="conv1")
    (turn,) = fakes.agent.requests
    assert turn.user_id is None
    await ask(door, user="conv1")
    await ask(door, user="conv2")
    first, again, other = (turn.conversation_id for turn in fakes.agent.requests)
    assert first == again != other


async def test_the_same_user_at_two_clients_is_two_conversations(door: Door, fakes: FakeServices) -> None:
    for key in ("one", "two"):
        await ask(door, headers={"Authorization": f"Bearer {key}"}, user="user")
    first, second = (turn.conversation_id for turn in fakes.agent.requests)
    assert first != second


@pytest.mark.parametrize("nothing", ["undefined", "null", "None", " "])
async def test_an_id_that_a_client_does_not_have_is_none(
    door: Door, fakes: FakeServices, nothing: str
) -> None:
    await ask(door, headers={"X-Conversation-Id": nothing, "X-OpenWebUI-User-Id": nothing})
    (turn,) = fakes.agent.requests
    assert (turn.conversation_id, turn.user_id) == (None, None)


async def test_ids_may_be_numbers(door: Door, fakes: FakeServices) -> None:
    await ask(door, metadata={"user_id": 42, "chat_id": 7, "device_id": True})
    (turn,) = fakes.agent.requests
    assert (turn.user_id, turn.conversation_id, turn.device_id) == ("42", "7", None)


@pytest.mark.parametrize(
    ("headers", "metadata", "person"),
    [
        ({}, {"user_id": "ann"}, "ann"),
        ({"X-OpenWebUI-User-Id": "bob"}, {}, "bob"),
        ({"X-OpenWebUI-User-Id": "bob"}, {"user_id": "ann"}, "ann"),
        ({}, {}, None),
    ],
)
async def test_a_person_is_named_by_metadata_or_a_header(
    door: Door, fakes: FakeServices, headers: dict[str, str], metadata: dict[str, str], person: str | None
) -> None:
    await ask(door, headers=headers, metadata=metadata, user="conv1")
    assert fakes.agent.requests[0].user_id == person


@pytest.mark.parametrize(
    ("headers", "metadata"),
    [
        ({"X-OpenWebUI-Chat-Id": "c"}, {}),
        ({}, {"chat_id": "c"}),
        ({}, {"session_id": "c"}),
        ({}, {"conversation_id": "c", "chat_id": "other"}),
        ({"X-Conversation-Id": "c", "X-OpenWebUI-Chat-Id": "other"}, {}),
    ],
)
async def test_the_ids_of_clients_name_the_conversation(
    door: Door, fakes: FakeServices, headers: dict[str, str], metadata: dict[str, str]
) -> None:
    await ask(door, REX, headers, metadata=metadata, user="ann")
    (turn,) = fakes.agent.requests
    assert (turn.conversation_id, len(turn.earlier)) == ("c", 2)


async def test_two_chats_of_one_user_are_two_conversations(door: Door, fakes: FakeServices) -> None:
    first = await ask(door, user="ann")
    said = first["choices"][0]["message"]["content"]
    await ask(door, [HELLO, {"role": "assistant", "content": said}, HELLO], user="ann")
    await ask(door, user="ann")
    ids = [turn.conversation_id for turn in fakes.agent.requests]
    assert ids[0] == ids[1] != ids[2]
    assert not {None, "ann"}.intersection(ids)


async def test_what_was_said_elsewhere_is_passed_on_with_a_conversation_of_its_own(
    door: Door, fakes: FakeServices
) -> None:
    await ask(door, [{"role": "system", "content": "x"}, *REX], user="ann", metadata={"user_id": "ann"})
    (turn,) = fakes.agent.requests
    assert turn.text == "what is my dog called"
    assert turn.earlier == (Said("user", "I have a dog called Rex"), Said("assistant", "A fine name."))
    assert turn.conversation_id not in {None, "ann"}


def test_a_sender_is_a_client_its_user_and_who_speaks() -> None:
    histories = Histories()
    said = [("user", "a"), ("assistant", "b")]
    ann = Chat("client", said, user="ann", speaker=("ann", None))
    histories.keep(ann.sender, ann.before, "c")
    assert histories.conversation_of(ann) == "c"
    for other in (
        Chat("other", said, user="ann", speaker=("ann", None)),
        Chat("client", said, user="bob", speaker=("ann", None)),
        Chat("client", said, user="ann", speaker=("bob", None)),
        Chat("client", said, user="ann", speaker=("ann", "tablet")),
    ):
        assert histories.conversation_of(other) != "c"


def test_of_conversations_that_went_alike_each_goes_on_once() -> None:
    histories = Histories()
    asked = [("user", "open the garage door"), ("assistant", "Shall I?")]
    for name in ("first", "second"):
        histories.keep("client", asked, name)
    chat = Chat("client", asked)
    histories.keep(chat.sender, asked, "third")
    histories.keep(chat.sender, asked, "fourth")
    assert {histories.conversation_of(chat), histories.conversation_of(chat)} == {"third", "fourth"}


@pytest.mark.parametrize("asks", [True, False])
async def test_whether_an_answer_is_awaited_is_in_a_field_of_morgan_s_own(
    door: Door, fakes: FakeServices, *, asks: bool
) -> None:
    fakes.agent.events = [TurnDone(Outcome.HANDLED, "Shall I?", "en", "c7", "guard", awaits_answer=asks)]
    reply = await ask(door)
    expected = {"conversation_id": "c7", "awaits_answer": asks, "outcome": "handled"}
    assert reply["morgan"] == expected
    body = {"model": "morgan", "messages": [HELLO], "stream": True}
    async with door.post(PATH, json=body) as response:
        lines = [line for line in (await response.text()).split("\n\n") if "finish_reason" in line]
    chunks = [json.loads(line.removeprefix("data: ")) for line in lines]
    assert chunks[-1]["choices"][0]["finish_reason"] == "stop"
    assert chunks[-1]["morgan"] == expected
    assert not any("morgan" in chunk for chunk in chunks[:-1])


async def test_a_reply_without_a_model_took_no_tokens(door: Door) -> None:
    reply = await ask(door)
    assert reply["usage"] == {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}


async def test_the_replies_of_plain_models_have_openai_s_fields_only(door: Door) -> None:
    assert "morgan" not in await ask(door, model="scripted")
