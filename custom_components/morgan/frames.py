"""The frames of the link: JSON objects over one WebSocket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, TypeAlias

import aiohttp
from homeassistant.helpers.json import json_bytes

from .errors import CannotConnect, MorganError

Message: TypeAlias = Mapping[str, Any]

_INVALID = 4000
_ANOTHER_HOME = 4009
"""How Morgan closes a link that it refuses."""
# aiohttp's own heartbeat would leave a timer behind when the link is closed.
_PING_SECONDS = 20.0
_SILENCE_SECONDS = 45.0
"""How long nothing may come, not even the answer to a ping, until the link counts as broken."""


class NotLinked(MorganError):
    """The link is not open, or broke."""


async def send(socket: aiohttp.ClientWebSocketResponse, message: Message) -> None:
    """Send a message.

    Raises:
        NotLinked: the connection broke.
    """
    try:
        await socket.send_str(json_bytes(message).decode())
    except (ConnectionError, aiohttp.ClientError) as error:
        raise NotLinked("the link to Morgan broke") from error


async def keep_alive(socket: aiohttp.ClientWebSocketResponse) -> None:
    """Send pings, until the connection breaks."""
    with suppress(ConnectionError, aiohttp.ClientError):
        while True:
            await asyncio.sleep(_PING_SECONDS)
            await socket.ping()


async def receive(socket: aiohttp.ClientWebSocketResponse) -> Message | None:
    """Return the next message, or None at the end of the connection."""
    while True:
        try:
            frame = await socket.receive(timeout=_SILENCE_SECONDS)
        except TimeoutError:
            return None
        if frame.type is not aiohttp.WSMsgType.TEXT:
            return None
        try:
            message = json.loads(frame.data)
        except ValueError:
            continue
        if isinstance(message, dict):
            return message


def raise_refusal(socket: aiohttp.ClientWebSocketResponse) -> None:
    """Raise what the code says with which Morgan has closed the link; nothing for an ordinary end.

    Raises:
        CannotConnect: Morgan refuses this home.
    """
    if socket.close_code == _ANOTHER_HOME:
        raise CannotConnect("another home is linked with this Morgan")
    if socket.close_code == _INVALID:
        raise CannotConnect("Morgan does not understand this version of the integration")
