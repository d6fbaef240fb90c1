"""A large home and a language model that writes dots, for `morgan bench loop`.

`python -m wyoming_morgan.bench.loop_stand_in PORT ENTITIES EVENTS` serves Home Assistant's WebSocket and
OpenAI's chat and embeddings on a loopback port. Between `POST` and `DELETE` of `/changes` an entity gets
another name, and its registry is announced as changed, EVENTS times a second.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from aiohttp import WSMsgType, web

MODEL = "stand-in"
EMBEDDING_MODEL = "stand-in-vectors"
TOKEN = "stand-in"  # noqa: S105 - of the stand-in
_AREAS = 100
_NUMBERS = 1024
_PIECES = 512
_DOMAINS = ("light", "switch", "sensor", "cover", "climate")


class HomeStandIn:
    """A home whose names change."""

    def __init__(self, entities: int, events: float) -> None:
        self._events = events
        self._sockets: dict[web.WebSocketResponse, dict[int, dict[str, Any]]] = {}
        self._changes: asyncio.Task[None] | None = None
        self._ids = [f"{_DOMAINS[n % len(_DOMAINS)]}.thing_{n}" for n in range(entities)]
        self._names = {key: f"Thing Number {number}" for number, key in enumerate(self._ids)}

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            web.get("/api/websocket", self._serve),
            web.post("/changes", self._begin),
            web.delete("/changes", self._end),
        ]

    async def _begin(self, _: web.Request) -> web.Response:
        self._changes = self._changes or asyncio.create_task(self._change())
        return web.Response()

    async def _end(self, _: web.Request) -> web.Response:
        if self._changes is not None:
            self._changes.cancel()
            self._changes = None
        return web.Response()

    async def _change(self) -> None:
        for number in range(sys.maxsize):
            key = self._ids[number % len(self._ids)]
            self._names[key] = f"Renamed Number {number}"
            change = {"c": {key: {"+": {"a": {"friendly_name": self._names[key]}}}}}
            await self._tell(lambda asked, key=key: key in asked.get("entity_ids", ()), change)
            event = {"event_type": "entity_registry_updated", "data": {"action": "update", "entity_id": key}}
            await self._tell(lambda asked: asked.get("event_type") == "entity_registry_updated", event)
            await asyncio.sleep(1 / self._events)

    async def _tell(self, concerns: Any, event: dict[str, Any]) -> None:
        for socket, subscriptions in tuple(self._sockets.items()):
            for number, asked in tuple(subscriptions.items()):
                if concerns(asked) and not socket.closed:
                    await socket.send_json([{"id": number, "type": "event", "event": event}])

    async def _serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "auth_required", "ha_version": "2026.11.0"})
        await socket.receive()
        await socket.send_json({"type": "auth_ok", "ha_version": "2026.11.0"})
        self._sockets[socket] = {}
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    await self._answer(socket, frame.json())
        finally:
            del self._sockets[socket]
        return socket

    async def _answer(self, socket: web.WebSocketResponse, asked: dict[str, Any]) -> None:
        number, command = asked["id"], asked["type"]
        if command in {"subscribe_entities", "subscribe_events"}:
            self._sockets[socket][number] = asked
        elif command == "unsubscribe_events":
            self._sockets[socket].pop(asked["subscription"], None)
        result = self._result(command, asked)
        await socket.send_json({"id": number, "type": "result", "success": True, "result": result})
        if command == "subscribe_entities":
            added = {key: {"s": "on", "a": self._attributes(key)} for key in asked["entity_ids"]}
            await socket.send_json({"id": number, "type": "event", "event": {"a": added}})

    def _attributes(self, key: str) -> dict[str, Any]:
        return {"friendly_name": self._names[key], "supported_color_modes": ["onoff"], "icon": "mdi:home"}

    def _result(self, command: str, asked: dict[str, Any]) -> Any:
        results: dict[str, Any] = {
            "config/floor_registry/list": [{"floor_id": "f", "name": "Ground floor", "aliases": []}],
            "config/area_registry/list": [
                {"area_id": f"a{number}", "name": f"Room {number}", "aliases": [], "floor_id": "f"}
                for number in range(_AREAS)
            ],
            "config/device_registry/list": [],
        }
        if command == "config/entity_registry/list":
            return [self._entry(key) for key in self._ids]
        if command == "config/entity_registry/get_entries":
            return {key: {**self._entry(key), "aliases": [None]} for key in asked["entity_ids"]}
        if command == "homeassistant/expose_entity/list":
            return {"exposed_entities": {key: {"conversation": True} for key in self._ids}}
        return results.get(command)

    def _entry(self, key: str) -> dict[str, Any]:
        return {
            "entity_id": key,
            "area_id": f"a{hash(key) % _AREAS}",
            "device_id": None,
            "disabled_by": None,
            "hidden_by": None,
            "name": None,
            "platform": "stand_in",
            "unique_id": key,
            "options": {"conversation": {"should_expose": True}},
        }


async def _chat(request: web.Request) -> web.StreamResponse:
    """Write many short pieces at once."""
    await request.read()
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    piece = _line({"choices": [{"index": 0, "delta": {"content": "..."}, "finish_reason": None}]})
    await response.write(piece * _PIECES)
    await response.write(_line({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}))
    await response.write(b"data: [DONE]\n\n")
    return response


async def _embed(request: web.Request) -> web.Response:
    """Return vectors that all are alike."""
    asked = (await request.json())["input"]
    texts = [asked] if isinstance(asked, str) else asked
    data = [
        {"object": "embedding", "index": index, "embedding": [len(text) / 100 or 1.0] * _NUMBERS}
        for index, text in enumerate(texts)
    ]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return web.json_response({"object": "list", "data": data, "model": EMBEDDING_MODEL, "usage": usage})


async def _models(_: web.Request) -> web.Response:
    return web.json_response(
        {"object": "list", "data": [{"id": name, "object": "model"} for name in (MODEL, EMBEDDING_MODEL)]}
    )


def _line(fields: dict[str, Any]) -> bytes:
    chunk = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": MODEL, **fields}
    return f"data: {json.dumps(chunk)}\n\n".encode()


def main() -> None:
    """Serve until the process is ended."""
    application = web.Application(client_max_size=64 * 1024 * 1024)
    application.add_routes(
        [
            *HomeStandIn(int(sys.argv[2]), float(sys.argv[3])).routes(),
            web.get("/v1/models", _models),
            web.post("/v1/chat/completions", _chat),
            web.post("/v1/embeddings", _embed),
        ]
    )
    web.run_app(application, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)


if __name__ == "__main__":
    main()
