"""A language model that is none: the same simple decisions behind OpenAI's two APIs and behind Ollama's.

It calls the tool for "turn on the …", claims success whatever the tool answered, and otherwise says what the
last words ask for. Every request is kept as it came.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes.ollama_reply import ToolUse
from tests.fakes.ollama_server import FakeOllamaServer

MODEL = "chatty:1b"
PIECE_SECONDS = 0.1
CLAIM = ("Done, ", "it is ", "on.")
STORY = tuple(f"part {number} of the story, " for number in range(10))
PLAIN_QUESTION = ("Tell me ", "which room ", "you mean.")
MARKED_QUESTION = ("Which room ", "do you ", "mean?")
_COMMAND = "turn on the "


@dataclass(frozen=True, slots=True)
class Said:
    """A reply in words, in pieces, with so many seconds after each."""

    pieces: tuple[str, ...]
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Called:
    """A reply that calls a tool."""

    name: str
    arguments: Mapping[str, Any]


def decide(messages: Sequence[Mapping[str, Any]], tools: Sequence[str]) -> Said | Called:
    """Return what the model answers."""
    last = messages[-1]
    if last.get("role") == "tool" or last.get("type") == "function_call_output":
        return Said(CLAIM)
    spoken = [_text(message) for message in messages if message.get("role") == "user"]
    words = spoken[-1].lower() if spoken else ""
    if _COMMAND in words:
        return _command(words.partition(_COMMAND)[2].strip(" .\"'}"), messages, tools)
    if "story" in words:
        return Said(STORY, PIECE_SECONDS)
    replies = (("ask me plainly", PLAIN_QUESTION), ("ask me", MARKED_QUESTION))
    return Said(next((pieces for cue, pieces in replies if cue in words), ("I ", "see.")))


def _command(name: str, messages: Sequence[Mapping[str, Any]], tools: Sequence[str]) -> Said | Called:
    for tool in tools:
        if tool.endswith("HassTurnOn"):
            return Called(tool, {"name": name} if name != "lights" else _lights(messages))
        if tool == "execute_services":
            data = {"entity_id": f"light.{name.replace(' ', '_')}"}
            service = {"domain": "light", "service": "turn_on", "service_data": data}
            return Called(tool, {"list": [service]})
    return Said(("I have ", "no tool ", "for that."))


def _lights(messages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the lights of the room that the model is told of, else all of them."""
    room = re.search(r"in area (\w+)", " ".join(map(_text, messages)))
    return {"domain": ["light"], **({"area": room[1]} if room else {})}


def _text(message: Mapping[str, Any]) -> str:
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return " ".join(str(part.get("text", "")) for part in content)


@dataclass
class ModelServer:
    """Serves the model; `requests` are the bodies of all chats, as text."""

    requests: list[str] = field(default_factory=list)
    openai_url: str = ""
    ollama_url: str = ""

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[ModelServer]:
        """Listen on two loopback ports during the block."""
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.add_routes(
            [
                web.get("/v1/models", self._models),
                web.post("/v1/chat/completions", self._completions),
                web.post("/v1/responses", self._responses),
            ]
        )
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.openai_url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        try:
            async with FakeOllamaServer(reply=self._ollama).serving() as ollama:
                self.ollama_url = ollama.url
                yield self
        finally:
            await runner.cleanup()

    def _ollama(self, body: dict[str, Any]) -> list[Any]:
        self.requests.append(json.dumps(body, ensure_ascii=False))
        decision = decide(body["messages"], [tool["function"]["name"] for tool in body.get("tools") or ()])
        if isinstance(decision, Called):
            return [ToolUse(decision.name, decision.arguments)]
        return [step for piece in decision.pieces for step in (piece, decision.seconds)]

    async def _models(self, _: web.Request) -> web.Response:
        return web.json_response(
            {"object": "list", "data": [{"id": MODEL, "object": "model", "owned_by": "a"}]}
        )

    async def _completions(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.requests.append(json.dumps(body, ensure_ascii=False))
        decision = decide(body["messages"], [tool["function"]["name"] for tool in body.get("tools") or ()])
        if not body.get("stream"):
            return web.json_response(_whole(decision))
        return await _streamed(request, _chunks(decision), decision)

    async def _responses(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.requests.append(json.dumps(body, ensure_ascii=False))
        names = [tool["name"] for tool in body.get("tools") or () if "name" in tool]
        decision = decide(body["input"], names)
        return await _streamed(request, _events(decision), decision, named=True)


def _call(decision: Called) -> dict[str, Any]:
    return {
        "index": 0,
        "id": "call_1",
        "type": "function",
        "function": {"name": decision.name, "arguments": json.dumps(decision.arguments)},
    }


def _whole(decision: Said | Called) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": None}
    if isinstance(decision, Called):
        message["tool_calls"] = [_call(decision)]
    else:
        message["content"] = "".join(decision.pieces)
    reason = "tool_calls" if isinstance(decision, Called) else "stop"
    return {
        **_HEAD,
        "object": "chat.completion",
        "choices": [{"index": 0, "message": message, "finish_reason": reason}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


_HEAD = {"id": "chat-1", "created": 0, "model": MODEL}


def _chunks(decision: Said | Called) -> Iterator[dict[str, Any]]:
    def chunk(delta: Mapping[str, Any], reason: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        return {**_HEAD, "object": "chat.completion.chunk", "choices": [choice]}

    if isinstance(decision, Called):
        yield chunk({"role": "assistant", "content": None, "tool_calls": [_call(decision)]})
        yield chunk({}, "tool_calls")
        return
    for piece in decision.pieces:
        yield chunk({"role": "assistant", "content": piece})
    yield chunk({}, "stop")


def _events(decision: Said | Called) -> Iterator[dict[str, Any]]:
    """Give the events of OpenAI's Responses API."""
    response: dict[str, Any] = {
        "id": "resp_1",
        "object": "response",
        "created_at": 0,
        "model": MODEL,
        "output": [],
    }
    yield {"type": "response.created", "response": {**response, "status": "in_progress"}}
    place = {"output_index": 0, "item_id": "item_1"}
    if isinstance(decision, Called):
        item: dict[str, Any] = {"type": "function_call", "id": "item_1", "name": decision.name}
        item["call_id"] = "call_1"
        yield {"type": "response.output_item.added", "output_index": 0, "item": {**item, "arguments": ""}}
        written = json.dumps(decision.arguments)
        yield {"type": "response.function_call_arguments.delta", **place, "delta": written}
        yield {"type": "response.function_call_arguments.done", **place, "arguments": written}
        whole: dict[str, Any] = {**item, "arguments": written, "status": "completed"}
    else:
        item = {
            "type": "message",
            "id": "item_1",
            "role": "assistant",
            "status": "in_progress",
            "content": [],
        }
        yield {"type": "response.output_item.added", "output_index": 0, "item": item}
        for piece in decision.pieces:
            yield {
                "type": "response.output_text.delta",
                **place,
                "content_index": 0,
                "delta": piece,
                "logprobs": [],
            }
        text = {"type": "output_text", "text": "".join(decision.pieces), "annotations": []}
        whole = {**item, "status": "completed", "content": [text]}
    yield {"type": "response.output_item.done", "output_index": 0, "item": whole}
    yield {"type": "response.completed", "response": {**response, "status": "completed", "output": [whole]}}


async def _streamed(
    request: web.Request, parts: Iterator[dict[str, Any]], decision: Said | Called, *, named: bool = False
) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    for number, part in enumerate(parts):
        numbered = {**part, "sequence_number": number} if named else part
        name = f"event: {part['type']}\n" if named else ""
        await response.write(f"{name}data: {json.dumps(numbered)}\n\n".encode())
        if isinstance(decision, Said):
            await asyncio.sleep(decision.seconds)
    if not named:
        await response.write(b"data: [DONE]\n\n")
    return response
