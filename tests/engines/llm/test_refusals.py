"""What a model or a server refuses is left out in the same turn, once, and remembered."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from tests.engines.closing import closed_after_test
from tests.engines.llm.chats import CONTEXT, HELLO, answer, text
from wyoming_morgan.engines.clients.ollama import OllamaOptions
from wyoming_morgan.engines.clients.openai_chat import OpenAiChatOptions
from wyoming_morgan.engines.contract.llm import ChatModel, Message, Role, Tool, ToolCall
from wyoming_morgan.engines.llm.ollama.engine import Ollama
from wyoming_morgan.engines.llm.openai.engine import OpenAiChat
from wyoming_morgan.engines.llm.refusals import Refusals
from wyoming_morgan.errors import EngineFailed, InvalidRequest

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("engines_are_closed")]

ENGINES = ("openai", "ollama")
TOOLS = (Tool("HassTurnOn", "", {}),)
WISHES: dict[str, Any] = {
    "tools": TOOLS,
    "tool_choice": "auto",
    "temperature": 0.5,
    "top_p": 0.9,
    "max_tokens": 9,
}


@dataclass
class PickyServer:
    """Refuses a request that has one of `refused`, with its status and error; `requests` are the bodies."""

    refused: Mapping[str, tuple[int, Any]]
    abilities: tuple[str, ...] = ("completion", "tools")
    requests: list[dict[str, Any]] = field(default_factory=list)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Serve; yields the address."""
        app = web.Application()
        app.add_routes(
            [
                web.post("/v1/chat/completions", self._chat),
                web.post("/api/chat", self._chat),
                web.post("/api/show", self._show),
            ]
        )
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()

    async def _show(self, _: web.Request) -> web.Response:
        return web.json_response({"capabilities": list(self.abilities)})

    async def _chat(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.requests.append(body)
        for name, (status, error) in self.refused.items():
            places = (body, body.get("options", {}), *body["messages"])
            if any(name in place for place in places):
                return web.json_response({"error": error}, status=status)
        said = {"message": {"role": "assistant", "content": "Hello."}}
        if "/api/" in request.path:
            return web.Response(text=json.dumps({**said, "done": True}) + "\n")
        return web.json_response({"choices": [{**said, "finish_reason": "stop"}]})


def engine_of(name: str, address: str) -> ChatModel:
    if name == "openai":
        return closed_after_test(
            OpenAiChat(OpenAiChatOptions(base_url=f"{address}/v1", model="m", extra={"top_k": 3}), CONTEXT)
        )
    return closed_after_test(Ollama(OllamaOptions(url=address, model="m", options={"top_k": 3}), CONTEXT))


REFUSALS = {
    "tools, in words": {"tools": (400, "registry.ollama.ai/library/m does not support tools")},
    "tools, by a flag": {"tools": (500, {"message": "tools param requires --jinja flag"})},
    "tools, not found": {"tools": (404, {"message": "No endpoints found that support tool use."})},
    "temperature": {
        "temperature": (400, {"message": "Unsupported value: 'temperature' does not support 0.5"})
    },
    "top_p": {"top_p": (422, {"message": "unknown field top_p"})},
    "further fields": {"top_k": (400, {"message": "Unrecognized request argument supplied: top_k"})},
    "two in turn": {
        "temperature": (400, {"message": "'temperature' is not supported"}),
        "tools": (400, {"message": "this model does not support function calling"}),
    },
}
OPENAI_REFUSALS = {
    "tool_choice": {
        "tool_choice": (400, {"message": '"auto" tool choice requires --enable-auto-tool-choice'})
    },
    "stream_options": {"stream_options": (422, [{"loc": ["body", "stream_options"], "msg": "Extra inputs"}])},
    "max_tokens": {
        "max_tokens": (
            400,
            {"message": "'max_tokens' is not supported. Use 'max_completion_tokens' instead."},
        )
    },
}


@pytest.mark.parametrize(
    ("engine", "refused"),
    [
        *((engine, refused) for engine in ENGINES for refused in REFUSALS.values()),
        *(("openai", refused) for refused in OPENAI_REFUSALS.values()),
    ],
)
async def test_what_is_refused_is_left_out_at_once_and_from_then_on(
    engine: str, refused: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    server = PickyServer(refused)
    async with server.serving() as address:
        model = engine_of(engine, address)
        assert text(await answer(model, **WISHES)) == "Hello."
        tries = len(server.requests)
        assert tries <= 2 * len(refused) + 1
        assert text(await answer(model, **WISHES)) == "Hello."
    assert len(server.requests) == tries + 1
    assert "from now on" in caplog.text
    if "max_tokens" in refused:
        assert server.requests[-1]["max_completion_tokens"] == 9


UNREADABLE = [
    "Failed to parse tool call arguments as JSON: [json.exception.parse_error.101] unexpected end of input",
    "error parsing tool call: raw='{\"name\": ', err=unexpected end of JSON input",
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("words", UNREADABLE, ids=["llama.cpp", "ollama"])
async def test_what_a_model_wrote_and_a_server_cannot_read_refuses_nothing(engine: str, words: str) -> None:
    server = PickyServer({"tools": (500, {"message": words})})
    async with server.serving() as address:
        model = engine_of(engine, address)
        with pytest.raises(EngineFailed):
            await answer(model, **WISHES)
        tries = len(server.requests)
        server.refused = {}
        assert text(await answer(model, **WISHES)) == "Hello."
    assert tries == 2
    assert server.requests[-1]["tools"]


@pytest.mark.parametrize("engine", ENGINES)
async def test_a_refusal_of_the_whole_request_stays_one(engine: str) -> None:
    server = PickyServer({"model": (400, {"message": "the messages are wrong"})})
    async with server.serving() as address:
        with pytest.raises(InvalidRequest, match="are wrong"):
            await answer(engine_of(engine, address), **WISHES)
    assert len(server.requests) == 1


async def test_a_model_that_is_known_to_have_no_tools_is_asked_without() -> None:
    server = PickyServer({"tools": (400, "does not support tools")}, abilities=("completion",))
    messages = (
        *HELLO,
        Message(Role.ASSISTANT, tool_calls=(ToolCall("a", "HassTurnOn", "{}"),)),
        Message(Role.TOOL, "done", tool_call_id="a"),
    )
    async with server.serving() as address:
        assert text(await answer(engine_of("ollama", address), messages=messages, tools=TOOLS)) == "Hello."
    (request,) = server.requests
    assert "tools" not in request
    assert [message["role"] for message in request["messages"]] == ["system", "user", "assistant", "user"]


@pytest.mark.parametrize("engine", ENGINES)
async def test_a_template_without_a_system_role_gets_its_words_from_the_user(engine: str) -> None:
    class Gemma(PickyServer):
        async def _chat(self, request: web.Request) -> web.Response:
            body = await request.json()
            if body["messages"][0]["role"] == "system":
                return web.json_response({"error": {"message": "System role not supported"}}, status=400)
            return await super()._chat(request)

    server = Gemma({})
    async with server.serving() as address:
        assert text(await answer(engine_of(engine, address))) == "Hello."
    assert [message["role"] for message in server.requests[-1]["messages"]] == ["user"]


CLIENT_FIELDS: dict[str, Any] = {
    "frequency_penalty": 0.5,
    "presence_penalty": 0.25,
    "repeat_penalty": 1.1,
    "min_p": 0.1,
    "top_k": 7,
    "logit_bias": {"1": 2},
    "id_slot": 3,
    "something_new": {"a": [1]},
}
SAMPLING = frozenset({"frequency_penalty", "presence_penalty", "repeat_penalty", "min_p", "top_k"})


async def test_the_fields_of_a_client_reach_an_openai_server_and_its_settings_count_more() -> None:
    server = PickyServer({})
    async with server.serving() as address:
        await answer(engine_of("openai", address), further=CLIENT_FIELDS, reasoning_effort="high")
    (body,) = server.requests
    assert {name: body[name] for name in CLIENT_FIELDS} == CLIENT_FIELDS | {"top_k": 3}
    assert body["reasoning_effort"] == "high"


async def test_ollama_gets_those_that_are_options_of_its_own() -> None:
    server = PickyServer({})
    async with server.serving() as address:
        await answer(engine_of("ollama", address), further={**CLIENT_FIELDS, "num_ctx": 9})
    (body,) = server.requests
    assert {name: body["options"][name] for name in SAMPLING} == {
        name: CLIENT_FIELDS[name] for name in SAMPLING
    }
    assert body["options"]["num_ctx"] != 9
    assert "id_slot" not in body
    assert "something_new" not in json.dumps(body)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", sorted(SAMPLING))
async def test_a_refused_field_of_a_client_is_left_out_once_and_for_all(engine: str, name: str) -> None:
    server = PickyServer({name: (400, {"message": f"Unrecognized request argument supplied: {name}"})})
    async with server.serving() as address:
        model = engine_of(engine, address)
        for _ in range(2):
            assert text(await answer(model, further=CLIENT_FIELDS)) == "Hello."
    assert len(server.requests) == 3


@pytest.mark.parametrize(("engine", "name"), [("openai", "reasoning_content"), ("ollama", "thinking")])
async def test_refused_reasoning_of_earlier_replies_is_left_out(engine: str, name: str) -> None:
    server = PickyServer({name: (400, {"message": f"messages.1.{name}: Extra inputs are not permitted"})})
    messages = (*HELLO, Message(Role.ASSISTANT, "Hi.", reasoning="A greeting."), Message(Role.USER, "Go on"))
    async with server.serving() as address:
        model = engine_of(engine, address)
        for _ in range(2):
            assert text(await answer(model, messages=messages)) == "Hello."
    sent = [any(name in message for message in body["messages"]) for body in server.requests]
    assert sent == [True, False, False]


async def test_what_many_clients_made_up_is_not_remembered_without_bound() -> None:
    refusals = Refusals("a server")
    refusals.add("m", "tools")
    for number in range(1000):
        refusals.add("m", f"field_{number}")
    assert len(refusals.of("m")) <= 300
    assert {"tools", "field_999"} <= refusals.of("m")


async def test_what_a_client_says_of_the_template_counts_more_than_what_morgan_would_say() -> None:
    server = PickyServer({})
    async with server.serving() as address:
        options = OpenAiChatOptions(base_url=f"{address}/v1", model="m", reasoning="template")
        engine = closed_after_test(OpenAiChat(options, CONTEXT))
        await answer(engine, further={"chat_template_kwargs": {"enable_thinking": True, "x": 1}})
        await answer(engine)
    kwargs = [body["chat_template_kwargs"] for body in server.requests]
    assert kwargs == [{"enable_thinking": True, "x": 1}, {"enable_thinking": False}]
