"""Opens hostile sockets of realtime and responses at a real server with the real ear and mouth."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, WSMessage, WSMsgType

from tests.fakes import FakeConversationAgent
from tests.fakes.recognizer import FakeRecognizer
from tests.fakes.scripted_chat import ScriptedChat, says
from tests.fakes.synthesizer import FakeSynthesizer
from tests.fakes.voice_activity import FakeVoiceActivity
from tests.fuzzing.clients import take_turns
from tests.fuzzing.logged import logged_errors
from tests.fuzzing.message_damage import written
from tests.fuzzing.openai_messages import QUIET, SPEECH, WRITE, case
from tests.fuzzing.sockets import PATIENCE, RESET, talk
from wyoming_morgan.http.server import HttpServer
from wyoming_morgan.http.services import HttpServices
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.readiness import Readiness
from wyoming_morgan.timings import TurnLog
from wyoming_morgan.voice.synthesizer import Synthesizer
from wyoming_morgan.voice.transcriber import Transcriber

DOCUMENTED = frozenset({1000, 1002, 1007, 1009, RESET})
"""How a socket may be closed: by RFC 6455."""
_ENDS = frozenset({"response.completed", "response.failed", "response.incomplete", "response.done"})

Json = dict[str, Any]


@dataclass(slots=True)
class SocketReport:
    """What became of the cases."""

    closes: Counter[int | None] = field(default_factory=Counter)
    """How many sockets were closed with each code; 1000 are those that the client itself ended."""
    answers: Counter[str] = field(default_factory=Counter)
    """What Morgan sent, by type, and of errors by code."""
    honest: int = 0
    """How many honest clients were served in between."""
    failures: list[str] = field(default_factory=list)


async def fuzz(name: str, count: int, *, seed: int = 0) -> SocketReport:
    """Open `count` hostile sockets of `realtime` or `responses`, and an honest one now and then."""
    model = ScriptedChat([says("Hello", ", ", "you.")], repeat=True)
    agent, recognizer, synthesizer = FakeConversationAgent(), FakeRecognizer(), FakeSynthesizer()

    def forget() -> None:
        """Drop what the fakes have noted, which is all audio and text: the memory is measured."""
        for noted in (model.requests, agent.requests, recognizer.calls, synthesizer.calls):
            noted.clear()

    services = HttpServices(
        readiness=Readiness([]),
        turn_log=TurnLog(),
        stt=Transcriber(recognizer, FakeVoiceActivity()),
        stt_capabilities=lambda: recognizer.capabilities,
        tts=Synthesizer(synthesizer),
        agent=agent,
        llm=model,
    )
    async with _serving(services) as url, ClientSession() as session:
        run = _Run(session, f"{url}/v1/{name}", name, seed)
        with logged_errors() as errors:
            await take_turns(count, attack=run.attack, be_honest=run.be_honest, forget=forget)
        run.report.failures += errors
    return run.report


@asynccontextmanager
async def _serving(services: HttpServices) -> AsyncIterator[str]:
    server = HttpServer(services, HttpSettings(host="127.0.0.1", port=0))
    await server.start()
    try:
        host, port = server.addresses[0]
        yield f"http://{host}:{port}"
    finally:
        await server.stop(1.0)


class _Run:
    def __init__(self, session: ClientSession, url: str, name: str, seed: int) -> None:
        self._session = session
        self._url = url
        self._name = name
        self._seed = seed
        self.report = SocketReport()

    async def attack(self, number: int) -> None:
        """Be one hostile client, until it has heard enough or is thrown out."""
        # Made in a thread: the event loop is to be the server's, whose waits are measured.
        frames = await asyncio.to_thread(_made, self._name, number, self._seed)
        responses = _Responses()

        def note(frame: WSMessage) -> None:
            if (problem := self._problem_of(frame, responses)) is not None:
                self._fail(number, problem)

        try:
            code = await talk(self._connected(), frames, note)
        except TimeoutError:
            self._fail(number, "it hangs")
            return
        self.report.closes[code] += 1
        if code not in DOCUMENTED:
            self._fail(number, f"it is closed with {code}")

    async def be_honest(self) -> None:
        """Have something answered, which must be done."""
        async with asyncio.timeout(PATIENCE), self._connected() as socket:
            if self._name == "realtime":
                for message in (WRITE, SPEECH, QUIET):
                    await socket.send_json(message)
            else:
                await socket.send_json({"type": "response.create", "model": "scripted", "input": "hello"})
            async for frame in socket:
                event = frame.json()
                if event["type"] in _ENDS:
                    break
        if event.get("response", {}).get("status") != "completed":
            self.report.failures.append(f"an honest client was answered {event}")
        self.report.honest += 1

    def _connected(self) -> AbstractAsyncContextManager[ClientWebSocketResponse]:
        return self._session.ws_connect(self._url, max_msg_size=0)

    def _problem_of(self, frame: WSMessage, responses: _Responses) -> str | None:
        """Return what is wrong with something that Morgan sent."""
        if frame.type is not WSMsgType.TEXT:
            return f"it is answered with {frame.type!r}"
        event: Json = frame.json()
        kind, code = event["type"], _code_of(event)
        self.report.answers[f"{kind} {code}" if code else kind] += 1
        if code == "internal":
            return f"it is answered {event}"
        return responses.problem_of(event)

    def _fail(self, number: int, why: str) -> None:
        self.report.failures.append(f"case {number} of seed {self._seed}: {why}")


class _Responses:
    """The responses of one socket: each begins once, and ends once."""

    def __init__(self) -> None:
        self._running: set[str] = set()

    def problem_of(self, event: Json) -> str | None:
        """Return what is wrong with an event."""
        kind, response = event["type"], event.get("response")
        if not isinstance(response, Mapping):
            return None
        identity = response["id"]
        if kind == "response.created":
            self._running.add(identity)
        elif identity not in self._running:
            return f"{kind} of a response that does not run"
        if kind in _ENDS:
            self._running.discard(identity)
        return None


def _made(name: str, number: int, seed: int) -> list[tuple[WSMsgType, bytes]]:
    return [_sent(written(frame)) for frame in case(name, number, seed=seed)]


def _sent(content: str | bytes) -> tuple[WSMsgType, bytes]:
    if isinstance(content, bytes):
        return WSMsgType.BINARY, content
    return WSMsgType.TEXT, content.encode("utf-8", "surrogatepass")


def _code_of(event: Json) -> str | None:
    """Return the code of the failure that an event tells."""
    response = event.get("response") or {}
    error = event.get("error") or response.get("error") or (response.get("status_details") or {}).get("error")
    return None if not error else str(error.get("code"))
