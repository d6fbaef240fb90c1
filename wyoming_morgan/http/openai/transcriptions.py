"""`POST /v1/audio/transcriptions` and `/v1/audio/translations`: speech to text in OpenAI's shape.

https://platform.openai.com/docs/api-reference/audio/createTranscription
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from aiohttp import web
from pydantic import Field

from wyoming_morgan.agent.contract import AGENT_NAME
from wyoming_morgan.audio import decode
from wyoming_morgan.engines.contract.engine import EngineKind
from wyoming_morgan.engines.contract.stt import SttCapabilities, TranscribeOptions, Transcript
from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.http.admission import Admission
from wyoming_morgan.http.api.text import Identifier
from wyoming_morgan.http.bodies import OpenBody, read_form
from wyoming_morgan.http.errors import InvalidBody
from wyoming_morgan.http.openai.names import ModelNames
from wyoming_morgan.http.openai.transcript_formats import (
    TranscriptFormat,
    brief,
    segments_of,
    srt,
    verbose,
    vtt,
)
from wyoming_morgan.http.services import HttpServices
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.timings import NO_SPEECH, TRANSCRIBED, TurnTimings, recorded
from wyoming_morgan.voice.contract import Ear
from wyoming_morgan.voice.whole import hear_whole

Granularity = Literal["word", "segment"]


class TranscriptionForm(OpenBody):
    """What the routes take beside the file; names and defaults are OpenAI's."""

    model: Identifier = AGENT_NAME
    language: Identifier | None = None
    languages: Annotated[tuple[Identifier, ...], Field(max_length=64)] = ()
    prompt: str = ""
    keywords: Annotated[tuple[Identifier, ...], Field(max_length=200)] = ()
    response_format: TranscriptFormat = TranscriptFormat.JSON
    temperature: Annotated[float, Field(ge=0, le=1)] | None = None
    timestamp_granularities: Annotated[tuple[Granularity, ...], Field(max_length=8)] = ()
    stream: bool = False

    @property
    def words(self) -> bool:
        """Whether the time of each word is wanted."""
        return (
            self.response_format is TranscriptFormat.VERBOSE_JSON and "word" in self.timestamp_granularities
        )

    def options(self, *, translate: bool, detects_language: bool) -> TranscribeOptions:
        """Return them as the ear takes them. Several languages are a choice for who can find out which."""
        possible = self.languages[:1] if len(self.languages) == 1 or not detects_language else ()
        return TranscribeOptions(
            language=self.language or next(iter(possible), None),
            terms=self.keywords,
            prompt=self.prompt,
            translate=translate,
            timestamps=self.response_format.timed,
            words=self.words,
            temperature=self.temperature,
        )


class TranscriptionRoutes:
    """OpenAI's routes of speech to text."""

    def __init__(
        self, ear: Ear, services: HttpServices, admission: Admission, settings: HttpSettings
    ) -> None:
        self._ear = ear
        self._hearing = services.hearing
        self._names = ModelNames(services.models, EngineKind.STT)
        self._log = services.turn_log
        self._admission = admission
        self._settings = settings

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [
            web.post("/v1/audio/transcriptions", self._admission.guard(self._transcribe)),
            web.post("/v1/audio/translations", self._admission.guard(self._translate)),
        ]

    async def _transcribe(self, request: web.Request) -> web.Response:
        return await self._answer(request, translate=False)

    async def _translate(self, request: web.Request) -> web.Response:
        return await self._answer(request, translate=True)

    async def _answer(self, request: web.Request, *, translate: bool) -> web.Response:
        form, file = await read_form(request, TranscriptionForm, limit=self._settings.max_body_bytes)
        able = None if self._hearing is None else self._hearing()
        self._names.check(form.model, *([able.model] if able else []))
        _check(form, able, translate=translate)
        speech = await asyncio.to_thread(decode, file, limit_seconds=self._settings.max_audio_seconds)
        options = form.options(
            translate=translate, detects_language=able is not None and able.detects_language
        )
        timings = TurnTimings()
        with recorded(self._log, timings):
            transcript = await hear_whole(self._ear, speech, options, timings)
            timings.heard = transcript.text
            timings.outcome = TRANSCRIBED if transcript.text else NO_SPEECH
        return _response(form, transcript, speech.seconds, translate=translate)


def _check(form: TranscriptionForm, able: SttCapabilities | None, *, translate: bool) -> None:
    """Refuse before any work what cannot be given.

    Raises:
        InvalidBody, InvalidRequest: it cannot.
    """
    if form.stream:
        raise InvalidBody(
            "transcripts are not streamed yet", param="stream", hint="leave stream out, or send false"
        )
    if form.response_format is TranscriptFormat.DIARIZED_JSON:
        raise InvalidBody(
            "no engine tells speakers apart", param="response_format", hint="ask for verbose_json"
        )
    engine = f"the recognizer {able.model}" if able else "the recognizer"
    if translate and not (able and able.translates):
        raise InvalidRequest(
            f"{engine} does not translate", hint="use /v1/audio/transcriptions, or another engine"
        )
    if form.words and not (able and able.timestamps):
        raise InvalidBody(
            f"{engine} does not tell when each word was said",
            param="timestamp_granularities",
            hint="leave word out, or use another engine",
        )


def _response(
    form: TranscriptionForm, transcript: Transcript, seconds: float, *, translate: bool
) -> web.Response:
    match form.response_format:
        case TranscriptFormat.TEXT:
            return web.Response(text=f"{transcript.text}\n", content_type="text/plain")
        case TranscriptFormat.SRT:
            return web.Response(text=srt(segments_of(transcript, seconds)), content_type="text/plain")
        case TranscriptFormat.VTT:
            return web.Response(text=vtt(segments_of(transcript, seconds)), content_type="text/vtt")
        case TranscriptFormat.VERBOSE_JSON:
            task = "translate" if translate else "transcribe"
            return web.json_response(verbose(transcript, seconds, task=task, words=form.words))
        case _:
            return web.json_response(brief(transcript, seconds))
