"""A turn in progress, for tests of single parts of the agent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from wyoming_morgan.agent.contract import TurnRequest
from wyoming_morgan.agent.conversation.session import Session, Whence
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.trace import Tracer
from wyoming_morgan.agent.turn import Turn
from wyoming_morgan.store.contract import Watermark

NOW = datetime(2026, 11, 22, 21, 15, tzinfo=UTC)


def english_turn(text: str, **request: Any) -> Turn:
    asked = TurnRequest(text, **request)
    language = language_of("en")
    return Turn(
        request=asked,
        text=text,
        language="en",
        area=asked.area,
        now=NOW,
        session=Session("c", Whence.of(asked), NOW),
        tracer=Tracer(),
        cues=language.cues,
        replies=language.replies,
        mark=Watermark(None, NOW),
    )
