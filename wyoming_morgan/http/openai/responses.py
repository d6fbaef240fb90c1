"""`POST /v1/responses`, and `GET` and `DELETE` of one: chats in the shape that current clients use first.

https://platform.openai.com/docs/api-reference/responses
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from typing import Any

from aiohttp import web

from wyoming_morgan.agent.contract import AGENT_NAME
from wyoming_morgan.engines.contract.llm import ChatEvent
from wyoming_morgan.errors import EngineFailed, MorganError
from wyoming_morgan.http.api_keys import Scope
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.deadline import finish, write
from wyoming_morgan.http.grants import GRANT
from wyoming_morgan.http.openai.chats import ChatReply, Chats
from wyoming_morgan.http.openai.events import begin_events, named_event
from wyoming_morgan.http.openai.responses_body import ResponsesBody
from wyoming_morgan.http.openai.responses_kept import KeptResponse, KeptResponses
from wyoming_morgan.http.openai.responses_reply import ResponseReply, new_identity

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
        before, conversation_id = list[Json](), None
        if body.previous_response_id:
            earlier = await self._earlier(request, body.previous_response_id)
            before, conversation_id = earlier.messages, earlier.conversation_id
        chat = body.chat(before, conversation_id)
        request[GRANT].require(self._chats.scopes(chat))
        given = _Given(self._kept, body, [*before, *body.messages()])
        if not self._chats.is_turn(chat):
            return await _send(request, given, self._chats.model_reply(chat))
        with self._context.turn(request) as timings:
            return await _send(request, given, self._chats.turn(request, chat, timings))

    async def _get(self, request: web.Request) -> web.Response:
        return web.json_response((await self._earlier(request, request.match_info["id"])).shown)

    async def _delete(self, request: web.Request) -> web.Response:
        identity = request.match_info["id"]
        await self._earlier(request, identity)
        await self._kept.delete(identity)
        return web.json_response({"id": identity, "object": "response", "deleted": True})

    async def _earlier(self, request: web.Request, identity: str) -> KeptResponse:
        """Return a kept response that the key may read: what the agent said is for the scope `home`."""
        kept = await self._kept.get(identity)
        is_of_agent = kept.shown.get("model") == AGENT_NAME
        request[GRANT].require({Scope.HOME} if is_of_agent else {Scope.CHAT, Scope.HOME})
        return kept


class _Given:
    """A response that is being given, and is kept at its end if its client does not mind."""

    def __init__(self, kept: KeptResponses, body: ResponsesBody, messages: list[Json]) -> None:
        self._kept = kept
        self._messages = messages
        self.body = body
        self.identity = new_identity("resp")

    async def keep(self, reply: ResponseReply, last: Json, extension: Json) -> None:
        """Keep it with everything that was said before."""
        if self.body.is_kept:
            conversation_id = extension.get(AGENT_NAME, {}).get("conversation_id")
            kept = KeptResponse([*self._messages, *reply.messages], conversation_id, last["response"])
            await self._kept.keep(self.identity, kept)


def routes(context: RouteContext) -> list[web.RouteDef]:
    """Return the routes of this module; none without language models or an agent."""
    services = context.services
    if services.llm is None and services.agent is None:
        return []
    kept = KeptResponses(services.store)
    return ResponsesRoutes(context, Chats(services.llm, services.agent), kept).routes()


async def _send(request: web.Request, given: _Given, chat: ChatReply) -> web.StreamResponse:
    """Send a response, streamed or whole. When this ends, so does the model's work."""
    reply = ResponseReply(given.identity, given.body, chat.model)
    async with aclosing(chat.events) as events:
        if given.body.stream:
            return await _stream(request, given, reply, chat, events)
        for _ in reply.begin():
            pass
        async for piece in events:
            for _ in reply.take(piece):
                pass
    extension = chat.extension()
    last = list(reply.finish(extension))[-1]
    await given.keep(reply, last, extension)
    return web.json_response(last["response"])


async def _stream(
    request: web.Request,
    given: _Given,
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
