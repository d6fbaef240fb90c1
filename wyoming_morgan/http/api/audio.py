"""`POST /api/audio`: a turn of speech, as a file."""

from __future__ import annotations

import asyncio

from aiohttp import web

from wyoming_morgan.agent.contract import TurnRequest
from wyoming_morgan.audio import decode
from wyoming_morgan.engines.contract.stt import TranscribeOptions, Transcript
from wyoming_morgan.http.admission import Admission
from wyoming_morgan.http.api.text import Identifier
from wyoming_morgan.http.bodies import Body, read_form
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.http.turn import Turns
from wyoming_morgan.timings import NO_SPEECH, TurnLog, TurnTimings, recorded
from wyoming_morgan.voice.contract import Ear
from wyoming_morgan.voice.whole import hear_whole


class AudioForm(Body):
    """What `/api/audio` takes beside the file."""

    user_id: Identifier | None = None
    conversation_id: Identifier | None = None
    language: Identifier | None = None
    device_id: Identifier | None = None
    area: Identifier | None = None
    model: Identifier | None = None
    generate_audio: bool = False
    trace: bool = False
    incognito: bool = False


class AudioRoutes:
    """The routes of spoken turns."""

    def __init__(
        self, ear: Ear, turns: Turns, log: TurnLog, admission: Admission, settings: HttpSettings
    ) -> None:
        self._ear = ear
        self._turns = turns
        self._log = log
        self._admission = admission
        self._settings = settings

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [web.post("/api/audio", self._admission.guard(self._answer))]

    async def _answer(self, request: web.Request) -> web.Response:
        form, file = await read_form(request, AudioForm, limit=self._settings.max_body_bytes)
        self._turns.check(generate_audio=form.generate_audio)
        speech = await asyncio.to_thread(decode, file, limit_seconds=self._settings.max_audio_seconds)
        timings = TurnTimings()
        with recorded(self._log, timings):
            transcript = await hear_whole(
                self._ear, speech, TranscribeOptions(language=form.language), timings
            )
            if not transcript.text:
                timings.outcome = NO_SPEECH
                return web.json_response(_nothing_said(form, transcript, timings))
            turn = TurnRequest(
                text=transcript.text,
                language=form.language or transcript.language,
                conversation_id=form.conversation_id,
                user_id=form.user_id,
                device_id=form.device_id,
                area=form.area,
                model=form.model,
                incognito=form.incognito,
                timings=timings,
            )
            reply = await self._turns.answer(turn, generate_audio=form.generate_audio, trace=form.trace)
        return web.json_response({"transcript": transcript.text, **reply})


def _nothing_said(form: AudioForm, transcript: Transcript, timings: TurnTimings) -> dict[str, object]:
    return {
        "transcript": "",
        "text": "",
        "conversation_id": form.conversation_id,
        "intents": [],
        "audio": None,
        "timings": timings.milliseconds(),
        "outcome": NO_SPEECH,
        "language": transcript.language or form.language,
        "path": "none",
    }
