"""A server that speaks Morgan's link, and keeps what it is told as Morgan does."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import uuid
from collections.abc import Callable
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler
from certificates import ShownCertificate
from fake_voice import FakeVoice

Told = dict[str, dict[str, Any]]
_SECONDS = 20.0


class FakeMorgan:
    """What a home tells it is in `exposed`, `states`, …; `reply` decides what a turn is answered with."""

    certificate: ShownCertificate | None = None
    """What it shows; without one it speaks plain HTTP."""
    proven_certificate: str | None = None
    """The one that its proofs are for; by default that."""
    requests = 0

    def __init__(self) -> None:
        self.id = uuid.uuid4().hex
        self.auth = "pair"
        self.keys = {"right"}
        self.code: str | None = None
        """The pairing code of this moment."""
        self.pairing_status: int | None = None
        self.proof: web.Response | None = None
        self.paired: list[str] = []
        """The names of those who were paired."""
        self.keys_sent: list[str] = []
        """The keys that came over the link."""
        self.health: web.Response | None = None
        self.link_status: int | None = None
        self.welcome: dict[str, Any] = {"type": "welcome", "protocol": 1, "version": "0.1.0"}
        self.close_code: int | None = None
        self.refused = 0
        self.silent = False
        """Whether it does not answer a hello."""
        self.keeps = True
        """Whether it still has what it was told, when the home comes back."""
        self.hellos: list[dict[str, Any]] = []
        self.log: list[dict[str, Any]] = []
        """Every message of the home."""
        self.exposed: Told = {}
        self.satellites: Told = {}
        self.places: dict[str, Any] = {}
        self.states: Told = {}
        self.ready = 0
        """How often the home was ready."""
        self.revision: int | None = None
        self.reply: list[dict[str, Any]] = []
        """The messages that answer the next turn."""
        self.turns: list[dict[str, Any]] = []
        self.cancelled: list[int] = []
        self.results: list[dict[str, Any]] = []
        self.links: list[web.WebSocketResponse] = []
        self.facts: list[dict[str, Any]] = []
        """What it was asked to remember and to forget."""
        self.fact_answer: tuple[int, Any] = (200, {"deleted": True})
        self.voice = FakeVoice()
        self.models: Any = {
            "data": [
                {"id": "morgan", "kind": "llm"},
                {"id": "house/large", "kind": "llm"},
                {"id": "house/small", "kind": "llm", "default": True},
                {"id": "whisper-1", "kind": "stt"},
            ]
        }
        self.chats: list[dict[str, Any]] = []
        self.answers: list[Any] = []
        """What the language model answers: texts, messages, choices, or a status and a body."""
        self.models_asked = 0
        self._port = 0
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"{'http' if self.certificate is None else 'https'}://127.0.0.1:{self._port}"

    async def start(self) -> None:
        app = web.Application(middlewares=[self._count])
        app.router.add_get("/health", self._health)
        app.router.add_post("/api/pair", self._pair)
        app.router.add_post("/api/pair/proof", self._prove)
        app.router.add_get("/api/home/link", self._link)
        app.router.add_post("/api/facts{_:.*}", self._take_fact)
        app.router.add_get("/api/voice", self.voice.serve)
        app.router.add_get("/v1/models", self._models)
        app.router.add_post("/v1/chat/completions", self._chat)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        context = None if self.certificate is None else self.certificate.context()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, ssl_context=context)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def show(self, certificate: ShownCertificate) -> None:
        """Speak TLS from now on, with this certificate."""
        await self.stop()
        self.certificate = certificate
        await self.start()

    @web.middleware
    async def _count(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.requests += 1
        return await handler(request)

    async def stop(self) -> None:
        await self.break_links()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def break_links(self) -> None:
        for socket in self.links:
            await socket.close()
        self.links.clear()

    async def until(self, reached: Callable[[], Any]) -> None:
        async with asyncio.timeout(_SECONDS):
            while not reached():  # noqa: ASYNC110 - what is waited for is changed by many
                await asyncio.sleep(0.005)

    async def order(self, name: str, slots: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Order an intent, and return the response."""
        number = len(self.results) + 1
        await self.links[-1].send_json(
            {"type": "intent", "id": number, "name": name, "slots": slots, "language": "en", **more}
        )
        await self.until(lambda: len(self.results) == number)
        assert self.results[-1]["id"] == number
        response: dict[str, Any] = self.results[-1]["response"]
        return response

    async def call(self, name: str, arguments: Any, *, turn: int | None = None) -> dict[str, Any]:
        """Have a tool of the newest turn run, and return the result."""
        number = 100 + len(self.results)
        asked = self.turns[-1]["id"] if turn is None else turn
        await self.links[-1].send_json(
            {"type": "tool", "id": number, "turn": asked, "name": name, "arguments": arguments}
        )
        await self.until(lambda: any(result["id"] == number for result in self.results))
        response: dict[str, Any] = self.results[-1]["response"]
        return response

    async def look_up(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Have something looked up, and return the result."""
        number = 10_000 + len(self.results)
        await self.links[-1].send_json({"type": "lookup", "id": number, **asked})
        await self.until(lambda: any(result["id"] == number for result in self.results))
        response: dict[str, Any] = self.results[-1]["response"]
        return response

    async def list_tools(self) -> dict[str, Any]:
        """Ask for the tools of the newest turn, and return what is told."""
        number = 1000 + len(self.results)
        await self.links[-1].send_json({"type": "tools", "id": number, "turn": self.turns[-1]["id"]})
        await self.until(lambda: any(result["id"] == number for result in self.results))
        response: dict[str, Any] = self.results.pop()["response"]
        return response

    async def say(self, *messages: dict[str, Any]) -> None:
        """Send messages that answer the newest turn."""
        for message in messages:
            await self.links[-1].send_json({"id": self.turns[-1]["id"], **message})

    async def _chat(self, request: web.Request) -> web.Response:
        self.chats.append(await request.json())
        answer = self.answers.pop(0)
        if isinstance(answer, tuple):
            return web.json_response(answer[1], status=answer[0])
        if isinstance(answer, dict) and "choice" in answer:
            return web.json_response({"choices": [answer["choice"]]})
        message = answer if isinstance(answer, dict) else {"role": "assistant", "content": answer}
        return web.json_response({"choices": [{"index": 0, "message": message}]})

    async def _models(self, request: web.Request) -> web.Response:
        del request
        self.models_asked += 1
        return web.json_response(self.models)

    async def _health(self, request: web.Request) -> web.Response:
        del request
        return self.health or web.json_response(
            {"status": "ok", "version": "0.1.0", "id": self.id, "auth": self.auth, "services": {}}
        )

    async def _prove(self, request: web.Request) -> web.Response:
        shown = self.certificate.fingerprint if self.certificate is not None else None
        place = self.proven_certificate or shown or f"127.0.0.1 {self._port}"
        message = f"{(await request.json())['nonce']}\n{place}".encode()
        digests = [hashlib.sha256(key.encode()).digest() for key in self.keys]
        proofs = [hmac.new(digest, message, "sha256").hexdigest() for digest in digests]
        return self.proof or web.json_response({"proofs": proofs})

    async def _pair(self, request: web.Request) -> web.Response:
        body = await request.json()
        if self.pairing_status is not None or body["code"] != self.code:
            return web.json_response({"error": {}}, status=self.pairing_status or 403)
        self.code = None
        self.paired.append(body["name"])
        self.keys.add("paired")
        return web.json_response({"api_key": "paired", "id": self.id, "name": body["name"]})

    async def _take_fact(self, request: web.Request) -> web.Response:
        key = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.keys_sent.append(key)
        if key not in self.keys:
            return web.Response(status=401)
        self.facts.append({"path": request.path, **await request.json()})
        status, answer = self.fact_answer
        return web.json_response(answer, status=status)

    async def _link(self, request: web.Request) -> web.StreamResponse:
        if self.link_status is not None:
            return web.Response(status=self.link_status)
        if request.headers.get("Authorization", "").removeprefix("Bearer ") not in self.keys:
            return web.Response(status=401)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        frame = await socket.receive()
        if not isinstance(frame.data, str):
            return socket
        hello = frame.json()
        if self.close_code is not None:
            self.refused += 1
            await socket.close(code=self.close_code)
            return socket
        is_known = self.hellos and self.hellos[-1]["feed"] == hello["feed"] and self.keeps
        self.hellos.append(hello)
        self.links.append(socket)
        if not self.silent:
            await socket.send_json({**self.welcome, "revision": self.revision if is_known else None})
        async for frame in socket:
            await self._take(socket, frame.json())
        return socket

    async def _take(self, socket: web.WebSocketResponse, message: dict[str, Any]) -> None:
        self.log.append(message)
        match message["type"]:
            case "begin":
                for table in (self.exposed, self.satellites, self.states):
                    table.clear()
            case "places":
                self.places = message
            case "entities":
                self._take_entities(message)
            case "states":
                self._take_states(message)
            case "ready":
                self.ready += 1
                self.revision = message["revision"]
            case _:
                await self._take_talk(socket, message)

    async def _take_talk(self, socket: web.WebSocketResponse, message: dict[str, Any]) -> None:
        match message["type"]:
            case "turn":
                self.turns.append(message)
                for piece in self.reply:
                    await socket.send_json({"id": message["id"], **piece})
            case "cancel":
                self.cancelled.append(message["id"])
            case "result":
                self.results.append(message)

    def _take_entities(self, message: dict[str, Any]) -> None:
        parts = (message.get("exposed", []), message.get("satellites", []), message.get("gone", []))
        assert all(len(part) <= 250 for part in parts)
        for entity_id in message.get("gone", []):
            for table in (self.exposed, self.satellites, self.states):
                table.pop(entity_id, None)
        self.exposed |= {entity["entity_id"]: entity for entity in message.get("exposed", [])}
        self.satellites |= {entity["entity_id"]: entity for entity in message.get("satellites", [])}

    def _take_states(self, message: dict[str, Any]) -> None:
        for entity_id, state in message.get("a", {}).items():
            self.states[entity_id] = {"s": state["s"], "a": dict(state["a"])}
        for entity_id, change in message.get("c", {}).items():
            state = self.states[entity_id]
            state["s"] = change["+"].get("s", state["s"])
            state["a"] |= change["+"].get("a", {})
            for name in change.get("-", {}).get("a", []):
                state["a"].pop(name, None)
        for entity_id in message.get("r", []):
            self.states.pop(entity_id, None)
