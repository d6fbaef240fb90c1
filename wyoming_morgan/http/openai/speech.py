"""`POST /v1/audio/speech`: text to speech in OpenAI's shape.

https://platform.openai.com/docs/api-reference/audio/createSpeech
"""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any, Literal

from aiohttp import hdrs, web
from pydantic import BeforeValidator, Field

from wyoming_morgan.agent.contract import AGENT_NAME
from wyoming_morgan.audio import Encoder, FileFormat
from wyoming_morgan.engines.contract.engine import EngineKind
from wyoming_morgan.errors import MorganError, UnknownVoice
from wyoming_morgan.http import errors
from wyoming_morgan.http.admission import Admission
from wyoming_morgan.http.api.text import Identifier
from wyoming_morgan.http.bodies import OpenBody, read_json
from wyoming_morgan.http.openai.names import OPENAI_VOICES, ModelNames
from wyoming_morgan.http.services import HttpServices
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.http.speech_files import send, spoken
from wyoming_morgan.timings import SPOKEN, TurnTimings, recorded
from wyoming_morgan.voice.contract import ChosenVoice, Mouth, VoiceRequest

_PCM_RATE = 24_000  # what OpenAI's clients take plain PCM for, since nothing in it tells


def _name(voice: object) -> object:
    """Return the name of a voice that is given as an object."""
    return voice["id"] if isinstance(voice, dict) and "id" in voice else voice


class SpeechBody(OpenBody):
    """What the route takes; names and defaults are OpenAI's."""

    input: Annotated[str, Field(min_length=1)]
    model: Identifier = AGENT_NAME
    voice: Annotated[Identifier | None, BeforeValidator(_name)] = None
    """Its name, or an object with the name as its `id`."""
    response_format: FileFormat = FileFormat.MP3
    speed: Annotated[float, Field(ge=0.25, le=4.0)] = 1.0
    stream_format: Literal["audio", "sse"] = "audio"


class SpeechRoutes:
    """OpenAI's route of text to speech."""

    def __init__(
        self, mouth: Mouth, services: HttpServices, admission: Admission, settings: HttpSettings
    ) -> None:
        self._mouth = mouth
        self._names = ModelNames(services.models, EngineKind.TTS)
        self._log = services.turn_log
        self._admission = admission
        self._settings = settings

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [web.post("/v1/audio/speech", self._admission.guard(self._speak))]

    async def _speak(self, request: web.Request) -> web.StreamResponse:
        body = await read_json(request, SpeechBody, limit=self._settings.max_json_bytes)
        self._names.check(body.model)
        voice = self._choose(body)
        encoder = Encoder(
            body.response_format,
            self._mouth.format,
            rate=_PCM_RATE if body.response_format is FileFormat.PCM else None,
            quality=self._settings.quality,
        )
        timings = TurnTimings()
        with recorded(self._log, timings):
            pieces = spoken(self._mouth, body.input, voice, encoder, timings)
            if body.stream_format == "sse":
                response = await _send_events(request, pieces, timings)
            else:
                response = await send(request, pieces, encoder.media_type)
            timings.outcome = timings.outcome or SPOKEN
        return response

    def _choose(self, body: SpeechBody) -> ChosenVoice:
        """Find the voice; one of OpenAI's own that Morgan has not is its default.

        Raises:
            UnknownVoice: none fits.
        """
        name = body.voice
        try:
            return self._mouth.choose(VoiceRequest(name=name, speed=body.speed))
        except UnknownVoice:
            if name is None or name.casefold() not in OPENAI_VOICES:
                raise
            return self._mouth.choose(VoiceRequest(speed=body.speed))


async def _send_events(
    request: web.Request, pieces: AsyncGenerator[bytes, None], timings: TurnTimings
) -> web.StreamResponse:
    """Send the file in server-sent events; what fails after the first is told in the last."""
    async with aclosing(pieces):
        first = await anext(pieces, None)
        response = web.StreamResponse(
            headers={
                hdrs.CONTENT_TYPE: "text/event-stream",
                hdrs.CACHE_CONTROL: "no-cache",
                "X-Accel-Buffering": "no",
            }
        )
        await response.prepare(request)
        try:
            if first is not None:
                await response.write(_delta(first))
            async for piece in pieces:
                await response.write(_delta(piece))
            await response.write(_event(_DONE))
        except MorganError as error:
            timings.outcome = error.code
            await response.write(_event(errors.from_morgan(error).body()))
    await response.write_eof()
    return response


_DONE = {
    "type": "speech.audio.done",
    # Clients read the three. Nothing is counted in tokens here, nor charged.
    "usage": {"input_tokens": 0, "output_tokens": 0, "total_tokens": 0},
}


def _delta(piece: bytes) -> bytes:
    return _event({"type": "speech.audio.delta", "audio": base64.b64encode(piece).decode("ascii")})


def _event(data: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(data)}\n\n".encode()
