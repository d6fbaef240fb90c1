"""A realtime session with OpenAI's own client: its types validate every event."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

from openai.resources.realtime.realtime import AsyncRealtimeConnection
from openai.types.realtime import RealtimeServerEvent
from pydantic import TypeAdapter

_EVENTS: TypeAdapter[RealtimeServerEvent] = TypeAdapter(RealtimeServerEvent)


class Talk:
    """A session, with everything that it is sent."""

    def __init__(self, connection: AsyncRealtimeConnection) -> None:
        self.connection = connection
        self.events: list[Any] = []

    async def send(self, kind: str, **fields: Any) -> None:
        await self.connection.send({"type": kind, **fields})  # type: ignore[arg-type]  # any event

    async def say(self, pcm: bytes) -> None:
        await self.send("input_audio_buffer.append", audio=base64.b64encode(pcm).decode())

    async def until(self, kind: str) -> Any:
        """Receive events up to one of a type, and return it."""
        async with asyncio.timeout(10):
            while True:
                event = _EVENTS.validate_json(await self.connection.recv_bytes())
                self.events.append(event)
                if event.type == kind:
                    return event
                assert event.type != "error" or kind == "error", event

    @property
    def types(self) -> list[str]:
        """The types of the events so far, each once where several follow one another."""
        types = [event.type for event in self.events]
        return [kind for number, kind in enumerate(types) if kind != (types[number - 1] if number else "")]


def message(text: str, role: str = "user") -> dict[str, Any]:
    """Return a message as an item."""
    kind = "output_text" if role == "assistant" else "input_text"
    return {"type": "message", "role": role, "content": [{"type": kind, "text": text}]}


async def ask(talk: Talk, text: str) -> None:
    """Send a text, and have it answered."""
    await talk.send("conversation.item.create", item=message(text))
    await talk.send("response.create")
