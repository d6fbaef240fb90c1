"""One turn over HTTP: the mind answers, and the reply may be spoken."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from typing import Any

from wyoming_morgan.agent.contract import IntentRecognized, Mind, TurnDone, TurnRequest
from wyoming_morgan.audio import AudioChunk, wav
from wyoming_morgan.errors import EngineFailed, EngineUnavailable, MorganError
from wyoming_morgan.timings import TurnLog, TurnTimings
from wyoming_morgan.voice.contract import ChosenVoice, Mouth, VoiceRequest


class Turns:
    """Answers turns in the shape that `/api/text` and `/api/audio` share."""

    def __init__(self, mind: Mind, mouth: Mouth | None) -> None:
        self._mind = mind
        self._mouth = mouth

    def check(self, *, generate_audio: bool) -> None:
        """Refuse before any work what cannot be given.

        Raises:
            EngineUnavailable: audio is wanted and this process has no voice.
        """
        if generate_audio and self._mouth is None:
            raise EngineUnavailable(
                "this service has no voice", hint="leave generate_audio out, or ask the service that has one"
            )

    async def answer(
        self, request: TurnRequest, *, generate_audio: bool, trace: bool = False
    ) -> dict[str, Any]:
        """Return the reply's JSON, with the `trace` of what answered and why if it is wanted.

        What it took and how it ended goes to `request.timings`.

        Raises:
            MorganError: whatever the mind and the mouth raise.
        """
        intents: list[dict[str, Any]] = []
        done: TurnDone | None = None
        async with aclosing(self._mind.turn(request)) as events:
            async for event in events:
                match event:
                    case IntentRecognized():
                        intents.append({"name": event.name, "slots": event.slots})
                    case TurnDone():
                        done = event
        if done is None:
            raise EngineFailed("the turn ended without a reply", hint="try again")
        request.timings.outcome = done.outcome.value
        spoken = await self._speak(done, request.timings) if generate_audio else None
        return {
            "text": done.text,
            "conversation_id": done.conversation_id,
            "intents": intents,
            "audio": spoken,
            "timings": request.timings.milliseconds(),
            "outcome": done.outcome.value,
            "language": done.language,
            "path": done.path,
            **({"trace": done.trace.as_dict()} if trace else {}),
        }

    async def _speak(self, done: TurnDone, timings: TurnTimings) -> dict[str, str] | None:
        if self._mouth is None:
            return None
        voice = self._mouth.choose(VoiceRequest(language=done.language))
        chunk = await speak_whole(self._mouth, done.text, voice, timings)
        if not chunk.pcm:
            return None
        return {"format": "wav", "data": base64.b64encode(wav(chunk)).decode("ascii")}


async def speak_whole(mouth: Mouth, text: str, voice: ChosenVoice, timings: TurnTimings) -> AudioChunk:
    """Speak a text that is known whole, and return all its audio at once."""
    async with aclosing(mouth.speak(once(text), voice, timings)) as chunks:
        return AudioChunk(b"".join([chunk.pcm async for chunk in chunks]), mouth.format)


async def once(text: str) -> AsyncGenerator[str, None]:
    """Yield a text that is known whole as a stream."""
    yield text


@contextmanager
def recorded(log: TurnLog, timings: TurnTimings) -> Iterator[None]:
    """Add the turn that the block makes to the log, however it ends."""
    try:
        yield
    except asyncio.CancelledError:
        timings.outcome = "cancelled"
        raise
    except Exception as error:
        timings.outcome = error.code if isinstance(error, MorganError) else MorganError.code
        raise
    finally:
        log.add(timings)
