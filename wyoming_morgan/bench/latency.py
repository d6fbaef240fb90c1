"""Measures how fast Morgan answers: the times of a turn, from outside over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

import aiohttp
import numpy as np

from wyoming_morgan.audio import SPEECH, decode, to_samples
from wyoming_morgan.bench.client import connected, describe, first_audio, transcribe
from wyoming_morgan.bench.server import ServerProcess
from wyoming_morgan.errors import EngineFailed
from wyoming_morgan.settings import setting

_PHRASES = (
    "turn on the kitchen light",
    "what time is it",
    "set a timer for five minutes",
    "turn off the lights in the living room",
)
_CLAUSES = ["The kitchen light is on,", "and the garage door has been closed", "for the night."]
_LOUD = 0.02
"""The peak over 10 ms above which synthetic speech counts as audible."""


@dataclass(frozen=True, slots=True)
class LatencyMeasure:
    """One figure: what was measured, and the samples in seconds."""

    name: str
    samples: tuple[float, ...]

    def percentile(self, percent: float) -> float:
        """Return a percentile in milliseconds."""
        return float(np.percentile(self.samples, percent)) * 1000


@dataclass(slots=True)
class LatencyReport:
    """All figures of one run."""

    measures: list[LatencyMeasure] = field(default_factory=list)

    def add(self, name: str, samples: Sequence[float]) -> None:
        """Add one figure."""
        self.measures.append(LatencyMeasure(name, tuple(samples)))


_STOPPED = "audio-stop → transcript, speech ended 0.7 s before"
_AT_ONCE = "audio-stop → transcript, speech ended just then"
_ENDED = "end of speech → transcript, ended by Morgan"
_SPOKEN = "first clause → first audio, streaming"


async def bench_latency(
    servers: Sequence[ServerProcess], *, repeats: int, clients: int = 4
) -> tuple[LatencyReport, ...]:
    """Measure running servers, one sample of each in turn, so that what else the machine does hits all alike.

    Each repeat takes about 18 seconds for each server.
    """
    reports = tuple(LatencyReport() for _ in servers)
    speech = await spoken_phrases(servers[0])
    for server in servers:
        await _transcript_after_stop(server, speech[0])  # the first one fills caches and is not counted

    async def in_turn(name: str, sample: Callable[[ServerProcess, int], Awaitable[float]]) -> None:
        rounds = [[await sample(server, number) for server in servers] for number in range(repeats)]
        for report, samples in zip(reports, zip(*rounds, strict=True), strict=True):
            report.add(name, samples)

    def phrase(number: int) -> bytes:
        return speech[number % len(speech)]

    await in_turn(_STOPPED, lambda server, number: _transcript_after_stop(server, phrase(number)))
    await in_turn(_AT_ONCE, lambda server, number: _transcript_after_stop(server, phrase(number), 0.0))
    await in_turn(_ENDED, lambda server, number: _transcript_after_speech(server, phrase(number)))
    await in_turn(_SPOKEN, _first_audio)
    for server, report in zip(servers, reports, strict=True):
        report.add(
            f"describe while {clients} clients are transcribed",
            await _describe_under_load(server, speech, clients=clients, seconds=max(5.0, repeats)),
        )
    return reports


async def _transcript_after_stop(server: ServerProcess, speech: bytes, silence: float = 0.7) -> float:
    async with connected(server.wyoming_port) as client:
        pcm = speech + bytes(SPEECH.size(silence))
        transcript = await transcribe(client, pcm, real_time=True, sensitivity="relaxed")
    return max(0.0, transcript.at - transcript.audio_ended_at)


async def _transcript_after_speech(server: ServerProcess, speech: bytes) -> float:
    ended = SPEECH.seconds(len(speech))
    ended_at: list[float] = []

    def look(position: float, now: float) -> None:
        if position >= ended and not ended_at:
            ended_at.append(now)

    async with connected(server.wyoming_port) as client:
        transcript = await transcribe(
            client, speech + bytes(SPEECH.size(3.0)), real_time=True, on_position=look
        )
    if not ended_at:
        raise EngineFailed(
            "the server ended the turn before the speech ended",
            hint=f"raise {setting('vad.endpoint.silence_seconds')}",
        )
    return transcript.at - ended_at[0]


async def _first_audio(server: ServerProcess, number: int) -> float:
    # A number in the first clause avoids the phrase cache.
    clauses = [f"Light number {number} is on,", *_CLAUSES[1:]]
    async with connected(server.wyoming_port) as client:
        return await first_audio(client, clauses, between=0.03)


async def _describe_under_load(
    server: ServerProcess, speech: Sequence[bytes], *, clients: int, seconds: float
) -> list[float]:
    samples: list[float] = []
    async with _transcribing(server, speech, clients):
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while loop.time() < end:
            samples.append(await describe(server.wyoming_port))
            await asyncio.sleep(0.02)
    return samples


@asynccontextmanager
async def _transcribing(server: ServerProcess, speech: Sequence[bytes], clients: int) -> AsyncIterator[None]:
    """Have `clients` speak in real time until the block ends."""

    async def speak(number: int) -> None:
        while True:
            async with connected(server.wyoming_port) as client:
                pcm = speech[number % len(speech)] + bytes(SPEECH.size(1.0))
                await transcribe(client, pcm, real_time=True)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(speak(number)) for number in range(clients)]
        yield
        for task in tasks:
            task.cancel()


async def spoken_phrases(server: ServerProcess) -> list[bytes]:
    """Have the server speak some commands; return them as `SPEECH`, without silence at their ends."""
    return [await _spoken(server, phrase) for phrase in _PHRASES]


async def _spoken(server: ServerProcess, phrase: str) -> bytes:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{server.http}/generate", json={"text": phrase, "format": "wav"}) as response,
    ):
        data = await response.read()
        if response.status != HTTPStatus.OK:
            raise EngineFailed(f"the server cannot speak: {data[:300]!r}", hint="run: morgan doctor")
    pcm = decode(data, limit_seconds=60.0).pcm
    window = SPEECH.size(0.01)
    peaks = [np.abs(to_samples(pcm[i : i + window])).max() for i in range(0, len(pcm), window)]
    last = max(number for number, peak in enumerate(peaks) if peak > _LOUD)
    return bytes(SPEECH.size(0.3)) + pcm[: (last + 1) * window]
