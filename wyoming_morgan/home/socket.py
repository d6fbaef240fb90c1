"""One authenticated WebSocket connection to Home Assistant: commands, their answers, and events.

The messages are those of https://developers.home-assistant.io/docs/api/websocket.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp

from wyoming_morgan.errors import EngineUnavailable, MorganError, ProtocolError
from wyoming_morgan.home.messages import read_message
from wyoming_morgan.home.settings import HomeAssistantSettings
from wyoming_morgan.settings import setting

TOKEN_HINT = (
    f"create a new long-lived access token in Home Assistant and set {setting('core.home_assistant.token')}"
)

OnEvent = Callable[[Any], None]


class TokenRefused(EngineUnavailable):
    """Home Assistant does not accept the token."""

    code = "token-refused"


class CommandRefused(MorganError):
    """Home Assistant answered a command with an error; `reason` is its code, such as `unauthorized`."""

    code = "command-refused"

    def __init__(self, command: str, error: Any) -> None:
        details: dict[str, Any] = error if isinstance(error, dict) else {}
        self.reason = str(details.get("code", "unknown_error"))
        super().__init__(
            f"Home Assistant refuses {command}: {self.reason}: {str(details.get('message'))[:200]}"
        )


class HomeSocket:
    """An authenticated connection. Commands may overlap; messages that answer none are dropped."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, settings: HomeAssistantSettings) -> None:
        self._socket = socket
        self._settings = settings
        self._last_id = 0
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._events: dict[int, OnEvent] = {}
        self._reader = asyncio.create_task(self._read(), name="home-assistant-reader")

    @classmethod
    @contextlib.asynccontextmanager
    async def connect(
        cls, session: aiohttp.ClientSession, settings: HomeAssistantSettings
    ) -> AsyncIterator[HomeSocket]:
        """Connect for the duration of the block.

        Raises:
            TokenRefused: Home Assistant does not accept the token.
            ProtocolError: something else answers at this address.
            aiohttp.ClientError, OSError, TimeoutError: nothing answers.
        """
        async with contextlib.AsyncExitStack() as stack:
            async with asyncio.timeout(settings.connect_seconds):
                socket = await stack.enter_async_context(
                    session.ws_connect(
                        settings.socket_address,
                        heartbeat=settings.heartbeat_seconds,
                        max_msg_size=settings.max_message_bytes,
                    )
                )
                await _log_in(socket, settings.token)
            home = cls(socket, settings)
            try:
                # From now on a frame may contain several messages, as a list.
                await home.call("supported_features", features={"coalesce_messages": 1})
                yield home
            finally:
                home._reader.cancel()
                await asyncio.gather(home._reader, return_exceptions=True)

    async def call(self, command: str, **fields: Any) -> Any:
        """Send a command and return its result.

        Raises:
            CommandRefused: the answer is an error.
            ConnectionError: the connection ended before the answer.
            TimeoutError: the answer does not come in time.
        """
        return await self._ask(self._number(), command, fields)

    async def subscribe(self, command: str, on_event: OnEvent, **fields: Any) -> int:
        """Send a command that is answered with events, as `call`; return its number for `unsubscribe`."""
        number = self._number()
        self._events[number] = on_event  # before the answer: an event may follow in the same frame
        try:
            await self._ask(number, command, fields)
        except BaseException:
            del self._events[number]
            raise
        return number

    async def unsubscribe(self, number: int) -> None:
        """End a subscription."""
        if self._events.pop(number, None):
            await self.call("unsubscribe_events", subscription=number)

    async def closed(self) -> None:
        """Wait for the end of the connection.

        Raises:
            ConnectionError, ProtocolError: always one of them.
        """
        await asyncio.shield(self._reader)

    def _number(self) -> int:
        self._last_id += 1
        return self._last_id

    async def _ask(self, number: int, command: str, fields: dict[str, Any]) -> Any:
        if self._reader.done():
            raise ConnectionError(_ENDED)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(self._settings.answer_seconds):
                await self._socket.send_json({"id": number, "type": command, **fields})
                message = await answer
        finally:
            del self._answers[number]
        if not message.get("success"):
            raise CommandRefused(command, message.get("error"))
        return message.get("result")

    async def _read(self) -> None:
        try:
            async for frame in self._socket:
                content = await _decoded(frame)
                for message in content if isinstance(content, list) else [content]:
                    self._take(message)
            raise ConnectionError(_ENDED)
        finally:
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_exception(ConnectionError(_ENDED))

    def _take(self, message: Any) -> None:
        if not isinstance(message, dict):
            raise ProtocolError("Home Assistant sent something other than a message")
        number = message.get("id")
        if message.get("type") == "event":
            if on_event := self._events.get(number) if isinstance(number, int) else None:
                on_event(message.get("event"))
        elif (answer := self._answers.get(number) if isinstance(number, int) else None) and not answer.done():
            answer.set_result(message)


_ENDED = "Home Assistant ended the connection"


async def _log_in(socket: aiohttp.ClientWebSocketResponse, token: str | None) -> None:
    if (await _message(socket)).get("type") == "auth_required":
        await socket.send_json({"type": "auth", "access_token": token})
        match (await _message(socket)).get("type"):
            case "auth_ok":
                return
            case "auth_invalid":
                raise TokenRefused("Home Assistant refuses the token", hint=TOKEN_HINT)
    raise ProtocolError(
        "the server at this address is not Home Assistant",
        hint=f"check {setting('core.home_assistant.url')}: it has no path",
    )


async def _message(socket: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
    content = await _decoded(await socket.receive())
    return content if isinstance(content, dict) else {}


async def _decoded(frame: aiohttp.WSMessage) -> Any:
    if frame.type is aiohttp.WSMsgType.ERROR:
        raise ProtocolError(f"the connection to Home Assistant broke: {frame.data}"[:300])
    if frame.type is not aiohttp.WSMsgType.TEXT:
        raise ConnectionError(_ENDED)
    try:
        return await read_message(frame.data)
    except ValueError as error:
        raise ProtocolError("Home Assistant sent something other than JSON") from error
