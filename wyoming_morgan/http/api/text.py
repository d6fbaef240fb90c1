"""`POST /api/text`: a turn of text."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import Field

from wyoming_morgan.agent.contract import TurnRequest
from wyoming_morgan.http.admission import Admission
from wyoming_morgan.http.bodies import Body, read_json
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.http.turn import Turns
from wyoming_morgan.timings import TurnLog, TurnTimings, recorded

Identifier = Annotated[str, Field(max_length=256)]
"""A name that the client chose: of a user, a conversation, a device, an area, a language."""


class Metadata(Body):
    """What is wanted beside the text."""

    generate_audio: bool = False
    trace: bool = False
    """Whether the reply tells which way answered, and why."""
    incognito: bool = False
    """Whether nothing of the turn is kept."""


class TextBody(Body):
    """What `/api/text` takes."""

    text: str
    user_id: Identifier | None = None
    conversation_id: Identifier | None = None
    language: Identifier | None = None
    device_id: Identifier | None = None
    area: Identifier | None = None
    model: Identifier | None = None
    metadata: Metadata = Metadata()


class TextRoutes:
    """The routes of text turns."""

    def __init__(self, turns: Turns, log: TurnLog, admission: Admission, settings: HttpSettings) -> None:
        self._turns = turns
        self._log = log
        self._admission = admission
        self._settings = settings

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [web.post("/api/text", self._admission.guard(self._answer))]

    async def _answer(self, request: web.Request) -> web.Response:
        body = await read_json(request, TextBody, limit=self._settings.max_json_bytes)
        self._turns.check(generate_audio=body.metadata.generate_audio)
        timings = TurnTimings()
        turn = TurnRequest(
            text=body.text,
            language=body.language,
            conversation_id=body.conversation_id,
            user_id=body.user_id,
            device_id=body.device_id,
            area=body.area,
            model=body.model,
            incognito=body.metadata.incognito,
            timings=timings,
        )
        with recorded(self._log, timings):
            reply = await self._turns.answer(
                turn, generate_audio=body.metadata.generate_audio, trace=body.metadata.trace
            )
        return web.json_response(reply)
