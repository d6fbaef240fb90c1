"""`POST /v1/chat/completions`: language models, and the whole agent as the model `morgan`.

https://platform.openai.com/docs/api-reference/chat
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from aiohttp import hdrs, web

from wyoming_morgan.agent.collect import turn_events
from wyoming_morgan.agent.contract import AGENT_NAME, ConversationAgent, TextDelta, TurnDone, TurnRequest
from wyoming_morgan.engines.contract.llm import ChatEnd, ChatEvent, EndReason, TextPiece
from wyoming_morgan.errors import EngineFailed, MorganError, UnknownModel
from wyoming_morgan.http import errors
from wyoming_morgan.http.admission import Admission
from wyoming_morgan.http.bodies import read_json
from wyoming_morgan.http.openai.chat_body import ChatBody
from wyoming_morgan.http.openai.chat_reply import Chunks, event, whole
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.llm.contract import LanguageModels
from wyoming_morgan.timings import TurnLog, TurnTimings, recorded

_CONVERSATION = "X-Conversation-Id"
_MAX_IDENTIFIER = 256


class ChatRoutes:
    """OpenAI's route of chats. `models` and `mind` are None where the process has none."""

    def __init__(
        self,
        models: LanguageModels | None,
        mind: ConversationAgent | None,
        log: TurnLog,
        admission: Admission,
        settings: HttpSettings,
    ) -> None:
        self._models = models
        self._mind = mind
        self._log = log
        self._admission = admission
        self._settings = settings

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [web.post("/v1/chat/completions", self._admission.guard(self._chat))]

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        body = await read_json(request, ChatBody, limit=self._settings.max_json_bytes)
        if self._mind is not None and body.model in {"", AGENT_NAME}:
            timings = TurnTimings()
            turn = _turn(request, body, timings)
            with recorded(self._log, timings):
                return await _send(request, body, AGENT_NAME, _agent(self._mind, turn))
        if self._models is None:
            raise UnknownModel(
                f"there is no model {body.model!r}",
                hint=f"there is {AGENT_NAME}; others come with backends in llm.yaml",
            )
        model = None if body.model in {"", AGENT_NAME} else body.model
        events = self._models.chat(body.request(model))
        return await _send(request, body, model or self._models.current, events)


def _turn(request: web.Request, body: ChatBody, timings: TurnTimings) -> TurnRequest:
    """Return the turn that a chat with the agent is: it remembers by itself what was said before."""
    metadata = body.metadata or {}

    def told(name: str) -> str | None:
        value = metadata.get(name)
        return value[:_MAX_IDENTIFIER] if isinstance(value, str) and value else None

    header = request.headers.get(_CONVERSATION, "")[:_MAX_IDENTIFIER]
    return TurnRequest(
        text=body.last_words(),
        language=told("language"),
        conversation_id=header or told("conversation_id") or body.user or None,
        user_id=body.user or told("user_id"),
        device_id=told("device_id"),
        area=told("area"),
        timings=timings,
        model=told("model"),
        incognito=metadata.get("incognito") is True,
    )


async def _agent(mind: ConversationAgent, turn: TurnRequest) -> AsyncGenerator[ChatEvent, None]:
    """Let the agent answer as a model does."""
    streamed = False
    async with aclosing(turn_events(mind, turn)) as events:
        async for event in events:
            match event:
                case TextDelta() if event.text:
                    streamed = True
                    yield TextPiece(event.text)
                case TurnDone():
                    if event.text and not streamed:
                        yield TextPiece(event.text)
                    trace = event.trace
                    yield ChatEnd(EndReason.STOP, AGENT_NAME, trace.prompt_tokens, trace.completion_tokens)


async def _send(
    request: web.Request, body: ChatBody, model: str, events: AsyncGenerator[ChatEvent, None]
) -> web.StreamResponse:
    """Send a reply, streamed or whole. When this ends, the model's work does."""
    async with aclosing(events):
        if not body.stream:
            return web.json_response(await whole(model, events))
        return await _stream(request, Chunks(model, counts_tokens=body.counts_tokens), events)


async def _stream(
    request: web.Request, chunks: Chunks, events: AsyncGenerator[ChatEvent, None]
) -> web.StreamResponse:
    """Write each piece when it comes. What fails before the first is a status, afterwards an event."""
    first = await anext(events, None)
    if first is None:
        raise EngineFailed("the reply has no end", hint="try again")
    response = web.StreamResponse(headers=_HEADERS)
    await response.prepare(request)
    await response.write(chunks.begin() + chunks.of(first))
    try:
        async for piece in events:
            await response.write(chunks.of(piece))
    except MorganError as error:
        await response.write(event(_told(error)))
    await response.write_eof()
    return response


_HEADERS = {
    hdrs.CONTENT_TYPE: "text/event-stream",
    hdrs.CACHE_CONTROL: "no-cache",
    "X-Accel-Buffering": "no",
}


def _told(error: MorganError) -> dict[str, Any]:
    return errors.from_morgan(error).body()
