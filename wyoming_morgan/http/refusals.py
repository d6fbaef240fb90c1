"""Connections for which there is no place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from wyoming_morgan.errors import Busy
from wyoming_morgan.http import errors
from wyoming_morgan.http.raw_answers import raw_answer

REFUSAL_SECONDS = 2.0
"""How long a refused client has to send the request that the refusal answers."""


class Refusal(asyncio.Protocol):
    """Tells one client that too many are connected, as soon as it sends a request."""

    def __init__(self, error: Busy, ended: Callable[[Refusal], None]) -> None:
        self._failure = errors.from_morgan(error)
        self._ended = ended
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for its request."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a TCP server's transport
        self._transport = transport
        self._timer = asyncio.get_running_loop().call_later(REFUSAL_SECONDS, transport.abort)

    def data_received(self, data: bytes) -> None:
        """Answer it, whatever it is."""
        del data
        if self._transport is None or self._transport.is_closing():
            return
        self._transport.write(raw_answer(self._failure))
        self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note its end."""
        del exc
        self._ended(self)
        if self._timer is not None:
            self._timer.cancel()
