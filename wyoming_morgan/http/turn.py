"""One turn over HTTP: the mind answers, and the reply may be spoken."""

from __future__ import annotations

import base64
from typing import Any

from wyoming_morgan.agent.collect import collect_turn
from wyoming_morgan.agent.contract import ConversationAgent, TurnDone, TurnRequest
from wyoming_morgan.audio import wav
from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.timings import TurnTimings
from wyoming_morgan.voice.contract import Mouth, VoiceRequest
from wyoming_morgan.voice.whole import speak_whole


class Turns:
    """Answers turns in the shape that `/api/text` and `/api/audio` share."""

    def __init__(self, mind: ConversationAgent, mouth: Mouth | None) -> None:
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
        turn = await collect_turn(self._mind, request)
        done = turn.done
        spoken = await self._speak(done, request.timings) if generate_audio else None
        return {
            "text": done.text,
            "conversation_id": done.conversation_id,
            "intents": [{"name": intent.name, "slots": intent.slots} for intent in turn.intents],
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
