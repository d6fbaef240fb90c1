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
            if name in body or name in body.get("options", {}):
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
