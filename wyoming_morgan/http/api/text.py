"""`POST /api/text`: a turn of text."""

from __future__ import annotations

from aiohttp import web

from wyoming_morgan.http.bodies import Text
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.speech_files import send_json
from wyoming_morgan.http.turn import TurnAnswers
from wyoming_morgan.http.turn_body import TurnFields, TurnOptions


class TextBody(TurnFields):
    """The body of `/api/text`."""

    text: Text
    metadata: TurnOptions = TurnOptions()


class TextRoutes:
    """The route of text turns."""

    def __init__(self, context: RouteContext, answers: TurnAnswers) -> None:
        self._context = context
        self._answers = answers

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [web.post("/api/text", self._context.guard(self._answer))]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = await self._context.read_json(request, TextBody)
        self._answers.check(body.metadata)
        with self._context.held_files.hold() as wav:
            with self._context.turn(request) as timings:
                turn = body.request(body.text, timings, incognito=body.metadata.incognito)
                reply = await self._answers.answer(turn, body.metadata, wav)
            return await send_json(request, reply.as_json(), wav)


def routes(context: RouteContext) -> list[web.RouteDef]:
    """Return the routes of this module; none without an agent."""
    agent = context.services.agent
    return [] if agent is None else TextRoutes(context, TurnAnswers(agent, context.services.tts)).routes()
