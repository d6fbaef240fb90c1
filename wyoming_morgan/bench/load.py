"""Measures several clients that speak at once: errors, the order of the answers, and RAM."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass

from wyoming_morgan.audio import SPEECH
from wyoming_morgan.bench.client import connected, transcribe
from wyoming_morgan.bench.processor import megabytes
from wyoming_morgan.bench.server import ServerProcess
from wyoming_morgan.errors import MorganError

_STAGGER_SECONDS = 0.05
"""Between the clients of a round, so that the order of their arrival is known."""
_SAMPLE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class TimedUtterance:
    """One utterance: when it was sent, and when its transcript arrived, in seconds of one clock."""

    sent: float
    answered: float

    @property
    def waited(self) -> float:
        """Seconds until the transcript arrived."""
        return self.answered - self.sent


@dataclass(frozen=True, slots=True)
class LoadReport:
    """The results of `clients` that spoke at once, `rounds` times."""

    clients: int
    rounds: tuple[tuple[TimedUtterance, ...], ...]
    errors: tuple[str, ...]
    megabytes_before: float
    megabytes_peak: float

    @property
    def waits(self) -> list[float]:
        """Every wait, in seconds."""
        return [utterance.waited for utterances in self.rounds for utterance in utterances]

    @property
    def overtaken(self) -> int:
        """The highest number of later utterances that were answered before an earlier one."""
        return max((_overtaken(utterances) for utterances in self.rounds), default=0)


def _overtaken(utterances: Sequence[TimedUtterance]) -> int:
    pairs = itertools.permutations(utterances, 2)
    counts: dict[TimedUtterance, int] = {}
    for first, later in pairs:
        if first.sent < later.sent and later.answered < first.answered:
            counts[first] = counts.get(first, 0) + 1
    return max(counts.values(), default=0)


async def bench_load(
    server: ServerProcess, speech: Sequence[bytes], *, clients: int, rounds: int
) -> LoadReport:
    """Have `clients` each send an utterance at nearly the same time, `rounds` times; `speech` is PCM."""
    await _round(server, speech[:1], 1, [])  # the first one fills caches
    before = await asyncio.to_thread(megabytes, server.pid, "Rss")
    peaks: list[float] = [before]
    watching = asyncio.create_task(_watch(server, peaks))
    errors: list[str] = []
    try:
        results = tuple([await _round(server, speech, clients, errors) for _ in range(rounds)])
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    return LoadReport(clients, results, tuple(errors), before, max(peaks))


async def _round(
    server: ServerProcess, speech: Sequence[bytes], clients: int, errors: list[str]
) -> tuple[TimedUtterance, ...]:
    async def speak(number: int) -> TimedUtterance | None:
        await asyncio.sleep(number * _STAGGER_SECONDS)
        pcm = speech[number % len(speech)] + bytes(SPEECH.size(0.5))
        try:
            async with connected(server.wyoming_port) as client:
                sent = time.monotonic()
                transcript = await transcribe(client, pcm)
        except (MorganError, OSError) as error:
            errors.append(str(error))
            return None
        return TimedUtterance(sent, transcript.at)

    results = await asyncio.gather(*(speak(number) for number in range(clients)))
    return tuple(result for result in results if result is not None)


async def _watch(server: ServerProcess, peaks: list[float]) -> None:
    while True:
        with contextlib.suppress(
            FileNotFoundError, ProcessLookupError
        ):  # one of its processes has just ended
            peaks.append(await asyncio.to_thread(megabytes, server.pid, "Rss"))
        await asyncio.sleep(_SAMPLE_SECONDS)
