"""A spoken command over `/v1/realtime`, in real time, to a real server with its built-in engines."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from openai import AsyncOpenAI, DefaultAsyncHttpxClient
from openai.resources.realtime.realtime import AsyncRealtimeConnection

from wyoming_morgan.audio import AudioFormat, decode
from wyoming_morgan.bench.server import ServerProcess, running_server

pytestmark = pytest.mark.slow

WIRE = AudioFormat(24_000, 2, 1)
HOME = {"areas": ["Kitchen"], "entities": [{"name": "Kitchen Light", "domain": "light", "area": "Kitchen"}]}
ANY_VOICE = {"engines": {"pocketsphinx": {"min_confidence": 0.0}}}
"""The built-in voice is no human one: the built-in recognizer understands it, but is never sure."""
_FRAME_SECONDS = 0.04


@asynccontextmanager
async def session(server: ServerProcess) -> AsyncIterator[AsyncRealtimeConnection]:
    http = DefaultAsyncHttpxClient(verify=False)
    async with (
        AsyncOpenAI(base_url=f"{server.http}/v1", api_key="none", http_client=http) as client,
        client.realtime.connect(model="morgan") as connection,
    ):
        assert (await connection.recv()).type == "session.created"
        settings: Any = {"type": "realtime", "audio": {"input": {"transcription": {}}}}
        await connection.session.update(session=settings)
        assert (await connection.recv()).type == "session.updated"
        yield connection


async def spoken(server: ServerProcess, text: str) -> bytes:
    """Return PCM of Morgan's own voice, slow enough for its own ear."""
    body = {"text": text, "speed": 0.8, "format": "wav"}
    async with aiohttp.ClientSession(server.http) as http, http.post("/generate", json=body) as response:
        return decode(await response.read(), target=WIRE, limit_seconds=60).pcm


async def speak(connection: AsyncRealtimeConnection, pcm: bytes) -> None:
    """Send audio as a microphone does."""
    size = WIRE.size(_FRAME_SECONDS)
    for start in range(0, len(pcm), size):
        await connection.input_audio_buffer.append(audio=base64.b64encode(pcm[start : start + size]).decode())
        await asyncio.sleep(_FRAME_SECONDS)


async def until(connection: AsyncRealtimeConnection, kind: str, events: list[Any]) -> Any:
    async with asyncio.timeout(60):
        async for event in connection:
            events.append(event)
            assert event.type != "error", event
            if event.type == kind:
                return event
    raise AssertionError(f"the session ended before {kind}")


async def test_a_command_is_heard_understood_and_answered_aloud() -> None:
    silence = bytes(WIRE.size(3.0))
    events: list[Any] = []
    async with (
        running_server({"core": {"home": HOME}, "stt": ANY_VOICE}) as server,
        session(server) as connection,
    ):
        command = await spoken(server, "turn on the kitchen light")
        speaking = asyncio.create_task(speak(connection, bytes(WIRE.size(0.3)) + command + silence))
        heard = await until(connection, "conversation.item.input_audio_transcription.completed", events)
        done = await until(connection, "response.done", events)
        speaking.cancel()
    assert heard.transcript.casefold() == "turn on the kitchen light"
    types = [event.type for event in events]
    assert types.index("input_audio_buffer.speech_started") < types.index("input_audio_buffer.speech_stopped")
    assert done.response.status == "completed"
    assert done.response.output[0].content[0].transcript
    audio = b"".join(
        base64.b64decode(event.delta) for event in events if event.type == "response.output_audio.delta"
    )
    assert WIRE.seconds(len(audio)) > 0.5
    assert max(abs(sample) for sample in memoryview(audio).cast("h")) > 1000
