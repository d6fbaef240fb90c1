"""A server of language models on a loopback port that answers each chat with the same bytes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass
class OddServer:
    """Answers the chats of OpenAI's API and of Ollama's; a number waits so many seconds.

    `requests` are the bodies that came. With `breaks` the connection is closed behind the bytes.
    """

    pieces: Sequence[bytes | float] = ()
    status: int = 200
    content_type: str = "text/event-stream"
    breaks: bool = False
    capabilities: Sequence[str] = ("completion", "tools")
    requests: list[dict[str, Any]] = field(default_factory=list)
    port: int = 0

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Serve; yields the address without a path."""
        app = web.Application()
        app.add_routes(
            [
                web.post("/v1/chat/completions", self._chat),
                web.get("/v1/models", self._models),
                web.post("/api/chat", self._chat),
                web.get("/api/tags", self._tags),
                web.post("/api/show", self._show),
            ]
        )
        runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.2)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.port).start()
        self.port = runner.addresses[0][1]
        try:
            yield f"http://127.0.0.1:{self.port}"
        finally:
            await runner.cleanup()

    async def _models(self, _: web.Request) -> web.Response:
        return web.json_response({"data": [{"id": "odd"}]})

    async def _tags(self, _: web.Request) -> web.Response:
        return web.json_response({"models": [{"name": "odd", "model": "odd", "digest": "1"}]})

    async def _show(self, _: web.Request) -> web.Response:
        return web.json_response({"capabilities": list(self.capabilities)})

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(await request.json())
        response = web.StreamResponse(status=self.status, headers={"Content-Type": self.content_type})
        await response.prepare(request)
        for piece in self.pieces:
            if isinstance(piece, bytes):
                await response.write(piece)
            else:
                await asyncio.sleep(piece)
        if self.breaks:
            assert request.transport is not None
            request.transport.abort()
        return response
