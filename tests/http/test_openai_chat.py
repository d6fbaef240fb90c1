"""Chats in OpenAI's shape: language models, and the agent as `morgan`; with the official client, too."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import openai
import pytest

from tests.fakes.scripted_chat import Call, calls, says
from tests.http.conftest import Door, House, Serve
from tests.http.fakes import Gate
from wyoming_morgan.engines.contract.llm import (
    ChatEnd,
    EndReason,
    Message,
    ModelInfo,
    Role,
    TextPiece,
    ToolCall,
)
from wyoming_morgan.errors import Busy, EngineFailed, EngineUnavailable, TooLarge, UnknownModel

PATH = "/v1/chat/completions"
ASKED = [{"role": "user", "content": "Hello"}]
RAW = {"model": "scripted", "messages": ASKED}


@pytest.fixture
async def client(door: Door) -> AsyncIterator[openai.AsyncOpenAI]:
    # Its modules block while they are imported, which is not Morgan's doing.
    made = openai.AsyncOpenAI(base_url=f"{door.url}/v1", api_key="none", max_retries=0)
    yield made
    await made.close()


async def events(door: Door, body: dict[str, Any]) -> list[Any]:
    """Return what a stream's events hold; `[DONE]` as None."""
    async with door.post(PATH, json=body | {"stream": True}) as response:
        assert response.status == 200, await response.text()
        assert response.headers["Content-Type"] == "text/event-stream"
        assert response.headers["Cache-Control"] == "no-cache"
        raw = (await response.read()).decode()
    assert raw.endswith("\n\n")
    lines = [line.removeprefix("data: ") for line in raw.removesuffix("\n\n").split("\n\n")]
    return [None if line == "[DONE]" else json.loads(line) for line in lines]


def deltas(chunks: list[Any]) -> list[dict[str, Any]]:
    return [chunk["choices"][0]["delta"] for chunk in chunks if chunk and chunk.get("choices")]


async def test_a_reply_comes_whole(door: Door) -> None:
    async with door.post(PATH, json=RAW) as response:
        assert response.status == 200
        body = await response.json()
    assert body["object"] == "chat.completion"
    assert body["model"] == "scripted"
    assert body["choices"] == [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "Hello, you.", "refusal": None},
            "logprobs": None,
            "finish_reason": "stop",
        }
    ]
    assert body["usage"] == {"prompt_tokens": 10, "completion_tokens": 3, "total_tokens": 13}


async def test_a_stream_has_the_role_the_pieces_the_end_and_done(door: Door) -> None:
    chunks = await events(door, RAW)
    assert chunks[-1] is None
    assert deltas(chunks) == [
        {"role": "assistant", "content": ""},
        {"content": "Hello"},
        {"content": ", "},
        {"content": "you."},
        {},
    ]
    assert [chunk["choices"][0]["finish_reason"] for chunk in chunks[:-1]] == [None] * 4 + ["stop"]
    assert len({(chunk["id"], chunk["created"], chunk["object"]) for chunk in chunks[:-1]}) == 1
    assert not any("usage" in chunk for chunk in chunks[:-1])


async def test_tokens_come_last_where_they_are_asked_for(door: Door) -> None:
    chunks = await events(door, RAW | {"stream_options": {"include_usage": True}})
    assert chunks[-1] is None
    assert chunks[-2]["choices"] == []
    assert chunks[-2]["usage"] == {"prompt_tokens": 10, "completion_tokens": 3, "total_tokens": 13}
    assert all(chunk["usage"] is None for chunk in chunks[:-2])


async def test_every_piece_is_sent_before_the_next_is_there(door: Door, house: House) -> None:
    house.chat.script = [[TextPiece("first"), 60.0, TextPiece("never")]]
    response = await door.session.post(door.url + PATH, json=RAW | {"stream": True})
    async with asyncio.timeout(10):
        seen = b""
        while b"first" not in seen:
            seen += await response.content.readany()
    response.close()
    async with asyncio.timeout(10):
        while not house.chat.cancelled:  # noqa: ASYNC110 - the server learns of it through its socket
            await asyncio.sleep(0.005)


@pytest.mark.parametrize("stream", [True, False])
async def test_a_client_that_leaves_before_the_first_piece_cancels_the_model(
    door: Door, house: House, *, stream: bool
) -> None:
    house.chat.script = [[60.0, TextPiece("never")]]
    asking = asyncio.create_task(door.session.post(door.url + PATH, json=RAW | {"stream": stream}))
    async with asyncio.timeout(10):
        while not house.chat.requests:  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.005)
        asking.cancel()
        while not house.chat.cancelled:  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.005)


async def test_everything_asked_for_reaches_the_model(door: Door, house: House) -> None:
    body = {
        "model": "scripted",
        "messages": [
            {
                "role": "developer",
                "content": [{"type": "text", "text": "Be "}, {"type": "text", "text": "brief."}],
            },
            {"role": "user", "content": "Hello", "name": "somebody"},
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [
                    {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
                ],
            },
            {"role": "tool", "tool_call_id": "c1", "content": "done"},
        ],
        "tools": [
            {
                "type": "function",
                "function": {
                    "name": "f",
                    "description": "d",
                    "parameters": {"type": "object"},
                    "strict": True,
                },
            },
            {"type": "function", "function": {"name": "g"}},
        ],
        "tool_choice": {"type": "function", "function": {"name": "f"}},
        "parallel_tool_calls": False,
        "temperature": 0,
        "top_p": 1,
        "max_tokens": 5,
        "max_completion_tokens": 7,
        "stop": "x",
        "seed": 3,
        "response_format": {"type": "json_schema", "json_schema": {"name": "n", "schema": {"type": "array"}}},
        "reasoning_effort": "low",
        "logit_bias": {"1": 2},
        "something_new": [1],
        "n": 1,
        "user": None,
    }
    async with door.post(PATH, json=body) as response:
        assert response.status == 200, await response.text()
    (request,) = house.chat.requests
    assert request.messages == (
        Message(Role.SYSTEM, "Be brief."),
        Message(Role.USER, "Hello"),
        Message(Role.ASSISTANT, tool_calls=(ToolCall("c1", "f", "{}"),)),
        Message(Role.TOOL, "done", tool_call_id="c1"),
    )
    assert [(tool.name, tool.description, tool.parameters) for tool in request.tools] == [
        ("f", "d", {"type": "object"}),
        ("g", "", {}),
    ]
    assert (request.model, request.tool_choice, request.parallel_tool_calls) == ("scripted", "f", False)
    assert (request.temperature, request.top_p, request.max_tokens, request.seed) == (0.0, 1.0, 7, 3)
    assert (request.stop, request.json_schema, request.reasoning) == (("x",), {"type": "array"}, True)


@pytest.mark.parametrize(
    ("given", "schema", "think"),
    [
        ({"response_format": {"type": "json_object"}}, {"type": "object"}, False),
        ({"response_format": {"type": "text"}, "stop": ["a", "b"]}, None, False),
        ({"reasoning_effort": "none"}, None, False),
        ({"reasoning_effort": "minimal"}, None, False),
    ],
)
async def test_shapes_and_reasoning_are_as_asked(
    door: Door, house: House, given: dict[str, Any], schema: Any, *, think: bool
) -> None:
    async with door.post(PATH, json=RAW | given) as response:
        assert response.status == 200, await response.text()
    assert (house.chat.requests[0].json_schema, house.chat.requests[0].reasoning) == (schema, think)


@pytest.mark.parametrize(
    ("changed", "param"),
    [
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "robot", "content": "x"}]}, "messages.0.role"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}, "messages.0.content.0.type"),
        ({"n": 2}, "n"),
        ({"temperature": 3}, "temperature"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"response_format": {"type": "json_schema"}}, "response_format.json_schema.schema"),
    ],
)
async def test_what_cannot_be_done_is_refused(
    door: Door, house: House, changed: dict[str, Any], param: str
) -> None:
    for stream in (False, True):
        async with door.post(PATH, json=RAW | changed | {"stream": stream}) as response:
            error = await door.error(response, 422)
        assert error["param"] == param
    assert not house.chat.requests


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UnknownModel("no"), 404),
        (TooLarge("long"), 413),
        (Busy("full"), 503),
        (EngineUnavailable("away"), 503),
        (EngineFailed("broke"), 500),
    ],
)
async def test_a_failure_before_the_first_piece_is_a_status(
    door: Door, house: House, error: Any, status: int
) -> None:
    house.chat.script = [[error]]
    house.chat.repeat = True
    for stream in (False, True):
        async with door.post(PATH, json=RAW | {"stream": stream}) as response:
            await door.error(response, status)


async def test_a_failure_after_it_is_an_event_and_no_end(door: Door, house: House) -> None:
    house.chat.script = [[TextPiece("a"), Busy("full")]]
    chunks = await events(door, RAW)
    assert chunks[-1]["error"]["code"] == "busy"
    assert None not in chunks


async def test_a_slow_model_is_given_up_with_the_request_s_time(serve: Serve, house: House) -> None:
    house.chat.script = [[TextPiece("a"), 60.0], [60.0]]
    door = await serve(request_seconds=0.3)
    with pytest.raises(aiohttp.ClientPayloadError):  # a reply cut short must not look whole
        await events(door, RAW)
    async with door.post(PATH, json=RAW) as response:
        assert (await door.error(response, 504))["code"] == "timeout"
    assert house.chat.cancelled == 2


# The official client


async def test_the_client_streams(client: openai.AsyncOpenAI, house: House) -> None:
    house.chat.script = [says("Hello", ", ", "you.", reasoning="A greeting.")]
    stream = await client.chat.completions.create(
        model="scripted",
        messages=[{"role": "user", "content": "Hello"}],
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = [chunk async for chunk in stream]
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == "Hello, you."
    thoughts = [
        getattr(chunk.choices[0].delta, "reasoning_content", None) for chunk in chunks if chunk.choices
    ]
    assert "A greeting." in thoughts
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.total_tokens == 13


@pytest.mark.parametrize("stream", [True, False])
async def test_the_client_puts_calls_together(
    client: openai.AsyncOpenAI, house: House, *, stream: bool
) -> None:
    house.chat.script = [calls(Call("f", {"a": "ü"}, id="c1", pieces=3), Call("g", {}, id="c2"))]
    asked: Any = {
        "model": "scripted",
        "messages": [{"role": "user", "content": "Hello"}],
        "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}],
    }
    if stream:
        async with client.chat.completions.stream(**asked) as streamed:
            reply = await streamed.get_final_completion()
    else:
        reply = await client.chat.completions.create(**asked)
    choice = reply.choices[0]
    assert choice.finish_reason == "tool_calls"
    assert choice.message.content in {None, ""}
    told = [
        (call.id, call.function.name, call.function.arguments) for call in choice.message.tool_calls or ()
    ]
    assert told == [("c1", "f", json.dumps({"a": "ü"})), ("c2", "g", "{}")]


async def test_the_client_learns_of_a_failure_in_the_stream(client: openai.AsyncOpenAI, house: House) -> None:
    house.chat.script = [[TextPiece("a"), EngineFailed("broke")]]
    stream = await client.chat.completions.create(
        model="scripted", messages=[{"role": "user", "content": "Hello"}], stream=True
    )
    with pytest.raises(openai.APIError, match="broke"):
        async for _ in stream:
            pass


async def test_the_client_gets_vectors_as_floats(client: openai.AsyncOpenAI, house: House) -> None:
    made = await client.embeddings.create(model="vectors", input=["abc", "abd"])
    assert [entry.index for entry in made.data] == [0, 1]
    assert made.data[0].embedding[:4] == pytest.approx([3**-0.5, 3**-0.5, 3**-0.5, 0.0])
    assert house.chat.embedded == [("abc", "abd")]
    plain = await client.embeddings.create(model="vectors", input="abc", encoding_format="float")
    assert plain.data[0].embedding == pytest.approx(made.data[0].embedding)
    cut = await client.embeddings.create(model="vectors", input="abc", dimensions=2)
    assert cut.data[0].embedding == pytest.approx([0.5**0.5, 0.5**0.5])


# Embeddings


@pytest.mark.parametrize(
    ("body", "param", "words"),
    [
        ({"input": [1, 2]}, "input", "tokens cannot be used"),
        ({"input": [[1], [2]]}, "input", "tokens cannot be used"),
        ({"input": []}, "input", "expected a text"),
        ({"input": ""}, "input", "not empty"),
        ({"input": ["a", 1]}, "input", "expected texts"),
        ({"input": ["a"] * 2049}, "input", "1 to 2048"),
        ({}, "input", "required"),
        ({"input": "a", "dimensions": 99}, "dimensions", "the model has 26"),
        ({"input": "a", "encoding_format": "hex"}, "encoding_format", "base64"),
    ],
)
async def test_what_cannot_be_compared_is_refused(
    door: Door, body: dict[str, Any], param: str, words: str
) -> None:
    async with door.post("/v1/embeddings", json={"model": "vectors"} | body) as response:
        error = await door.error(response, 422)
    assert error["param"] == param
    assert words in error["message"]


async def test_embeddings_say_who_made_them(door: Door) -> None:
    async with door.post("/v1/embeddings", json={"input": "abc"}) as response:
        body = await response.json()
    assert body["model"] == "vectors"
    assert body["usage"] == {"prompt_tokens": 1, "total_tokens": 1}
    assert isinstance(body["data"][0]["embedding"], list)


# The whole agent


@pytest.mark.parametrize("model", ["morgan", ""])
async def test_morgan_is_the_whole_agent(door: Door, house: House, model: str) -> None:
    body = {
        "model": model,
        "messages": [
            {"role": "system", "content": "ignored"},
            {"role": "user", "content": "turn on"},
            {"role": "assistant", "content": "What?"},
            {"role": "user", "content": "turn on the light"},
        ],
        "user": "anna",
        "metadata": {"conversation_id": "c", "device_id": "d", "area": "Kitchen", "language": "de", "x": 5},
    }
    async with door.post(PATH, json=body) as response:
        reply = await response.json()
    assert reply["model"] == "morgan"
    assert reply["choices"][0]["message"]["content"] == "Turned on the light"
    (turn,) = house.mind.requests
    assert (turn.text, turn.user_id, turn.conversation_id) == ("turn on the light", "anna", "c")
    assert (turn.device_id, turn.area, turn.language) == ("d", "Kitchen", "de")
    assert not house.chat.requests
    assert house.turn_log.recent[0].outcome == "intents"


async def test_the_agent_s_reply_streams(door: Door, house: House) -> None:
    chunks = await events(door, {"model": "morgan", "messages": ASKED})
    assert deltas(chunks)[1:] == [{"content": "Turned on the light"}, {}]
    assert chunks[-1] is None
    assert house.turn_log.recent[0].outcome == "intents"


@pytest.mark.parametrize(
    ("headers", "extra", "conversation"),
    [
        ({"X-Conversation-Id": "h"}, {"user": "u", "metadata": {"conversation_id": "m"}}, "h"),
        ({}, {"user": "u"}, "u"),
        ({}, {}, None),
    ],
)
async def test_a_conversation_goes_on_by_header_metadata_or_user(
    door: Door, house: House, headers: dict[str, str], extra: dict[str, Any], conversation: str | None
) -> None:
    async with door.post(PATH, json={"messages": ASKED, **extra}, headers=headers) as response:
        assert response.status == 200
    assert house.mind.requests[0].conversation_id == conversation


async def test_a_client_that_leaves_cancels_the_agent(door: Door, house: House) -> None:
    house.mind.gate = Gate()
    asking = asyncio.create_task(door.session.post(door.url + PATH, json={"messages": ASKED}))
    await house.mind.gate.arrived.wait()
    asking.cancel()
    await house.mind.gate.given_up.wait()


async def test_the_agent_needs_something_the_user_said(door: Door) -> None:
    body = {"model": "morgan", "messages": [{"role": "system", "content": "x"}]}
    async with door.post(PATH, json=body) as response:
        assert (await door.error(response, 422))["param"] == "messages"


async def test_without_an_agent_morgan_is_the_current_model(serve: Serve, house: House) -> None:
    door = await serve(without=("mind",))
    async with door.post(PATH, json={"model": "morgan", "messages": ASKED}) as response:
        assert (await response.json())["model"] == "scripted"
    assert house.chat.requests[0].model is None


async def test_without_models_there_is_the_agent_alone(serve: Serve) -> None:
    door = await serve(without=("chat",))
    async with door.post(PATH, json=RAW) as response:
        error = await door.error(response, 404)
    assert error["code"] == "model_not_found"
    async with door.post(PATH, json={"messages": ASKED}) as response:
        assert response.status == 200
    async with door.post("/v1/embeddings", json={"input": "a"}) as response:
        assert "backends in llm.yaml" in (await door.error(response, 503))["message"]


async def test_without_either_there_is_no_chat(serve: Serve) -> None:
    door = await serve(without=("chat", "mind"))
    async with door.post(PATH, json=RAW) as response:
        await door.error(response, 404)


async def test_models_are_listed_with_the_agent_and_their_context(door: Door, house: House) -> None:
    house.chat.models = (ModelInfo("home/org/x:4b", "ollama", context_tokens=512),)
    async with door.get("/v1/models") as response:
        listed = {model["id"]: model for model in (await response.json())["data"]}
    assert "morgan" in listed
    assert listed["home/org/x:4b"]["context_length"] == 512
    assert listed["home/org/x:4b"]["owned_by"] == "ollama"
    async with door.get("/v1/models/home/org/x:4b") as response:
        assert (await response.json())["id"] == "home/org/x:4b"
    async with door.get("/v1/audio/models") as response:
        assert "home/org/x:4b" not in {model["id"] for model in (await response.json())["models"]}


async def test_tokens_nobody_counted_are_not_made_up(door: Door, house: House) -> None:
    house.chat.script = [[TextPiece("a"), ChatEnd(EndReason.STOP, "m")]]
    house.chat.repeat = True
    async with door.post(PATH, json=RAW) as response:
        assert "usage" not in await response.json()
    chunks = await events(door, RAW | {"stream_options": {"include_usage": True}})
    assert all(chunk["usage"] is None for chunk in chunks[:-1])


async def test_chats_need_the_key(serve: Serve) -> None:
    door = await serve(api_keys=("secret-key",))
    for path, body in ((PATH, RAW), ("/v1/embeddings", {"input": "a"})):
        async with door.post(path, json=body) as response:
            await door.error(response, 401)
