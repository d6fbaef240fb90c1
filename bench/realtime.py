"""`python -m bench.realtime`: how long a spoken turn takes over `/v1/realtime`, beside Wyoming's way.

In one run and by turns: the same command at the pace of speech to the same server, over one realtime session,
and over Wyoming as Home Assistant goes it: the recognizer, the agent, and a text that streams to the voice.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import statistics
import sys
import time
from collections.abc import Sequence
from typing import Any

import aiohttp
from openai import AsyncOpenAI, DefaultAsyncHttpxClient
from openai.resources.realtime.realtime import AsyncRealtimeConnection
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart
from wyoming.client import AsyncTcpClient
from wyoming.handle import Handled, NotHandled
from wyoming.intent import Intent
from wyoming.tts import SynthesizeChunk, SynthesizeStart, SynthesizeStop

from wyoming_morgan.audio import SPEECH, AudioFormat, decode
from wyoming_morgan.bench.server import ServerProcess, running_server

_WIRE = AudioFormat(24_000, 2, 1)
_FRAME_SECONDS = 0.02
_COMMAND = "turn on the kitchen light"
_REPLY = "Turned on the light"
_LATER_SECONDS = 0.011
"""How much later each round begins: where speech ends in the detector's windows matters by up to 20 ms."""
_QUIET = 200
"""Samples below which nothing is said any more."""
_HOME = {
    "areas": ["Kitchen"],
    "entities": [{"name": "Kitchen Light", "domain": "light", "area": "Kitchen"}],
}
_ANY_VOICE = {"engines": {"pocketsphinx": {"min_confidence": 0.0}}}
"""The built-in voice is no human one: the built-in recognizer understands it, but is never sure."""


async def spoken(server: ServerProcess, text: str, form: AudioFormat) -> bytes:
    """Return a text in Morgan's own voice."""
    body = {"text": text, "speed": 0.8, "format": "wav"}
    async with aiohttp.ClientSession(server.http) as http, http.post("/generate", json=body) as response:
        pcm = decode(await response.read(), target=form, limit_seconds=60).pcm
    loud = [place for place, sample in enumerate(memoryview(pcm).cast("h")) if abs(sample) > _QUIET]
    return pcm[: 2 * loud[-1]]  # the end of speech is the end of the recording


async def over_realtime(connection: AsyncRealtimeConnection, pcm: bytes) -> float:
    """Speak, and return the seconds from the end of speech to the first audio of the reply."""
    speaking = asyncio.create_task(_append(connection, pcm))
    try:
        async for event in connection:
            if event.type == "response.output_audio.delta":
                first = time.monotonic()
            if event.type == "response.done":
                return first - speaking.result()
    finally:
        speaking.cancel()
    raise RuntimeError("the session ended")


async def _append(connection: AsyncRealtimeConnection, pcm: bytes) -> float:
    """Send audio as a microphone does; return when speech ended, and be silent from then on."""
    ended = await _frames(connection, pcm)
    asyncio.get_running_loop().create_task(_frames(connection, bytes(_WIRE.size(2.0))))
    return ended


async def _frames(connection: AsyncRealtimeConnection, pcm: bytes) -> float:
    size = _WIRE.size(_FRAME_SECONDS)
    # Written beforehand: the client's own work would be measured, too, on the same processors.
    events = [_event(pcm[start : start + size]) for start in range(0, len(pcm), size)]
    began = time.monotonic()
    for number, event in enumerate(events, start=1):
        await connection.send_raw(event)
        await asyncio.sleep(max(0.0, began + number * _FRAME_SECONDS - time.monotonic()))
    return time.monotonic()


def _event(pcm: bytes) -> str:
    return json.dumps({"type": "input_audio_buffer.append", "audio": base64.b64encode(pcm).decode()})


async def over_wyoming(server: ServerProcess, pcm: bytes) -> float:
    """Do the same over Wyoming, a connection for each part, as Home Assistant has them."""
    async with AsyncTcpClient("127.0.0.1", server.wyoming_port) as client:
        await client.write_event(Transcribe(language="en").event())
        await client.write_event(AudioStart(SPEECH.rate, SPEECH.width, SPEECH.channels).event())
        ended = await _chunks(client, pcm)
        silence = asyncio.create_task(_chunks(client, bytes(SPEECH.size(2.0))))
        text = Transcript.from_event(await _next(client, "transcript")).text
        silence.cancel()
    async with AsyncTcpClient("127.0.0.1", server.wyoming_port) as client:
        await client.write_event(Transcript(text=text, language="en").event())
        event = await _next(client, Intent.__name__.lower(), "handled", "not-handled")
        if Handled.is_type(event.type) or NotHandled.is_type(event.type):
            raise RuntimeError(f"{text!r} was not understood")
    async with AsyncTcpClient("127.0.0.1", server.wyoming_port) as client:
        await client.write_event(SynthesizeStart().event())
        await client.write_event(SynthesizeChunk(text=_REPLY).event())
        await client.write_event(SynthesizeStop().event())
        await _next(client, "audio-chunk")
        first = time.monotonic()
        await _next(client, "synthesize-stopped")
    return first - ended


async def _chunks(client: AsyncTcpClient, pcm: bytes) -> float:
    size = SPEECH.size(_FRAME_SECONDS)
    began = time.monotonic()
    for number, start in enumerate(range(0, len(pcm), size), start=1):
        chunk = AudioChunk(SPEECH.rate, SPEECH.width, SPEECH.channels, pcm[start : start + size])
        await client.write_event(chunk.event())
        await asyncio.sleep(max(0.0, began + number * _FRAME_SECONDS - time.monotonic()))
    return time.monotonic()


async def _next(client: AsyncTcpClient, *types: str) -> Any:
    while (event := await asyncio.wait_for(client.read_event(), 60)) is not None:
        if event.type in types:
            return event
    raise RuntimeError(f"the connection ended before {types}")


def _row(name: str, seconds: Sequence[float]) -> str:
    milliseconds = sorted(value * 1000 for value in seconds)
    middle = statistics.median(milliseconds)
    return f"{name:<42} {middle:7.0f} {milliseconds[0]:7.0f} {milliseconds[-1]:7.0f} {len(milliseconds):4}"


async def measure(rounds: int) -> None:
    """Print the table."""
    async with running_server({"core": {"home": _HOME}, "stt": _ANY_VOICE}) as server:
        wire, speech = [await spoken(server, _COMMAND, form) for form in (_WIRE, SPEECH)]
        realtime: list[float] = []
        wyoming: list[float] = []
        async with (
            AsyncOpenAI(
                base_url=f"{server.http}/v1",
                api_key="none",
                http_client=DefaultAsyncHttpxClient(verify=False),
            ) as client,
            client.realtime.connect(model="morgan") as connection,
        ):
            for number in range(rounds + 1):
                seconds = number * _LATER_SECONDS
                times = (
                    await over_realtime(connection, bytes(_WIRE.size(seconds)) + wire),
                    await over_wyoming(server, bytes(SPEECH.size(seconds)) + speech),
                )
                if number:  # the first ones fill caches
                    realtime.append(times[0])
                    wyoming.append(times[1])
    print(f"{'end of speech to first audio, ms':<42}  median fastest slowest    n")
    print(_row("/v1/realtime", realtime))
    print(_row("Wyoming: stt, agent, tts", wyoming))


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(prog="python -m bench.realtime", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    asyncio.run(measure(parser.parse_args().rounds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
