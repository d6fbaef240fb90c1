"""One turn over HTTP: the agent answers, and the reply may be spoken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wyoming_morgan.agent.collect import collect_turn
from wyoming_morgan.agent.contract import (
    ConversationAgent,
    IntentRecognized,
    TurnDone,
    TurnRequest,
    TurnTrace,
)
from wyoming_morgan.audio import Encoder, FileFormat
from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.http.encoders import EncoderThreads
from wyoming_morgan.http.held import HeldFile
from wyoming_morgan.http.speech_files import SpeechFiles, keep
from wyoming_morgan.http.turn_body import TurnOptions
from wyoming_morgan.timings import TurnTimings
from wyoming_morgan.voice.contract import Mouth, VoiceRequest


@dataclass(frozen=True, slots=True)
class TurnReply:
    """The reply that `/api/text` and `/api/audio` share."""

    timings: dict[str, float]
    """Milliseconds by stage."""
    outcome: str
    path: str
    text: str = ""
    conversation_id: str | None = None
    intents: tuple[IntentRecognized, ...] = ()
    language: str | None = None
    awaits_answer: bool = False
    """Whether Morgan has asked something and waits for the answer."""
    trace: TurnTrace | None = None

    @classmethod
    def of(
        cls,
        done: TurnDone,
        intents: Sequence[IntentRecognized],
        timings: TurnTimings,
        options: TurnOptions,
    ) -> TurnReply:
        """Return the reply of a turn that has ended."""
        return cls(
            timings=timings.milliseconds(),
            outcome=done.outcome.value,
            path=done.path,
            text=done.text,
            conversation_id=done.conversation_id,
            intents=tuple(intents),
            language=done.language,
            awaits_answer=done.awaits_answer,
            trace=done.trace if options.trace else None,
        )

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON's plain values, without its speech."""
        return {
            "text": self.text,
            "conversation_id": self.conversation_id,
            "intents": [{"name": intent.name, "slots": intent.slots} for intent in self.intents],
            "timings": self.timings,
            "outcome": self.outcome,
            "language": self.language,
            "path": self.path,
            **({"awaits_answer": True} if self.awaits_answer else {}),
            **({} if self.trace is None else {"trace": self.trace.as_dict()}),
        }


class TurnAnswers:
    """Answers turns: the agent's reply, spoken if the client asks for that."""

    def __init__(self, agent: ConversationAgent, tts: Mouth | None, encoders: EncoderThreads) -> None:
        self._agent = agent
        self._tts = tts
        self._encoders = encoders

    def check(self, options: TurnOptions) -> None:
        """Refuse before any work what cannot be given.

        Raises:
            EngineUnavailable: audio is requested and this process has no text-to-speech.
        """
        if options.generate_audio and self._tts is None:
            raise EngineUnavailable(
                "this service has no text-to-speech",
                hint="leave generate_audio out, or send the request to a service that has it",
            )

    async def answer(self, request: TurnRequest, options: TurnOptions, file: HeldFile) -> TurnReply:
        """Return the reply; its speech goes to `file`, its timings and outcome also to `request.timings`.

        Raises:
            MorganError: as the agent and text-to-speech do.
        """
        turn = await collect_turn(self._agent, request)
        done = turn.done
        if options.generate_audio:
            await self._speak(done, request.timings, options.audio_format, file)
        return TurnReply.of(done, turn.intents, request.timings, options)

    async def _speak(
        self, done: TurnDone, timings: TurnTimings, audio_format: FileFormat, file: HeldFile
    ) -> None:
        if self._tts is None or not done.text.strip():
            return
        voice = self._tts.choose(VoiceRequest(language=done.language))
        encoder = Encoder(audio_format, self._tts.format)
        await keep(
            SpeechFiles(self._tts, self._encoders).spoken(done.text, voice, encoder, timings), encoder, file
        )
