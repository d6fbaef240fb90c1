"""`POST /v1/chat/completions`: language models, and the whole agent as the model `morgan`.

https://platform.openai.com/docs/api-reference/chat
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace

from aiohttp import web

from wyoming_morgan.agent.collect import turn_events
from wyoming_morgan.agent.contract import AGENT_NAME, ConversationAgent, TextDelta, TurnDone, TurnRequest
from wyoming_morgan.engines.contract.llm import ChatEnd, ChatEvent, EndReason, TextPiece
from wyoming_morgan.errors import EngineFailed, MorganError, UnknownModel
from wyoming_morgan.http import errors
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.openai.chat_body import ChatBody
from wyoming_morgan.http.openai.chat_reply import Chunks, event, whole
from wyoming_morgan.http.openai.events import begin_events
from wyoming_morgan.http.openai.histories import Histories
from wyoming_morgan.llm.contract import LanguageModels
from wyoming_morgan.settings import setting

_CONVERSATION = "X-Conversation-Id"


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
        if self._agent is not None and body.model in {"", AGENT_NAME}:
            conversation_id = request.headers.get(_CONVERSATION, "")
            fields, text = body.turn_fields(conversation_id), body.last_words()
            before, client = body.before_last_words(), _client(request)
            with self._context.turn(request) as timings:
                turn = fields.request(text, timings, incognito=body.incognito)
                if turn.conversation_id is None and before:
                    turn = replace(turn, conversation_id=self._histories.find(client, before))

                def keep(done: TurnDone) -> None:
                    if fields.conversation_id is None:
                        said = [*before, ("user", text), ("assistant", done.text)]
                        self._histories.keep(client, said, done.conversation_id)

                return await _send(request, body, AGENT_NAME, _agent_events(self._agent, turn, keep))
        if self._llm is None:
            raise UnknownModel(
                f"there is no model {body.model!r}",
                hint=f"there is {AGENT_NAME}; for others configure {setting('llm.backends')}",
            )
        model = None if body.model in {"", AGENT_NAME} else body.model
        events = self._llm.chat(body.request(model))
        return await _send(request, body, model or self._llm.current, events)


def routes(context: RouteContext) -> list[web.RouteDef]:
    """Return the routes of this module; none without language models or an agent."""
    llm, agent = context.services.llm, context.services.agent
    if llm is None and agent is None:
        return []
    return ChatRoutes(context, llm, agent).routes()


def _client(request: web.Request) -> str:
    """Return who sends a request, as far as that is known; what one was told means nothing to others."""
    return f"{request.remote} {request.headers.get('Authorization', '')}"


async def _agent_events(
    agent: ConversationAgent, turn: TurnRequest, keep: Callable[[TurnDone], None]
) -> AsyncGenerator[ChatEvent, None]:
    """Let the agent answer as a model does; `keep` is told how the turn ended."""
    streamed = False
    async with aclosing(turn_events(agent, turn)) as events:
        async for agent_event in events:
            match agent_event:
                case TextDelta() if agent_event.text:
                    streamed = True
                    yield TextPiece(agent_event.text)
                case TurnDone():
                    keep(agent_event)
                    if agent_event.text and not streamed:
                        yield TextPiece(agent_event.text)
                    trace = agent_event.trace
                    yield ChatEnd(EndReason.STOP, AGENT_NAME, trace.prompt_tokens, trace.completion_tokens)


async def _send(
    request: web.Request, body: ChatBody, model: str, events: AsyncGenerator[ChatEvent, None]
) -> web.StreamResponse:
    """Send a reply, streamed or whole. When this ends, so does the model's work."""
    async with aclosing(events):
        if not body.stream:
            return web.json_response(await whole(model, events))
        return await _stream(request, Chunks(model, counts_tokens=body.counts_tokens), events)


async def _stream(
    request: web.Request, chunks: Chunks, events: AsyncGenerator[ChatEvent, None]
) -> web.StreamResponse:
    """Write each piece when it comes. A failure before the first is a status, a later one an event."""
    first = await anext(events, None)
    if first is None:
        raise EngineFailed("the reply has no end", hint="try again")
    response = await begin_events(request)
    await response.write(chunks.begin() + chunks.of(first))
    try:
        async for piece in events:
            await response.write(chunks.of(piece))
    except MorganError as error:
        await response.write(event(errors.from_morgan(error).body()))
    await response.write_eof()
    return response
