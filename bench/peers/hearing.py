"""Speech to text: Morgan, wyoming-faster-whisper and faster-whisper alone, on the same model and audio."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from bench.peers.engine_alone import EngineAlone, engine_alone
from bench.peers.results import Results, Subject
from bench.peers.servers import HOME_ASSISTANT_SILENCE, Contender, MeasuredServer, faster_whisper, morgan
from bench.peers.starting import measure_starts
from bench.peers.utterances import Material, Utterance, write_wave
from wyoming_morgan.audio import SPEECH
from wyoming_morgan.bench.client import connected, describe, transcribe
from wyoming_morgan.bench.processor import cpu_seconds
from wyoming_morgan.bench.speaking import words_of
from wyoming_morgan.errors import MorganError

PART = "hearing"
ENDED = "end of speech → transcript"
ENDED_WITHOUT_HOME = "end of speech → transcript, nothing known of the home"
STOPPED = "`audio-stop` as the speech ends → transcript"
LOADED = "`describe` while {} speak"
_SILENCE = 3.0
"""Seconds of silence that a client sends to a server that ends turns."""
_CROWD = 4
"""Speakers during which the info is asked for."""
_COMMAND_SECONDS = 180.0
_FEWEST_COMMANDS = 4
"""Of all speakers together, for a rate."""
_ENGINE_OPTIONS = {
    "language": "en",
    "temperature": 0.0,
    "condition_on_previous_text": False,
    "without_timestamps": True,
    "max_new_tokens": 100,
}


@dataclass(frozen=True, slots=True)
class HearingPlan:
    """How much is measured."""

    starts: int
    speakers: tuple[int, ...]
    commands_each: int


async def measure_hearing(
    results: Results, material: Material, model: Path, peer: Path, plan: HearingPlan
) -> None:
    """Measure all of it; `peer` is the Python of wyoming-faster-whisper."""
    stt = {"engine": "faster-whisper", "engines": {"faster-whisper": {"model": str(model)}}}
    core = {"languages": ["en"]}
    with_home = morgan({"core": {**core, "home": material.home}, "stt": stt}, "stt")
    without_home = morgan({"core": core, "stt": stt}, "stt", "Morgan without a home")
    peers = [faster_whisper(peer, model, best=best) for best in (False, True)]
    contenders: list[Contender] = [with_home, *peers]
    first = material.utterances[0]

    async def first_transcript(server: MeasuredServer) -> float:
        await _sent(server, first)
        return 0.0

    await measure_starts(
        results, PART, contenders, first_transcript, used="first transcript", repeats=plan.starts
    )
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(entry.open(_ignore)) for entry in contenders]
        plain = await stack.enter_async_context(without_home.open(_ignore))
        engine = await stack.enter_async_context(_engine(peer, model))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="morgan-bench-")))
        for server in (*servers, plain):  # what loads with the first ones is not counted
            await _sent(server, first)
        await _commands(results, material.utterances, servers, plain, engine=engine, folder=folder)
        for count in plan.speakers:
            for server in servers:
                await _speakers(results, material.utterances, server, count, plan.commands_each)


def _ignore(_: int) -> None:
    """Do nothing at the start."""


def _engine(python: Path, model: Path):  # type: ignore[no-untyped-def]  # noqa: ANN202 - that of engine_alone
    threads = len(os.sched_getaffinity(0))
    options = {
        "model": str(model),
        "model_options": {"device": "cpu", "compute_type": "int8", "cpu_threads": threads},
        "options": _ENGINE_OPTIONS,
    }
    return engine_alone(python, "whisper", options)


async def _commands(
    results: Results,
    utterances: Sequence[Utterance],
    servers: Sequence[MeasuredServer],
    plain: MeasuredServer,
    *,
    engine: EngineAlone,
    folder: Path,
) -> None:
    """Say each command to each server, one after the other."""
    first = await asyncio.to_thread(write_wave, folder, 0, utterances[0])
    await engine.ask({"path": str(first), "options": {"beam_size": 1}})
    for number, utterance in enumerate(utterances):
        for server in servers[:: 1 if number % 2 else -1]:
            await _until_ended(results, server, utterance, ENDED)
        await _until_ended(results, plain, utterance, ENDED_WITHOUT_HOME)
        for server in servers[:: -1 if number % 2 else 1]:
            await _until_stopped(results, server, utterance)
        path = await asyncio.to_thread(write_wave, folder, number, utterance)
        for beam in (1, 5):
            answer = await engine.ask({"path": str(path), "options": {"beam_size": beam}})
            name = "one decode" if beam == 1 else f"one decode with beam {beam}"
            if beam == 1:
                for floor in (ENDED, STOPPED):
                    results.add(PART, floor, "s", Subject.ENGINE, answer["seconds"])
                results.add(PART, "processor time of a command", "s", Subject.ENGINE, answer["processor"])
                _score(results, Subject.ENGINE, utterance, answer["text"])
            else:
                results.add(PART, name, "s", Subject.ENGINE, answer["seconds"])


async def _until_ended(results: Results, server: MeasuredServer, utterance: Utterance, name: str) -> None:
    """Speak in real time; whoever ends turns ends this one."""
    ended_at: list[float] = []

    def look(position: float, now: float) -> None:
        if position >= utterance.seconds and not ended_at:
            ended_at.append(now)

    silence = _SILENCE if server.ends_turns else HOME_ASSISTANT_SILENCE
    async with asyncio.timeout(_COMMAND_SECONDS), connected(server.port) as client:
        pcm = utterance.pcm + bytes(SPEECH.size(silence))
        transcript = await transcribe(client, pcm, real_time=True, on_position=look)
    cut = not ended_at or transcript.at < ended_at[0]
    if not cut:
        results.add(PART, name, "s", server.subject, transcript.at - ended_at[0])
    if name == ENDED:
        results.add(PART, "turns ended before the speech did", "%", server.subject, 100.0 * cut)
        _score(results, server.subject, utterance, transcript.text)


async def _until_stopped(results: Results, server: MeasuredServer, utterance: Utterance) -> None:
    """Speak in real time and stop with the speech, as somebody who holds a button."""
    spent = cpu_seconds(server.pid)
    async with asyncio.timeout(_COMMAND_SECONDS), connected(server.port) as client:
        transcript = await transcribe(client, utterance.pcm, real_time=True, sensitivity="relaxed")
    if transcript.at > transcript.audio_ended_at:
        results.add(PART, STOPPED, "s", server.subject, transcript.at - transcript.audio_ended_at)
    results.add(PART, "processor time of a command", "s", server.subject, cpu_seconds(server.pid) - spent)


async def _sent(server: MeasuredServer, utterance: Utterance) -> str:
    """Send a whole command at once."""
    async with asyncio.timeout(_COMMAND_SECONDS), connected(server.port) as client:
        pcm = utterance.pcm + bytes(SPEECH.size(HOME_ASSISTANT_SILENCE))
        return (await transcribe(client, pcm)).text


def _score(results: Results, subject: Subject, utterance: Utterance, heard: str) -> None:
    right = words_of(heard) == words_of(utterance.text)
    results.add(PART, "commands heard word for word", "%", subject, 100.0 * right)


async def _speakers(
    results: Results, utterances: Sequence[Utterance], server: MeasuredServer, count: int, commands: int
) -> None:
    """Have `count` clients send commands without a pause, and ask for the info meanwhile."""
    answered = 0
    failures: list[str] = []

    async def speak(number: int) -> None:
        nonlocal answered
        for turn in range(max(commands, _FEWEST_COMMANDS // count)):
            try:
                await _sent(server, utterances[(number + turn) % len(utterances)])
                answered += 1
            except (MorganError, OSError, TimeoutError) as error:
                failures.append(f"{type(error).__name__} {error}")

    waits: list[float] = []
    asking = asyncio.create_task(_ask(server, waits))
    began, spent = time.monotonic(), cpu_seconds(server.pid)
    await asyncio.gather(*(speak(number) for number in range(count)))
    seconds = time.monotonic() - began
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    speakers = "1 speaker" if count == 1 else f"{count} speakers"
    results.add(PART, f"commands a second, {speakers}", "1/s", server.subject, answered / seconds)
    if answered:
        processor = (cpu_seconds(server.pid) - spent) / answered
        results.add(PART, f"processor time of a command, {speakers}", "s", server.subject, processor)
    if count >= _CROWD:
        results.add(PART, LOADED.format(count), "s", server.subject, *waits)
    if failures:
        results.notes.append(f"{server.subject}, {speakers}: {len(failures)} failed, first {failures[0]}")


async def _ask(server: MeasuredServer, waits: list[float]) -> None:
    while True:
        waits.append(await describe(server.port))
        await asyncio.sleep(0.05)
