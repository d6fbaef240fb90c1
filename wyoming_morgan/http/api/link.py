"""`GET /api/home/link`: the WebSocket over which a home tells about itself and asks for turns."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress

from aiohttp import web

from wyoming_morgan import __version__
from wyoming_morgan.errors import Busy, InvalidRequest, MorganError, ProtocolError
from wyoming_morgan.home.relayed import Feed, RelayedHome
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.grants import GRANT
from wyoming_morgan.http.link.messages import (
    PROTOCOL,
    BeginMessage,
    CancelMessage,
    EntitiesMessage,
    LinkMessage,
    PlacesMessage,
    ReadyMessage,
    ResultMessage,
    StatesMessage,
    TurnMessage,
    read_hello,
    read_message,
)
from wyoming_morgan.http.link.socket import LinkSocket
from wyoming_morgan.http.link.status import tell_status
from wyoming_morgan.http.link.turns import LinkTurns
from wyoming_morgan.http.open_sockets import OpenSockets, close_reason

_HELLO_SECONDS = 10.0
_HEARTBEAT_SECONDS = 20.0
"""How often the home is pinged; it has half of that to answer."""
_CLOSE_CODES: Mapping[type[MorganError], int] = {ProtocolError: 4000, InvalidRequest: 4000, Busy: 4009}
_LOGGER = logging.getLogger(__name__)


class LinkRoutes:
    """The route of the link."""

    def __init__(self, context: RouteContext, home: RelayedHome) -> None:
        self._context = context
        self._home = home
        self._open = OpenSockets()

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [web.get("/api/home/link", self._serve)]

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(
            heartbeat=_HEARTBEAT_SECONDS, max_msg_size=self._context.settings.max_json_bytes
        )
        await socket.prepare(request)
        link = LinkSocket(socket)
        try:
            with self._open.holding(socket):
                await self._follow(link, request)
        except (ProtocolError, InvalidRequest, Busy) as error:
            _LOGGER.warning("a home was not linked: %s", error)
            await socket.close(code=_CLOSE_CODES[type(error)], message=close_reason(error))
        return socket

    async def close(self) -> None:
        """Close every link: the server stops."""
        await self._open.close()

    async def _follow(self, link: LinkSocket, request: web.Request) -> None:
        try:
            async with asyncio.timeout(_HELLO_SECONDS):
                first = await link.receive()
        except TimeoutError as error:
            raise ProtocolError(f"no hello came within {_HELLO_SECONDS:g} s") from error
        if first is None:
            return
        hello = read_hello(first)
        revision = self._home.open(link, Feed(hello.home_id, hello.feed), hello.lookups)
        turns = self._turns(link, request)
        telling: asyncio.Task[None] | None = None
        try:
            await link.send(
                {"type": "welcome", "protocol": PROTOCOL, "version": __version__, "revision": revision}
            )
            telling = asyncio.create_task(self._tell_status(link), name="status for the home")
            while (text := await link.receive()) is not None and self._home.is_told_by(link):
                message = read_message(text)
                if message is not None:
                    await self._take(message, link, turns)
        except ConnectionError as error:
            _LOGGER.debug("the link broke: %s", error)
        finally:
            if telling is not None:
                telling.cancel()
            self._home.close(link)
            link.fail()
            if turns is not None:
                await turns.close()

    async def _tell_status(self, link: LinkSocket) -> None:
        with suppress(ConnectionError):
            await tell_status(self._context.services, link.send)

    def _turns(self, link: LinkSocket, request: web.Request) -> LinkTurns | None:
        services = self._context.services
        if services.agent is None:
            return None
        return LinkTurns(
            link,
            services.agent,
            self._context.admission,
            services.turn_log,
            request.remote or "",
            grant=request[GRANT],
            tool_seconds=self._home.tool_seconds,
        )

    async def _take(self, message: LinkMessage, link: LinkSocket, turns: LinkTurns | None) -> None:
        match message:
            case BeginMessage():
                self._home.begin()
            case PlacesMessage():
                self._home.take_places(message.floor_entries(), message.area_entries())
            case EntitiesMessage():
                self._home.take_entities(
                    message.exposed_entries(),
                    message.satellite_entries(),
                    message.gone,
                    members=message.members(),
                )
            case StatesMessage():
                self._home.take_states({"a": message.a, "c": message.c, "r": message.r})
            case ReadyMessage():
                await self._home.ready(message.revision)
            case TurnMessage() if turns is not None:
                turns.begin(message)
            case CancelMessage() if turns is not None:
                turns.cancel(message.id)
            case ResultMessage():
                link.answer(message.id, message.response)


def routes(context: RouteContext) -> list[web.RouteDef]:
    """Return the routes of this module; none in a process without a home."""
    home = context.services.linked_home
    if home is None:
        return []
    links = LinkRoutes(context, home)
    context.at_shutdown.append(links.close)
    return links.routes()
