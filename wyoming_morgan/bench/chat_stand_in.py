"""A backend that writes at a fixed pace, so that only what is between it and the client is measured.

`python -m wyoming_morgan.bench.chat_stand_in PORT RATE FIRST` serves `/v1/chat/completions` on a loopback
port: RATE tokens per second, the first after FIRST seconds.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from aiohttp import web

MODEL = "stand-in"


class ChatStandIn:
    """Writes as many tokens as are requested, each at its time, however long the one before took."""

    def __init__(self, rate: float, first: float) -> None:
        self._rate = rate
        self._first = first

    def application(self) -> web.Application:
        """Return the server."""
        application = web.Application()
        application.add_routes(
            [web.get("/v1/models", self._models), web.post("/v1/chat/completions", self._chat)]
        )
        return application

    async def _models(self, request: web.Request) -> web.Response:
        del request
        return web.json_response({"object": "list", "data": [{"id": MODEL, "object": "model"}]})

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        began = asyncio.get_running_loop().time()
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        tokens = int(body.get("max_tokens") or 100)
        for number in range(tokens):
            due = began + self._first + number / self._rate
            await asyncio.sleep(due - asyncio.get_running_loop().time())
            await response.write(_event({"content": " token"}))
        await response.write(_event({}, "stop"))
        usage = {"prompt_tokens": 1, "completion_tokens": tokens, "total_tokens": tokens + 1}
        await response.write(_line({"choices": [], "usage": usage}) + b"data: [DONE]\n\n")
        return response


def _event(delta: dict[str, Any], reason: str | None = None) -> bytes:
    return _line({"choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})


def _line(fields: dict[str, Any]) -> bytes:
    chunk = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": MODEL, **fields}
    return f"data: {json.dumps(chunk)}\n\n".encode()


if __name__ == "__main__":
    web.run_app(
        ChatStandIn(float(sys.argv[2]), float(sys.argv[3])).application(),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        print=None,
        access_log=None,
    )
