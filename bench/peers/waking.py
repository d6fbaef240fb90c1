"""Wake words: Morgan, wyoming-openwakeword and openWakeWord alone, on the same words."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.wake import Detect, Detection

from bench.peers.engine_alone import EngineAlone, engine_alone
from bench.peers.results import Results, Subject
from bench.peers.servers import MeasuredServer, morgan, openwakeword
from bench.peers.starting import measure_starts
from bench.peers.utterances import WAKE_WORD, Utterance, write_wave
from wyoming_morgan.audio import SPEECH
from wyoming_morgan.bench.client import connected
from wyoming_morgan.bench.processor import cpu_seconds
from wyoming_morgan.errors import EngineFailed

PART = "wake words"
DETECTED = "end of the word → detection"
_THRESHOLD = 0.5
_SILENCE = 1.5
_CHUNK_SECONDS = 0.064
"""What Home Assistant sends at a time."""
_LISTEN_SECONDS = 8.0
_SECONDS = 60.0


async def measure_waking(
    results: Results, words: Sequence[Utterance], peer: Path, *, rounds: int, starts: int
) -> None:
    """Measure all of it; `peer` is the Python of wyoming-openwakeword."""
    wake = {"wake": {"engine": "openwakeword", "engines": {"openwakeword": {"default_words": [WAKE_WORD]}}}}
    contenders = [morgan({"vad": wake}, "vad"), openwakeword(peer, WAKE_WORD)]
    await measure_starts(
        results,
        PART,
        contenders,
        lambda server: _first(server, words[0]),
        used="first detection",
        repeats=starts,
    )
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(entry.open(lambda _: None)) for entry in contenders]
        options = {"word": WAKE_WORD, "threshold": _THRESHOLD}
        engine = await stack.enter_async_context(engine_alone(peer, "openwakeword", options))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="morgan-bench-")))
        for number in range(rounds):
            for index, word in enumerate(words):
                for server in servers[:: 1 if number % 2 else -1]:
                    wait = await _detected(server, word)
                    if wait is not None:
                        results.add(PART, DETECTED, "s", server.subject, wait)
                    detected = 100.0 * (wait is not None)
                    results.add(PART, "words detected", "%", server.subject, detected)
                await _floor(results, engine, folder, index, word)
            for server in servers:
                await _listening(results, server)


async def _first(server: MeasuredServer, word: Utterance) -> float:
    if await _detected(server, word) is None:
        raise EngineFailed(f"{server.subject}: the word was not detected", hint="see its log")
    return word.seconds


async def _floor(results: Results, engine: EngineAlone, folder: Path, index: int, word: Utterance) -> None:
    path = await asyncio.to_thread(write_wave, folder, index, word, silence=_SILENCE)
    answer = await engine.ask({"path": str(path)})
    seconds = word.seconds + _SILENCE
    results.add(PART, "words detected", "%", Subject.ENGINE, 100.0 * (answer["at"] is not None))
    if answer["at"] is not None:
        results.add(PART, DETECTED, "s", Subject.ENGINE, answer["at"] - word.seconds)
    processor = 1000 * answer["processor"] / seconds
    results.add(PART, "processor time of a second of audio", "ms", Subject.ENGINE, processor)


async def _detected(server: MeasuredServer, word: Utterance) -> float | None:
    """Return the seconds from the end of the word to its detection; None if it was not detected."""
    pcm, step = word.pcm + bytes(SPEECH.size(_SILENCE)), SPEECH.size(_CHUNK_SECONDS)
    async with asyncio.timeout(_SECONDS), connected(server.port) as client:
        await client.write_event(Detect(names=[WAKE_WORD]).event())
        await client.write_event(AudioStart(rate=16_000, width=2, channels=1, timestamp=0).event())
        answer = asyncio.create_task(client.read_event())
        began = time.monotonic()
        for begin in range(0, len(pcm), step):
            if answer.done():
                break
            due = began + SPEECH.seconds(min(begin + step, len(pcm)))
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            piece = pcm[begin : begin + step]
            stamp = round(1000 * SPEECH.seconds(begin))
            await client.write_event(AudioChunk(16_000, 2, 1, piece, timestamp=stamp).event())
        else:
            await client.write_event(AudioStop().event())
        event = await answer
        at = time.monotonic()
    if event is None or not Detection.is_type(event.type):
        return None
    return at - began - word.seconds


async def _listening(results: Results, server: MeasuredServer) -> None:
    """Have it listen to a quiet room for a while."""
    noise = bytes(SPEECH.size(_LISTEN_SECONDS))
    spent = cpu_seconds(server.pid)
    await _detected(server, Utterance("silence", "", noise))
    processor = 1000 * (cpu_seconds(server.pid) - spent) / (_LISTEN_SECONDS + _SILENCE)
    results.add(PART, "processor time of a second of audio", "ms", server.subject, processor)
