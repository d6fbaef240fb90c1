"""A turn in progress, and its answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from wyoming_morgan.agent.contract import IntentRecognized, Outcome, TurnRequest
from wyoming_morgan.agent.conversation.session import Session, Whence
from wyoming_morgan.agent.grammar.sentences import SentenceMatch
from wyoming_morgan.agent.guard.verdict import Situation
from wyoming_morgan.agent.language.cues import Cues
from wyoming_morgan.agent.language.replies import Replies
from wyoming_morgan.agent.trace import Tracer
from wyoming_morgan.engines.contract.llm import ToolCall
from wyoming_morgan.errors import InvalidRequest, TooLarge
from wyoming_morgan.home.contract import Place
from wyoming_morgan.settings import setting
from wyoming_morgan.store.contract import NewMessage, Watermark


def check(request: TurnRequest, most_characters: int) -> None:
    """Refuse a turn whose text is empty or too long.

    Raises:
        InvalidRequest: the text is empty.
        TooLarge: the text is longer than the limit.
    """
    if len(request.text) > most_characters:
        raise TooLarge(
            f"the text has {len(request.text)} characters, {most_characters} are allowed",
            hint=f"shorten it, or raise {setting('core.agent.max_characters')}",
        )
    if not request.text.strip():
        raise InvalidRequest("the text is empty", hint="send a text")


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a turn."""

    outcome: Outcome
    text: str
    path: str
    intents: tuple[IntentRecognized, ...] = ()
    calls: tuple[ToolCall, ...] = ()
    """Calls of the client's tools."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn in progress. `text` is cleaned; `now` is the time at which it began."""

    request: TurnRequest
    text: str
    language: str
    area: str | None
    now: datetime
    session: Session
    tracer: Tracer
    cues: Cues
    replies: Replies
    mark: Watermark
    """Deletions after it take what is said in this turn."""

    secret: bool = False
    """Whether the text contains a PIN, so that it is not stored."""

    elsewhere: tuple[NewMessage, ...] = ()
    """What was said before by the client's account, where nothing is kept."""

    understanding: asyncio.Task[tuple[SentenceMatch, ...]] | None = None
    """The grammar's work on the text, if it began while the store was being read."""

    def act(self) -> None:
        """Note that something is about to be done: from here on no failure of this turn is retryable."""
        self.request.timings.acted = True

    @property
    def shown_text(self) -> str:
        """What was said, as it may be stored and logged."""
        return "(PIN)" if self.secret else self.request.text

    @property
    def whence(self) -> Whence:
        """The speaker and the place."""
        return Whence.of(self.request)

    @property
    def place(self) -> Place:
        """The place of the command, for Home Assistant."""
        return Place(self.request.device_id, self.request.satellite_id, self.area, self.request.link_turn)

    @property
    def situation(self) -> Situation:
        """The turn as the guard needs it."""
        before = " ".join(
            message.text for message in list(self.session.messages)[-4:] if message.role == "user"
        )
        return Situation(self.text, self.cues, self.area, before)

    def messages(self, answer: Answer) -> list[NewMessage]:
        """Return what the conversation keeps of it: the words of the user once, however often it goes on."""
        actions = self.tracer.actions
        reply = NewMessage(
            "assistant",
            answer.text,
            handled_by=answer.path,
            tool_calls=tuple({"name": action.name, "arguments": action.arguments} for action in actions),
            tokens=self.tracer.completion_tokens,
        )
        return [reply] if self.request.continuation else [NewMessage("user", self.shown_text), reply]
