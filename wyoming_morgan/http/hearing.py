"""Hears a recording that is there whole."""

from __future__ import annotations

import asyncio

from wyoming_morgan.audio import AudioChunk
from wyoming_morgan.engines.contract.stt import TranscribeOptions, Transcript
from wyoming_morgan.errors import EngineFailed
from wyoming_morgan.timings import TurnTimings
from wyoming_morgan.voice.contract import Ear, FinalTranscript, Utterance, UtteranceRequest

NO_SPEECH = "no-speech"
"""The outcome of a recording in which nothing was said."""

_PIECE_SECONDS = 0.5


async def hear(ear: Ear, speech: AudioChunk, options: TranscribeOptions, timings: TurnTimings) -> Transcript:
    """Return what is said in a recording, heard to its end; what it took goes to `timings`.

    Raises:
        MorganError: whatever the ear raises.
    """
    utterance = ear.open(UtteranceRequest(options=options, end_on_silence=False))
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_push(utterance, speech))
            final = await _final(utterance)
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    finally:
        await utterance.aclose()
    for stage, seconds in final.timings.seconds.items():
        timings.record(stage, seconds)
    return final.transcript


async def _push(utterance: Utterance, speech: AudioChunk) -> None:
    """Push the audio in pieces, so that the utterance can hold them back while it is busy."""
    size = speech.format.size(_PIECE_SECONDS)
    for start in range(0, len(speech.pcm), size):
        await utterance.push(AudioChunk(speech.pcm[start : start + size], speech.format))
    await utterance.finish()


async def _final(utterance: Utterance) -> FinalTranscript:
    final: FinalTranscript | None = None
    async for event in utterance:
        if isinstance(event, FinalTranscript):
            final = event
    if final is None:
        raise EngineFailed("the utterance ended without a transcript", hint="try again")
    return final
