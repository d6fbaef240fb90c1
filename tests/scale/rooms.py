"""Rooms that talk to Morgan through the load balancer, one turn after the other, by every door."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import aiohttp
from wyoming.asr import Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.error import Error
from wyoming.event import Event
from wyoming.handle import Handled, HandledStop, NotHandled
from wyoming.intent import Intent
from wyoming.tts import Synthesize

from tests.scale.fleet import Replica
from wyoming_morgan import audio
from wyoming_morgan.audio import SPEECH
from wyoming_morgan.bench.client import connected, transcribe
from wyoming_morgan.errors import MorganError

COMMAND = "turn on the kitchen light"
_SECONDS = 60.0
"""How long a turn may take before it counts as failed."""
_RETRY_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a room: when it began on the monotonic clock, how long it took, and what went wrong."""

    kind: str
    began: float
    seconds: float
    failure: str = ""


class Failed(Exception):
    """A turn had no answer, or not the right one."""


@dataclass
class Rooms:
    """All rooms, what came of their turns, and what was acknowledged to them."""

    ports: Mapping[int, int]
    """The ports of the balancer, by those of its configuration."""
    speech: bytes = b""
    """The command, spoken: PCM in `SPEECH`. Without it nothing is spoken."""
    key: str = ""
    """The key for HTTP, if one is needed."""
    pause: float = 0.0
    """Seconds between the turns of a room."""
    turns: list[Turn] = field(default_factory=list)
    said: dict[str, list[str]] = field(default_factory=dict)
    """What was said in each conversation and was answered."""
    facts: list[str] = field(default_factory=list)
    """What was to be remembered, and was acknowledged."""

    @property
    def failures(self) -> Counter[str]:
        """What went wrong, and how often."""
        return Counter(f"{turn.kind}: {turn.failure}" for turn in self.turns if turn.failure)

    @property
    def answered(self) -> list[Turn]:
        """The turns that were answered."""
        return [turn for turn in self.turns if not turn.failure]

    async def talk(self, count: int, until: asyncio.Event) -> None:
        """Have so many rooms talk until the event is set; a turn that fails is said again."""
        # A connection for each request, as nginx has it: see `StandIn`.
        connector = aiohttp.TCPConnector(force_close=True, limit=0)
        timeout = aiohttp.ClientTimeout(total=_SECONDS)
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        url = f"http://127.0.0.1:{self.ports[8000]}"
        async with (
            aiohttp.ClientSession(url, connector=connector, timeout=timeout, headers=headers) as http,
            asyncio.TaskGroup() as group,
        ):
            for number in range(count):
                group.create_task(self._room(number, http, until))

    async def _room(self, number: int, http: aiohttp.ClientSession, until: asyncio.Event) -> None:
        for turn in itertools.count():
            kinds = self._kinds(f"room-{number}", turn, http)
            kind = list(kinds)[(number + turn) % len(kinds)]
            while not until.is_set():
                began = time.monotonic()
                failure = await _failure(kinds[kind])
                self.turns.append(Turn(kind, began, time.monotonic() - began, failure))
                if not failure:
                    break
                await asyncio.sleep(_RETRY_SECONDS)
            if until.is_set():
                return
            await asyncio.sleep(self.pause)

    def _kinds(
        self, room: str, turn: int, http: aiohttp.ClientSession
    ) -> Mapping[str, Callable[[], Coroutine[Any, Any, None]]]:
        """Return every kind of turn that a room may take."""
        kinds: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
            "text over HTTP": lambda: self._text(http, room, f"sentence {turn} of {room}"),
            "fact over HTTP": lambda: self._fact(http, f"the box {turn} of {room} is red"),
            "voice over a WebSocket": lambda: _over_socket(http),
            "text over Wyoming": lambda: _understood(self.ports[10_500]),
        }
        if self.speech and 10_300 in self.ports:
            kinds["speech over HTTP"] = lambda: _heard_and_answered(http, self.speech)
            kinds["speech over Wyoming"] = lambda: _heard(self.ports[10_300], self.speech)
        if 10_200 in self.ports:
            kinds["voice over Wyoming"] = lambda: _spoken(self.ports[10_200])
        return kinds

    async def _text(self, http: aiohttp.ClientSession, room: str, text: str) -> None:
        body = {"text": text, "conversation_id": room, "user_id": room}
        await _posted(http, "/api/text", json=body)
        self.said.setdefault(room, []).append(text)

    async def _fact(self, http: aiohttp.ClientSession, content: str) -> None:
        await _posted(http, "/api/facts", json={"content": content})
        self.facts.append(content)

    async def lost(self, replicas: Iterable[Replica]) -> list[str]:
        """Return what was acknowledged and is not there, at one of these replicas."""
        missing: list[str] = []
        said = {room: tuple(texts) for room, texts in self.said.items()}
        facts = tuple(self.facts)
        async with aiohttp.ClientSession() as http:
            for replica in replicas:
                for room, texts in said.items():
                    url = f"{replica.url}/api/conversations/{room}?limit=10000"
                    async with http.get(url) as response:
                        messages = (await response.json()).get("messages", ())
                    kept = {message["text"] for message in messages if message["role"] == "user"}
                    missing += [text for text in texts if text not in kept]
                async with http.get(f"{replica.url}/api/facts?limit=10000") as response:
                    kept = {fact["content"] for fact in (await response.json())["facts"]}
                missing += [fact for fact in facts if fact not in kept]
        return missing


async def _failure(take_turn: Callable[[], Coroutine[Any, Any, None]]) -> str:
    """Take a turn; return what went wrong, if anything."""
    try:
        async with asyncio.timeout(_SECONDS):
            await take_turn()
    except TimeoutError:
        return f"no answer within {_SECONDS:g} s"
    except (aiohttp.ClientError, OSError, EOFError, MorganError, Failed) as error:
        return f"{type(error).__name__}: {error}"
    return ""


async def _posted(http: aiohttp.ClientSession, path: str, **content: Any) -> dict[str, Any]:
    async with http.post(path, **content) as response:
        body: dict[str, Any] = await response.json()
        if response.status != HTTPStatus.OK:
            raise Failed(f"{response.status} {body}")
        return body


async def _heard_and_answered(http: aiohttp.ClientSession, speech: bytes) -> None:
    form = aiohttp.FormData()
    form.add_field("file", audio.wav(audio.AudioChunk(speech, SPEECH)), filename="speech.wav")
    heard = (await _posted(http, "/api/audio", data=form))["transcript"]
    if heard.lower() != COMMAND:
        raise Failed(f"heard {heard!r}")


async def _over_socket(http: aiohttp.ClientSession) -> None:
    async with http.ws_connect("/api/voice") as socket:
        for message in ({"type": "synthesize"}, {"type": "text", "text": COMMAND}, {"type": "end"}):
            await socket.send_json(message)
        async for received in socket:
            if received.type is not aiohttp.WSMsgType.TEXT:
                continue  # audio
            event = received.json()
            if event["type"] == "spoken":
                return
            if event["type"] == "failed":
                raise Failed(str(event))
    raise Failed(f"the socket was closed with {socket.close_code}")


async def _understood(port: int) -> None:
    async with connected(port) as client:
        await client.write_event(Transcript(text=COMMAND, language="en").event())
        await _answer(client, Intent, Handled, HandledStop, NotHandled)


async def _heard(port: int, speech: bytes) -> None:
    async with connected(port) as client:
        text = (await transcribe(client, speech)).text
    if text.lower() != COMMAND:
        raise Failed(f"heard {text!r}")


async def _spoken(port: int) -> None:
    async with connected(port) as client:
        await client.write_event(Synthesize(text=COMMAND).event())
        await _answer(client, AudioStart)
        size = 0
        while AudioChunk.is_type((event := await _answer(client, AudioChunk, AudioStop)).type):
            size += len(event.payload or b"")
    if size < SPEECH.size(0.5):
        raise Failed("no speech")


async def spoken_command(port: int) -> bytes:
    """Return the command, spoken over HTTP on a port: PCM, with the silence around it that a room has."""
    body = {"input": COMMAND, "voice": "en-US", "response_format": "wav", "speed": 0.8}
    async with (
        aiohttp.ClientSession(raise_for_status=True) as http,
        http.post(f"http://127.0.0.1:{port}/v1/audio/speech", json=body) as response,
    ):
        speech = audio.decode(await response.read(), limit_seconds=30).pcm
    return bytes(SPEECH.size(0.3)) + speech + bytes(SPEECH.size(0.7))


async def _answer(client: AsyncTcpClient, *types: Any) -> Event:
    """Return the next event of one of the types."""
    while (event := await client.read_event()) is not None:
        if any(kind.is_type(event.type) for kind in types):
            return event
        if Error.is_type(event.type):
            raise Failed(Error.from_event(event).text)
    raise Failed("the connection was closed")
