"""`POST /v1/completions`: a chat of one message, in the shape that clients had before there were chats.

https://platform.openai.com/docs/api-reference/completions
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace

from aiohttp import web

from wyoming_morgan.engines.contract.llm import ChatEnd
from wyoming_morgan.errors import EngineFailed, MorganError
from wyoming_morgan.http import errors
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.deadline import finish, write
from wyoming_morgan.http.errors import InvalidField
from wyoming_morgan.http.events import begin_events, event
from wyoming_morgan.http.grants import GRANT
from wyoming_morgan.http.openai.chat_reply import END
from wyoming_morgan.http.openai.chats import ChatReply, Chats
from wyoming_morgan.http.openai.completions_body import CompletionBody
from wyoming_morgan.http.openai.completions_reply import Completion, Piece


class CompletionsRoutes:
    """OpenAI's old route of completions."""

    def __init__(self, context: RouteContext, chats: Chats) -> None:
        self._context = context
        self._chats = chats

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [web.post("/v1/completions", self._context.guard(self._complete))]

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        body = await self._context.read_json(request, CompletionBody)
        chats = body.chats()
        for chat in chats:
            request[GRANT].require(self._chats.scopes(chat))
        if not any(self._chats.is_turn(chat) for chat in chats):
            return await _send(request, body, [self._chats.model_reply(chat) for chat in chats])
        if len(chats) > 1:
            raise InvalidField("prompt: the agent takes one text at a time", param="prompt")
        with self._context.turn(request) as timings:
            return await _send(request, body, [self._chats.turn(request, chats[0], timings)])


def routes(context: RouteContext) -> list[web.RouteDef]:
    """Return the routes of this module; none without language models or an agent."""
    llm, agent = context.services.llm, context.services.agent
    if llm is None and agent is None:
        return []
    return CompletionsRoutes(context, Chats(llm, agent)).routes()


async def _send(
    request: web.Request, body: CompletionBody, replies: Sequence[ChatReply]
) -> web.StreamResponse:
    """Send replies, streamed or whole. When this ends, so does the model's work."""
    completion = Completion(replies[0].model)
    async with aclosing(_pieces(completion, body, replies)) as pieces:
        if body.stream:
            return await _stream(request, body, completion, pieces)
        choices: dict[int, Piece] = {}
        async for piece in pieces:
            before = choices.get(piece.index, Piece(piece.index))
            choices[piece.index] = Piece(
                piece.index, before.text + piece.text, before.tokens + piece.tokens, piece.end
            )
    return web.json_response(completion.whole(list(choices.values()), replies[0].extension()))


async def _pieces(
    completion: Completion, body: CompletionBody, replies: Sequence[ChatReply]
) -> AsyncGenerator[Piece, None]:
    """Yield the pieces of one choice after the other.

    Raises:
        EngineFailed: a reply has no end.
        MorganError: as the models do.
    """
    for index, (prompt, reply) in enumerate(zip(body.prompts(), replies, strict=True)):
        ended, echo = False, prompt if body.echo else ""
        async with aclosing(reply.events) as events:
            async for happening in events:
                ended = isinstance(happening, ChatEnd)
                if (piece := completion.piece_of(index, happening)) is not None:
                    yield replace(piece, text=echo + piece.text)
                    echo = ""
        if not ended:
            raise EngineFailed("the reply has no end", hint="try again")


async def _stream(
    request: web.Request,
    body: CompletionBody,
    completion: Completion,
    pieces: AsyncGenerator[Piece, None],
) -> web.StreamResponse:
    """Write each piece when it comes. A failure before the first is a status, a later one an event."""
    first = await anext(pieces)
    response = await begin_events(request)
    await write(request, response, event(completion.chunk(first)))
    try:
        async for piece in pieces:
            await write(request, response, event(completion.chunk(piece)))
    except MorganError as error:
        await write(request, response, event(errors.from_morgan(error).body()))
    else:
        if body.stream_options is not None and body.stream_options.include_usage:
            await write(request, response, event(completion.counts()))
        await write(request, response, END)
    await finish(request, response)
    return response
