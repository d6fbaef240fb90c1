"""Hears recordings and speaks texts that are complete from the start."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from wyoming_morgan.audio import AudioChunk
from wyoming_morgan.engines.contract.stt import TranscribeOptions, Transcript
from wyoming_morgan.errors import EngineFailed, MorganError
from wyoming_morgan.timings import TurnTimings
from wyoming_morgan.voice.contract import (
    ChosenVoice,
    Ear,
    FinalTranscript,
    Mouth,
    PartialTranscript,
    Utterance,
    UtteranceRequest,
)
from wyoming_morgan.voice.sentences import SentencePieces

_SHORT_CHARACTERS = 80
"""Some five seconds of speech."""


Recording = AudioChunk | AsyncGenerator[AudioChunk, None]
"""What is heard: in one piece, or in pieces that come as they are needed."""


async def hear_whole(
    ear: Ear, recording: Recording, options: TranscribeOptions, timings: TurnTimings
) -> Transcript:
    """Transcribe a recording to its end; the time each stage took goes to `timings`.

    Raises:
        MorganError: any error of the ear, or of the recording's pieces.
    """
    transcript = Transcript("")
    async with aclosing(hear_pieces(ear, recording, options, timings)) as pieces:
        async for piece in pieces:
            if isinstance(piece, Transcript):
                transcript = piece
    return transcript


async def hear_pieces(
    ear: Ear, recording: Recording, options: TranscribeOptions, timings: TurnTimings
) -> AsyncGenerator[str | Transcript, None]:
    """Transcribe a recording; yield more of its text whenever some is certain, and the transcript at last.

    Raises:
        MorganError: any error of the ear, or of the recording's pieces.
    """
    utterance = ear.open(UtteranceRequest(options=options, end_on_silence=False))
    pushing = asyncio.create_task(_push(utterance, recording))
    text = ""
    try:
        async for event in utterance:
            match event:
                case PartialTranscript() if len(event.stable) > len(text) and event.stable.startswith(text):
                    more, text = event.stable[len(text) :], event.stable
                    yield more
                case FinalTranscript():
                    timings.take(event.timings)
                    yield event.transcript
                    return
        await pushing
        raise EngineFailed("the utterance ended without a transcript", hint="try again")
    finally:
        pushing.cancel()
        await asyncio.gather(pushing, return_exceptions=True)
        await utterance.aclose()


async def speak_whole(mouth: Mouth, text: str, voice: ChosenVoice, timings: TurnTimings) -> AudioChunk:
    """Speak a text and return all its audio, which is empty if nothing in it can be spoken.

    Raises:
        MorganError: any error of the mouth.
    """
    async with aclosing(mouth.speak(once(text), voice, timings)) as chunks:
        return AudioChunk(b"".join([chunk.pcm async for chunk in chunks]), mouth.format)


def is_short_piece(text: str, language: str) -> bool:
    """Whether a text is so short that it is spoken in one go, and begins no sooner than it is made."""
    if len(text) > _SHORT_CHARACTERS:
        return False
    pieces = SentencePieces(
        language=language, first_characters=_SHORT_CHARACTERS, longest_characters=_SHORT_CHARACTERS
    )
    return len(pieces.feed(text) + pieces.flush()) <= 1


async def once(text: str) -> AsyncGenerator[str, None]:
    """Yield a complete text as a stream."""
    yield text


async def _push(utterance: Utterance, recording: Recording) -> None:
    """Push the audio in pieces, so that the utterance can hold them back while it is busy.

    An error ends the utterance, whose iteration may raise it as well.
    """
    try:
        if isinstance(recording, AudioChunk):
            for piece in recording.slices():
                await utterance.push(piece)
        else:
            async with aclosing(recording) as chunks:
                async for chunk in chunks:
                    await utterance.push(chunk)
        await utterance.finish()
    except MorganError:
        await utterance.aclose()
        raise
