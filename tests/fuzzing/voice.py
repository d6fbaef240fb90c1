"""Opens hostile voice sockets at a real server with the real ear and mouth: damaged messages and audio."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import ClientSession, ClientWebSocketResponse, WSMessage, WSMsgType

from tests.fakes.recognizer import FakeRecognizer
from tests.fakes.synthesizer import FakeSynthesizer
from tests.fakes.voice_activity import FakeVoiceActivity
from tests.fakes.wake_words import FakeWakeWords
from tests.fuzzing.clients import take_turns
from tests.fuzzing.logged import logged_errors
from tests.fuzzing.message_damage import Frame, written
from tests.fuzzing.sockets import PATIENCE, RESET, talk
from tests.fuzzing.voice_messages import CONVERSATIONS, END, QUIET, SPEECH, SYNTHESIZE, TRANSCRIBE, case, text
from wyoming_morgan.http.server import HttpServer
from wyoming_morgan.http.services import HttpServices
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.readiness import Readiness
from wyoming_morgan.timings import TurnLog
from wyoming_morgan.voice.synthesizer import Synthesizer
from wyoming_morgan.voice.transcriber import Transcriber

DOCUMENTED = frozenset({1000, 1002, 1007, 1009, 4000, 4008})
"""How a voice socket may be closed: by RFC 6455, and as docs/voice-socket.md says."""
FAILURES = frozenset({"busy", "timeout", "too-large", "unknown-voice", "unknown-model", "invalid-request"})
"""The codes of failures that a client can cause."""


@dataclass(slots=True)
class VoiceReport:
    """What became of the cases."""

    closes: Counter[int | None] = field(default_factory=Counter)
    """How many sockets were closed with each code; 1000 are those that the client itself ended."""
    answers: Counter[str] = field(default_factory=Counter)
    """What Morgan sent, by type, and of failures by code."""
    honest: int = 0
    """How many honest clients were served in between."""
    failures: list[str] = field(default_factory=list)


async def fuzz(count: int, *, seed: int = 0) -> VoiceReport:
    """Open `count` hostile sockets, and an honest one now and then; report what was not as documented."""
    wake, recognizer, synthesizer = FakeWakeWords(), FakeRecognizer(), FakeSynthesizer()

    def forget() -> None:
        """Drop what the fakes have noted, which is all audio and text: the memory is measured."""
        recognizer.calls.clear()
        synthesizer.calls.clear()
        wake.opened.clear()

    async with _serving(wake, recognizer, synthesizer) as url, ClientSession() as session:
        run = _Run(session, url, seed)
        with logged_errors() as errors:
            await take_turns(count, attack=run.attack, be_honest=run.be_honest, forget=forget)
        run.report.failures += errors
    if wake.open_streams:
        run.report.failures.append(f"{len(wake.open_streams)} streams for wake words are still open")
    return run.report


@asynccontextmanager
async def _serving(
    wake: FakeWakeWords, recognizer: FakeRecognizer, synthesizer: FakeSynthesizer
) -> AsyncIterator[str]:
    services = HttpServices(
        readiness=Readiness([]),
        turn_log=TurnLog(),
        stt=Transcriber(recognizer, FakeVoiceActivity()),
        stt_capabilities=lambda: recognizer.capabilities,
        tts=Synthesizer(synthesizer),
        wake=lambda: wake,
    )
    server = HttpServer(services, HttpSettings(host="127.0.0.1", port=0))
    await server.start()
    try:
        host, port = server.addresses[0]
        yield f"http://{host}:{port}/api/voice"
    finally:
        await server.stop(1.0)


class _Run:
    def __init__(self, session: ClientSession, url: str, seed: int) -> None:
        self._session = session
        self._url = url
        self._seed = seed
        self.report = VoiceReport()

    async def attack(self, number: int) -> None:
        """Be one hostile client, until it has heard enough or is thrown out."""
        # Made in a thread: the event loop is to be the server's, whose waits are measured.
        attempt = await asyncio.to_thread(_made, number, self._seed)
        try:
            code = await talk(self._connected(), attempt.frames, lambda frame: self._note(frame, number))
        except TimeoutError:
            self._fail(number, "it hangs")
            return
        self.report.closes[code] += 1
        allowed = DOCUMENTED | {RESET} if attempt.is_damaged else {1000}
        if code not in allowed:
            self._fail(number, f"it is closed with {code}")

    async def be_honest(self) -> None:
        """Have an utterance heard and a text spoken, which must be done."""
        async with asyncio.timeout(PATIENCE), self._connected() as socket:
            await socket.send_json(TRANSCRIBE)
            for pcm in (SPEECH, QUIET):
                await socket.send_bytes(pcm)
            heard, _ = await _last(socket)
            for message in (SYNTHESIZE, text("Good evening."), END):
                await socket.send_json(message)
            spoken, size = await _last(socket)
        if (heard, spoken) != ("transcript", "spoken") or not size:
            self.report.failures.append(f"an honest client was answered {heard}, {spoken}, {size} bytes")
        self.report.honest += 1

    def _connected(self) -> AbstractAsyncContextManager[ClientWebSocketResponse]:
        return self._session.ws_connect(self._url, max_msg_size=0)

    def _note(self, frame: WSMessage, number: int) -> None:
        message = frame.json() if frame.type is WSMsgType.TEXT else {"type": "audio"}
        if message["type"] != "failed":
            self.report.answers[message["type"]] += 1
            return
        self.report.answers[f"failed {message['code']}"] += 1
        if message["code"] not in FAILURES:
            self._fail(number, f"it is answered {message}")

    def _fail(self, number: int, why: str) -> None:
        self.report.failures.append(f"case {number} of seed {self._seed}: {why}")


@dataclass(frozen=True, slots=True)
class _Attempt:
    frames: list[tuple[WSMsgType, bytes]]
    is_damaged: bool


def _made(number: int, seed: int) -> _Attempt:
    chance = random.Random(f"frames {seed} {number}")  # noqa: S311 - the same bytes in every run
    frames = case(number, seed=seed)
    is_damaged = frames not in [list(conversation) for conversation in CONVERSATIONS]
    return _Attempt([_sent(frame, chance, is_damaged=is_damaged) for frame in frames], is_damaged)


def _sent(frame: Frame, chance: random.Random, *, is_damaged: bool) -> tuple[WSMsgType, bytes]:
    """Return a frame as it is sent: audio is binary, but now and then what is damaged has the wrong kind."""
    content = written(frame)
    kind = WSMsgType.BINARY if isinstance(content, bytes) else WSMsgType.TEXT
    if is_damaged and chance.random() < 0.05:
        kind = WSMsgType.TEXT if kind is WSMsgType.BINARY else WSMsgType.BINARY
    return kind, content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")


async def _last(socket: ClientWebSocketResponse) -> tuple[str, int]:
    """Return the type of the last message of a piece of work, and how many bytes of audio came before it."""
    size = 0
    async for frame in socket:
        if frame.type is WSMsgType.BINARY:
            size += len(frame.data)
        elif (kind := str(frame.json()["type"])) in {"transcript", "spoken", "failed"}:
            return kind, size
    return f"closed with {socket.close_code}", size
