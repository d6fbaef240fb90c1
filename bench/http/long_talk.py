"""A language model that is none: it talks for a long time, at an even pace."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiohttp import web

from wyoming_morgan.bench.ports import free_port

_MODEL = "long-talk"
_SENTENCES = 40
_WORDS_A_SECOND = 15.0


@asynccontextmanager
async def long_talk() -> AsyncIterator[dict[str, Any]]:
    """Serve it until the block ends; yield Morgan's settings of language models for it."""
    application = web.Application()
    application.add_routes([web.get("/v1/models", _models), web.post("/v1/chat/completions", _chat)])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    port = free_port()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        options = {"base_url": f"http://127.0.0.1:{port}/v1", "model": _MODEL, "thinking": "none"}
        yield {"backends": {"long_talk": {"engine": "openai", "engines": {"openai": options}}}}
    finally:
        await runner.cleanup()


async def _models(request: web.Request) -> web.Response:
    del request
    return web.json_response({"object": "list", "data": [{"id": _MODEL, "object": "model"}]})


async def _chat(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    with suppress(ConnectionResetError):  # whoever is interrupted leaves
        for number in range(_SENTENCES):
            sentence = f"This is part {number} of a story that goes on and on through the whole evening. "
            for word in sentence.split(" "):
                await response.write(_event({"content": f"{word} "}))
                await asyncio.sleep(1 / _WORDS_A_SECOND)
        await response.write(_event({}, "stop") + b"data: [DONE]\n\n")
    return response


def _event(delta: dict[str, Any], reason: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    chunk = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": _MODEL, "choices": [choice]}
    return f"data: {json.dumps(chunk)}\n\n".encode()
