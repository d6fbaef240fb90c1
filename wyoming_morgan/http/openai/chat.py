"""`POST /v1/chat/completions`: language models, and the whole agent as the model `morgan`.

https://platform.openai.com/docs/api-reference/chat
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from aiohttp import web

from wyoming_morgan.agent.contract import (
    AGENT_NAME,
    ConversationAgent,
    Said,
    TurnDone,
)
from wyoming_morgan.engines.contract.llm import ChatEvent
from wyoming_morgan.errors import EngineFailed, MorganError, UnknownModel
from wyoming_morgan.http import errors
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.deadline import finish, write
from wyoming_morgan.http.errors import InvalidField
from wyoming_morgan.http.openai.agent_reply import agent_reply
from wyoming_morgan.http.openai.chat_body import ChatBody
from wyoming_morgan.http.openai.chat_reply import Chunks, Extension, event, no_extension, whole
from wyoming_morgan.http.openai.events import begin_events
from wyoming_morgan.http.openai.histories import Chat, Histories
from wyoming_morgan.llm.contract import LanguageModels
from wyoming_morgan.settings import setting

_CONVERSATIONS = ("X-Conversation-Id", "X-OpenWebUI-Chat-Id")
_PERSONS = ("X-OpenWebUI-User-Id",)
"""Headers: Morgan's own, and those that Open WebUI sends where it is told to."""


class _Ended:
    """How the agent's turn has ended."""

    def __init__(self) -> None:
        self.turn: TurnDone | None = None

    def extension(self) -> dict[str, Any]:
        """Return what Morgan adds to OpenAI's fields."""
        if self.turn is None:
            return {}
        return {
            AGENT_NAME: {
                "conversation_id": self.turn.conversation_id,
                "awaits_answer": self.turn.awaits_answer,
                "outcome": self.turn.outcome.value,
            }
        }


class ChatRoutes:
    """OpenAI's route of chats. `llm` and `agent` are None in a process without them."""

    def __init__(
        self, context: RouteContext, llm: LanguageModels | None, agent: ConversationAgent | None
    ) -> None:
        self._context = context
        self._llm = llm
        self._agent = agent
        self._histories = Histories()

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [web.post("/v1/chat/completions", self._context.guard(self._chat))]

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        body = await self._context.read_json(request, ChatBody)
        of_agent = body.model in {"", AGENT_NAME}
        is_task = of_agent and body.is_task
        if self._agent is not None and of_agent and not is_task:
            if body.alternatives is not None:
                raise InvalidField("logprobs: the agent reports none, only language models", param="logprobs")
            return await self._turn(request, body, self._agent)
        if self._llm is None:
            missing = "language model for work about a chat" if is_task else f"model {body.model!r}"
            raise UnknownModel(
                f"there is no {missing}",
                hint=f"there is {AGENT_NAME}; for others configure {setting('llm.backends')}",
            )
        model = None if of_agent else body.model
        asked = body.request(model)
        events = self._llm.chat(replace(asked, tools=()) if is_task else asked)
        return await _send(request, body, model or self._llm.current, events)

    async def _turn(
        self, request: web.Request, body: ChatBody, agent: ConversationAgent
    ) -> web.StreamResponse:
        fields = body.turn_fields(_header(request, _CONVERSATIONS), _header(request, _PERSONS))
        text = body.last_words()
        chat = Chat(_client(request), body.before_last_words(), fields.conversation_id, body.user)
        continuation = self._histories.continuation(chat)
        ended = _Ended()
        with self._context.turn(request) as timings:
            turn = replace(
                fields.request(text, timings, incognito=body.incognito),
                conversation_id=continuation.conversation_id,
                earlier=tuple(Said(*said) for said in chat.before) if continuation.is_new else (),
            )

            def keep(done: TurnDone) -> None:
                ended.turn = done
                if chat.conversation_id is None:
                    said = [*chat.before, ("user", text), ("assistant", done.text)]
                    self._histories.keep(chat.sender, said, done.conversation_id)

            return await _send(request, body, AGENT_NAME, agent_reply(agent, turn, keep), ended.extension)


def routes(context: RouteContext) -> list[web.RouteDef]:
    """Return the routes of this module; none without language models or an agent."""
    llm, agent = context.services.llm, context.services.agent
    if llm is None and agent is None:
        return []
    return ChatRoutes(context, llm, agent).routes()


def _client(request: web.Request) -> str:
    """Return who sends a request, as far as that is known; what one was told means nothing to others."""
    return f"{request.remote} {request.headers.get('Authorization', '')}"


def _header(request: web.Request, names: Iterable[str]) -> str:
    return next((request.headers[name] for name in names if request.headers.get(name)), "")


async def _send(
    request: web.Request,
    body: ChatBody,
    model: str,
    events: AsyncGenerator[ChatEvent, None],
    extension: Extension = no_extension,
) -> web.StreamResponse:
    """Send a reply, streamed or whole. When this ends, so does the model's work."""
    async with aclosing(events):
        if not body.stream:
            return web.json_response(await whole(model, events, extension))
        chunks = Chunks(model, counts_tokens=body.counts_tokens, extension=extension)
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
