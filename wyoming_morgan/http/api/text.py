"""`POST /api/text`: a turn of text."""

from __future__ import annotations

from aiohttp import web

from wyoming_morgan.http.bodies import Text
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.speech_files import send_json
from wyoming_morgan.http.turn import TurnAnswers
from wyoming_morgan.http.turn_body import TurnFields, TurnOptions
from wyoming_morgan.http.turn_stream import TurnStream, send_turn


class TextBody(TurnFields):
    """The body of `/api/text`."""

    text: Text
    metadata: TurnOptions = TurnOptions()


class TextRoutes:
    """The route of text turns."""

    def __init__(self, context: RouteContext, answers: TurnAnswers, stream: TurnStream) -> None:
        self._context = context
        self._answers = answers
        self._stream = stream

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [web.post("/api/text", self._context.guard(self._answer))]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = await self._context.read_json(request, TextBody)
        options = body.metadata
        self._answers.check(options)
        if options.stream:
            with self._context.turn(request) as timings:
                turn = body.request(body.text, timings, incognito=options.incognito)
                return await send_turn(request, self._stream.events(turn, options))
        with self._context.held_files.hold() as file:
            with self._context.turn(request) as timings:
                turn = body.request(body.text, timings, incognito=options.incognito)
                reply = await self._answers.answer(turn, options, file)
            return await send_json(request, reply.as_json(), file, options.audio_format)


def routes(context: RouteContext) -> list[web.RouteDef]:
    """Return the routes of this module; none without an agent."""
    agent, tts = context.services.agent, context.services.tts
    if agent is None:
        return []
    stream = TurnStream(agent, tts, context.encoders, max_pending=context.settings.max_pending_text)
    return TextRoutes(context, TurnAnswers(agent, tts, context.encoders), stream).routes()
