"""A Wyoming client that measures times."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import chain

from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.error import Error
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.tts import SynthesizeChunk, SynthesizeStart, SynthesizeStop, SynthesizeStopped

from wyoming_morgan.audio import SPEECH
from wyoming_morgan.errors import EngineFailed

_FRAME_SECONDS = 0.02
_ANSWER_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class TimedTranscript:
    """A transcript and when it arrived, in seconds of the monotonic clock."""

    text: str
    at: float
    audio_ended_at: float
    """When the last audio before `audio-stop` was sent."""


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[AsyncTcpClient]:
    """Connect to a Wyoming server on this machine."""
    client = AsyncTcpClient("127.0.0.1", port)
    await client.connect()
    try:
        yield client
    finally:
        await client.disconnect()


async def transcribe(
    client: AsyncTcpClient,
    pcm: bytes,
    *,
    language: str = "en",
    real_time: bool = False,
    sensitivity: str | None = None,
    on_position: Callable[[float, float], None] | None = None,
) -> TimedTranscript:
    """Send one utterance in `SPEECH` format and wait for its transcript.

    In real time, frames of 20 ms are sent when a microphone would send them; `on_position` is called with
    the seconds of audio sent and the time.
    """
    event = Transcribe(language=language).event()
    if sensitivity is not None:
        event.data["vad_sensitivity"] = sensitivity
    await client.write_event(event)
    answer = asyncio.create_task(_await_type(client, Transcript.is_type))
    audio_ended_at = 0.0
    try:
        await client.write_event(AudioStart(rate=16_000, width=2, channels=1).event())
        began = time.monotonic()
        step = SPEECH.size(_FRAME_SECONDS)
        for number, offset in enumerate(range(0, len(pcm), step), start=1):
            if answer.done():
                break
            piece = pcm[offset : offset + step]
            await client.write_event(AudioChunk(rate=16_000, width=2, channels=1, audio=piece).event())
            if real_time:
                await asyncio.sleep(max(0.0, began + number * _FRAME_SECONDS - time.monotonic()))
            if on_position is not None:
                on_position(SPEECH.seconds(offset + len(piece)), time.monotonic())
        audio_ended_at = time.monotonic()
        await client.write_event(AudioStop().event())
        event, at = await asyncio.wait_for(answer, _ANSWER_SECONDS)
    finally:
        answer.cancel()
    return TimedTranscript(Transcript.from_event(event).text, at, audio_ended_at)


async def describe(port: int) -> float:
    """Ask for the info over a new connection, as Home Assistant does; return the seconds it took."""
    began = time.monotonic()
    async with connected(port) as client:
        await client.write_event(Describe().event())
        _, at = await _await_type(client, Info.is_type)
    return at - began


async def first_audio(client: AsyncTcpClient, clauses: list[str], *, between: float) -> float:
    """Stream words, `between` seconds apart; return the seconds from the end of the first clause to audio."""
    await client.write_event(SynthesizeStart().event())
    answer = asyncio.create_task(_await_type(client, AudioChunk.is_type))
    first_clause, *others = (clause.split() for clause in clauses)

    async def say(word: str) -> None:
        await client.write_event(SynthesizeChunk(text=f"{word} ").event())

    for word in first_clause:
        await say(word)
        clause_at = time.monotonic()
        await asyncio.sleep(between)
    for word in chain.from_iterable(others):
        await say(word)
        await asyncio.sleep(between)
    await client.write_event(SynthesizeStop().event())
    _, at = await asyncio.wait_for(answer, _ANSWER_SECONDS)
    await asyncio.wait_for(_await_type(client, SynthesizeStopped.is_type), _ANSWER_SECONDS)
    return at - clause_at


async def _await_type(client: AsyncTcpClient, is_type: Callable[[str], bool]) -> tuple[Event, float]:
    while (event := await client.read_event()) is not None:
        if Error.is_type(event.type):
            error = Error.from_event(event)
            raise EngineFailed(
                f"the server answered with an error: {error.text}", hint="check the server's log"
            )
        if is_type(event.type):
            return event, time.monotonic()
    raise EngineFailed("the server closed the connection", hint="check the server's log")
