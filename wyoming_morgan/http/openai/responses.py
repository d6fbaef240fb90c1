"""`POST /v1/responses`, and `GET` and `DELETE` of one: chats in the shape that current clients use first.

https://platform.openai.com/docs/api-reference/responses
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from typing import Any

from aiohttp import web

from wyoming_morgan.engines.contract.llm import ChatEvent
from wyoming_morgan.errors import EngineFailed, MorganError
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.deadline import finish, write
from wyoming_morgan.http.events import begin_events, named_event
from wyoming_morgan.http.grants import GRANT
from wyoming_morgan.http.openai.chats import ChatReply, Chats
from wyoming_morgan.http.openai.responses_body import ResponsesBody
from wyoming_morgan.http.openai.responses_given import GivenResponse, begin_response
from wyoming_morgan.http.openai.responses_kept import KeptResponses
from wyoming_morgan.http.openai.responses_reply import ResponseReply
from wyoming_morgan.http.openai.responses_socket import ResponsesSocket

Json = dict[str, Any]


class ResponsesRoutes:
    """OpenAI's routes of responses."""

    def __init__(self, context: RouteContext, chats: Chats, kept: KeptResponses) -> None:
        self._context = context
        self._chats = chats
        self._kept = kept

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [
            web.post("/v1/responses", self._context.guard(self._create)),
            web.get("/v1/responses/{id}", self._context.guard(self._get)),
            web.delete("/v1/responses/{id}", self._context.guard(self._delete)),
        ]

    async def _create(self, request: web.Request) -> web.StreamResponse:
        body = await self._context.read_json(request, ResponsesBody)
        grant = request[GRANT]
        given, chat = await begin_response(self._kept, grant, body)
        grant.require(self._chats.scopes(chat))
        if not self._chats.is_turn(chat):
            return await _send(request, given, self._chats.model_reply(chat))
        with self._context.turn(request) as timings:
            return await _send(request, given, self._chats.turn(request, chat, timings))

    async def _get(self, request: web.Request) -> web.Response:
        return web.json_response((await self._kept.get(request[GRANT], request.match_info["id"])).shown)

    async def _delete(self, request: web.Request) -> web.Response:
        identity = request.match_info["id"]
        await self._kept.delete(request[GRANT], identity)
        return web.json_response({"id": identity, "object": "response", "deleted": True})


def routes(context: RouteContext) -> list[web.RouteDef]:
    """Return the routes of this module; none without language models or an agent."""
    services = context.services
    if services.llm is None and services.agent is None:
        return []
    kept = KeptResponses(services.store)
    chats = Chats(services.llm, services.agent)
    socket = ResponsesSocket(context, chats, kept)
    context.at_shutdown.append(socket.close)
    return [*ResponsesRoutes(context, chats, kept).routes(), *socket.routes()]


async def _send(request: web.Request, given: GivenResponse, chat: ChatReply) -> web.StreamResponse:
    """Send a response, streamed or whole. When this ends, so does the model's work."""
    reply = ResponseReply(given.identity, given.body, chat.model)
    async with aclosing(chat.events) as events:
        if given.body.stream:
            return await _stream(request, given, reply, chat, events)
        async for piece in events:
            for _ in reply.take(piece):
                pass
    extension = chat.extension()
    last = list(reply.finish(extension))[-1]
    await given.keep(reply, last, extension)
    return web.json_response(last["response"])


async def _stream(
    request: web.Request,
    given: GivenResponse,
    reply: ResponseReply,
    chat: ChatReply,
    events: AsyncGenerator[ChatEvent, None],
) -> web.StreamResponse:
    """Write each event when it comes. A failure before the first piece is a status, a later one an event."""
    first = await anext(events, None)
    if first is None:
        raise EngineFailed("the reply has no end", hint="try again")
    response = await begin_events(request)

    async def tell(happenings: Iterable[Json]) -> Json:
        last: Json = {}
        for happening in happenings:
            last = happening
            await write(request, response, named_event(happening))
        return last

    await tell(reply.begin())
    try:
        await tell(reply.take(first))
        async for piece in events:
            await tell(reply.take(piece))
    except MorganError as error:
        await tell(reply.fail(error))
    else:
        extension = chat.extension()
        last = await tell(reply.finish(extension))
        await given.keep(reply, last, extension)
    await finish(request, response)
    return response
