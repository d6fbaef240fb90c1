"""The protocols of the store. Times are aware, in UTC; ids are opaque strings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from wyoming_morgan.store.attempts import Attempts
from wyoming_morgan.store.cache import Cache
from wyoming_morgan.store.spool import Spool


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, as far as known: a user, else a device, else nobody."""

    user_id: str | None = None
    device_id: str | None = None


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to keep. `role` is `user`, `assistant` or `tool`; `handled_by` the path that answered it."""

    role: str
    text: str
    handled_by: str = ""
    tool_calls: tuple[dict[str, Any], ...] = ()
    tokens: int | None = None


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A kept message, in the order of its conversation."""

    id: str
    conversation_id: str
    created: datetime
    message: NewMessage


@dataclass(frozen=True, slots=True)
class Watermark:
    """When something was said: `number` is the newest deletion known then, None if none were read yet."""

    number: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation. `summary` replaces the messages up to and including `summarized_to`."""

    id: str
    speaker: Speaker
    started: datetime
    last_active: datetime
    language: str | None = None
    model: str | None = None
    """The language model chosen for it; None is the default."""
    summary: str = ""
    summarized_to: str | None = None
    new: bool = field(default=False, compare=False)
    """Whether it was begun by the call that returned it; `open` leaves it to `keep` to store it."""


class Conversations(Protocol):
    """Conversations and their messages."""

    async def open(
        self, conversation_id: str | None, speaker: Speaker, *, idle: timedelta, language: str | None = None
    ) -> Conversation:
        """Return a conversation: by its id, by the speaker, or a new one.

        With an id, it is the conversation of that id, or a new one that gets the id. Without, it is the
        speaker's last conversation if that was active less than `idle` ago, else a new one. A user's last
        conversation counts wherever it was; if only the device is known, the last one there that does not
        belong to a user counts; an unknown speaker always gets a new one.

        The conversation of another user is never returned, nor a user's conversation to an unknown speaker:
        they get a new one with a new id. A conversation that belonged to nobody becomes the user's who
        continues it, so that it is theirs to read and delete. A new one is stored with its first messages.

        Raises:
            InvalidRequest: an id has more than 256 characters.
            StoreUnavailable: the database does not answer.
        """

    async def append(
        self, conversation_id: str, messages: Sequence[NewMessage], *, key: str | None = None
    ) -> tuple[StoredMessage, ...]:
        """Add messages, all or none. When this returns, they are stored durably.

        After a failure, or when the caller was cancelled, it is unknown whether they were added. For retries
        pass the same unique `key` each time, at most 200 characters long: messages that were added under a
        key are returned, not added a second time.

        Characters that cannot be stored, such as NUL or half of a surrogate pair, become U+FFFD.

        Raises:
            NotFound: there is no such conversation (any more).
            StoreUnavailable: the database does not answer; nothing was added, as far as known.
        """

    async def keep(
        self,
        conversation_id: str,
        speaker: Speaker,
        messages: Sequence[NewMessage],
        *,
        key: str,
        mark: Watermark | None = None,
        language: str | None = None,
    ) -> Conversation | None:
        """Add messages to the conversation that `open` returns for this id and speaker; see `append`.

        Return the conversation; None if what was said at the mark has been deleted, so that it is not added.

        Raises:
            InvalidRequest: an id is too long.
            StoreUnavailable: the database does not answer; nothing was added, as far as known.
        """

    async def recent(self, conversation_id: str, limit: int) -> tuple[StoredMessage, ...]:
        """Return the last messages, the oldest first."""

    async def change(
        self,
        conversation_id: str,
        *,
        model: str | None = None,
        summary: str | None = None,
        summarized_to: str | None = None,
        mark: Watermark | None = None,
    ) -> None:
        """Change the given values, unless the conversation was deleted since the mark; None keeps a value."""

    async def list(
        self, *, user_id: str | None = None, limit: int = 50, before: datetime | None = None
    ) -> tuple[Conversation, ...]:
        """Return conversations, the last active first; optionally only of one user or last active before."""

    async def find(self, conversation_id: str) -> Conversation | None:
        """Return one, or None."""

    async def read(
        self, conversation_id: str, *, limit: int = 1000, after: str | None = None
    ) -> tuple[StoredMessage, ...]:
        """Return its first messages, or the first ones after the message `after`; the oldest first."""

    async def delete(self, conversation_id: str) -> bool:
        """Delete one with its messages; return whether it existed."""

    async def delete_user(self, user_id: str) -> int:
        """Delete every conversation of a user; return how many there were."""

    async def purge(self, before: datetime) -> int:
        """Delete the messages before, and conversations only active before; return how many of these."""


class Owner(StrEnum):
    """Whom a fact is about, and who may recall it."""

    USER = "user"
    HOUSEHOLD = "household"
    DEVICE = "device"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something to remember. `owner_id` is the user's or the device's id, empty for the household."""

    id: str
    owner: Owner
    owner_id: str
    content: str
    created: datetime
    expires: datetime | None = None
    source_message_id: str | None = None
    confidence: float = 1.0
    vector: Sequence[float] = field(default=(), repr=False)
    """Its embedding by `vector_model`, if it has one."""
    vector_model: str = ""


class Facts(Protocol):
    """The facts of users, devices and the household."""

    async def add(self, fact: Fact, *, mark: Watermark | None = None) -> Fact:
        """Keep a fact; an existing one of the same owner and the same words is renewed instead.

        Return it as it is kept: a renewed fact keeps its first id. Case and whitespace do not matter when
        words are compared. If its user was deleted since the mark, it is not kept.

        Raises:
            InvalidRequest: an id has more than 256 characters.
            StoreUnavailable: the database does not answer.
        """

    async def of(self, speaker: Speaker, *, limit: int = 1000) -> tuple[Fact, ...]:
        """Return the facts that a speaker may recall: their own, their device's, the household's.

        The newest come first; expired ones are left out.
        """

    async def search(self, speaker: Speaker, words: Sequence[str], *, limit: int) -> tuple[Fact, ...]:
        """Return the facts a speaker may recall that have any of the words, those with most of them first."""

    async def list(self, *, user_id: str | None = None, limit: int = 1000) -> tuple[Fact, ...]:
        """Return every fact, or those of one user, the newest first; also expired ones, until `purge`."""

    async def find(self, fact_id: str) -> Fact | None:
        """Return one, or None."""

    async def delete(self, fact_id: str) -> bool:
        """Forget one; return whether it existed."""

    async def delete_user(self, user_id: str) -> int:
        """Forget every fact about a user; return how many there were."""

    async def purge(self, now: datetime, *, created_before: datetime | None = None) -> int:
        """Forget expired facts and, if given, those created before; return how many there were."""


class Deletions(Protocol):
    """What was deleted. Every deletion of a user, a conversation or a fact is recorded with it."""

    def mark(self, *, current: bool) -> Watermark:
        """Return the mark of what is said now; `current` if the deletions were read in the same turn."""

    def covers(
        self, mark: Watermark, *, user_id: str | None = None, conversation_id: str | None = None
    ) -> bool:
        """Whether a known deletion takes what was said at the mark; answered from memory."""

    def listen(self, listener: Callable[[], None]) -> None:
        """Call the listener whenever deletions become known."""

    async def refresh(self) -> None:
        """Read what was deleted by others."""

    async def purge(self, now: datetime) -> None:
        """Forget what was deleted so long ago that nothing of it can be waiting."""


class Store(Protocol):
    """Conversations, facts and the cache, and their life cycle."""

    @property
    def deletions(self) -> Deletions:
        """What was deleted."""

    @property
    def attempts(self) -> Attempts:
        """Attempts to say something secret."""

    @property
    def spool(self) -> Spool:
        """The files beside the database, for what could not be stored."""

    @property
    def conversations(self) -> Conversations:
        """The conversations and their messages."""

    @property
    def facts(self) -> Facts:
        """The facts."""

    @property
    def cache(self) -> Cache:
        """The cache that replicas share."""

    @property
    def remote(self) -> bool:
        """Whether the database is a server, which may hang, and not a file."""

    @property
    def answers(self) -> int:
        """How often the database has answered: while it hangs, the number stays."""

    @property
    def available(self) -> bool:
        """Whether the database answered the last time; answered from memory."""

    async def open(self) -> None:
        """Connect, and migrate the schema.

        Raises:
            ConfigurationError: the URL is not valid, or its library is not installed.
            StoreUnavailable: the database does not answer now; later calls try again.
        """

    async def close(self) -> None:
        """Release all resources."""
