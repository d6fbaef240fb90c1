"""Chats with an engine, and what their replies say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wyoming_morgan.engines.contract.engine import EngineContext
from wyoming_morgan.engines.contract.llm import (
    ChatEnd,
    ChatEvent,
    ChatModel,
    ChatRequest,
    Message,
    Role,
    TextPiece,
)

CONTEXT = EngineContext(cache_dir=Path(), models_dir=Path())
HELLO = (Message(Role.SYSTEM, "You are Morgan."), Message(Role.USER, "Hello"))


async def answer(engine: ChatModel, **request: Any) -> list[ChatEvent]:
    """Return the events of a reply; `HELLO` is asked unless there are messages."""
    request.setdefault("messages", HELLO)
    return [event async for event in engine.chat(ChatRequest(**request))]


def text(events: list[ChatEvent]) -> str:
    """Return the text of a reply."""
    return "".join(event.text for event in events if isinstance(event, TextPiece))


def end(events: list[ChatEvent]) -> ChatEnd:
    """Return the end of a reply: its last event, and the only one."""
    assert isinstance(events[-1], ChatEnd)
    assert not any(isinstance(event, ChatEnd) for event in events[:-1])
    return events[-1]
