"""The state of conversations in this process."""

from __future__ import annotations

import uuid
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from wyoming_morgan.agent.contract import IntentRecognized, TurnRequest, TurnTrace
from wyoming_morgan.agent.conversation.suspended import Suspended
from wyoming_morgan.agent.grammar.sentences import SentenceMatch
from wyoming_morgan.agent.settings import MemorySettings
from wyoming_morgan.store.contract import NewMessage, Speaker, Watermark

_TRACES = 5
_MESSAGES = 60
_SETTLED = 20
_NEVER = Watermark(None, datetime.min.replace(tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Whence:
    """The speaker and the place, as far as known."""

    user_id: str | None = None
    device_id: str | None = None
    satellite_id: str | None = None

    @classmethod
    def of(cls, request: TurnRequest) -> Whence:
        """Return the speaker and place of a request."""
        return cls(request.user_id, request.device_id, request.satellite_id)


@dataclass(frozen=True, slots=True)
class Pending:
    """Intents or tool calls that wait for a confirmation, who requested them, and when."""

    text: str
    whence: Whence
    asked: datetime
    intents: tuple[IntentRecognized, ...] = ()
    calls: tuple[tuple[str, dict[str, Any]], ...] = ()
    needs_pin: bool = False
    """Whether a PIN has to be said instead of yes. The PIN itself stays in the configuration."""
    tries: int = 0
    what: str = ""
    """What was asked about, in words."""
    things: tuple[str, ...] = ()
    """The guarded things that the question covers, by `Thing.key`."""
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    """Of the question, which is settled once."""


@dataclass(frozen=True, slots=True)
class Understood:
    """The last matches of the grammar, to which follow-ups refer."""

    matches: tuple[SentenceMatch, ...]
    language: str
    at: datetime
    whence: Whence


@dataclass(frozen=True, slots=True)
class Doubt:
    """The ways to understand a command with one part that may mean several things."""

    options: tuple[tuple[SentenceMatch, ...], ...]
    things: tuple[tuple[str, str | None], ...]
    """The name and the room of the thing that is meant by each."""

    def decides(self, place: int) -> bool:
        """Whether the command at a place, among those of the sentence, depends on which thing is meant."""
        first = self.options[0][place]
        return any(option[place : place + 1] != (first,) for option in self.options)


@dataclass(frozen=True, slots=True)
class OpenChoice:
    """What the speaker was asked to choose of: the things of the first doubt."""

    doubts: tuple[Doubt, ...]
    language: str
    at: datetime
    whence: Whence
    left: bool = False
    """Whether one was chosen, and these are the others."""
    words: tuple[str, ...] = ()
    """The words that tell the readings apart, where they are opposites about the same things."""
    chosen: tuple[tuple[Doubt, tuple[int, ...]], ...] = ()
    """The doubts about the same sentence that are settled, and what was chosen of each."""

    @property
    def open(self) -> Doubt:
        """What is asked about now."""
        return self.doubts[0]


@dataclass(slots=True)
class Session:
    """One conversation. `kept` is true if the store has it under the same id."""

    id: str
    whence: Whence
    used: datetime
    kept: bool = False
    incognito: bool = False
    model: str | None = None
    summary: str = ""
    summarized_to: str | None = None
    pending: Pending | None = None
    doubtful: Pending | None = None
    """A question of which this turn cannot find out whether it is still open: it is not."""
    last: Understood | None = None
    unplaced: Understood | None = None
    """A command without a room, after Morgan has asked for the room."""
    choice: OpenChoice | None = None
    """The things among which Morgan has asked to choose."""
    pin_asked: datetime | None = None
    """When a PIN was last asked for: what sounds like one later is kept nowhere, either."""
    questions: int = 0
    """Turns in a row before this one after which a language model's own question was waited for."""
    listens: bool = False
    """Whether such a question of this turn is waited for."""
    asked_here: str = ""
    """The question that this process has asked, which it may settle alone while the cache is down."""
    settled: deque[str] = field(default_factory=lambda: deque(maxlen=_SETTLED))
    """Questions that this process has settled: none of them is open again."""
    seen: bytes | None = None
    """The open state as replicas saw it last; None if they have seen none, or it is not known."""
    shared: bool = False
    """Whether replicas have seen open state, so that its absence means that nothing is open."""
    mark: Watermark = _NEVER
    """Deletions after it take what was said here."""
    turn_mark: Watermark = _NEVER
    """Deletions after it take what is said in the newest turn."""
    forgotten: bool = False
    """Whether what was said here has been deleted: a turn that still uses it leaves nothing behind."""
    traces: deque[tuple[str, TurnTrace]] = field(default_factory=lambda: deque(maxlen=_TRACES))
    messages: deque[NewMessage] = field(default_factory=lambda: deque(maxlen=_MESSAGES))
    suspended: Suspended | None = None
    """The turn that waits for the client's tools."""

    @property
    def has_begun(self) -> bool:
        """Whether anything was said in it."""
        return self.kept or bool(self.messages)

    @property
    def speaker(self) -> Speaker:
        """The speaker as the store identifies them."""
        return Speaker(self.whence.user_id, self.whence.device_id or self.whence.satellite_id)

    def may_be_continued_by(self, request: TurnRequest) -> bool:
        """Whether it does not belong to another user."""
        return self.whence.user_id is None or self.whence.user_id == request.user_id

    def awaits_answer(self, now: datetime) -> bool:
        """Whether the turn that began now has left a question open: to confirm, for a room, or a model's."""
        unplaced = self.unplaced is not None and self.unplaced.at == now
        undecided = self.choice is not None and self.choice.at == now and not self.choice.left
        return self.pending is not None or unplaced or undecided or self.listens

    def begin_turn(self) -> None:
        """Count the question before as answered, if there was one."""
        self.questions = self.questions + 1 if self.listens else 0
        self.listens = False

    def ask(self, most: int) -> None:
        """Wait for the answer to a language model's own question, at most so many times in a row."""
        self.listens = self.questions < most

    def forget(self) -> None:
        """Forget what was said."""
        self.forgotten = True
        self.pending = self.doubtful = self.last = self.unplaced = self.choice = self.suspended = None
        self.seen = self.summarized_to = None
        self.summary = ""
        self.traces.clear()
        self.messages.clear()


class Sessions:
    """The conversations of this process, by id and by speaker; the least recently used one makes room."""

    def __init__(self, settings: MemorySettings) -> None:
        self._settings = settings
        self._by_id: OrderedDict[str, Session] = OrderedDict()
        self._last: OrderedDict[tuple[str, str], str] = OrderedDict()

    def find(self, request: TurnRequest, now: datetime) -> Session | None:
        """Return the conversation that a request continues, by its id or its speaker, or None."""
        key = _key(request)
        session_id = request.conversation_id or (self._last.get(key) if key else None)
        session = self._by_id.get(session_id) if session_id else None
        if (
            session is None
            or session.incognito != request.incognito
            or not session.may_be_continued_by(request)
        ):
            return None
        idle = now - session.used > timedelta(seconds=self._settings.idle_seconds)
        if idle and request.conversation_id is None:
            return None
        return session

    def get(self, session_id: str) -> Session | None:
        """Return the conversation of an id, unless it is incognito, or None."""
        session = self._by_id.get(session_id)
        return None if session is None or session.incognito else session

    def all(self) -> tuple[Session, ...]:
        """Return every conversation."""
        return tuple(self._by_id.values())

    def drop(self, session: Session) -> None:
        """Forget one conversation and what was said in it."""
        if self._by_id.get(session.id) is session:
            del self._by_id[session.id]
        session.forget()

    def begin(self, request: TurnRequest, now: datetime, session_id: str | None = None) -> Session:
        """Begin a conversation, with the given or the requested id unless it is taken."""
        requested = session_id or request.conversation_id
        taken = requested is not None and requested in self._by_id
        return Session(
            id=requested if requested and not taken else uuid.uuid4().hex,
            whence=Whence.of(request),
            used=now,
            incognito=request.incognito,
        )

    def use(self, session: Session, request: TurnRequest, now: datetime) -> None:
        """Record that a conversation is in use now."""
        session.used = now
        session.begin_turn()
        if request.user_id and not session.whence.user_id:
            session.whence = Whence.of(request)  # an anonymous one becomes the user's
        self._by_id[session.id] = session
        self._by_id.move_to_end(session.id)
        if key := _key(request):
            self._last[key] = session.id
            self._last.move_to_end(key)
        for index in (self._by_id, self._last):
            while len(index) > self._settings.sessions:
                index.popitem(last=False)

    def rename(self, session: Session, new: str) -> None:
        """Give a conversation the id that the store uses."""
        old, session.id = session.id, new
        if self._by_id.get(old) is session:
            self._by_id[new] = self._by_id.pop(old)
        for key in [key for key, last in self._last.items() if last == old]:
            self._last[key] = new

    def forget(self) -> None:
        """Forget every conversation."""
        self._by_id.clear()
        self._last.clear()


def _key(request: TurnRequest) -> tuple[str, str] | None:
    if request.user_id:
        return ("user", request.user_id)
    device = request.device_id or request.satellite_id
    return ("device", device) if device else None
