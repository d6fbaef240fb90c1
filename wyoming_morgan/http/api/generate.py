"""`/generate` and `/v1/audio/voices`: text to speech."""

from __future__ import annotations

import asyncio
from typing import Annotated

from aiohttp import web
from pydantic import Field

from wyoming_morgan.audio import Encoder, FileFormat, wav
from wyoming_morgan.http.admission import Admission
from wyoming_morgan.http.api.text import Identifier
from wyoming_morgan.http.bodies import Body, parse_fields, read_json
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.http.speech_files import send, spoken
from wyoming_morgan.timings import SPOKEN, TurnLog, TurnTimings, recorded
from wyoming_morgan.voice.contract import Mouth, VoiceRequest
from wyoming_morgan.voice.whole import speak_whole


class SpeakBody(Body):
    """What `/generate` takes."""

    text: Annotated[str, Field(min_length=1)]
    voice: Identifier | None = None
    language: Identifier | None = None
    speaker: Identifier | None = None
    speed: Annotated[float, Field(ge=0.25, le=4.0)] = 1.0
    pitch: Annotated[float, Field(ge=0.5, le=2.0)] = 1.0
    """Where the engine has no such control, it changes nothing."""
    format: FileFormat = FileFormat.WAV
    stream: bool = True
    """Whether audio is sent while it is made; False waits, and gives a WAV file that knows its length."""


class SpeakRoutes:
    """The routes of speech synthesis."""

    def __init__(self, mouth: Mouth, log: TurnLog, admission: Admission, settings: HttpSettings) -> None:
        self._mouth = mouth
        self._log = log
        self._admission = admission
        self._settings = settings

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [
            web.post("/generate", self._admission.guard(self._from_body)),
            web.get("/generate", self._admission.guard(self._from_query), allow_head=False),
            web.get("/v1/audio/voices", self._voices),
        ]

    async def _from_body(self, request: web.Request) -> web.StreamResponse:
        body = await read_json(request, SpeakBody, limit=self._settings.max_json_bytes)
        return await self._generate(request, body)

    async def _from_query(self, request: web.Request) -> web.StreamResponse:
        return await self._generate(request, parse_fields(SpeakBody, request.query))

    async def _generate(self, request: web.Request, body: SpeakBody) -> web.StreamResponse:
        timings = TurnTimings()
        with recorded(self._log, timings):
            response = await self._speak(request, body, timings)
            timings.outcome = SPOKEN
        return response

    async def _speak(self, request: web.Request, body: SpeakBody, timings: TurnTimings) -> web.StreamResponse:
        voice = self._mouth.choose(
            VoiceRequest(
                name=body.voice,
                language=body.language,
                speaker=body.speaker,
                speed=body.speed,
                pitch=body.pitch,
            )
        )
        encoder = Encoder(body.format, self._mouth.format, quality=self._settings.quality)
        if body.stream:
            pieces = spoken(self._mouth, body.text, voice, encoder, timings)
            return await send(request, pieces, encoder.media_type)
        chunk = await speak_whole(self._mouth, body.text, voice, timings)
        if body.format is FileFormat.WAV:
            file = wav(chunk)
        else:
            file = await asyncio.to_thread(lambda: encoder.encode(chunk.pcm) + encoder.flush())
        return web.Response(body=file, headers={"Content-Type": encoder.media_type})

    async def _voices(self, request: web.Request) -> web.Response:
        del request
        voices = [
            {
                "id": voice.name,
                "name": voice.description or voice.name,
                "languages": list(voice.languages),
                "speakers": list(voice.speakers),
                "licence": voice.license or None,
                "sample_rate": voice.rate or self._mouth.format.rate,
            }
            for voice in self._mouth.voices
        ]
        return web.json_response({"voices": voices})
