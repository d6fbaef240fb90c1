"""Language models behind OpenAI-compatible servers: llama.cpp's real one, Morgan's own, and bad ones."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from tests.engines.closing import closed_after_test
from tests.engines.llm.chats import CONTEXT, HELLO, answer, end, text
from tests.fakes.chat_server import RawChatServer, delta, serving_models
from tests.fakes.llama_server import CONTEXT_TOKENS, MODEL, LlamaServer
from tests.fakes.scripted_chat import Call, ScriptedChat, calls, says
from tests.waiting import until
from wyoming_morgan.engines.clients.openai_chat import OpenAiChatOptions
from wyoming_morgan.engines.contract.llm import (
    CallPiece,
    ChatEvent,
    ChatRequest,
    EndReason,
    ImagePart,
    Message,
    ReasoningPiece,
    Role,
    TextPiece,
    Tool,
    ToolCall,
)
from wyoming_morgan.engines.llm.openai.engine import OpenAiChat
from wyoming_morgan.errors import (
    Busy,
    DeadlineExceeded,
    EngineFailed,
    EngineUnavailable,
    InvalidRequest,
    MorganError,
    TooLarge,
    UnknownModel,
)

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("engines_are_closed")]

TOOL = Tool("turn_on", "Switches on.", {"type": "object", "properties": {"area": {"type": "string"}}})


def backend(base_url: str, **more: Any) -> OpenAiChat:
    return closed_after_test(
        OpenAiChat(OpenAiChatOptions.model_validate({"base_url": base_url, **more}), CONTEXT)
    )


# llama.cpp's server with a real model


async def test_a_real_server_tells_its_model_and_context(llama: LlamaServer) -> None:
    engine = backend(llama.base_url)
    await engine.load()
    (model,) = engine.capabilities.models
    assert engine.capabilities.model == model.id == MODEL
    assert model.context_tokens == CONTEXT_TOKENS
    assert model.bytes


async def test_a_real_model_answers_in_pieces_with_its_tokens(llama: LlamaServer) -> None:
    events = await answer(backend(llama.base_url), max_tokens=30, temperature=0.0, seed=1)
    ending = end(events)
    assert len(events) > 5
    assert text(events)
    assert (ending.model, ending.completion_tokens, ending.truncated) == (MODEL, 30, False)
    assert ending.reason is EndReason.LENGTH
    assert (
        ending.prompt_tokens == len("<s>system\nYou are Morgan.<e>\n<s>user\nHello<e>\n<s>assistant\n") - 10
    )


async def test_the_same_seed_gives_the_same_reply(llama: LlamaServer) -> None:
    engine = backend(llama.base_url)
    once, again, other = [
        text(await answer(engine, max_tokens=40, temperature=1.5, seed=seed)) for seed in (1, 1, 2)
    ]
    assert once == again != other


async def test_a_real_model_stops_where_it_is_told(llama: LlamaServer) -> None:
    engine = backend(llama.base_url)
    whole = text(await answer(engine, max_tokens=60, temperature=0.0))
    word = next(letter for letter in whole[5:] if letter.isascii() and letter.isalnum())
    events = await answer(engine, max_tokens=60, temperature=0.0, stop=(word,))
    assert text(events) == whole[: whole.index(word)]
    assert end(events).reason is EndReason.STOP


async def test_a_real_model_keeps_to_a_schema(llama: LlamaServer) -> None:
    schema = {
        "type": "object",
        "properties": {"on": {"type": "boolean"}, "area": {"enum": ["kitchen", "bath"]}},
        "required": ["on", "area"],
        "additionalProperties": False,
    }
    events = await answer(backend(llama.base_url), max_tokens=200, json_schema=schema)
    reply = json.loads(text(events))
    assert isinstance(reply["on"], bool)
    assert reply["area"] in {"kitchen", "bath"}


async def test_a_prompt_too_long_for_a_real_model_is_too_large(llama: LlamaServer) -> None:
    with pytest.raises(TooLarge, match="exceeds the available context size"):
        await answer(backend(llama.base_url), messages=(Message(Role.USER, "x" * 2000),))


async def test_a_real_server_stops_when_the_reply_is_closed(llama: LlamaServer) -> None:
    engine = backend(llama.base_url)
    for _ in range(8):  # twice as many as it works on at once
        events = engine.chat(ChatRequest(HELLO, max_tokens=900))
        await anext(events)
        await events.aclose()
    async with aiohttp.ClientSession() as session, asyncio.timeout(20):
        while True:
            async with session.get(f"{llama.url}/slots") as response:
                if not any(slot["is_processing"] for slot in await response.json()):
                    break
            await asyncio.sleep(0.01)


async def test_a_real_server_answers_many_at_once(llama: LlamaServer) -> None:
    engine = backend(llama.base_url)
    answers = await asyncio.gather(*(answer(engine, max_tokens=10) for _ in range(12)))
    assert {end(events).completion_tokens for events in answers} == {10}


async def test_a_real_model_makes_vectors(llama_embeddings: LlamaServer) -> None:
    engine = backend(llama_embeddings.base_url, embedding_model=MODEL)
    made = await engine.embed(["turn on the light", "turn on the lamp", "turn on the light"])
    assert {len(vector) for vector in made.vectors} == {64}
    assert made.vectors[0] == pytest.approx(made.vectors[2], abs=1e-4)
    assert made.vectors[0] != pytest.approx(made.vectors[1], abs=1e-4)
    assert made.tokens


async def test_a_server_without_embeddings_says_so(llama: LlamaServer) -> None:
    with pytest.raises(EngineFailed, match="does not support embeddings"):
        await backend(llama.base_url).embed(["a"], MODEL)
    with pytest.raises(InvalidRequest, match="embedding_model"):
        await backend(llama.base_url).embed(["a"])


# Morgan's own server


async def test_tool_calls_come_in_pieces_and_in_parallel() -> None:
    script = calls(
        Call("turn_on", {"area": "Küche"}, id="call_a", pieces=4),
        Call("turn_off", '{"broken": ', id="call_b", pieces=2),
        text="One moment.",
    )
    model = ScriptedChat([script])
    async with serving_models(model) as base_url:
        events = await answer(backend(base_url), tools=(TOOL,), tool_choice="required", reasoning=True)
    assert text(events) == "One moment."
    pieces = [event for event in events if isinstance(event, CallPiece)]
    assert [(piece.index, piece.id, piece.name) for piece in pieces if piece.id] == [
        (0, "call_a", "turn_on"),
        (1, "call_b", "turn_off"),
    ]
    arguments = ["".join(piece.arguments for piece in pieces if piece.index == index) for index in (0, 1)]
    assert arguments == [json.dumps({"area": "Küche"}), '{"broken": ']
    assert end(events).reason is EndReason.TOOL_CALLS
    assert model.requests[0].tools == (TOOL,)
    assert model.requests[0].tool_choice == "required"


async def test_a_whole_conversation_reaches_the_server_as_it_is() -> None:
    messages = (
        *HELLO,
        Message(Role.ASSISTANT, "Yes.", (ToolCall("call_a", "turn_on", '{"area": "x"}'),)),
        Message(Role.TOOL, "done", tool_call_id="call_a"),
        Message(
            Role.USER, "Thanks \N{THUMBS UP SIGN}", images=(ImagePart("image/png", "aGVsbG8="),), name="ann"
        ),
    )
    model = ScriptedChat([says("Welcome.")])
    async with serving_models(model) as base_url:
        await answer(
            backend(base_url, temperature=0.5),
            messages=messages,
            tools=(TOOL,),
            tool_choice="turn_on",
            parallel_tool_calls=False,
            top_p=0.9,
            max_tokens=9,
            stop=("a", "b"),
            seed=3,
            json_schema={"type": "object"},
        )
    (request,) = model.requests
    assert request.messages == messages
    assert (request.tool_choice, request.parallel_tool_calls) == ("turn_on", False)
    assert (request.temperature, request.top_p, request.max_tokens) == (0.5, 0.9, 9)
    assert (request.stop, request.seed, request.json_schema) == (("a", "b"), 3, {"type": "object"})


@pytest.mark.parametrize("is_strict", [True, False])
async def test_a_schema_goes_to_the_server_by_its_name(*, is_strict: bool) -> None:
    model = ScriptedChat([says("[]")])
    schema = {"type": "array"}
    async with serving_models(model) as base_url:
        await answer(
            backend(base_url),
            messages=HELLO,
            tools=(Tool("f", "", {}, strict=is_strict),),
            json_schema=schema,
            schema_name="list",
            schema_is_strict=is_strict,
        )
    (request,) = model.requests
    assert (request.json_schema, request.schema_name) == (schema, "list")
    assert (request.schema_is_strict, request.tools[0].strict) == (is_strict, is_strict)


async def test_closing_a_reply_makes_morgan_s_server_stop() -> None:
    model = ScriptedChat([[TextPiece("a"), 30.0]])
    async with serving_models(model) as base_url:
        events = backend(base_url).chat(ChatRequest(HELLO))
        assert await anext(events) == TextPiece("a")
        await events.aclose()
        await until(lambda: model.cancelled == 1)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Busy("full"), Busy),
        (DeadlineExceeded("slow"), DeadlineExceeded),
        (TooLarge("long"), TooLarge),
        (InvalidRequest("no"), InvalidRequest),
        (UnknownModel("no such"), UnknownModel),
        (EngineFailed("broke"), EngineFailed),
    ],
    ids=lambda value: getattr(value, "code", None),
)
@pytest.mark.parametrize("begun", [False, True])
async def test_failures_arrive_as_what_they_are(
    error: MorganError, kind: type[MorganError], *, begun: bool
) -> None:
    model = ScriptedChat([[*([TextPiece("a")] if begun else []), error]])
    async with serving_models(model) as base_url:
        with pytest.raises(MorganError, match=r"127\.0\.0\.1") as raised:
            await answer(backend(base_url))
    assert type(raised.value) is kind or begun


# Servers that are otherwise


async def raw(
    server: RawChatServer, options: dict[str, Any] | None = None, **request: Any
) -> list[ChatEvent]:
    async with server.serving() as base_url:
        return await answer(backend(base_url, **(options or {})), **request)


def call(index: int | None, name: str | None, arguments: str | None, identity: str | None) -> dict[str, Any]:
    fields: dict[str, Any] = {"type": "function", "function": {"name": name, "arguments": arguments}}
    return (
        fields | ({} if index is None else {"index": index}) | ({} if identity is None else {"id": identity})
    )


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param(
            [call(0, "a", "{", "1"), call(0, None, "}", None), call(1, "b", "{}", "2")], id="as OpenAI's"
        ),
        pytest.param(
            [call(0, "a", "{", None), call(0, None, "}", None), call(1, "b", "{}", None)], id="no ids"
        ),
        pytest.param([call(0, "a", "{}", "1"), call(0, "b", "{}", "2")], id="each with the index 0"),
        pytest.param([call(None, "a", "{}", "1"), call(None, "b", "{}", "2")], id="no index"),
        pytest.param(
            [call(None, "a", "{", "1"), call(None, None, "}", None), call(None, "b", "{}", "2")], id="bare"
        ),
        pytest.param(
            [
                call(0, "a", "{", "1"),
                call(1, "b", "{", "2"),
                call(0, None, "}", "1"),
                call(1, None, "}", "2"),
            ],
            id="in turns, with ids in every piece",
        ),
    ],
)
async def test_calls_are_told_apart_however_they_are_numbered(pieces: list[dict[str, Any]]) -> None:
    chunks = [delta(tool_calls=[piece]) for piece in pieces]
    events = await raw(RawChatServer([*chunks, delta("stop")]), tools=(TOOL,))
    written = [event for event in events if isinstance(event, CallPiece)]
    assert [(piece.index, piece.name) for piece in written if piece.name] == [(0, "a"), (1, "b")]
    ids = [piece.id for piece in written if piece.name]
    assert all(ids)
    assert len(set(ids)) == 2
    assert ["".join(p.arguments for p in written if p.index == index) for index in (0, 1)] == ["{}", "{}"]
    assert end(events).reason is EndReason.TOOL_CALLS


@pytest.mark.parametrize(
    ("chunks", "options"),
    [
        ([delta(content="<th"), delta(content="ink>Hm.</"), delta(content="think>\n\nHello.")], {}),
        ([delta(content="Hm.</think>Hello.")], {"begins_with_reasoning": True}),
        ([delta(reasoning_content="Hm."), delta(content="Hello.")], {}),
        ([delta(reasoning="Hm."), delta(content="Hello.")], {}),
    ],
    ids=["tags cut in pieces", "begins with reasoning", "reasoning_content", "reasoning"],
)
async def test_what_is_reasoned_is_no_part_of_the_reply(
    chunks: list[dict[str, Any]], options: dict[str, Any]
) -> None:
    events = await raw(RawChatServer([*chunks, delta("stop")]), options)
    assert text(events) == "Hello."
    assert "".join(event.text for event in events if isinstance(event, ReasoningPiece)) == "Hm."


@pytest.mark.parametrize(
    ("owner", "way", "reasoning", "sent"),
    [
        ("vllm", "auto", False, {"chat_template_kwargs": {"enable_thinking": False}}),
        ("llamacpp", "auto", True, {"chat_template_kwargs": {"enable_thinking": True}}),
        ("openai", "auto", False, {}),
        ("openai", "effort", False, {"reasoning_effort": "none"}),
        ("vllm", "none", False, {}),
    ],
    ids=["vLLM", "llama.cpp", "unknown server", "effort", "none"],
)
async def test_a_server_is_told_not_to_reason_in_the_way_it_understands(
    owner: str, way: str, sent: dict[str, Any], *, reasoning: bool
) -> None:
    server = RawChatServer([delta(content="a"), delta("stop")])
    server.models = {"data": [{"id": "raw", "owned_by": owner}]}
    async with server.serving() as base_url:
        engine = backend(base_url, reasoning=way, extra={"top_k": 3})
        await engine.load()
        await answer(engine, reasoning=reasoning)
    fields = {name: server.requests[0].get(name) for name in ("chat_template_kwargs", "reasoning_effort")}
    assert {name: value for name, value in fields.items() if value is not None} == sent
    assert server.requests[0]["top_k"] == 3


@pytest.mark.parametrize(
    ("model", "context"),
    [
        ({"max_model_len": 4096}, 4096),
        ({"context_length": 8192}, 8192),
        ({"meta": {"n_ctx_train": 2048}}, 2048),
        ({"meta": {"n_ctx": 512, "n_ctx_train": 2048}}, 512),
        ({"context_length": "much"}, None),
        ({}, None),
    ],
    ids=["max_model_len", "context_length", "trained", "running before trained", "not a number", "nothing"],
)
async def test_context_is_read_from_where_servers_tell_it(model: dict[str, Any], context: int | None) -> None:
    server = RawChatServer(models={"data": [{"id": "raw", **model}, "nonsense", {"id": 5}]})
    async with server.serving() as base_url:
        (listed,) = await backend(base_url).refresh()
        (set_by_hand,) = await backend(base_url, context_tokens=7).refresh()
    assert (listed.context_tokens, set_by_hand.context_tokens) == (context, 7)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"error": {"message": "no tools here"}}, InvalidRequest),
        (400, {"error": {"message": "x", "code": "context_length_exceeded"}}, TooLarge),
        (400, {"object": "error", "message": "This model's maximum context length is 8 tokens"}, TooLarge),
        (401, {"error": {"message": "who?"}}, EngineUnavailable),
        (404, {"error": {"message": "no such model"}}, UnknownModel),
        (429, {"error": {"message": "later"}}, Busy),
        (500, {"error": {"message": "boom"}}, EngineFailed),
        (503, {"error": {"message": "loading model"}}, Busy),
        (500, "not even an object", EngineFailed),
    ],
    ids=[
        "invalid request",
        "context by code",
        "context by message",
        "wrong key",
        "unknown model",
        "too many requests",
        "server error",
        "unavailable",
        "not an object",
    ],
)
async def test_refusals_are_told_with_who_refused(status: int, body: Any, kind: type[MorganError]) -> None:
    server = RawChatServer(status=status, body=body)
    with pytest.raises(kind, match=r"127\.0\.0\.1") as raised:
        await raw(server, {"model": "m"})
    assert type(raised.value) is kind
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("server", "kind"),
    [
        (RawChatServer([delta(content="a")], ends=False), EngineFailed),
        (RawChatServer([]), EngineFailed),
        (RawChatServer([b"data: {nonsense\n\n"]), EngineFailed),
        (RawChatServer([delta(content="a"), {"error": {"message": "broke"}}]), EngineFailed),
        (RawChatServer([delta(content="a"), 30.0]), DeadlineExceeded),
    ],
    ids=["cut off", "empty", "no JSON", "an error in the stream", "silent"],
)
async def test_broken_streams_are_failures(server: RawChatServer, kind: type[MorganError]) -> None:
    with pytest.raises(kind, match=r"127\.0\.0\.1"):
        await raw(server, {"model": "m", "answer_timeout": 0.5})


async def test_a_server_that_is_away_is_no_hindrance_and_is_used_when_it_is_there() -> None:
    server = RawChatServer([delta(content="Here."), delta("stop")])
    async with server.serving() as base_url:
        pass
    engine = backend(base_url)
    await engine.load()
    assert engine.capabilities.model == ""
    with pytest.raises(EngineUnavailable, match="cannot be reached"):
        await answer(engine)
    async with server.serving():
        assert text(await answer(engine)) == "Here."
        assert engine.capabilities.model == "raw"
    with pytest.raises(EngineUnavailable):
        await answer(engine)
    server.models = {"data": []}
    async with server.serving() as base_url:
        with pytest.raises(UnknownModel, match="has no model"):
            await answer(backend(base_url))


async def test_tokens_are_not_asked_for_where_that_is_refused() -> None:
    server = RawChatServer([delta(content="a"), delta("stop")])
    events = await raw(server, {"model": "m", "usage": False})
    assert "stream_options" not in server.requests[0]
    assert end(events).prompt_tokens is None
