"""`POST /api/audio`: a turn of speech, as a file."""

from __future__ import annotations

from aiohttp import web

from wyoming_morgan.audio import AudioChunk
from wyoming_morgan.engines.contract.stt import TranscribeOptions, Transcript
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.held import HeldFile
from wyoming_morgan.http.speech_files import send_json
from wyoming_morgan.http.turn import TurnAnswers, TurnReply
from wyoming_morgan.http.turn_body import TurnFields, TurnOptions
from wyoming_morgan.timings import NO_SPEECH, TurnTimings
from wyoming_morgan.voice.contract import Ear
from wyoming_morgan.voice.whole import hear_whole


class AudioForm(TurnFields, TurnOptions):
    """The fields of `/api/audio`, beside the file."""


class AudioRoutes:
    """The route of spoken turns."""

    def __init__(self, context: RouteContext, stt: Ear, answers: TurnAnswers) -> None:
        self._context = context
        self._stt = stt
        self._answers = answers

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [web.post("/api/audio", self._context.guard(self._answer))]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        form, file = await self._context.read_form(request, AudioForm)
        self._answers.check(form)
        speech = await self._context.decode_speech(file)
        with self._context.held_files.hold() as wav:
            with self._context.turn(request) as timings:
                timings.private = form.incognito
                transcript, reply = await self._turn(form, speech, timings, wav)
            said = {"transcript": transcript.text, **_heard(transcript), **reply.as_json()}
            return await send_json(request, said, wav)

    async def _turn(
        self, form: AudioForm, speech: AudioChunk, timings: TurnTimings, wav: HeldFile
    ) -> tuple[Transcript, TurnReply]:
        transcript = await hear_whole(self._stt, speech, TranscribeOptions(language=form.language), timings)
        if transcript.text:
            turn = form.request(
                transcript.text,
                timings,
                incognito=form.incognito,
                detected_language=transcript.language,
            )
            reply = await self._answers.answer(turn, form, wav)
        else:
            timings.outcome = NO_SPEECH
            reply = TurnReply(
                timings=timings.milliseconds(),
                outcome=NO_SPEECH,
                path="none",
                conversation_id=form.conversation_id,
                language=transcript.language or form.language,
            )
        return transcript, reply


def _heard(transcript: Transcript) -> dict[str, str]:
    """Return what the recognizer heard, and why it was taken for the transcript, if it was something else."""
    return {"heard": transcript.heard, "reason": transcript.reason} if transcript.heard else {}


def routes(context: RouteContext) -> list[web.RouteDef]:
    """Return the routes of this module; none without speech-to-text or an agent."""
    services = context.services
    if services.stt is None or services.agent is None:
        return []
    return AudioRoutes(context, services.stt, TurnAnswers(services.agent, services.tts)).routes()
