"""Chats in OpenAI's format: language models, and the agent as `morgan`; with the official client, too."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import openai
import pytest

from tests.fakes import Gate
from tests.fakes.scripted_chat import Call, calls, says
from tests.http.conftest import Door, FakeServices, Serve
from tests.waiting import until
from wyoming_morgan.agent.contract import Outcome, TextDelta, TurnDone
from wyoming_morgan.engines.contract.llm import (
    ChatEnd,
    EndReason,
    ImagePart,
    Message,
    Role,
    TextPiece,
    Tool,
    ToolCall,
)
from wyoming_morgan.errors import Busy, EngineFailed, EngineUnavailable, TooLarge, UnknownModel

PATH = "/v1/chat/completions"
ASKED = [{"role": "user", "content": "Hello"}]
RAW = {"model": "scripted", "messages": ASKED}


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


async def test_every_piece_is_sent_before_the_next_is_there(door: Door, fakes: FakeServices) -> None:
    fakes.llm.script = [[TextPiece("first"), 60.0, TextPiece("never")]]
    response = await door.session.post(door.url + PATH, json=RAW | {"stream": True})
    async with asyncio.timeout(10):
        seen = b""
        while b"first" not in seen:
            seen += await response.content.readany()
    response.close()
    await until(lambda: fakes.llm.cancelled)


@pytest.mark.parametrize("stream", [True, False])
async def test_a_client_that_leaves_before_the_first_piece_cancels_the_model(
    door: Door, fakes: FakeServices, *, stream: bool
) -> None:
    fakes.llm.script = [[60.0, TextPiece("never")]]
    asking = asyncio.create_task(door.session.post(door.url + PATH, json=RAW | {"stream": stream}))
    await until(lambda: fakes.llm.requests)
    asking.cancel()
    await until(lambda: fakes.llm.cancelled)


async def test_everything_asked_for_reaches_the_model(door: Door, fakes: FakeServices) -> None:
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
    (request,) = fakes.llm.requests
    assert request.messages == (
        Message(Role.SYSTEM, "Be brief."),
        Message(Role.USER, "Hello", name="somebody"),
        Message(Role.ASSISTANT, tool_calls=(ToolCall("c1", "f", "{}"),)),
        Message(Role.TOOL, "done", tool_call_id="c1"),
    )
    assert request.tools == (Tool("f", "d", {"type": "object"}, strict=True), Tool("g", "", {}))
    assert (request.model, request.tool_choice, request.parallel_tool_calls) == ("scripted", "f", False)
    assert (request.temperature, request.top_p, request.max_tokens, request.seed) == (0.0, 1.0, 7, 3)
    assert (request.stop, request.json_schema, request.reasoning) == (("x",), {"type": "array"}, True)
    assert (request.schema_name, request.schema_is_strict) == ("n", True)


@pytest.mark.parametrize(
    ("given", "schema", "think"),
    [
        pytest.param(
            {"response_format": {"type": "json_object"}}, {"type": "object"}, False, id="json_object"
        ),
        pytest.param({"response_format": {"type": "text"}, "stop": ["a", "b"]}, None, False, id="text"),
        pytest.param({"reasoning_effort": "none"}, None, False, id="effort none"),
        pytest.param({"reasoning_effort": "minimal"}, None, False, id="effort minimal"),
    ],
)
async def test_shapes_and_reasoning_are_as_asked(
    door: Door, fakes: FakeServices, given: dict[str, Any], schema: Any, *, think: bool
) -> None:
    async with door.post(PATH, json=RAW | given) as response:
        assert response.status == 200, await response.text()
    assert (fakes.llm.requests[0].json_schema, fakes.llm.requests[0].reasoning) == (schema, think)


@pytest.mark.parametrize(
    ("changed", "param"),
    [
        pytest.param({"messages": []}, "messages", id="no messages"),
        pytest.param({"messages": [{"role": "robot", "content": "x"}]}, "messages.0.role", id="unknown role"),
        pytest.param(
            {"messages": [{"role": "assistant", "content": [{"type": "input_audio"}]}]},
            "messages.0.content.0.type",
            id="audio of the assistant",
        ),
        pytest.param(
            {"messages": [{"role": "user", "content": [{"type": "image_url"}]}]},
            "messages.0.content.0.image_url",
            id="no image",
        ),
        pytest.param(
            {"messages": [{"role": "system", "content": [{"type": "image_url"}]}]},
            "messages.0.content.0.type",
            id="an image of the system",
        ),
        pytest.param({"n": 2}, "n", id="two replies"),
        pytest.param({"temperature": 3}, "temperature", id="temperature too high"),
        pytest.param({"max_tokens": 0}, "max_tokens", id="no tokens"),
        pytest.param(
            {"response_format": {"type": "json_schema"}},
            "response_format.json_schema.schema",
            id="schema missing",
        ),
    ],
)
async def test_what_cannot_be_done_is_refused(
    door: Door, fakes: FakeServices, changed: dict[str, Any], param: str
) -> None:
    for stream in (False, True):
        async with door.post(PATH, json=RAW | changed | {"stream": stream}) as response:
            error = await door.error(response, 422)
        assert error["param"] == param
    assert not fakes.llm.requests


@pytest.mark.parametrize(
    ("error", "status"),
    [
        pytest.param(UnknownModel("no"), 404, id="unknown model"),
        pytest.param(TooLarge("long"), 413, id="too large"),
        pytest.param(Busy("full"), 503, id="busy"),
        pytest.param(EngineUnavailable("away"), 503, id="unavailable"),
        pytest.param(EngineFailed("broke"), 500, id="failed"),
    ],
)
async def test_a_failure_before_the_first_piece_is_a_status(
    door: Door, fakes: FakeServices, error: Any, status: int
) -> None:
    fakes.llm.script = [[error]]
    fakes.llm.repeat = True
    for stream in (False, True):
        async with door.post(PATH, json=RAW | {"stream": stream}) as response:
            await door.error(response, status)


async def test_a_failure_after_it_is_an_event_and_no_end(door: Door, fakes: FakeServices) -> None:
    fakes.llm.script = [[TextPiece("a"), Busy("full")]]
    chunks = await events(door, RAW)
    assert chunks[-1]["error"]["code"] == "busy"
    assert None not in chunks


async def test_a_slow_model_is_given_up_with_the_request_s_time(serve: Serve, fakes: FakeServices) -> None:
    fakes.llm.script = [[TextPiece("a"), 60.0], [60.0]]
    door = await serve(request_seconds=0.3)
    with pytest.raises(aiohttp.ClientPayloadError):  # a reply cut short must not look whole
        await events(door, RAW)
    async with door.post(PATH, json=RAW) as response:
        assert (await door.error(response, 504))["code"] == "timeout"
    assert fakes.llm.cancelled == 2


# The official client


async def test_the_client_streams(client: openai.AsyncOpenAI, fakes: FakeServices) -> None:
    fakes.llm.script = [says("Hello", ", ", "you.", reasoning="A greeting.")]
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
    client: openai.AsyncOpenAI, fakes: FakeServices, *, stream: bool
) -> None:
    fakes.llm.script = [calls(Call("f", {"a": "ü"}, id="c1", pieces=3), Call("g", {}, id="c2"))]
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
    tool_calls = [
        (call.id, call.function.name, call.function.arguments) for call in choice.message.tool_calls or ()
    ]
    assert tool_calls == [("c1", "f", json.dumps({"a": "ü"})), ("c2", "g", "{}")]


async def test_the_client_learns_of_a_failure_in_the_stream(
    client: openai.AsyncOpenAI, fakes: FakeServices
) -> None:
    fakes.llm.script = [[TextPiece("a"), EngineFailed("broke")]]
    stream = await client.chat.completions.create(
        model="scripted", messages=[{"role": "user", "content": "Hello"}], stream=True
    )
    with pytest.raises(openai.APIError, match="broke"):
        async for _ in stream:
            pass


# Embeddings


# The whole agent


@pytest.mark.parametrize("model", ["morgan", ""])
async def test_morgan_is_the_whole_agent(door: Door, fakes: FakeServices, model: str) -> None:
    body = {
        "model": model,
        "messages": [
            {"role": "system", "content": "ignored"},
            {"role": "user", "content": "turn on"},
            {"role": "assistant", "content": "What?"},
            {"role": "user", "content": "turn on the light"},
        ],
        "user": "anna",
        "metadata": {
            "user_id": "ann",
            "conversation_id": "c",
            "device_id": "d",
            "area": "Kitchen",
            "language": "de",
            "x": 5,
        },
    }
    async with door.post(PATH, json=body) as response:
        reply = await response.json()
    assert reply["model"] == "morgan"
    assert reply["choices"][0]["message"]["content"] == "Turned on the light"
    (turn,) = fakes.agent.requests
    assert (turn.text, turn.user_id, turn.conversation_id) == ("turn on the light", "ann", "c")
    assert (turn.device_id, turn.area, turn.language) == ("d", "Kitchen", "de")
    assert not fakes.llm.requests
    assert fakes.turn_log.recent[0].outcome == "intents"


async def test_the_agent_s_reply_streams(door: Door, fakes: FakeServices) -> None:
    chunks = await events(door, {"model": "morgan", "messages": ASKED})
    assert deltas(chunks)[1:] == [{"content": "Turned on the light"}, {}]
    assert chunks[-1] is None
    assert fakes.turn_log.recent[0].outcome == "intents"


@pytest.mark.parametrize(
    ("headers", "extra", "conversation"),
    [
        pytest.param(
            {"X-Conversation-Id": "h"},
            {"user": "u", "metadata": {"conversation_id": "m"}},
            "h",
            id="header first",
        ),
        pytest.param({}, {}, None, id="none"),
    ],
)
async def test_a_conversation_goes_on_by_header_or_metadata(
    door: Door, fakes: FakeServices, headers: dict[str, str], extra: dict[str, Any], conversation: str | None
) -> None:
    async with door.post(PATH, json={"messages": ASKED, **extra}, headers=headers) as response:
        assert response.status == 200
    assert fakes.agent.requests[0].conversation_id == conversation


async def test_a_client_that_leaves_cancels_the_agent(door: Door, fakes: FakeServices) -> None:
    fakes.agent.gate = Gate()
    asking = asyncio.create_task(door.session.post(door.url + PATH, json={"messages": ASKED}))
    await fakes.agent.gate.arrived.wait()
    asking.cancel()
    await fakes.agent.gate.given_up.wait()


async def test_the_agent_needs_something_the_user_said(serve: Serve, fakes: FakeServices) -> None:
    door = await serve(without=("llm",))
    body = {"model": "morgan", "messages": [{"role": "system", "content": "x"}]}
    async with door.post(PATH, json=body) as response:
        await door.error(response, 404)
    assert not fakes.agent.requests


async def test_without_an_agent_morgan_is_the_current_model(serve: Serve, fakes: FakeServices) -> None:
    door = await serve(without=("agent",))
    async with door.post(PATH, json={"model": "morgan", "messages": ASKED}) as response:
        assert (await response.json())["model"] == "scripted"
    assert fakes.llm.requests[0].model is None


async def test_without_models_there_is_the_agent_alone(serve: Serve) -> None:
    door = await serve(without=("llm",))
    async with door.post(PATH, json=RAW) as response:
        error = await door.error(response, 404)
    assert error["code"] == "model_not_found"
    async with door.post(PATH, json={"messages": ASKED}) as response:
        assert response.status == 200
    async with door.post("/v1/embeddings", json={"input": "a"}) as response:
        assert "llm.backends" in (await door.error(response, 503))["message"]


async def test_without_either_there_is_no_chat(serve: Serve) -> None:
    door = await serve(without=("llm", "agent"))
    async with door.post(PATH, json=RAW) as response:
        await door.error(response, 404)


async def test_clients_find_usage_where_nobody_counted_tokens(door: Door, fakes: FakeServices) -> None:
    fakes.llm.script = [[TextPiece("a"), ChatEnd(EndReason.STOP, "m")]]
    fakes.llm.repeat = True
    none = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
    async with door.post(PATH, json=RAW) as response:
        assert (await response.json())["usage"] == none
    chunks = await events(door, RAW | {"stream_options": {"include_usage": True}})
    assert [chunk["usage"] for chunk in chunks[:-1] if not chunk["choices"]] == [none]


async def test_chats_need_the_key(serve: Serve) -> None:
    door = await serve(api_keys=("secret-key",))
    for path, body in ((PATH, RAW), ("/v1/embeddings", {"input": "a"})):
        async with door.post(path, json=body) as response:
            await door.error(response, 401)


@pytest.mark.parametrize("stream", [True, False])
async def test_a_question_of_the_agent_stands_at_the_end_of_what_was_streamed(
    door: Door, fakes: FakeServices, *, stream: bool
) -> None:
    question = "Shall I really do this: unlock: Front door?"
    fakes.agent.events = (
        TextDelta("It is cold. "),
        TextDelta(question),
        TurnDone(Outcome.HANDLED, f"It is cold. {question}", "en", "c", "llm", awaits_answer=True),
    )
    body = {"model": "morgan", "messages": ASKED}
    if stream:
        assert deltas(await events(door, body))[-2:] == [{"content": question}, {}]
    else:
        async with door.post(PATH, json=body) as response:
            message = (await response.json())["choices"][0]["message"]
        assert message["content"] == f"It is cold. {question}"


def seen(url: str) -> list[dict[str, Any]]:
    parts = [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": url}}]
    return [{"role": "user", "content": parts}]


async def test_a_picture_goes_along_to_a_language_model(door: Door, fakes: FakeServices) -> None:
    fakes.llm.script = [says("A door.")]
    body = RAW | {"messages": seen("data:image/png;base64,aGVsbG8=")}
    async with door.post(PATH, json=body) as response:
        assert response.status == 200
    [message] = fakes.llm.requests[0].messages
    assert (message.content, message.images) == ("What is this?", (ImagePart("image/png", "aGVsbG8="),))


@pytest.mark.parametrize(
    "url", ["https://example.org/door.png", "data:text/html;base64,aGVsbG8=", "data:image/png;base64,%", ""]
)
async def test_no_picture_is_fetched_and_nothing_else_is_one(
    door: Door, fakes: FakeServices, url: str
) -> None:
    async with door.post(PATH, json=RAW | {"messages": seen(url)}) as response:
        await door.error(response, 422)
    assert fakes.llm.requests == []


async def test_a_picture_goes_along_to_the_agent(door: Door, fakes: FakeServices) -> None:
    body = {"model": "morgan", "messages": seen("data:image/png;base64,aGVsbG8=")}
    async with door.post(PATH, json=body) as response:
        assert response.status == 200
    (turn,) = fakes.agent.requests
    assert (turn.text, turn.images) == ("What is this?", (ImagePart("image/png", "aGVsbG8="),))
