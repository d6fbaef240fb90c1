"""One turn while it is answered, and what comes of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from wyoming_morgan.agent.contract import IntentRecognized, Outcome, TurnRequest
from wyoming_morgan.agent.conversation.session import Session, Whence
from wyoming_morgan.agent.grammar.sentences import SentenceMatch
from wyoming_morgan.agent.guard.guard import Situation
from wyoming_morgan.agent.language.cues import Cues
from wyoming_morgan.agent.language.replies import Replies
from wyoming_morgan.agent.trace import Tracer
from wyoming_morgan.home.contract import Place


@dataclass(frozen=True, slots=True)
class Answer:
    """What a turn comes to."""

    outcome: Outcome
    text: str
    path: str
    intents: tuple[IntentRecognized, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """What is known of a turn. `text` is cleaned; `now` is when it began."""

    request: TurnRequest
    text: str
    language: str
    area: str | None
    now: datetime
    session: Session
    tracer: Tracer
    cues: Cues
    replies: Replies

    secret: bool = False
    """Whether a PIN was said, which is kept nowhere."""

    understanding: asyncio.Task[tuple[SentenceMatch, ...]] | None = None
    """What the grammar makes of the text, where it began on that while the memory was asked."""

    @property
    def whence(self) -> Whence:
        """Who speaks where."""
        return Whence.of(self.request)

    @property
    def place(self) -> Place:
        """Where a command comes from."""
        return Place(self.request.device_id, self.request.satellite_id, self.area)

    @property
    def situation(self) -> Situation:
        """What the guard has to know."""
        before = " ".join(
            message.text for message in list(self.session.messages)[-4:] if message.role == "user"
        )
        return Situation(self.text, self.cues, self.area, before)
