"""Barge-in over `/v1/realtime`: how long Morgan goes on after somebody begins to speak."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from bench.http.figures import Figure
from wyoming_morgan.audio import AudioFormat
from wyoming_morgan.bench.server import ServerProcess

WIRE = AudioFormat(24_000, 2, 1)
"""What sessions send and receive if they ask for nothing else."""
_FRAME_SECONDS = 0.02
_QUIET = 200
"""Samples below which nothing is said yet."""
_EVENT_SECONDS = 30.0
_TALK_SECONDS = 1.5
"""How long Morgan talks before somebody interrupts, and up to one second more."""
_AUDIO, _DONE = "response.output_audio.delta", "response.done"
_STARTED = "input_audio_buffer.speech_started"


@dataclass(frozen=True, slots=True)
class Interruption:
    """One barge-in: its moments by the monotonic clock, and the audio of the reply that came too late."""

    spoke: float
    """When the first sample was spoken."""
    noticed: float
    """When the client was told that speech has started."""
    last_audio: float
    """When the last audio came, if any came after that; else the same moment."""
    ended: float
    late: int
    """Pieces of audio after the client was told."""
    status: str


class Microphone:
    """Sends audio at the pace of speech: silence, and what is to be said."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._speech = b""
        self.spoke = 0.0
        """When the first sample of the latest speech was spoken."""
        self._is_first = False

    def say(self, pcm: bytes) -> None:
        """Say something, from the next frame on."""
        self._speech, self._is_first = pcm, True

    async def run(self) -> None:
        """Send frames until this is cancelled, each when it has been recorded."""
        size = WIRE.size(_FRAME_SECONDS)
        began, number = time.monotonic(), 0
        while True:
            frame, self._speech = self._speech[:size], self._speech[size:]
            if frame and self._is_first:
                self.spoke, self._is_first = began + number * _FRAME_SECONDS, False
            number += 1
            await asyncio.sleep(max(0.0, began + number * _FRAME_SECONDS - time.monotonic()))
            audio = base64.b64encode(frame.ljust(size, b"\0")).decode()
            await self._socket.send_json({"type": "input_audio_buffer.append", "audio": audio})


async def measure_barge_in(
    server: ServerProcess, speech: bytes, rounds: int
) -> tuple[tuple[Figure, ...], str]:
    """Interrupt a long reply so many times; `speech` is PCM of `WIRE`."""
    speech = _without_lead_in(speech)
    async with (
        aiohttp.ClientSession(server.http) as http,
        http.ws_connect("/v1/realtime?model=morgan", max_msg_size=0) as socket,
        _speaking(socket) as microphone,
    ):
        interruptions = [await _interrupt(socket, microphone, speech, number) for number in range(rounds)]
    late = sum(interruption.late for interruption in interruptions)
    ends = sorted({interruption.status for interruption in interruptions})
    moments = {
        "speech_started → last audio": [moment.last_audio - moment.noticed for moment in interruptions],
        "speech_started → response.done": [moment.ended - moment.noticed for moment in interruptions],
        "first sample → speech_started": [moment.noticed - moment.spoke for moment in interruptions],
        "first sample → response.done": [moment.ended - moment.spoke for moment in interruptions],
    }
    figures = tuple(Figure(f"barge-in: {name}", tuple(times)) for name, times in moments.items())
    return figures, (
        f"barge-in: {late} pieces of audio after speech_started; the responses ended {', '.join(ends)} "
        "(goal: silence within 150 ms)"
    )


@asynccontextmanager
async def _speaking(socket: aiohttp.ClientWebSocketResponse) -> AsyncIterator[Microphone]:
    microphone = Microphone(socket)
    sending = asyncio.create_task(microphone.run())
    try:
        yield microphone
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)


async def _interrupt(
    socket: aiohttp.ClientWebSocketResponse, microphone: Microphone, speech: bytes, number: int
) -> Interruption:
    """Have Morgan talk, speak up, and wait until what was said is answered."""
    content = [{"type": "input_text", "text": "Tell me a long story about the sea."}]
    item = {"type": "message", "role": "user", "content": content}
    await socket.send_json({"type": "conversation.item.create", "item": item})
    await socket.send_json({"type": "response.create"})
    response = (await _next(socket, _AUDIO))["response_id"]
    pause = _TALK_SECONDS + number % 10 / 10
    speaking = asyncio.get_running_loop().call_later(pause, microphone.say, speech)
    try:
        await _next(socket, _STARTED)
        noticed = last = time.monotonic()
        late = 0
        while (event := await _next(socket, _AUDIO, _DONE))["type"] == _AUDIO:
            last = time.monotonic()
            late += 1
        ended = time.monotonic()
    finally:
        speaking.cancel()
    done = event["response"]
    if done["id"] != response or not microphone.spoke:
        raise RuntimeError("the reply was over before it was interrupted")
    while (event := await _next(socket, _AUDIO, _DONE))["type"] == _AUDIO:
        late += event["response_id"] == response
    return Interruption(microphone.spoke, noticed, last, ended, late, done["status"])


async def _next(socket: aiohttp.ClientWebSocketResponse, *types: str) -> dict[str, Any]:
    async with asyncio.timeout(_EVENT_SECONDS):
        while True:
            event: dict[str, Any] = await socket.receive_json()
            if event["type"] == "error":
                raise RuntimeError(event["error"]["message"])
            if event["type"] in types:
                return event


def _without_lead_in(pcm: bytes) -> bytes:
    """Return audio from its first audible sample on: barge-in is counted from there."""
    samples = memoryview(pcm).cast("h")
    first = next(place for place, sample in enumerate(samples) if abs(sample) > _QUIET)
    return pcm[2 * first :]
