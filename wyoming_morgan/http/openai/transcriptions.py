"""`POST /v1/audio/transcriptions` and `/v1/audio/translations`: speech to text in OpenAI's shape.

https://platform.openai.com/docs/api-reference/audio/createTranscription
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from typing import Annotated, Literal

from aiohttp import web
from pydantic import Field

from wyoming_morgan.agent.contract import AGENT_NAME
from wyoming_morgan.audio import AudioChunk
from wyoming_morgan.engines.contract.engine import EngineKind
from wyoming_morgan.engines.contract.stt import SttCapabilities, TranscribeOptions, Transcript
from wyoming_morgan.errors import InvalidRequest, MorganError
from wyoming_morgan.http import errors
from wyoming_morgan.http.bodies import Choice, Identifier, Language, OpenBody, at_most
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.deadline import finish, write
from wyoming_morgan.http.errors import InvalidBody
from wyoming_morgan.http.events import begin_events, event
from wyoming_morgan.http.openai.names import SpeechModelNames
from wyoming_morgan.http.openai.transcript_formats import (
    TranscriptFormat,
    brief,
    delta,
    done,
    segments_of,
    srt,
    verbose,
    vtt,
)
from wyoming_morgan.timings import NO_SPEECH, TRANSCRIBED, TurnTimings
from wyoming_morgan.voice.contract import Ear
from wyoming_morgan.voice.whole import hear_pieces, hear_whole

_NO_WORDS = "does not report the time of each word"

Granularity = Literal["word", "segment"]


class TranscriptionForm(OpenBody):
    """The fields beside the file; names and defaults are OpenAI's."""

    model: Choice = AGENT_NAME
    language: Language | None = None
    languages: Annotated[tuple[Language, ...], at_most(64)] = ()
    prompt: str = ""
    keywords: Annotated[tuple[Identifier, ...], at_most(200)] = ()
    response_format: TranscriptFormat = TranscriptFormat.JSON
    temperature: Annotated[float, Field(ge=0, le=1)] | None = None
    timestamp_granularities: Annotated[tuple[Granularity, ...], at_most(8)] = ()
    stream: bool = False

    @property
    def needs_words(self) -> bool:
        """Whether the time of each word is all that is asked for, beside the text."""
        return self.words and "segment" not in self.timestamp_granularities

    @property
    def words(self) -> bool:
        """Whether the time of each word is requested."""
        return (
            self.response_format is TranscriptFormat.VERBOSE_JSON and "word" in self.timestamp_granularities
        )

    def options(self, *, translate: bool, detects_language: bool) -> TranscribeOptions:
        """Return the recognizer's options; one that cannot detect languages gets the first of several."""
        languages = self.languages[:1] if len(self.languages) == 1 or not detects_language else ()
        return TranscribeOptions(
            verbatim=True,
            language=self.language or next(iter(languages), None),
            terms=self.keywords,
            prompt=self.prompt,
            translate=translate,
            timestamps=self.response_format.timed,
            words=self.words,
            temperature=self.temperature,
        )


class TranscriptionsRoutes:
    """OpenAI's routes of speech to text."""

    def __init__(self, context: RouteContext, stt: Ear) -> None:
        self._context = context
        self._stt = stt
        self._capabilities = context.services.stt_capabilities
        self._names = SpeechModelNames(context.services.listed_models, EngineKind.STT)

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [
            web.post("/v1/audio/transcriptions", self._context.guard(self._transcribe)),
            web.post("/v1/audio/translations", self._context.guard(self._translate)),
        ]

    async def _transcribe(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, translate=False)

    async def _translate(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, translate=True)

    async def _answer(self, request: web.Request, *, translate: bool) -> web.StreamResponse:
        form, file = await self._context.read_form(request, TranscriptionForm)
        capabilities = None if self._capabilities is None else self._capabilities()
        self._names.check(form.model, *([capabilities.model] if capabilities else []))
        _check(form, capabilities, translate=translate)
        speech = await self._context.decode_speech(file)
        options = form.options(
            translate=translate,
            detects_language=capabilities is not None and capabilities.detects_language,
        )
        with self._context.turn(request) as timings:
            if form.stream:
                return await self._stream(request, speech, options, timings)
            transcript = await hear_whole(self._stt, speech, options, timings)
            timings.heard = transcript.text
            timings.outcome = TRANSCRIBED if transcript.text else NO_SPEECH
        return _response(
            form, transcript, speech.seconds, translate=translate, warnings=_warnings(form, capabilities)
        )

    async def _stream(
        self, request: web.Request, speech: AudioChunk, options: TranscribeOptions, timings: TurnTimings
    ) -> web.StreamResponse:
        """Send the text while it is heard; a failure after the first of it is the last event."""
        async with aclosing(hear_pieces(self._stt, speech, options, timings)) as pieces:
            first = await anext(pieces)
            response = await begin_events(request)
            streamed = False
            try:
                async for piece in _with(first, pieces):
                    if isinstance(piece, Transcript):
                        timings.heard = piece.text
                        timings.outcome = TRANSCRIBED if piece.text else NO_SPEECH
                        if piece.text and not streamed:
                            await write(request, response, event(delta(piece.text)))
                        await write(request, response, event(done(piece.text)))
                    else:
                        streamed = True
                        await write(request, response, event(delta(piece)))
            except MorganError as error:
                timings.outcome = error.code
                await write(request, response, event(errors.from_morgan(error).body()))
        await finish(request, response)
        return response


def routes(context: RouteContext) -> list[web.RouteDef]:
    """Return the routes of this module; none without speech-to-text."""
    stt = context.services.stt
    return [] if stt is None else TranscriptionsRoutes(context, stt).routes()


async def _with(
    first: str | Transcript, others: AsyncIterator[str | Transcript]
) -> AsyncIterator[str | Transcript]:
    yield first
    async for other in others:
        yield other


def _check(form: TranscriptionForm, capabilities: SttCapabilities | None, *, translate: bool) -> None:
    """Refuse before any work what the recognizer cannot do.

    Raises:
        InvalidBody, InvalidRequest: it is not supported.
    """
    if form.response_format is TranscriptFormat.DIARIZED_JSON:
        raise InvalidBody(
            "no engine can tell speakers apart", param="response_format", hint="ask for verbose_json"
        )
    engine = f"the recognizer {capabilities.model}" if capabilities else "the recognizer"
    if translate and not (capabilities and capabilities.translates):
        raise InvalidRequest(
            f"{engine} does not translate", hint="use /v1/audio/transcriptions, or another engine"
        )
    if form.needs_words and not _reports_words(capabilities):
        raise InvalidBody(
            f"{engine} {_NO_WORDS}",
            param="timestamp_granularities",
            hint="ask for segment beside word to get the rest, or use another engine",
        )


def _reports_words(capabilities: SttCapabilities | None) -> bool:
    return capabilities is not None and capabilities.timestamps


def _warnings(form: TranscriptionForm, capabilities: SttCapabilities | None) -> list[str]:
    """Return what was asked for beside other things and is not given."""
    if not form.words or _reports_words(capabilities):
        return []
    return [f"the recognizer {capabilities.model if capabilities else ''}".rstrip() + f" {_NO_WORDS}"]


def _response(
    form: TranscriptionForm,
    transcript: Transcript,
    seconds: float,
    *,
    translate: bool,
    warnings: Sequence[str],
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
            body = verbose(transcript, seconds, task=task, words=form.words and not warnings)
            return web.json_response({**body, "warnings": warnings} if warnings else body)
        case _:
            return web.json_response(brief(transcript, seconds))
