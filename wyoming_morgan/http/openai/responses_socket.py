"""`GET /v1/responses` as a WebSocket: responses one after another over one connection.

https://platform.openai.com/docs/guides/websocket-mode
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from contextlib import ExitStack, aclosing
from typing import Any

from aiohttp import WSCloseCode, web

from wyoming_morgan.agent.contract import AGENT_NAME
from wyoming_morgan.errors import DeadlineExceeded, EngineFailed, MorganError, NotFound, ShuttingDown
from wyoming_morgan.http.admission import Admission
from wyoming_morgan.http.bodies import OpenBody, parse_json
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.errors import InvalidField, from_morgan
from wyoming_morgan.http.grants import GRANT
from wyoming_morgan.http.open_sockets import OpenSockets
from wyoming_morgan.http.openai.chat_body import ChatBody
from wyoming_morgan.http.openai.chats import Chats
from wyoming_morgan.http.openai.responses_body import ResponsesBody
from wyoming_morgan.http.openai.responses_given import GivenResponse, Past, begin_response
from wyoming_morgan.http.openai.responses_reply import ResponseReply
from wyoming_morgan.http.voice.socket import VoiceSocket

_LOGGER = logging.getLogger(__name__)
_HEARTBEAT_SECONDS = 20.0
_MOST_WAITING = 8

Json = dict[str, Any]


class SocketEvent(OpenBody):
    """What a client sends."""

    type: str
    response_id: str | None = None


class ResponseCreateEvent(ResponsesBody):
    """The body of a response as an event."""

    generate: bool | None = None
    """False only prepares what later responses follow."""


class ResponsesSocket:
    """The route of the WebSocket."""

    def __init__(self, context: RouteContext, chats: Chats, past: Past) -> None:
        self._context = context
        self._chats = chats
        self._past = past
        settings = context.settings
        self._admission = Admission(
            limit=settings.max_realtime_sessions,
            for_each_address=settings.max_realtime_sessions,
            seconds=settings.realtime_seconds,
        )
        self._open = OpenSockets()

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [web.get("/v1/responses", self._serve, allow_head=False)]

    async def close(self) -> None:
        """Close every connection: the server stops."""
        await self._open.close()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        settings = self._context.settings
        response = web.WebSocketResponse(
            max_msg_size=settings.max_json_bytes, compress=False, heartbeat=_HEARTBEAT_SECONDS
        )
        try:
            async with self._admission.slot(request.remote or ""):
                await response.prepare(request)
                socket = VoiceSocket(response, idle_seconds=2 * settings.realtime_seconds)
                with self._open.holding(response):
                    await self._talk(request, socket)
        except (DeadlineExceeded, ShuttingDown):
            if not response.prepared:
                raise
            await response.close(code=WSCloseCode.GOING_AWAY)
        except TimeoutError:
            await response.close(code=WSCloseCode.POLICY_VIOLATION, message=b"nothing came for too long")
        return response

    async def _talk(self, request: web.Request, socket: VoiceSocket) -> None:
        try:
            await _Connection(self._context, self._chats, self._past, request, socket).run()
        except* ConnectionError as failures:
            _LOGGER.debug("a connection of responses broke: %s", failures.exceptions[0])
        except* TimeoutError as failures:
            raise TimeoutError from failures


class _Connection:
    """One connection. What comes while a response is being given waits for its end."""

    def __init__(
        self,
        context: RouteContext,
        chats: Chats,
        past: Past,
        request: web.Request,
        socket: VoiceSocket,
    ) -> None:
        self._context = context
        self._chats = chats
        self._past = past.of_connection()
        self._request = request
        self._socket = socket
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue(_MOST_WAITING)
        self._running: tuple[str, asyncio.Timeout] | None = None

    async def run(self) -> None:
        """Answer until the client leaves.

        Raises:
            ExceptionGroup: of the `ConnectionError` with which it broke.
        """
        async with asyncio.TaskGroup() as group:
            work = group.create_task(self._work())
            while (received := await self._socket.receive()) is not None:
                await self._take(received if isinstance(received, bytes) else received.encode())
            work.cancel()

    async def _take(self, received: bytes) -> None:
        try:
            event = parse_json(SocketEvent, received)
            if event.type == "response.create":
                await self._waiting.put(received)
            elif event.type == "response.cancel":
                self._cancel(event.response_id)
            else:
                raise InvalidField(f"type: there is no event {event.type!r} here", param="type")
        except MorganError as error:
            await self._socket.send(_error(error))

    def _cancel(self, identity: str | None) -> None:
        if self._running is not None and identity in {None, self._running[0]}:
            self._running[1].reschedule(asyncio.get_running_loop().time())

    async def _work(self) -> None:
        while True:
            received = await self._waiting.get()
            try:
                async with self._context.admission.slot(self._request.remote or "") as deadline:
                    with self._socket.within(deadline):
                        await self._answer(received)
            except MorganError as error:
                await self._socket.send(_error(error))

    async def _answer(self, received: bytes) -> None:
        grant = self._request[GRANT]
        grant.spend()
        body = parse_json(ResponseCreateEvent, received)
        if not body.model:
            body = body.model_copy(update={"model": self._request.query.get("model", "")})
        try:
            given, chat = await begin_response(self._past, grant, body)
        except NotFound as error:
            if not body.previous_response_id:
                raise
            await self._socket.send(_error(error, code="previous_response_not_found"))
            return
        grant.require(self._chats.scopes(chat))
        if body.generate is False:
            reply = ResponseReply(given.identity, given.body, body.model or AGENT_NAME)
            await self._tell(reply.begin())
            await given.keep(await self._tell(reply.finish({})), {})
            return
        await self._give(given, chat)

    async def _give(self, given: GivenResponse, chat: ChatBody) -> None:
        """Send a response. A failure before its first piece is an error, a later one the response's end."""
        with ExitStack() as stack:
            if self._chats.is_turn(chat):
                timings = stack.enter_context(self._context.turn(self._request))
                answer = self._chats.turn(self._request, chat, timings)
            else:
                answer = self._chats.model_reply(chat)
            reply = ResponseReply(given.identity, given.body, answer.model)
            async with aclosing(answer.events) as events:
                scope = asyncio.timeout(None)
                is_begun = False
                try:
                    async with scope:
                        self._running = (given.identity, scope)
                        async for piece in events:
                            if not is_begun:
                                is_begun = True
                                await self._tell(reply.begin())
                            await self._tell(reply.take(piece))
                except TimeoutError:
                    if not scope.expired():
                        raise
                    await self._tell([*(() if is_begun else reply.begin()), *reply.cancel()])
                    return
                except MorganError as error:
                    if not is_begun:
                        raise
                    await self._tell(reply.fail(error))
                    return
                finally:
                    self._running = None
            if not is_begun:
                raise EngineFailed("the reply has no end", hint="try again")
            extension = answer.extension()
            await given.keep(await self._tell(reply.finish(extension)), extension)

    async def _tell(self, happenings: Iterable[Json]) -> Json:
        last: Json = {}
        for happening in happenings:
            last = happening
            await self._socket.send(happening)
        return last


def _error(error: MorganError, *, code: str | None = None) -> Json:
    failure = from_morgan(error)
    inner = failure.body()["error"]
    return {"type": "error", "status": failure.status, "error": {**inner, "code": code or inner["code"]}}
