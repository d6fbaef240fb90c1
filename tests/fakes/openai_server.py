"""An OpenAI-compatible server on a loopback port: Morgan's own, with fake engines behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.fakes.decoder import ThreadDecoder
from tests.fakes.recognizer import FakeRecognizer
from tests.fakes.synthesizer import FakeSynthesizer
from tests.fakes.voice_activity import FakeVoiceActivity
from wyoming_morgan.http.server import HttpServer
from wyoming_morgan.http.services import HttpServices
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.readiness import Readiness
from wyoming_morgan.timings import TurnLog
from wyoming_morgan.voice.synthesizer import Synthesizer
from wyoming_morgan.voice.transcriber import Transcriber


class FakeOpenAiServer:
    """Serves a fake recognizer and a fake synthesizer; `base_url` stays from one serving to the next."""

    def __init__(
        self,
        recognizer: FakeRecognizer | None = None,
        synthesizer: FakeSynthesizer | None = None,
        **settings: Any,
    ) -> None:
        self.recognizer = recognizer or FakeRecognizer()
        self.synthesizer = synthesizer or FakeSynthesizer()
        self.turn_log = TurnLog()
        self.port = 0
        self.server: HttpServer | None = None
        self._settings = settings

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[FakeOpenAiServer]:
        services = HttpServices(
            readiness=Readiness(["stt", "tts"]),
            turn_log=self.turn_log,
            decoder=ThreadDecoder(),
            stt=Transcriber(self.recognizer, FakeVoiceActivity()),
            stt_capabilities=lambda: self.recognizer.capabilities,
            tts=Synthesizer(self.synthesizer),
        )
        settings = HttpSettings(**{"host": "127.0.0.1", "port": self.port, **self._settings})
        self.server = HttpServer(services, settings)
        await self.server.start()
        self.port = self.server.addresses[0][1]
        try:
            yield self
        finally:
            await self.server.stop(0.1)
