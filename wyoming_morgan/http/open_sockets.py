"""The WebSockets of a route: open until the client leaves or the server stops."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import WSCloseCode, web

_MOST_REASON_BYTES = 123
"""RFC 6455, 5.5."""


class OpenSockets:
    """The open WebSockets of one route."""

    def __init__(self) -> None:
        self._sockets: set[web.WebSocketResponse] = set()

    @contextmanager
    def holding(self, socket: web.WebSocketResponse) -> Iterator[None]:
        """Count a socket among them during the block."""
        self._sockets.add(socket)
        try:
            yield
        finally:
            self._sockets.discard(socket)

    async def close(self) -> None:
        """Close every one: the server stops."""
        await asyncio.gather(*(socket.close(code=WSCloseCode.GOING_AWAY) for socket in tuple(self._sockets)))


def close_reason(error: Exception) -> bytes:
    """Return why a socket is closed, as much of it as a closing frame holds."""
    return str(error).encode()[:_MOST_REASON_BYTES].decode(errors="ignore").encode()
