"""One turn through an Assist pipeline: speech in real time, events, the spoken reply."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from tests.home_assistant.client import Client
from wyoming_morgan.audio import SPEECH, AudioChunk, decode

_CHUNK = 2048
"""Bytes of one message: 64 ms, as satellites send them."""
_LEAD_SECONDS = 0.3
_LONGEST_SECONDS = 90.0


@dataclass(slots=True)
class Turn:
    """What came of one turn. Times are seconds since the end of the speech."""

    events: list[tuple[float, str, dict[str, Any]]] = field(default_factory=list)
    speech: bytes = b""
    first_audio: float | None = None

    def data(self, kind: str) -> dict[str, Any]:
        """Return what an event of this kind carried; the test fails if there was none."""
        for _, name, data in self.events:
            if name == kind:
                return data
        raise AssertionError(f"no {kind} among {[name for _, name, _ in self.events]}: {self.events}")

    def has(self, kind: str) -> bool:
        """Whether there was such an event."""
        return any(name == kind for _, name, _ in self.events)

    def at(self, kind: str) -> float | None:
        """Return when the first event of this kind came, if one did."""
        return next((when for when, name, _ in self.events if name == kind), None)

    @property
    def heard(self) -> str:
        """The transcript."""
        return str(self.data("stt-end")["stt_output"]["text"])

    @property
    def response(self) -> dict[str, Any]:
        """What the conversation answered, as Home Assistant's intent response."""
        response: dict[str, Any] = self.data("intent-end")["intent_output"]["response"]
        return response

    @property
    def reply(self) -> str:
        """The words of the answer."""
        return str(self.response["speech"]["plain"]["speech"])

    @property
    def spoken(self) -> AudioChunk:
        """The spoken reply, decoded."""
        return decode(self.speech, target=SPEECH, limit_seconds=60)


async def speak(
    client: Client,
    pipeline: str,
    recording: bytes,
    *,
    speech_ends: float | None = None,
    midway: asyncio.Event | None = None,
) -> Turn:
    """Run a pipeline on a recording, as a satellite does: in real time, then silence until it is heard.

    The turn's times count from `speech_ends`, in seconds of the recording; by default from its end.
    `midway` is set when half of the recording was sent.
    """
    audio = decode(recording, target=SPEECH, limit_seconds=60).pcm
    if speech_ends is None:
        speech_ends = SPEECH.seconds(len(audio))
    turn = Turn()
    clock = _Clock()
    async with client.subscription(
        "assist_pipeline/run",
        start_stage="stt",
        end_stage="tts",
        input={"sample_rate": SPEECH.rate},
        pipeline=pipeline,
        timeout=_LONGEST_SECONDS,
    ) as answers:
        await answers.result()
        microphone: asyncio.Task[None] | None = None
        try:
            while not turn.has("run-end"):
                event = await answers.event()
                kind, data = event["type"], event["data"] or {}
                turn.events.append((clock.now(), kind, data))
                if kind == "run-start":
                    handler = data["runner_data"]["stt_binary_handler_id"]
                    microphone = asyncio.create_task(_stream(client, handler, audio, clock, midway))
                elif kind in {"stt-end", "error"} and microphone is not None:
                    microphone.cancel()
                elif kind == "tts-end":
                    await _fetch(client, data["tts_output"]["url"], turn, clock)
        finally:
            if microphone is not None:
                microphone.cancel()
                await asyncio.gather(microphone, return_exceptions=True)
    ended = clock.speech_began + speech_ends
    turn.events = [(when - ended, kind, data) for when, kind, data in turn.events]
    if turn.first_audio is not None:
        turn.first_audio -= ended
    return turn


async def ask(client: Client, pipeline: str, text: str) -> Turn:
    """Run a pipeline on written words, up to the words of its answer."""
    turn = Turn()
    async with client.subscription(
        "assist_pipeline/run",
        start_stage="intent",
        end_stage="intent",
        input={"text": text},
        pipeline=pipeline,
        timeout=_LONGEST_SECONDS,
    ) as answers:
        await answers.result()
        while not turn.has("run-end"):
            event = await answers.event()
            turn.events.append((0.0, event["type"], event["data"] or {}))
    return turn


@dataclass(slots=True)
class _Clock:
    began: float = field(default_factory=time.monotonic)
    speech_began: float = 0.0

    def now(self) -> float:
        return time.monotonic() - self.began


async def _stream(
    client: Client, handler: int, speech: bytes, clock: _Clock, midway: asyncio.Event | None
) -> None:
    """Send a moment of silence, the speech, and silence without end."""
    audio = bytes(SPEECH.size(_LEAD_SECONDS)) + speech
    began = clock.now()
    clock.speech_began = began + _LEAD_SECONDS
    sent = 0
    while True:
        piece = audio[sent : sent + _CHUNK].ljust(_CHUNK, b"\0")
        sent += _CHUNK
        # A microphone hands a piece out when its last sample was heard.
        await asyncio.sleep(max(0.0, began + SPEECH.seconds(sent) - clock.now()))
        await client.send_audio(handler, piece)
        if midway is not None and sent >= len(audio) // 2:
            midway.set()


async def _fetch(client: Client, path: str, turn: Turn, clock: _Clock) -> None:
    async with client.download(path) as response:
        async for piece in response.content.iter_any():
            if turn.first_audio is None:
                turn.first_audio = clock.now()
            turn.speech += piece
