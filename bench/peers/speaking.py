"""Text to speech: Morgan, wyoming-piper and Piper alone, on the same voice and texts."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from wyoming.audio import AudioChunk, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.tts import Synthesize, SynthesizeChunk, SynthesizeStart, SynthesizeStop, SynthesizeStopped

from bench.peers.engine_alone import EngineAlone, engine_alone
from bench.peers.results import Results, Subject
from bench.peers.servers import MeasuredServer, morgan, piper
from bench.peers.starting import measure_starts
from wyoming_morgan.bench.client import connected, describe
from wyoming_morgan.bench.processor import cpu_seconds

PART = "speaking"
SENTENCES = {
    "short": "The kitchen light is on.",
    "medium": "It is twenty one degrees in the bedroom and nineteen degrees in the hall.",
    "long": (
        "The washing machine has finished its program and the garage door was closed at half past nine while "
        "three lights are still on in the living room and the hall."
    ),
}
REPLIES = (
    "The kitchen light is on. I have also closed the garage door for the night.",
    "It is twenty one degrees in the bedroom, and nineteen degrees in the hall. It will rain tonight.",
    "Your alarm is set for half past seven tomorrow morning. Shall I turn on the lights, too?",
    "I could not find a device with that name in the office. Do you mean the desk lamp?",
    "There are three lights on: the lamp, the desk light, and the hall light. Shall I turn them off?",
)
"""What language models say: the first sentence with a comma or without one."""
_TOKENS_PER_SECOND = 30.0
_TOKEN = re.compile(r"\s?\w{1,8}|\s?[^\w\s]")
_CLIENTS = 4
_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class TimedSpeech:
    """When the first and the last audio came, and for how long it would stop if it is played as it comes."""

    first: float
    last: float
    gaps: float


async def measure_speaking(results: Results, voice: Path, peer: Path, *, rounds: int, starts: int) -> None:
    """Measure all of it; `peer` is the Python of wyoming-piper, `voice` an ONNX file."""
    settings: dict[str, dict[str, Any]] = {
        "core": {"languages": ["en"]},
        "tts": {
            "engine": "piper",
            "engines": {"piper": {"folder": str(voice.parent), "voice": voice.stem}},
            "mouth": {"cache_bytes": 0},
        },
    }
    contenders = [morgan(settings, "tts"), piper(peer, voice)]
    await measure_starts(
        results,
        PART,
        contenders,
        _first,
        used="first sentence",
        repeats=starts,
    )
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(entry.open(lambda _: None)) for entry in contenders]
        engine = await stack.enter_async_context(engine_alone(peer, "piper", {"voice": str(voice)}))
        for server in servers:  # what loads at the first call is not counted
            await _sentence(server, SENTENCES["short"])
        await engine.ask({"text": SENTENCES["short"]})
        for number in range(rounds):
            for server in servers[:: 1 if number % 2 else -1]:
                await _round(results, server, number)
            await _floor(results, engine)


async def _first(server: MeasuredServer) -> float:
    await _sentence(server, SENTENCES["short"])
    return 0.0


async def _round(results: Results, server: MeasuredServer, number: int) -> None:
    add = partial(results.add, PART)
    for name, text in SENTENCES.items():
        spent = cpu_seconds(server.pid)
        speech = await _sentence(server, text)
        add(f"{name} sentence → first audio", "s", server.subject, speech.first)
        add(f"{name} sentence → all audio", "s", server.subject, speech.last)
        add(f"{name} sentence, gaps as it is played", "s", server.subject, speech.gaps)
        add(f"{name} sentence, processor time", "s", server.subject, cpu_seconds(server.pid) - spent)
    for reply in REPLIES[number % 2 :: 2]:
        speech = await _reply(server, reply)
        add("streamed reply → first audio", "s", server.subject, speech.first)
        add("streamed reply → all audio", "s", server.subject, speech.last)
    waits: list[float] = []
    asking = asyncio.create_task(_ask(server, waits))
    crowd: list[Awaitable[TimedSpeech]] = [_sentence(server, SENTENCES["medium"]) for _ in range(_CLIENTS)]
    together = await asyncio.gather(*crowd)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    add(
        f"{_CLIENTS} sentences at once → first audio of each",
        "s",
        server.subject,
        *(s.first for s in together),
    )
    add(f"{_CLIENTS} sentences at once → all audio", "s", server.subject, max(s.last for s in together))
    add(f"`describe` while {_CLIENTS} are spoken to", "s", server.subject, *waits)


async def _ask(server: MeasuredServer, waits: list[float]) -> None:
    while True:
        waits.append(await describe(server.port))
        await asyncio.sleep(0.05)


async def _floor(results: Results, engine: EngineAlone) -> None:
    for name, text in SENTENCES.items():
        answer = await engine.ask({"text": text})
        results.add(PART, f"{name} sentence → all audio", "s", Subject.ENGINE, answer["seconds"])
        results.add(PART, f"{name} sentence, processor time", "s", Subject.ENGINE, answer["processor"])


async def _sentence(server: MeasuredServer, text: str) -> TimedSpeech:
    async with asyncio.timeout(_SECONDS), connected(server.port) as client:
        began = time.monotonic()
        await client.write_event(Synthesize(text=text).event())
        return await _heard(client, began, AudioStop.is_type)


async def _reply(server: MeasuredServer, text: str) -> TimedSpeech:
    """Send a reply token by token, as a language model writes it."""
    async with asyncio.timeout(_SECONDS), connected(server.port) as client:
        await client.write_event(SynthesizeStart().event())
        began = time.monotonic()
        hearing = asyncio.create_task(_heard(client, began, SynthesizeStopped.is_type))
        for number, token in enumerate(_TOKEN.findall(text)):
            await asyncio.sleep(max(0.0, began + number / _TOKENS_PER_SECOND - time.monotonic()))
            await client.write_event(SynthesizeChunk(text=token).event())
        await client.write_event(SynthesizeStop().event())
        return await hearing


async def _heard(client: AsyncTcpClient, began: float, is_end: Callable[[str], bool]) -> TimedSpeech:
    first = last = played = gaps = 0.0
    while (event := await client.read_event()) is not None and not is_end(event.type):
        if not AudioChunk.is_type(event.type):
            continue
        chunk = AudioChunk.from_event(event)
        last = time.monotonic() - began
        if first:
            gaps += max(0.0, last - played)
            played = max(last, played) + chunk.seconds
        elif chunk.audio.strip(b"\0"):
            first, played = last, last + chunk.seconds
    return TimedSpeech(first, last, gaps)
