"""The protocols of the store. Times are aware, in UTC; ids are opaque strings."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol


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
        continues it, so that it is theirs to read and delete.

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

    async def recent(self, conversation_id: str, limit: int) -> tuple[StoredMessage, ...]:
        """Return the last messages, the oldest first."""

    async def change(
        self,
        conversation_id: str,
        *,
        model: str | None = None,
        summary: str | None = None,
        summarized_to: str | None = None,
    ) -> None:
        """Change the given values; None keeps a value."""

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
        """Delete the conversations last active before; return how many there were."""


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
    vector: tuple[float, ...] = field(default=(), repr=False)
    """Its embedding by `vector_model`, if it has one."""
    vector_model: str = ""


class Facts(Protocol):
    """The facts of users, devices and the household."""

    async def add(self, fact: Fact) -> Fact:
        """Keep a fact; an existing one of the same owner and the same words is renewed instead.

        Return it as it is kept: a renewed fact keeps its first id. Case and whitespace do not matter when
        words are compared.

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


class Cache(Protocol):
    """Short-lived values, locks and events that replicas share while they run; nothing in it is durable.

    A cache that is down does not raise: it has no values, keeps none, and its locks hold in this process.
    """

    async def get(self, key: str) -> bytes | None:
        """Return a value that has not expired, or None."""

    async def set(self, key: str, value: bytes, *, seconds: float) -> None:
        """Keep a value for some seconds."""

    async def delete(self, key: str) -> None:
        """Forget a value."""

    def lock(self, name: str, *, seconds: float) -> AbstractAsyncContextManager[None]:
        """Hold a lock among all replicas, for at most `seconds`; then others may take it.

        Raises:
            Busy: it was not free within `seconds`.
        """

    async def publish(self, channel: str, payload: bytes) -> None:
        """Send an event to every replica that subscribes, including this one."""

    def subscribe(self, channel: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Yield the events that are published while the block lasts.

        Events are hints: one may be lost while the cache is down, and for a slow reader only the last 1000
        are queued.
        """

    async def close(self) -> None:
        """Release all resources."""


class Store(Protocol):
    """Conversations, facts and the cache, and their life cycle."""

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
