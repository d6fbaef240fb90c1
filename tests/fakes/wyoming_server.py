"""A small Wyoming server of somebody else's, made of the `wyoming` library and the fake engines."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.error import Error
from wyoming.event import Event
from wyoming.info import (
    AsrModel,
    AsrProgram,
    Attribution,
    Describe,
    Info,
    TtsProgram,
    TtsVoice,
    TtsVoiceSpeaker,
)
from wyoming.server import AsyncEventHandler, AsyncTcpServer
from wyoming.tts import Synthesize

from tests.fakes.recognizer import FakeRecognizer
from tests.fakes.synthesizer import FakeSynthesizer
from wyoming_morgan.bench.ports import free_port
from wyoming_morgan.engines.contract.stt import TranscribeOptions
from wyoming_morgan.engines.contract.tts import SpeakOptions
from wyoming_morgan.errors import MorganError


class FakeWyomingServer:
    """What it offers, what it was asked, and where it listens (on loopback)."""

    def __init__(
        self, recognizer: FakeRecognizer | None = None, synthesizer: FakeSynthesizer | None = None
    ) -> None:
        self.recognizer = recognizer or FakeRecognizer()
        self.synthesizer = synthesizer or FakeSynthesizer(rate=16_000)
        self.requests: list[Event] = []
        self.open_connections = 0
        self.port = 0

    @property
    def uri(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[FakeWyomingServer]:
        self.port = self.port or free_port()
        server = AsyncTcpServer("127.0.0.1", self.port)
        await server.start(partial(_Handler, self))
        try:
            yield self
        finally:
            await server.stop()

    def info(self) -> Info:
        credit: dict[str, Any] = {"attribution": Attribution("", ""), "installed": True, "version": "1"}
        languages = list(self.recognizer.capabilities.languages)
        models = [AsrModel("fake-model", description="A model", languages=languages, **credit)]
        voices = [
            TtsVoice(
                voice.name,
                description=voice.description,
                languages=[tag.replace("-", "_") for tag in voice.languages],
                speakers=[TtsVoiceSpeaker(name) for name in voice.speakers] or None,
                **credit,
            )
            for voice in self.synthesizer.capabilities.voices
        ]
        return Info(
            asr=[AsrProgram("fake", description="", models=models, **credit)],
            tts=[TtsProgram("fake", description="", voices=voices, **credit)],
        )


class _Handler(AsyncEventHandler):
    def __init__(self, server: FakeWyomingServer, *args: Any) -> None:
        super().__init__(*args)
        self._server = server
        self._audio = b""
        self._options = TranscribeOptions()
        server.open_connections += 1

    async def disconnect(self) -> None:
        self._server.open_connections -= 1

    async def handle_event(self, event: Event) -> bool:
        self._server.requests.append(event)
        try:
            return await self._handle(event)
        except MorganError as error:
            await self.write_event(Error(error.message, error.code).event())
            return False

    async def _handle(self, event: Event) -> bool:
        if Describe.is_type(event.type):
            await self.write_event(self._server.info().event())
        elif Transcribe.is_type(event.type):
            self._options = TranscribeOptions(Transcribe.from_event(event).language)
        elif AudioChunk.is_type(event.type):
            self._audio += AudioChunk.from_event(event).audio
        elif AudioStop.is_type(event.type):
            heard = await self._server.recognizer.transcribe(self._audio, self._options)
            await self.write_event(Transcript(heard.text, language=heard.language).event())
            return False
        elif Synthesize.is_type(event.type):
            await self._speak(Synthesize.from_event(event))
        return True

    async def _speak(self, request: Synthesize) -> None:
        voices = {voice.name: voice for voice in self._server.synthesizer.capabilities.voices}
        name = request.voice.name if request.voice else None
        voice = voices[name or next(iter(voices))]
        layout = {"rate": self._server.synthesizer.capabilities.format.rate, "width": 2, "channels": 1}
        await self.write_event(AudioStart(**layout).event())
        async for pcm in self._server.synthesizer.synthesize(request.text, voice, SpeakOptions()):
            await self.write_event(AudioChunk(**layout, audio=pcm).event())
        await self.write_event(AudioStop().event())
