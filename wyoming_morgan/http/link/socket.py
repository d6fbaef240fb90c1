"""One open link: reads what the home sends, and sends it orders and answers."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Mapping
from typing import Any

from aiohttp import WSMsgType, web

from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.home.contract import Place
from wyoming_morgan.home.lookups import Lookup
from wyoming_morgan.http.link.messages import (
    intent_message,
    lookup_message,
    tool_message,
    tools_message,
)


class LinkSocket:
    """Fulfils `home.relayed.Carrier` over a WebSocket."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Mapping[str, Any]]] = {}

    async def receive(self) -> str | None:
        """Return the next message, or None at the end of the link."""
        frame = await self._socket.receive()
        return str(frame.data) if frame.type is WSMsgType.TEXT else None

    async def send(self, message: Mapping[str, Any]) -> None:
        """Send a message.

        Raises:
            ConnectionError: the link is closed.
        """
        await self._socket.send_str(json.dumps(message, ensure_ascii=False))

    async def handle_intent(
        self, name: str, slots: Mapping[str, Any], *, language: str, place: Place
    ) -> Mapping[str, Any]:
        """Return Home Assistant's response to an intent.

        Raises:
            EngineUnavailable: the link is closed; the intent was not sent.
            ConnectionError: the link broke before the response came.
        """
        return await self._ask(
            intent_message(
                name,
                slots,
                language=language,
                device_id=place.device_id,
                satellite_id=place.satellite_id,
                turn=place.turn,
            )
        )

    async def look_up(self, lookup: Lookup, *, turn: int | None) -> Mapping[str, Any]:
        """Return what the home has found. It raises what `handle_intent` does."""
        return await self._ask(lookup_message(lookup, turn))

    async def run_tool(self, turn: int, name: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the result of a tool that came with a turn. It raises what `handle_intent` does."""
        return await self._ask(tool_message(turn, name, arguments))

    async def list_tools(self, turn: int) -> Mapping[str, Any]:
        """Return the tools of a turn, as the home tells them. It raises what `handle_intent` does."""
        return await self._ask(tools_message(turn))

    async def _ask(self, order: Mapping[str, Any]) -> Mapping[str, Any]:
        number = next(self._numbers)
        answer: asyncio.Future[Mapping[str, Any]] = asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        try:
            try:
                await self.send({**order, "id": number})
            except ConnectionError as error:
                raise EngineUnavailable("the link to Home Assistant is closed", hint="try again") from error
            return await answer
        finally:
            del self._answers[number]

    def answer(self, number: int, response: Mapping[str, Any]) -> None:
        """Take the response to an order; one that nobody waits for any more is dropped."""
        future = self._answers.get(number)
        if future is not None and not future.done():
            future.set_result(response)

    def fail(self) -> None:
        """End all waiting for responses: the link has ended."""
        for future in self._answers.values():
            if not future.done():
                future.set_exception(ConnectionError("it was closed"))
