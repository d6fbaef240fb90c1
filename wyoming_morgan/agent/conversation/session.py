"""What is known of a conversation while it goes on, in this process."""

from __future__ import annotations

import uuid
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from wyoming_morgan.agent.contract import IntentRecognized, TurnRequest, TurnTrace
from wyoming_morgan.agent.grammar.sentences import SentenceMatch
from wyoming_morgan.agent.settings import MemorySettings
from wyoming_morgan.store.contract import NewMessage, Speaker

_TRACES = 5
_MESSAGES = 60


@dataclass(frozen=True, slots=True)
class Whence:
    """Who speaks where, as exactly as it is known."""

    user_id: str | None = None
    device_id: str | None = None
    satellite_id: str | None = None

    @classmethod
    def of(cls, request: TurnRequest) -> Whence:
        """Return where a request comes from."""
        return cls(request.user_id, request.device_id, request.satellite_id)


@dataclass(frozen=True, slots=True)
class Pending:
    """What waits for a yes: intents or tool calls, from whom, and since when."""

    text: str
    whence: Whence
    asked: datetime
    intents: tuple[IntentRecognized, ...] = ()
    calls: tuple[tuple[str, dict[str, Any]], ...] = ()
    pin: str = ""
    """What the PIN has to be, as it is set; empty: a yes will do."""
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Understood:
    """What the grammar understood last, and when; follow-ups refer to it."""

    matches: tuple[SentenceMatch, ...]
    language: str
    at: datetime
    whence: Whence


@dataclass(slots=True)
class Session:
    """One conversation. `kept` tells that the store has it, under the same id."""

    id: str
    whence: Whence
    used: datetime
    kept: bool = False
    incognito: bool = False
    model: str | None = None
    summary: str = ""
    summarized_to: str | None = None
    pending: Pending | None = None
    last: Understood | None = None
    unplaced: Understood | None = None
    """What was understood but for the room, which was asked for."""
    traces: deque[tuple[str, TurnTrace]] = field(default_factory=lambda: deque(maxlen=_TRACES))
    messages: deque[NewMessage] = field(default_factory=lambda: deque(maxlen=_MESSAGES))

    @property
    def speaker(self) -> Speaker:
        """Who speaks, as the store wants to know it."""
        return Speaker(self.whence.user_id, self.whence.device_id)


class Sessions:
    """The conversations of this process, by id and by who speaks; the one unused for longest makes room."""

    def __init__(self, settings: MemorySettings) -> None:
        self._settings = settings
        self._by_id: OrderedDict[str, Session] = OrderedDict()
        self._last: OrderedDict[tuple[str, str], str] = OrderedDict()

    def find(self, request: TurnRequest, now: datetime) -> Session | None:
        """Return the conversation that a request goes on with, by its id or by who speaks, or None."""
        key = _key(request)
        wanted = request.conversation_id or (self._last.get(key) if key else None)
        session = self._by_id.get(wanted) if wanted else None
        if session is None or session.incognito != request.incognito or not _may_go_on(session, request):
            return None
        idle = now - session.used > timedelta(seconds=self._settings.idle_seconds)
        if idle and request.conversation_id is None:
            return None
        return session

    def begin(self, request: TurnRequest, now: datetime) -> Session:
        """Begin a conversation, under the id asked for where nobody else has that."""
        wanted = request.conversation_id
        taken = wanted is not None and wanted in self._by_id
        return Session(
            id=wanted if wanted and not taken else uuid.uuid4().hex,
            whence=Whence.of(request),
            used=now,
            incognito=request.incognito,
        )

    def use(self, session: Session, request: TurnRequest, now: datetime) -> None:
        """Note that a conversation goes on now."""
        session.used = now
        if request.user_id and not session.whence.user_id:
            session.whence = Whence.of(request)  # what was nobody's is theirs who goes on with it
        self._by_id[session.id] = session
        self._by_id.move_to_end(session.id)
        if key := _key(request):
            self._last[key] = session.id
            self._last.move_to_end(key)
        for held in (self._by_id, self._last):
            while len(held) > self._settings.sessions:
                held.popitem(last=False)

    def rename(self, session: Session, new: str) -> None:
        """Give a conversation the id that the store has it under."""
        self._by_id.pop(session.id, None)
        session.id = new

    def forget(self) -> None:
        """Forget every conversation."""
        self._by_id.clear()
        self._last.clear()


def _key(request: TurnRequest) -> tuple[str, str] | None:
    if request.user_id:
        return ("user", request.user_id)
    device = request.device_id or request.satellite_id
    return ("device", device) if device else None


def _may_go_on(session: Session, request: TurnRequest) -> bool:
    """Whether the conversation is not another user's."""
    return session.whence.user_id is None or session.whence.user_id == request.user_id
