"""A stand-in of an Ollama server's API on a loopback port: the real one needs models of gigabytes.

What it does is told by Ollama's documentation (docs/api.md), its source (server/prompt.go, server/routes.go,
api/types.go) and its issues, at each place by name.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes.ollama_reply import Broken, Step, log_probabilities_of, message_of

CHAT = "chatty:1b"
THINKER = "thinker:4b"
PLAIN = "plain:latest"
EMBEDDER = "embedder:latest"


@dataclass(frozen=True, slots=True)
class FakeModel:
    """A model as `/api/tags` and `/api/show` tell it; `capabilities` of None is a server before 0.6.4."""

    size: int = 1_000_000
    digest: str = "sha256:1"
    context_length: int = 4096
    capabilities: tuple[str, ...] | None = ("completion", "tools")


@dataclass
class FakeOllamaServer:
    """Serves `models`. `reply` is what chats answer, or makes it from the request.

    `requests` are the bodies of `/api/chat`, `cancelled` counts chats whose client left, `loads` the times a
    model was loaded: at first, and whenever another `num_ctx` is asked for (docs/faq.md).
    """

    models: dict[str, FakeModel] = field(
        default_factory=lambda: {
            CHAT: FakeModel(),
            THINKER: FakeModel(capabilities=("completion", "tools", "thinking")),
            PLAIN: FakeModel(capabilities=("completion",)),
            EMBEDDER: FakeModel(capabilities=("embedding",), context_length=64),
        }
    )
    reply: Sequence[Step] | Callable[[dict[str, Any]], Sequence[Step]] = ("Hello", ", ", "you", ".")
    max_queue: int = 512
    """`OLLAMA_MAX_QUEUE`: one more is refused with 503 (docs/faq.md)."""
    knows_truncate: bool = True
    """Whether `truncate: false` of a chat is known; servers before 0.12 ignore it (api/types.go)."""
    version: str = "0.12.11"
    """From 0.12.11 on log probabilities are reported, which older ones ignore (its release notes)."""
    ends: bool = True
    """Whether a stream is brought to its end; else the connection is closed in the middle."""
    requests: list[dict[str, Any]] = field(default_factory=list)
    embeds: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    cancelled: int = 0
    finished: int = 0
    loads: int = 0
    shows: int = 0
    port: int = 0
    _running: int = 0
    _loaded: dict[str, int] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[FakeOllamaServer]:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.add_routes(
            [
                web.get("/api/tags", self._tags),
                web.get("/api/version", self._tell_version),
                web.post("/api/show", self._show),
                web.post("/api/chat", self._chat),
                web.post("/api/embed", self._embed),
            ]
        )
        runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.2)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        await site.start()
        self.port = runner.addresses[0][1]
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _tags(self, request: web.Request) -> web.Response:
        self.headers.append(dict(request.headers))
        models = [
            {
                "name": name,
                "model": name,
                "modified_at": "2026-01-01T00:00:00Z",
                "size": model.size,
                "digest": model.digest,
                "details": {"family": "llama"},
            }
            for name, model in self.models.items()
        ]
        return web.json_response({"models": models})

    async def _tell_version(self, _: web.Request) -> web.Response:
        return web.json_response({"version": self.version})

    async def _show(self, request: web.Request) -> web.Response:
        self.shows += 1
        name = (await request.json())["model"]
        model = self.models.get(name)
        if model is None:
            return _error(404, f"model '{name}' not found")
        fields: dict[str, Any] = {
            "details": {"family": "llama"},
            "model_info": {
                "general.architecture": "llama",
                "llama.context_length": model.context_length,
                "llama.embedding_length": 64,
            },
        }
        if model.capabilities is not None:
            fields["capabilities"] = list(model.capabilities)
        return web.json_response(fields)

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.requests.append(body)
        self.headers.append(dict(request.headers))
        if refusal := self._refusal(body):
            return refusal
        self._load(body)
        read = self._read(body)
        if read is None:
            # llm/server.go; runners based on llama-server say "exceeds the available context size" (#17889).
            return _error(400, "the input length exceeds the context length")
        self._running += 1
        try:
            return await self._answer(request, body, read)
        except (asyncio.CancelledError, ConnectionError):
            self.cancelled += 1
            raise
        finally:
            self._running -= 1

    def _refusal(self, body: dict[str, Any]) -> web.Response | None:
        name = body["model"]
        model = self.models.get(name)
        if model is None:
            return _error(404, f"model '{name}' not found")
        abilities = model.capabilities or ()
        if body.get("tools") and model.capabilities is not None and "tools" not in abilities:
            return _error(400, f"registry.ollama.ai/library/{name} does not support tools")
        if body.get("think") and "thinking" not in abilities:
            return _error(400, f'"{name}" does not support thinking')
        if self._running >= self.max_queue:
            return _error(503, "server busy, please try again.  maximum pending requests exceeded")
        return None

    def _load(self, body: dict[str, Any]) -> None:
        context = body.get("options", {}).get("num_ctx", 4096)
        if self._loaded.get(body["model"]) != context:
            self._loaded[body["model"]] = context
            self.loads += 1

    def _read(self, body: dict[str, Any]) -> int | None:
        """Return how many tokens of the prompt are read; None where it is refused.

        Messages are left out from the front until the rest fits, but for the system's and the last one
        (server/prompt.go); of a rest that does not fit either, half the context is read (#17427).
        """
        messages, context = body["messages"], body.get("options", {}).get("num_ctx", 4096)
        counts = [tokens_of(message) for message in messages]
        if sum(counts) <= context:
            return sum(counts)
        if self.knows_truncate and body.get("truncate") is False:
            return None
        for start in range(len(messages)):
            kept = [
                count
                for index, (message, count) in enumerate(zip(messages, counts, strict=True))
                if index >= start or message["role"] == "system"
            ]
            if sum(kept) <= context:
                return sum(kept)
        return int(context) // 2 + 2

    async def _answer(self, request: web.Request, body: dict[str, Any], read: int) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/x-ndjson"})
        await response.prepare(request)
        limit = body.get("options", {}).get("num_predict", -1)
        written, reason = 0, "stop"
        for step in self.reply(body) if callable(self.reply) else self.reply:
            if isinstance(step, float):
                await asyncio.sleep(step)
                continue
            if isinstance(step, Broken):
                await response.write(json.dumps({"error": step.error}).encode() + b"\n")
                return response
            if 0 <= limit <= written:
                reason = "length"
                break
            written += 1
            message = message_of(step, thinking=bool(body.get("think")))
            part = {"model": body["model"], "message": message, "done": False}
            if body.get("logprobs") and self.version >= "0.12.11":
                part["logprobs"] = [log_probabilities_of(step, body.get("top_logprobs", 0))]
            await _write(response, part)
        if not self.ends:
            assert request.transport is not None
            request.transport.abort()
            return response
        self.finished += 1
        await _write(
            response,
            {
                "model": body["model"],
                "created_at": "2026-01-01T00:00:00Z",
                "message": {"role": "assistant", "content": ""},
                "done_reason": reason,
                "done": True,
                "total_duration": 1,
                "prompt_eval_count": read,
                "eval_count": written,
            },
        )
        return response

    async def _embed(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.embeds.append(body)
        name = body["model"]
        if name not in self.models:
            return _error(404, f'model "{name}" not found, try pulling it first')
        if "embedding" not in (self.models[name].capabilities or ()):
            return _error(501, "this model does not support embeddings")
        texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
        limit = self.models[name].context_length
        if body.get("truncate") is False and any(len(text) // 4 > limit for text in texts):
            return _error(400, "the input length exceeds the context length")
        vectors = [[float(len(text)), 1.0] for text in texts]
        total = sum(len(text) // 4 + 1 for text in texts)
        return web.json_response({"model": name, "embeddings": vectors, "prompt_eval_count": total})


def tokens_of(message: Mapping[str, Any]) -> int:
    """Return a message's tokens here: one for four bytes, and four of the template."""
    return len((message.get("content") or "").encode()) // 4 + 4


async def _write(response: web.StreamResponse, line: dict[str, Any]) -> None:
    await response.write(json.dumps({"created_at": "2026-01-01T00:00:00Z", **line}).encode() + b"\n")


def _error(status: int, message: str) -> web.Response:
    return web.json_response({"error": message}, status=status)
