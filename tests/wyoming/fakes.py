"""An ear, a mouth and a mind that do what a test tells them, and tell what was asked of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence

from tests.fakes import FakeVoiceActivity
from tests.fakes.wake_words import FakeWakeWords
from wyoming_morgan.agent.contract import AgentEvent, TurnRequest
from wyoming_morgan.audio import AudioChunk, AudioFormat
from wyoming_morgan.engines.contract.engine import Attribution
from wyoming_morgan.engines.contract.stt import SttCapabilities, Transcript
from wyoming_morgan.engines.contract.tts import SpeakOptions, Voice
from wyoming_morgan.errors import InvalidRequest, MorganError, TooLarge, UnknownVoice
from wyoming_morgan.timings import TurnTimings
from wyoming_morgan.voice.contract import (
    ChosenVoice,
    FinalTranscript,
    PartialTranscript,
    UtteranceEvent,
    UtteranceRequest,
    VoiceRequest,
)
from wyoming_morgan.voice.endpoint import EndpointSettings
from wyoming_morgan.wyoming.program import About, Program
from wyoming_morgan.wyoming.programs.agent import AgentProgram
from wyoming_morgan.wyoming.programs.stt import SttProgram
from wyoming_morgan.wyoming.programs.tts import TtsProgram
from wyoming_morgan.wyoming.programs.vad import VadProgram
from wyoming_morgan.wyoming.programs.wake import WakeProgram

END = b"\xff\x7f" * 160
"""Audio after which the fake ear ends the turn itself."""


class FakeUtterance:
    """Hears `ear.text`; ends at `END` or `finish`, and waits for `ear.gate` before it tells."""

    def __init__(self, ear: FakeEar, request: UtteranceRequest) -> None:
        self.request = request
        self.pushed: list[AudioChunk] = []
        self._ear = ear
        self._events: asyncio.Queue[UtteranceEvent | MorganError] = asyncio.Queue()
        self._over = asyncio.Event()
        ear.open_utterances.add(self)

    async def push(self, chunk: AudioChunk) -> None:
        if self._over.is_set():
            return
        self.pushed.append(chunk)
        if sum(len(pushed.pcm) for pushed in self.pushed) > self._ear.max_bytes:
            error = TooLarge("the utterance is too long", hint="say less")
            self._events.put_nowait(error)
            self._over.set()
            raise error
        if self._ear.failure is not None:
            self._events.put_nowait(self._ear.failure)
            self._over.set()
            return
        if len(self.pushed) <= len(self._ear.partials):
            self._events.put_nowait(PartialTranscript(self._ear.partials[len(self.pushed) - 1]))
        if chunk.pcm == END and self.request.end_on_silence:
            self._end()

    async def finish(self) -> None:
        if not self._over.is_set():
            self._end()

    async def aclose(self) -> None:
        self._over.set()
        self._ear.open_utterances.discard(self)

    async def __aiter__(self) -> AsyncIterator[UtteranceEvent]:
        while True:
            event = await self._events.get()
            if isinstance(event, MorganError):
                raise event
            if isinstance(event, FinalTranscript):
                await self._ear.gate.wait()
            yield event
            if isinstance(event, FinalTranscript):
                return

    def _end(self) -> None:
        self._over.set()
        text = self._ear.text if self.pushed else ""
        self._events.put_nowait(FinalTranscript(Transcript(text, language=self._ear.language), TurnTimings()))


class FakeEar:
    def __init__(self) -> None:
        self.text = "turn on the kitchen light"
        self.language: str | None = "en"
        self.partials: Sequence[str] = ()
        self.max_bytes = 1_000_000
        self.failure: MorganError | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.utterances: list[FakeUtterance] = []
        self.open_utterances: set[FakeUtterance] = set()

    def open(self, request: UtteranceRequest) -> FakeUtterance:
        if request.options.language == "xx":
            raise InvalidRequest("the language xx is not known", hint="there is en")
        utterance = FakeUtterance(self, request)
        self.utterances.append(utterance)
        return utterance


class FakeMouth:
    """Speaks every piece of text as soon as it comes, 100 bytes of PCM for each character."""

    format = AudioFormat(rate=22_050, width=2, channels=1)
    voices = (
        Voice("amy", ("en-GB",), "Amy", speakers=("left", "right")),
        Voice("kurt", ("de",), "Kurt"),
    )

    def __init__(self) -> None:
        self.spoken: list[tuple[str, ChosenVoice]] = []
        self.failure: MorganError | None = None
        self.given_up = 0
        self.gate = asyncio.Event()
        self.gate.set()

    def choose(self, request: VoiceRequest) -> ChosenVoice:
        for voice in self.voices:
            if request.name not in (None, voice.name) or request.speaker not in (None, *voice.speakers):
                continue
            if request.language in (None, *voice.languages):
                return ChosenVoice(voice, SpeakOptions(speaker=request.speaker))
        raise UnknownVoice("no voice fits", hint="there are amy, kurt")

    async def speak(
        self, text: AsyncGenerator[str, None], voice: ChosenVoice, timings: TurnTimings | None = None
    ) -> AsyncGenerator[AudioChunk, None]:
        del timings
        finished = False
        try:
            async for piece in text:
                self.spoken.append((piece, voice))
                await self.gate.wait()
                if self.failure is not None:
                    raise self.failure
                if piece:
                    yield AudioChunk(b"\x01\x02" * 50 * len(piece), self.format)
            finished = True
        finally:
            self.given_up += not finished


class FakeMind:
    languages = ("en", "de")

    def __init__(self) -> None:
        self.requests: list[TurnRequest] = []
        self.events: Sequence[AgentEvent] = ()
        self.failure: Exception | None = None
        self.given_up = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def turn(self, request: TurnRequest) -> AsyncGenerator[AgentEvent, None]:
        self.requests.append(request)
        finished = False
        try:
            await self.gate.wait()
            for event in self.events:
                yield event
            if self.failure is not None:
                raise self.failure
            finished = True
        finally:
            self.given_up += not finished


def about(name: str) -> About:
    return About(
        name=name,
        description=f"{name} of the tests",
        attribution=Attribution("The authors", "https://example.org"),
        version="1.0",
    )


class House:
    """Every program, and the fakes behind them."""

    def __init__(self) -> None:
        self.ear = FakeEar()
        self.mouth = FakeMouth()
        self.mind = FakeMind()
        self.stt = SttProgram(
            about("morgan"),
            self.ear,
            SttCapabilities(languages=("en", "de"), model="tiny", model_description="Tiny", version="2"),
        )
        self.tts = TtsProgram(about("morgan"), self.mouth)
        self.agent = AgentProgram(about("morgan"), self.mind)
        self.vad = VadProgram(about("silero"), FakeVoiceActivity(), EndpointSettings())
        self.wake_words = FakeWakeWords()
        self.wake = WakeProgram(about("wakewords"), self.wake_words)

    @property
    def programs(self) -> tuple[Program, ...]:
        return (self.stt, self.tts, self.agent, self.vad, self.wake)
