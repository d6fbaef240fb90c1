"""What the agent and the doors ask of the store. Times are aware, in UTC; ids are opaque text."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, as far as that is known: by user, else by device, else nobody."""

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
    """A message that is kept, in the order of its conversation."""

    id: str
    conversation_id: str
    created: datetime
    message: NewMessage


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation. `summary` stands for the messages up to and with `summarized_to`."""

    id: str
    speaker: Speaker
    started: datetime
    last_active: datetime
    language: str | None = None
    model: str | None = None
    """The language model that was chosen for it; None is the default."""
    summary: str = ""
    summarized_to: str | None = None


class Conversations(Protocol):
    """Conversations and their messages."""

    async def open(
        self, conversation_id: str | None, speaker: Speaker, *, idle: timedelta, language: str | None = None
    ) -> Conversation:
        """Return a conversation: by its id, by who speaks, or a new one.

        With an id it is the one of that id; an id that is new is taken for a new one. Without, it is the
        speaker's last one, if that was active less than `idle` ago; else a new one. Of a user it is the
        user's last, wherever it was; of a device alone the last one there that no known user had; nobody has
        no last one. The conversation of another user, or of a known one for an unknown one, is never
        returned: it is a new one then, with an id of its own. One that was nobody's becomes the user's who
        goes on with it, so that it is theirs to read and to delete.

        Raises:
            InvalidRequest: an id has more than 256 characters.
            StoreUnavailable: the database does not answer.
        """

    async def append(
        self, conversation_id: str, messages: Sequence[NewMessage], *, key: str | None = None
    ) -> tuple[StoredMessage, ...]:
        """Add messages, all or none. When this returns they last: that is what acknowledged means.

        Whoever tries again gives each try the same `key`, new and at most 200 characters long: after a
        failure, or when the caller was cancelled, nobody knows whether they were added. What was added
        under a key is returned, not added a second time.

        Of what cannot be kept, such as NUL or half of a surrogate pair, U+FFFD is kept.

        Raises:
            NotFound: there is no such conversation (any more).
            StoreUnavailable: the database does not answer; nothing was added, as far as anybody can tell.
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
        """Change what is given; what is None stays."""

    async def list(
        self, *, user_id: str | None = None, limit: int = 50, before: datetime | None = None
    ) -> tuple[Conversation, ...]:
        """Return conversations, the last active first; if given, of one user, and last active before."""

    async def find(self, conversation_id: str) -> Conversation | None:
        """Return one, or None."""

    async def read(
        self, conversation_id: str, *, limit: int = 1000, after: str | None = None
    ) -> tuple[StoredMessage, ...]:
        """Return its first messages, or the first ones after that message; the oldest first."""

    async def delete(self, conversation_id: str) -> bool:
        """Delete one with its messages; return whether it was there."""

    async def delete_user(self, user_id: str) -> int:
        """Delete every conversation of a user; return how many there were."""

    async def purge(self, before: datetime) -> int:
        """Delete what was last active before; return how many conversations."""


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
    """Its embedding, if there is one; made by `vector_model`."""
    vector_model: str = ""


class Facts(Protocol):
    """Facts."""

    async def add(self, fact: Fact) -> Fact:
        """Keep a fact; one of the same owner and the same words is renewed in place of a second one.

        Return it as it is kept: a renewed one has its first id. Words are the same whatever their case and
        the space between them.

        Raises:
            InvalidRequest: an id has more than 256 characters.
            StoreUnavailable: the database does not answer.
        """

    async def of(self, speaker: Speaker, *, limit: int = 1000) -> tuple[Fact, ...]:
        """Return the facts that a speaker may recall: their own, their device's, the household's.

        The newest first, without those that have expired.
        """

    async def search(self, speaker: Speaker, words: Sequence[str], *, limit: int) -> tuple[Fact, ...]:
        """Return those of them that have any of the words, the ones with most of them first."""

    async def list(self, *, user_id: str | None = None, limit: int = 1000) -> tuple[Fact, ...]:
        """Return every fact, or those of one user, the newest first; also expired ones, until `purge`."""

    async def find(self, fact_id: str) -> Fact | None:
        """Return one, or None."""

    async def delete(self, fact_id: str) -> bool:
        """Forget one; return whether it was there."""

    async def delete_user(self, user_id: str) -> int:
        """Forget everything about a user; return how many facts."""

    async def purge(self, now: datetime, *, created_before: datetime | None = None) -> int:
        """Forget what has expired, and what is older than a moment; return how many."""


class Cache(Protocol):
    """What replicas share while they run: short-lived values, locks, events. Nothing in it has to last.

    A cache that is down raises nothing: it has no values, keeps none, and its locks hold in this process.
    """

    async def get(self, key: str) -> bytes | None:
        """Return a value that has not expired, or None."""

    async def set(self, key: str, value: bytes, *, seconds: float) -> None:
        """Keep a value for some seconds."""

    async def delete(self, key: str) -> None:
        """Forget a value."""

    def lock(self, name: str, *, seconds: float) -> AbstractAsyncContextManager[None]:
        """Hold a lock among all replicas, for `seconds` at most: it is somebody else's to have after that.

        Raises:
            Busy: it could not be had within `seconds`.
        """

    async def publish(self, channel: str, payload: bytes) -> None:
        """Tell every replica that subscribes, this one included."""

    def subscribe(self, channel: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Yield what is published while the block lasts.

        Events are hints: one may be lost while the cache is away, and of a slow reader's only the last 1000
        wait.
        """

    async def close(self) -> None:
        """Give everything back."""


class Store(Protocol):
    """Everything that lasts, and its life."""

    @property
    def conversations(self) -> Conversations:
        """Conversations and their messages."""

    @property
    def facts(self) -> Facts:
        """Facts."""

    @property
    def cache(self) -> Cache:
        """What replicas share."""

    @property
    def available(self) -> bool:
        """Whether the database answered last; from memory."""

    async def open(self) -> None:
        """Connect, and bring the schema up to date.

        Raises:
            ConfigurationError: the URL cannot be used, or its library is not installed.
            StoreUnavailable: the database does not answer now; later calls try again.
        """

    async def close(self) -> None:
        """Give everything back."""
