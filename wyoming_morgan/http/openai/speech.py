"""`POST /v1/audio/speech`: text to speech in OpenAI's shape.

https://platform.openai.com/docs/api-reference/audio/createSpeech
"""

from __future__ import annotations

import base64
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Literal

from aiohttp import web
from pydantic import BeforeValidator, Field

from wyoming_morgan.agent.contract import AGENT_NAME
from wyoming_morgan.audio import Encoder, FileFormat
from wyoming_morgan.engines.contract.engine import EngineKind
from wyoming_morgan.errors import MorganError
from wyoming_morgan.http import errors
from wyoming_morgan.http.bodies import Choice, OpenBody
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.deadline import finish, write
from wyoming_morgan.http.events import begin_events, event
from wyoming_morgan.http.openai.names import SpeechModelNames, named_voice, openai_voice
from wyoming_morgan.http.speech_files import SpeechFiles, send
from wyoming_morgan.timings import SPOKEN, TurnTimings
from wyoming_morgan.voice.contract import Mouth

_PCM_RATE = 24_000  # the rate that OpenAI's clients assume for plain PCM


class SpeechBody(OpenBody):
    """The body; names and defaults are OpenAI's."""

    input: Annotated[str, Field(min_length=1)]
    model: Choice = AGENT_NAME
    voice: Annotated[Choice | None, BeforeValidator(named_voice)] = None
    """Its name, or an object with the name as its `id`."""
    response_format: FileFormat = FileFormat.MP3
    speed: Annotated[float, Field(ge=0.25, le=4.0)] = 1.0
    stream_format: Literal["audio", "sse"] = "audio"


class SpeechRoutes:
    """OpenAI's route of text to speech."""

    def __init__(self, context: RouteContext, tts: Mouth) -> None:
        self._context = context
        self._tts = tts
        self._files = SpeechFiles(tts, context.encoders)
        self._names = SpeechModelNames(context.services.listed_models, EngineKind.TTS)

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [web.post("/v1/audio/speech", self._context.guard(self._speak))]

    async def _speak(self, request: web.Request) -> web.StreamResponse:
        body = await self._context.read_json(request, SpeechBody)
        self._names.check(body.model)
        voice = openai_voice(self._tts, body.voice, body.speed)
        encoder = Encoder(
            body.response_format,
            self._tts.format,
            rate=_PCM_RATE if body.response_format is FileFormat.PCM else None,
            quality=self._context.settings.quality,
        )
        with self._context.turn(request) as timings:
            pieces = self._files.sent(body.input, voice, encoder, timings)
            if body.stream_format == "sse":
                response = await _send_events(request, pieces, timings)
            else:
                response = await send(request, pieces, encoder.media_type)
            timings.outcome = timings.outcome or SPOKEN
        return response


def routes(context: RouteContext) -> list[web.RouteDef]:
    """Return the routes of this module; none without text-to-speech."""
    tts = context.services.tts
    return [] if tts is None else SpeechRoutes(context, tts).routes()


async def _send_events(
    request: web.Request, pieces: AsyncGenerator[bytes, None], timings: TurnTimings
) -> web.StreamResponse:
    """Send the file in server-sent events; a failure after the first is reported in the last."""
    async with aclosing(pieces):
        first = await anext(pieces, None)
        response = await begin_events(request)
        try:
            if first is not None:
                await write(request, response, _delta(first))
            async for piece in pieces:
                await write(request, response, _delta(piece))
            await write(request, response, event(_DONE))
        except MorganError as error:
            timings.outcome = error.code
            await write(request, response, event(errors.from_morgan(error).body()))
    await finish(request, response)
    return response


_DONE = {
    "type": "speech.audio.done",
    # Clients read all three. Nothing is counted in tokens here, or charged.
    "usage": {"input_tokens": 0, "output_tokens": 0, "total_tokens": 0},
}


def _delta(piece: bytes) -> bytes:
    return event({"type": "speech.audio.delta", "audio": base64.b64encode(piece).decode("ascii")})
