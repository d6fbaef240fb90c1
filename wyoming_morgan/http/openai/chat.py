"""`POST /v1/chat/completions`: language models, and the whole agent as the model `morgan`.

https://platform.openai.com/docs/api-reference/chat
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from aiohttp import web

from wyoming_morgan.engines.contract.llm import ChatEvent
from wyoming_morgan.errors import EngineFailed, MorganError
from wyoming_morgan.http import errors
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.deadline import finish, write
from wyoming_morgan.http.events import begin_events, event
from wyoming_morgan.http.grants import GRANT
from wyoming_morgan.http.openai.chat_body import ChatBody
from wyoming_morgan.http.openai.chat_reply import Chunks, whole
from wyoming_morgan.http.openai.chats import ChatReply, Chats
from wyoming_morgan.http.openai.recordings import Recordings
from wyoming_morgan.timings import TurnTimings


class ChatRoutes:
    """OpenAI's route of chats."""

    def __init__(self, context: RouteContext, chats: Chats) -> None:
        self._context = context
        self._chats = chats
        self._recordings = Recordings(context)

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [web.post("/v1/chat/completions", self._context.guard(self._chat))]

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        body = await self._context.read_json(request, ChatBody)
        request[GRANT].require(self._chats.scopes(body))
        if not self._chats.is_turn(body):
            heard = await self._recordings.heard(body, TurnTimings(), verbatim=True)
            return await _send(request, heard.body, self._chats.model_reply(heard.body))
        with self._context.turn(request) as timings:
            heard = await self._recordings.heard(body, timings, verbatim=False)
            reply = self._chats.turn(request, heard.body, timings, detected_language=heard.language)
            return await _send(request, heard.body, reply)


def routes(context: RouteContext) -> list[web.RouteDef]:
    """Return the routes of this module; none without language models or an agent."""
    llm, agent = context.services.llm, context.services.agent
    if llm is None and agent is None:
        return []
    return ChatRoutes(context, Chats(llm, agent)).routes()


async def _send(request: web.Request, body: ChatBody, reply: ChatReply) -> web.StreamResponse:
    """Send a reply, streamed or whole. When this ends, so does the model's work."""
    async with aclosing(reply.events) as events:
        if not body.stream:
            functions = body.calls_functions
            content = await whole(reply.model, events, reply.extension, calls_functions=functions)
            return web.json_response(content)
        chunks = Chunks(
            reply.model,
            counts_tokens=body.counts_tokens,
            calls_functions=body.calls_functions,
            extension=reply.extension,
        )
        return await _stream(request, chunks, events)


async def _stream(
    request: web.Request, chunks: Chunks, events: AsyncGenerator[ChatEvent, None]
) -> web.StreamResponse:
    """Write each piece when it comes. A failure before the first is a status, a later one an event."""
    first = await anext(events, None)
    if first is None:
        raise EngineFailed("the reply has no end", hint="try again")
    response = await begin_events(request)
    await write(request, response, chunks.begin() + chunks.of(first))
    try:
        async for piece in events:
            await write(request, response, chunks.of(piece))
    except MorganError as error:
        await write(request, response, event(errors.from_morgan(error).body()))
    await finish(request, response)
    return response
