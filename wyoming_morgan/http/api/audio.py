"""`POST /api/audio`: a turn of speech, as a file."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

from aiohttp import web
from pydantic import Json

from wyoming_morgan.agent.contract import TurnRequest
from wyoming_morgan.engines.contract.stt import TranscribeOptions, Transcript
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.deadline import DEADLINE
from wyoming_morgan.http.held import HeldFile
from wyoming_morgan.http.speech_files import send_json
from wyoming_morgan.http.turn import TurnAnswers, TurnReply
from wyoming_morgan.http.turn_body import TurnFields, TurnOptions
from wyoming_morgan.http.turn_stream import TurnStream, send_turn
from wyoming_morgan.timings import NO_SPEECH, TurnTimings
from wyoming_morgan.voice.contract import Ear
from wyoming_morgan.voice.whole import hear_whole


class AudioForm(TurnFields, TurnOptions):
    """The fields of `/api/audio`, beside the file; the options may come in `metadata`, as JSON, as well."""

    metadata: Json[TurnOptions] | None = None

    @property
    def options(self) -> TurnOptions:
        """What the reply has beside the text."""
        return self if self.metadata is None else self.metadata


class AudioRoutes:
    """The route of spoken turns."""

    def __init__(self, context: RouteContext, stt: Ear, answers: TurnAnswers, stream: TurnStream) -> None:
        self._context = context
        self._stt = stt
        self._answers = answers
        self._stream = stream

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [web.post("/api/audio", self._context.guard(self._answer))]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        form, recording = await self._context.read_form(request, AudioForm)
        options = form.options
        self._answers.check(options)
        speech = await self._context.decode_speech(recording, request[DEADLINE])
        with self._context.held_files.hold() as file:
            with self._context.turn(request) as timings:
                if options.incognito:
                    timings.hide()
                heard = TranscribeOptions(language=form.language)
                transcript = await hear_whole(self._stt, speech.chunks, heard, timings)
                said = {"transcript": transcript.text, **_heard(transcript)}
                if options.stream and transcript.text:
                    turn = self._request(form, transcript, timings)
                    first = {"type": "transcript", "text": transcript.text, **_heard(transcript)}
                    return await send_turn(request, self._stream.events(turn, options), first)
                reply = await self._reply(form, transcript, timings, file)
            if options.stream:
                return await send_turn(request, _only({"type": "done", **said, **reply.as_json()}))
            return await send_json(request, {**said, **reply.as_json()}, file, options.audio_format)

    async def _reply(
        self, form: AudioForm, transcript: Transcript, timings: TurnTimings, file: HeldFile
    ) -> TurnReply:
        if transcript.text:
            request = self._request(form, transcript, timings)
            return await self._answers.answer(request, form.options, file)
        timings.outcome = NO_SPEECH
        return TurnReply(
            timings=timings.milliseconds(),
            outcome=NO_SPEECH,
            path="none",
            conversation_id=form.conversation_id,
            language=transcript.language or form.language,
        )

    def _request(self, form: AudioForm, transcript: Transcript, timings: TurnTimings) -> TurnRequest:
        return form.request(
            transcript.text,
            timings,
            incognito=form.options.incognito,
            detected_language=transcript.language,
        )


async def _only(happening: dict[str, Any]) -> AsyncGenerator[dict[str, Any], None]:
    yield happening


def _heard(transcript: Transcript) -> dict[str, str]:
    """Return what the recognizer heard, and why it was taken for the transcript, if it was something else."""
    return {"heard": transcript.heard, "reason": transcript.reason} if transcript.heard else {}


def routes(context: RouteContext) -> list[web.RouteDef]:
    """Return the routes of this module; none without speech-to-text or an agent."""
    services = context.services
    if services.stt is None or services.agent is None:
        return []
    agent, tts = services.agent, services.tts
    stream = TurnStream(agent, tts, context.encoders, max_pending=context.settings.max_pending_text)
    return AudioRoutes(context, services.stt, TurnAnswers(agent, tts, context.encoders), stream).routes()
