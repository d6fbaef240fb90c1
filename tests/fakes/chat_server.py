"""An OpenAI-compatible server on a loopback port, with a scripted model or raw chunks behind it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from wyoming_morgan.http.server import HttpServer
from wyoming_morgan.http.services import HttpServices
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.llm.contract import LanguageModels
from wyoming_morgan.readiness import Readiness
from wyoming_morgan.timings import TurnLog


@asynccontextmanager
async def serving_models(models: LanguageModels, **settings: Any) -> AsyncIterator[str]:
    """Serve language models as Morgan's own service of them does; yields the base URL."""
    services = HttpServices(readiness=Readiness([]), turn_log=TurnLog(), llm=models)
    server = HttpServer(services, HttpSettings(**{"host": "127.0.0.1", "port": 0, **settings}))
    await server.start()
    try:
        yield f"http://127.0.0.1:{server.addresses[0][1]}/v1"
    finally:
        await server.stop(0.1)


@dataclass
class RawChatServer:
    """Answers every chat with `chunks`, as they are: objects become events, bytes go out raw.

    Numbers are seconds to wait, and an `asyncio.Event` is waited for.

    With `status` it answers that, and `body`. Without `ends` the connection breaks after the chunks.
    `requests` are the bodies that came, `cancelled` counts those whose client left.
    """

    chunks: Sequence[dict[str, Any] | bytes | float | asyncio.Event] = ()
    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    models: Any = field(default_factory=lambda: {"data": [{"id": "raw"}]})
    ends: bool = True
    requests: list[dict[str, Any]] = field(default_factory=list)
    cancelled: int = 0
    port: int = 0

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        app = web.Application()
        app.add_routes([web.post("/v1/chat/completions", self._chat), web.get("/v1/models", self._models)])
        runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.2)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.port).start()
        self.port = runner.addresses[0][1]
        try:
            yield f"http://127.0.0.1:{self.port}/v1"
        finally:
            await runner.cleanup()

    async def _models(self, request: web.Request) -> web.Response:
        del request
        return web.json_response(self.models)

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(await request.json())
        if self.status != web.HTTPOk.status_code:
            return web.json_response(self.body, status=self.status, headers=self.headers)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        try:
            for chunk in self.chunks:
                if isinstance(chunk, float):
                    await asyncio.sleep(chunk)
                elif isinstance(chunk, asyncio.Event):
                    await chunk.wait()
                elif isinstance(chunk, bytes):
                    await response.write(chunk)
                else:
                    await response.write(f"data: {json.dumps(chunk)}\n\n".encode())
        except (asyncio.CancelledError, ConnectionError):
            self.cancelled += 1
            raise
        if not self.ends:
            assert request.transport is not None
            request.transport.abort()
            return response
        await response.write(b"data: [DONE]\n\n")
        return response


def delta(finish_reason: str | None = None, **fields: Any) -> dict[str, Any]:
    """Return a chunk with a delta of these fields."""
    return {
        "id": "x",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "raw",
        "choices": [{"index": 0, "delta": fields, "finish_reason": finish_reason}],
    }
