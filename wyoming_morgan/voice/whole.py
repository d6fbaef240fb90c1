"""Hears recordings and speaks texts that are complete from the start."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from wyoming_morgan.audio import AudioChunk
from wyoming_morgan.engines.contract.stt import TranscribeOptions, Transcript
from wyoming_morgan.errors import EngineFailed
from wyoming_morgan.timings import TurnTimings
from wyoming_morgan.voice.contract import (
    ChosenVoice,
    Ear,
    FinalTranscript,
    Mouth,
    Utterance,
    UtteranceRequest,
)


async def hear_whole(
    ear: Ear, recording: AudioChunk, options: TranscribeOptions, timings: TurnTimings
) -> Transcript:
    """Transcribe a recording to its end; the time each stage took goes to `timings`.

    Raises:
        MorganError: any error of the ear.
    """
    utterance = ear.open(UtteranceRequest(options=options, end_on_silence=False))
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_push(utterance, recording))
            final = await _final(utterance)
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    finally:
        await utterance.aclose()
    for stage, seconds in final.timings.seconds.items():
        timings.record(stage, seconds)
    return final.transcript


async def speak_whole(mouth: Mouth, text: str, voice: ChosenVoice, timings: TurnTimings) -> AudioChunk:
    """Speak a text and return all its audio, which is empty if nothing in it can be spoken.

    Raises:
        MorganError: any error of the mouth.
    """
    async with aclosing(mouth.speak(once(text), voice, timings)) as chunks:
        return AudioChunk(b"".join([chunk.pcm async for chunk in chunks]), mouth.format)


async def once(text: str) -> AsyncGenerator[str, None]:
    """Yield a complete text as a stream."""
    yield text


async def _push(utterance: Utterance, recording: AudioChunk) -> None:
    """Push the audio in pieces, so that the utterance can hold them back while it is busy."""
    for piece in recording.slices():
        await utterance.push(piece)
    await utterance.finish()


async def _final(utterance: Utterance) -> FinalTranscript:
    final: FinalTranscript | None = None
    async for event in utterance:
        if isinstance(event, FinalTranscript):
            final = event
    if final is None:
        raise EngineFailed("the utterance ended without a transcript", hint="try again")
    return final
