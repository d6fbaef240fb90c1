"""`POST /v1/audio/transcriptions` and `/v1/audio/translations`: speech to text in OpenAI's shape.

https://platform.openai.com/docs/api-reference/audio/createTranscription
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing

from aiohttp import web

from wyoming_morgan.audio import SpeechFile
from wyoming_morgan.engines.contract.engine import EngineKind
from wyoming_morgan.engines.contract.stt import TranscribeOptions, Transcript
from wyoming_morgan.errors import MorganError
from wyoming_morgan.http import errors
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.deadline import DEADLINE, finish, write
from wyoming_morgan.http.events import begin_events, event
from wyoming_morgan.http.openai.names import SpeechModelNames
from wyoming_morgan.http.openai.transcript_answer import TranscriptAnswer, delta
from wyoming_morgan.http.openai.transcription_form import TranscriptionForm
from wyoming_morgan.timings import NO_SPEECH, TRANSCRIBED, TurnTimings
from wyoming_morgan.voice.contract import Ear
from wyoming_morgan.voice.whole import hear_pieces, hear_whole


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
        form.check(capabilities, translate=translate)
        speech = await self._context.decode_speech(file, request[DEADLINE])
        options = form.options(capabilities, translate=translate)
        answer = TranscriptAnswer(form, capabilities, speech.seconds, translate=translate)
        with self._context.turn(request) as timings:
            if form.stream:
                return await self._stream(request, speech, options, timings, answer)
            transcript = await hear_whole(self._stt, speech.chunks, options, timings)
            _note(timings, transcript)
        return answer.whole(transcript)

    async def _stream(
        self,
        request: web.Request,
        speech: SpeechFile,
        options: TranscribeOptions,
        timings: TurnTimings,
        answer: TranscriptAnswer,
    ) -> web.StreamResponse:
        """Send the text while it is heard; a failure after the first of it is the last event."""
        async with aclosing(hear_pieces(self._stt, speech.chunks, options, timings)) as pieces:
            first = await anext(pieces)
            response = await begin_events(request)
            streamed = False
            try:
                async for piece in _with(first, pieces):
                    if isinstance(piece, Transcript):
                        _note(timings, piece)
                        if piece.text and not streamed:
                            await write(request, response, event(delta(piece.text)))
                        await write(request, response, event(answer.done(piece)))
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


def _note(timings: TurnTimings, transcript: Transcript) -> None:
    timings.heard = transcript.text
    timings.outcome = TRANSCRIBED if transcript.text else NO_SPEECH
