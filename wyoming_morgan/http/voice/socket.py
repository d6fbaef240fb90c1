"""One voice socket: messages and audio in and out, with a bound on every wait."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import Any

from aiohttp import WSMsgType, web

from wyoming_morgan.http.deadline import Deadline

_WRITE_SECONDS = 30.0
"""How long a client may leave unread what was sent to it."""


class VoiceSocket:
    """Sends and receives; audio is bytes, everything else text."""

    def __init__(self, socket: web.WebSocketResponse, *, idle_seconds: float) -> None:
        self._socket = socket
        self._idle_seconds = idle_seconds
        self._deadline: Deadline | None = None

    @contextmanager
    def within(self, deadline: Deadline) -> Iterator[None]:
        """Count what is sent in the block as the client's time, not that of the deadline."""
        self._deadline = deadline
        try:
            yield
        finally:
            self._deadline = None

    async def receive(self) -> str | bytes | None:
        """Return what comes next, or None at the end.

        Raises:
            TimeoutError: nothing came for the idle time.
        """
        frame = await self._socket.receive(timeout=self._idle_seconds)
        if frame.type is WSMsgType.TEXT or frame.type is WSMsgType.BINARY:
            data: str | bytes = frame.data
            return data
        return None

    async def send(self, message: Mapping[str, Any]) -> None:
        """Send a message.

        Raises:
            ConnectionError: the client has left, or does not read.
        """
        text = json.dumps(message, ensure_ascii=False)
        await self._within_bound(self._socket.send_str(text))

    async def send_audio(self, pcm: bytes) -> None:
        """Send audio. It raises what `send` does."""
        await self._within_bound(self._socket.send_bytes(pcm))

    async def _within_bound(self, sending: Any) -> None:
        try:
            with nullcontext() if self._deadline is None else self._deadline.paused():
                async with asyncio.timeout(_WRITE_SECONDS):
                    await sending
        except TimeoutError as error:
            raise ConnectionError(f"the client read nothing for {_WRITE_SECONDS:g} s") from error
