"""What a household does with Morgan: speak to it, over Wyoming and over HTTP."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import aiohttp
from wyoming.asr import Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.event import Event
from wyoming.handle import NotHandled
from wyoming.info import Describe, Info
from wyoming.intent import Intent
from wyoming.tts import Synthesize, SynthesizeVoice
from wyoming.vad import VoiceStarted, VoiceStopped

from wyoming_morgan import audio
from wyoming_morgan.audio import SPEECH, AudioFormat, PcmConverter
from wyoming_morgan.bench.client import connected, transcribe
from wyoming_morgan.errors import EngineFailed

_VOICE = SynthesizeVoice(name="en-US", speaker="f2")
_ANSWER_SECONDS = 60


async def programs(port: int, host: str = "127.0.0.1") -> list[str]:
    """Return what a Wyoming server has programs for."""
    async with AsyncTcpClient(host, port) as client:
        await client.write_event(Describe().event())
        info = Info.from_event(await _answer(client, Info))
    kinds = {"stt": info.asr, "tts": info.tts, "intent": info.intent, "handle": info.handle}
    return [kind for kind, found in kinds.items() if found]


async def speak(port: int, text: str) -> bytes:
    """Return a text spoken over Wyoming, as PCM in `SPEECH` with the silence around it that a room has."""
    pcm = bytearray(SPEECH.size(0.3))
    async with connected(port) as client:
        await client.write_event(Synthesize(text=text, voice=_VOICE).event())
        start = AudioStart.from_event(await _answer(client, AudioStart))
        converter = PcmConverter(AudioFormat(start.rate, start.width, start.channels))
        while AudioChunk.is_type((event := await _answer(client, AudioChunk, AudioStop)).type):
            pcm += converter.convert(event.payload or b"")
    return bytes(pcm + converter.flush()) + bytes(SPEECH.size(0.7))


async def hear(port: int, pcm: bytes) -> str:
    """Return what a Wyoming server hears, in lower case."""
    async with connected(port) as client:
        return (await transcribe(client, pcm)).text.lower()


async def understand(port: int, text: str) -> dict[str, Any]:
    """Return the intent that a Wyoming server finds in a text; empty where it finds none."""
    async with connected(port) as client:
        await client.write_event(Transcript(text=text, language="en").event())
        event = await _answer(client, Intent, NotHandled)
    if NotHandled.is_type(event.type):
        return {}
    intent = Intent.from_event(event)
    return {"name": intent.name, "slots": {entity.name: entity.value for entity in intent.entities}}


async def notice(port: int, pcm: bytes) -> list[str]:
    """Return what a Wyoming server notices in speech."""
    layout = {"rate": SPEECH.rate, "width": SPEECH.width, "channels": SPEECH.channels}
    async with connected(port) as client:
        await client.write_event(AudioStart(**layout).event())
        await client.write_event(AudioChunk(**layout, audio=pcm).event())
        await client.write_event(AudioStop().event())
        return [(await _answer(client, each)).type for each in (VoiceStarted, VoiceStopped)]


async def status(port: int, path: str, *, key: str = "") -> int | None:
    """Return the HTTP status of a request; None where nobody answers."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    with contextlib.suppress(aiohttp.ClientConnectionError):
        async with (
            aiohttp.ClientSession(f"http://127.0.0.1:{port}", headers=headers) as session,
            session.get(path) as response,
        ):
            return response.status
    return None


async def turn(port: int, pcm: bytes, *, key: str) -> dict[str, Any]:
    """Return the reply to speech over HTTP."""
    form = aiohttp.FormData({"generate_audio": "true"})
    form.add_field("file", audio.wav(audio.AudioChunk(pcm, SPEECH)), filename="speech.wav")
    headers = {"Authorization": f"Bearer {key}"}
    async with (
        aiohttp.ClientSession(headers=headers, raise_for_status=True) as session,
        session.post(f"http://127.0.0.1:{port}/api/audio", data=form) as response,
    ):
        reply: dict[str, Any] = await response.json()
    return reply


async def _answer(client: AsyncTcpClient, *types: Any) -> Event:
    """Return the next event of one of the types."""
    async with asyncio.timeout(_ANSWER_SECONDS):
        while (event := await client.read_event()) is not None:
            if any(each.is_type(event.type) for each in types):
                return event
            if event.type == "error":
                raise EngineFailed(f"the server answered with an error: {event.data}", hint="see its log")
    raise EngineFailed("the server closed the connection", hint="see its log")
