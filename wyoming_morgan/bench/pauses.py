"""Measures the end of a turn: commands with a pause put between two of their words."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import aiohttp
import numpy as np
import numpy.typing as npt

from wyoming_morgan.audio import SPEECH, FileDecoder
from wyoming_morgan.bench.agent_reading import AgentListener, AgentReading
from wyoming_morgan.bench.client import connected, transcribe
from wyoming_morgan.bench.recordings import LabeledRecording
from wyoming_morgan.bench.server import ServerProcess
from wyoming_morgan.errors import EngineFailed

_LONGEST_SECONDS = 30.0
_BEHIND_SECONDS = 3.0
"""Quiet behind the last word: longer than any turn waits."""
_FLOOR_SECONDS = 0.2
"""Of the recording's noise."""
_STEP_SECONDS = 0.01
_MARGIN_SECONDS = 0.1
"""What of the quiet before the first word may already be its breath."""


class WordTime(Protocol):
    """A word, and the seconds of a recording in which it begins and ends."""

    @property
    def text(self) -> str:
        """The word as it is written."""

    @property
    def start(self) -> float:
        """Where it begins."""

    @property
    def end(self) -> float:
        """Where it ends."""


Aligner = Callable[[bytes, str], Awaitable[Sequence[WordTime]]]
"""Finds the words of a text in `SPEECH` PCM. It raises `EngineFailed` where they are not in it."""


@dataclass(frozen=True, slots=True)
class PausedCommand:
    """A command as audio, with a pause of so many seconds behind some of its words; 0 behind the last."""

    recording: LabeledRecording
    before: str
    after: str
    pause: float
    pcm: bytes
    last_word_ends: float


@dataclass(frozen=True, slots=True)
class PauseResult:
    """What was heard of it, and what the agent makes of that."""

    command: PausedCommand
    transcript: str
    recognized: AgentReading
    whole: AgentReading
    """What it makes of the transcript of the same recording without a pause."""
    waited: float
    """Seconds from the end of the last word to the transcript."""

    @property
    def right(self) -> bool:
        """Whether the pause changes nothing."""
        return self.recognized == self.whole

    @property
    def other_action(self) -> bool:
        """Whether something else is done than without the pause."""
        return self.recognized.acts and not self.right

    @property
    def other_question(self) -> bool:
        """Whether something else is asked than without the pause, and nothing is done."""
        return bool(self.recognized.commands) and not self.recognized.acts and not self.right


@dataclass(frozen=True, slots=True)
class PauseReport:
    """All results of one server."""

    results: tuple[PauseResult, ...]
    left_out: tuple[str, ...] = ()
    """Files whose words could not be found in them."""

    @property
    def pauses(self) -> tuple[float, ...]:
        """The pauses that were measured, in seconds; 0 is none."""
        return tuple(sorted({result.command.pause for result in self.results}))

    def of(self, pause: float) -> tuple[PauseResult, ...]:
        """Return the results with a pause."""
        return tuple(result for result in self.results if result.command.pause == pause)

    @property
    def median_wait(self) -> float:
        """The median of the seconds from the end of a command without a pause to its transcript."""
        return statistics.median(result.waited for result in self.of(0.0))


async def bench_pauses(
    server: ServerProcess,
    recordings: Sequence[LabeledRecording],
    decoder: FileDecoder,
    align: Aligner,
    *,
    pauses: Sequence[float],
    area: str | None,
    clients: int,
) -> PauseReport:
    """Send every recording in real time, whole and with each pause behind each of its words.

    `clients` of them speak at once. What is not understood without a pause is measured without one only.
    """
    left_out: list[str] = []
    turns = asyncio.Semaphore(clients)
    async with aiohttp.ClientSession() as session:
        listener = AgentListener(session, server, area)

        async def measure(recording: LabeledRecording) -> list[PauseResult]:
            pcm = (await decoder.decode(recording.path, limit_seconds=_LONGEST_SECONDS)).pcm
            try:
                words = await align(pcm, recording.text)
            except EngineFailed:
                left_out.append(recording.path.name)
                return []
            async with turns:
                whole = await _said(server, listener, paused(recording, pcm, words, len(words), 0.0))
            if not whole.recognized:
                return [whole]
            commands = [
                paused(recording, pcm, words, count, pause)
                for count in range(1, len(words))
                for pause in pauses
            ]

            async def say(command: PausedCommand) -> PauseResult:
                async with turns:
                    return await _said(server, listener, command, whole.recognized)

            return [whole, *await asyncio.gather(*(say(command) for command in commands))]

        results = [result for recording in recordings for result in await measure(recording)]
        return PauseReport(tuple(results), tuple(left_out))


def paused(
    recording: LabeledRecording, pcm: bytes, words: Sequence[WordTime], count: int, pause: float
) -> PausedCommand:
    """Return a recording with a pause behind so many of its words, and quiet behind the last one."""
    cut, end = SPEECH.size(words[count - 1].end), SPEECH.size(words[-1].end)
    texts = [word.text for word in words]
    return PausedCommand(
        recording,
        " ".join(texts[:count]),
        " ".join(texts[count:]),
        pause,
        pcm[:cut] + _quiet(pcm, words, pause) + pcm[cut:end] + _quiet(pcm, words, _BEHIND_SECONDS),
        words[-1].end + pause,
    )


def _quiet(pcm: bytes, words: Sequence[WordTime], seconds: float) -> bytes:
    """Return the recording's own noise, there and back as often as needed; silence if there is none."""
    floor = _room(pcm, words)
    size = SPEECH.size(seconds)
    if not floor.size:
        return bytes(size)
    there_and_back = np.concatenate((floor, floor[::-1]))
    return np.resize(there_and_back, size // SPEECH.frame_bytes).astype("<i2").tobytes()


def _room(pcm: bytes, words: Sequence[WordTime]) -> npt.NDArray[np.int16]:
    """Return the quietest stretch without words: a microphone that is switched on may click."""
    first, last = words[0].start - _MARGIN_SECONDS, words[-1].end + _FLOOR_SECONDS
    samples = np.frombuffer(pcm, "<i2")
    step, count = int(_STEP_SECONDS * SPEECH.rate), int(_FLOOR_SECONDS * SPEECH.rate)
    stretches = [
        samples[begin : begin + count]
        for begin in range(0, len(samples) - count + 1, step)
        if begin + count <= first * SPEECH.rate or begin >= last * SPEECH.rate
    ]
    powers = [float(np.square(stretch.astype(np.float64)).mean()) for stretch in stretches]
    return stretches[int(np.argmin(powers))] if powers else samples[:0]


async def _said(
    server: ServerProcess,
    listener: AgentListener,
    command: PausedCommand,
    whole: AgentReading | None = None,
) -> PauseResult:
    ended_at = 0.0

    def note(position: float, at: float) -> None:
        nonlocal ended_at
        if position <= command.last_word_ends:
            ended_at = at

    async with connected(server.wyoming_port) as client:
        answer = await transcribe(
            client, command.pcm, language=command.recording.language, real_time=True, on_position=note
        )
    recognized = await listener.read(answer.text, command.recording.language)
    waited = answer.at - (ended_at or time.monotonic())
    return PauseResult(command, answer.text, recognized, recognized if whole is None else whole, waited)


def wrong(report: PauseReport) -> Iterator[PauseResult]:
    """Return what a pause changed, the results that do something else first."""
    yield from sorted(
        (result for result in report.results if not result.right), key=lambda result: not result.other_action
    )
