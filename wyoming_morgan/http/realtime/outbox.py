"""The events on their way to a client, in order, and with a bound."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from typing import Any

from wyoming_morgan.http.voice.socket import VoiceSocket

_MOST_WAITING = 32
"""Events that may wait before those who make more of them do."""
_AUDIO = "response.output_audio.delta"


def new_id(kind: str) -> str:
    """Return the id of an event, an item, a call, a response."""
    return f"{kind}_{secrets.token_hex(10)}"


class Outbox:
    """Takes events at any time, without waiting, and sends them one after the other.

    So whatever is decided is decided at once, and in one order; who makes many events waits for `room`.
    """

    def __init__(self, socket: VoiceSocket) -> None:
        self._socket = socket
        self._events: deque[dict[str, Any]] = deque()
        self._changed = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()

    def put(self, kind: str, **fields: Any) -> None:
        """Send an event after those that wait."""
        self._events.append({"type": kind, "event_id": new_id("event"), **fields})
        self._changed.set()
        if len(self._events) >= _MOST_WAITING:
            self._room.clear()

    def drop_audio(self, response_id: str) -> None:
        """Forget the audio of a response that has not been sent: nobody wants to hear it any more."""
        kept = [
            event
            for event in self._events
            if not (event["type"] == _AUDIO and event["response_id"] == response_id)
        ]
        self._events = deque(kept)
        self._tell()

    async def room(self) -> None:
        """Wait until the client has read enough of what was sent to it."""
        await self._room.wait()

    async def run(self) -> None:
        """Send events until this is cancelled.

        Raises:
            ConnectionError: the client has left, or does not read.
        """
        while True:
            while self._events:
                event = self._events.popleft()
                self._tell()
                await self._socket.send(event)
            self._changed.clear()
            await self._changed.wait()

    def _tell(self) -> None:
        if len(self._events) < _MOST_WAITING:
            self._room.set()
