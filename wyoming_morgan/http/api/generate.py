"""`/generate`: text to speech, as a file."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import Field

from wyoming_morgan.audio import Encoder, FileFormat
from wyoming_morgan.http.bodies import Body, Choice, Language, parse_fields
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.speech_files import SpeechFiles, keep, send, send_whole
from wyoming_morgan.timings import SPOKEN, TurnTimings
from wyoming_morgan.voice.contract import Mouth, VoiceRequest


class GenerateBody(Body):
    """The body of `/generate`, or its query."""

    text: Annotated[str, Field(min_length=1)]
    voice: Choice | None = None
    language: Language | None = None
    speaker: Choice | None = None
    speed: Annotated[float, Field(ge=0.25, le=4.0)] = 1.0
    pitch: Annotated[float, Field(ge=0.5, le=2.0)] = 1.0
    """Ignored by engines without a pitch control."""
    format: FileFormat = FileFormat.WAV
    stream: bool = True
    """Whether audio is sent while it is made; False waits for all of it, so a WAV file has its length."""

    def voice_request(self) -> VoiceRequest:
        """Return the requested voice."""
        return VoiceRequest(
            name=self.voice,
            language=self.language,
            speaker=self.speaker,
            speed=self.speed,
            pitch=self.pitch,
        )


class GenerateRoutes:
    """The routes of `/generate`."""

    def __init__(self, context: RouteContext, tts: Mouth) -> None:
        self._context = context
        self._tts = tts
        self._files = SpeechFiles(tts, context.encoders)

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [
            web.post("/generate", self._context.guard(self._from_body)),
            web.get("/generate", self._context.guard(self._from_query), allow_head=False),
        ]

    async def _from_body(self, request: web.Request) -> web.StreamResponse:
        return await self._generate(request, await self._context.read_json(request, GenerateBody))

    async def _from_query(self, request: web.Request) -> web.StreamResponse:
        return await self._generate(request, parse_fields(GenerateBody, request.query))

    async def _generate(self, request: web.Request, body: GenerateBody) -> web.StreamResponse:
        with self._context.turn(request) as timings:
            response = await self._speak(request, body, timings)
            timings.outcome = SPOKEN
        return response

    async def _speak(
        self, request: web.Request, body: GenerateBody, timings: TurnTimings
    ) -> web.StreamResponse:
        voice = self._tts.choose(body.voice_request())
        encoder = Encoder(body.format, self._tts.format, quality=self._context.settings.quality)
        if body.stream:
            pieces = self._files.sent(body.text, voice, encoder, timings)
            return await send(request, pieces, encoder.media_type)
        pieces = self._files.spoken(body.text, voice, encoder, timings)
        with self._context.held_files.hold() as file:
            await keep(pieces, encoder, file)
            return await send_whole(request, file, encoder.media_type)


def routes(context: RouteContext) -> list[web.RouteDef]:
    """Return the routes of this module; none without text-to-speech."""
    tts = context.services.tts
    return [] if tts is None else GenerateRoutes(context, tts).routes()
