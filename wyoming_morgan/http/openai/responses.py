"""`/v1/responses`: chats in the shape that current clients use first, and what is kept of them.

https://platform.openai.com/docs/api-reference/responses
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from typing import Any

from aiohttp import web

from wyoming_morgan.engines.contract.llm import ChatEvent
from wyoming_morgan.errors import EngineFailed, MorganError
from wyoming_morgan.http.bodies import parse_fields
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.deadline import finish, write
from wyoming_morgan.http.errors import InvalidField
from wyoming_morgan.http.events import begin_events, named_event
from wyoming_morgan.http.grants import GRANT
from wyoming_morgan.http.openai.chats import ChatReply, Chats
from wyoming_morgan.http.openai.conversations import ConversationsRoutes
from wyoming_morgan.http.openai.conversations_kept import KeptConversations
from wyoming_morgan.http.openai.input_tokens import input_tokens
from wyoming_morgan.http.openai.item_lists import ItemsQuery, page_of
from wyoming_morgan.http.openai.responses_body import ResponsesBody
from wyoming_morgan.http.openai.responses_given import GivenResponse, Past, begin_response
from wyoming_morgan.http.openai.responses_kept import KeptResponses
from wyoming_morgan.http.openai.responses_reply import ResponseReply
from wyoming_morgan.http.openai.responses_socket import ResponsesSocket
from wyoming_morgan.http.openai.shelf import Shelf

Json = dict[str, Any]


class ResponsesRoutes:
    """OpenAI's routes of responses."""

    def __init__(self, context: RouteContext, chats: Chats, past: Past) -> None:
        self._context = context
        self._chats = chats
        self._past = past

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [
            web.post("/v1/responses", self._context.guard(self._create)),
            web.get("/v1/responses/{id}", self._context.guard(self._get)),
            web.delete("/v1/responses/{id}", self._context.guard(self._delete)),
            web.get("/v1/responses/{id}/input_items", self._context.guard(self._input_items)),
            web.post("/v1/responses/input_tokens", self._context.guard(self._count)),
        ]

    async def _create(self, request: web.Request) -> web.StreamResponse:
        body = await self._context.read_json(request, ResponsesBody)
        grant = request[GRANT]
        given, chat = await begin_response(self._past, grant, body)
        grant.require(self._chats.scopes(chat))
        if not self._chats.is_turn(chat):
            return await _send(request, given, self._chats.model_reply(chat))
        with self._context.turn(request) as timings:
            return await _send(request, given, self._chats.turn(request, chat, timings))

    async def _get(self, request: web.Request) -> web.Response:
        return web.json_response(
            (await self._past.responses.get(request[GRANT], request.match_info["id"])).shown
        )

    async def _delete(self, request: web.Request) -> web.Response:
        identity = request.match_info["id"]
        await self._past.responses.delete(request[GRANT], identity)
        return web.json_response({"id": identity, "object": "response", "deleted": True})

    async def _input_items(self, request: web.Request) -> web.Response:
        query = parse_fields(ItemsQuery, request.query)
        items = await self._past.responses.given(request[GRANT], request.match_info["id"])
        return web.json_response(page_of(items, query))

    async def _count(self, request: web.Request) -> web.Response:
        body = await self._context.read_json(request, ResponsesBody)
        grant = request[GRANT]
        _, chat = await begin_response(self._past, grant, body)
        grant.require(self._chats.scopes(chat))
        if self._chats.is_turn(chat):
            raise InvalidField(
                "model: what the agent sends to a model is known only in its turn",
                param="model",
                hint="name a language model of /v1/models",
            )
        tokens = await input_tokens(self._chats, chat)
        return web.json_response({"object": "response.input_tokens", "input_tokens": tokens})


def routes(context: RouteContext) -> list[web.RouteDef]:
    """Return the routes of this module; none without language models or an agent."""
    services = context.services
    if services.llm is None and services.agent is None:
        return []
    past = Past(
        KeptResponses(Shelf(services.store, "openai:response")),
        KeptConversations(Shelf(services.store, "openai:conversation")),
    )
    chats = Chats(services.llm, services.agent)
    socket = ResponsesSocket(context, chats, past)
    context.at_shutdown.append(socket.close)
    conversations = ConversationsRoutes(context, past.responses, past.conversations)
    return [*ResponsesRoutes(context, chats, past).routes(), *socket.routes(), *conversations.routes()]


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
    await given.keep(last, extension)
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
        await given.keep(last, extension)
    await finish(request, response)
    return response
