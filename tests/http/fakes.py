"""An ear, a mouth and a mind for the tests of this door: they do what the test says, without engines."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

from tests.fakes.audio import peak_of, tone
from wyoming_morgan.agent.contract import (
    AgentEvent,
    IntentRecognized,
    Outcome,
    TextDelta,
    TurnDone,
    TurnRequest,
)
from wyoming_morgan.audio import AudioChunk, AudioFormat
from wyoming_morgan.engines.contract.stt import TranscribedSegment, Transcript
from wyoming_morgan.engines.contract.tts import SpeakOptions, Voice
from wyoming_morgan.errors import MorganError, UnknownVoice
from wyoming_morgan.timings import Stage, TurnTimings
from wyoming_morgan.voice.contract import (
    ChosenVoice,
    FinalTranscript,
    PartialTranscript,
    SpeechStarted,
    UtteranceEvent,
    UtteranceRequest,
    VoiceRequest,
)


class Gate:
    """Holds work until the test opens it, and tells that work has come, and whether it was given up."""

    def __init__(self) -> None:
        self.arrived = asyncio.Event()
        self.opened = asyncio.Event()
        self.given_up = asyncio.Event()

    async def pass_through(self) -> None:
        self.arrived.set()
        try:
            await self.opened.wait()
        except asyncio.CancelledError:
            self.given_up.set()
            raise


class FakeMind:
    """Answers every turn with the same intents and text; `gate` holds it, `error` breaks it."""

    languages = ("en", "de")

    def __init__(self) -> None:
        self.requests: list[TurnRequest] = []
        self.intents = [IntentRecognized("HassTurnOn", {"name": "kitchen light", "brightness": 50})]
        self.text = "Turned on the light"
        self.gate: Gate | None = None
        self.error: Exception | None = None

    async def turn(self, request: TurnRequest) -> AsyncGenerator[AgentEvent, None]:
        self.requests.append(request)
        with request.timings.measure(Stage.AGENT):
            if self.gate is not None:
                await self.gate.pass_through()
            if self.error is not None:
                raise self.error
        for intent in self.intents:
            yield intent
        yield TextDelta(self.text)
        outcome = Outcome.INTENTS if self.intents else Outcome.NOT_HANDLED
        conversation = request.conversation_id or "new"
        yield TurnDone(outcome, self.text, request.language or "en", conversation, "grammar")


class FakeUtterance:
    """Hears `text` in whatever is loud."""

    def __init__(self, ear: FakeEar) -> None:
        self._ear = ear
        self._finished = asyncio.Event()
        self.pcm = b""
        self.closed = False

    async def push(self, chunk: AudioChunk) -> None:
        if self._ear.error is not None:
            raise self._ear.error
        self.pcm += chunk.pcm

    async def finish(self) -> None:
        self._finished.set()

    async def aclose(self) -> None:
        self.closed = True

    async def __aiter__(self) -> AsyncIterator[UtteranceEvent]:
        await self._finished.wait()
        if self._ear.gate is not None:
            await self._ear.gate.pass_through()
        heard = self._ear.text if peak_of(self.pcm) > 0.01 else ""
        if heard:
            yield SpeechStarted(0.0)
            yield PartialTranscript(heard)
        timings = TurnTimings()
        timings.record(Stage.TRANSCRIBE, 0.02)
        yield FinalTranscript(
            Transcript(heard, self._ear.language, segments=self._ear.segments if heard else ()), timings
        )


class FakeEar:
    """Opens utterances; `error` is what pushing raises."""

    def __init__(self) -> None:
        self.text = "turn on the kitchen light"
        self.language = "en"
        self.segments: tuple[TranscribedSegment, ...] = ()
        self.gate: Gate | None = None
        self.error: MorganError | None = None
        self.requests: list[UtteranceRequest] = []
        self.utterances: list[FakeUtterance] = []

    def open(self, request: UtteranceRequest) -> FakeUtterance:
        self.requests.append(request)
        self.utterances.append(FakeUtterance(self))
        return self.utterances[-1]


class FakeMouth:
    """Speaks a tone of two chunks; `gate` holds the second, `error` breaks after `error_after` chunks."""

    format = AudioFormat(22_050, 2, 1)
    voices = (
        Voice("amy", ("en-US", "en"), "Amy, English"),
        Voice("karl", ("de-DE", "de"), "Karl, German", speakers=("calm", "glad"), license="CC0", rate=16_000),
    )

    def __init__(self) -> None:
        self.said: list[str] = []
        self.chosen: list[ChosenVoice] = []
        self.gate: Gate | None = None
        self.error: Exception | None = None
        self.error_after = 0
        self.chunk = tone(0.1, self.format)

    def choose(self, request: VoiceRequest) -> ChosenVoice:
        for voice in self.voices:
            if (
                request.name in {None, voice.name}
                and (request.language or voice.languages[0]) in voice.languages
            ):
                chosen = ChosenVoice(voice, SpeakOptions(request.speed, request.speaker, request.pitch))
                self.chosen.append(chosen)
                return chosen
        raise UnknownVoice(f"there is no voice {request.name!r}", hint="there are amy, karl")

    async def speak(
        self, text: AsyncGenerator[str, None], voice: ChosenVoice, timings: TurnTimings | None = None
    ) -> AsyncGenerator[AudioChunk, None]:
        del voice
        whole = "".join([piece async for piece in text])
        self.said.append(whole)
        if timings is not None:
            timings.record(Stage.FIRST_AUDIO, 0.03)
        for number in range(2 if whole.strip() else 0):
            if self.error is not None and number >= self.error_after:
                raise self.error
            if number and self.gate is not None:
                await self.gate.pass_through()
            yield AudioChunk(self.chunk, self.format)
