"""Conversations and their messages, in SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, select, update

from wyoming_morgan.store.contract import Conversation, NewMessage, Speaker, StoredMessage, Watermark
from wyoming_morgan.store.database import Database
from wyoming_morgan.store.deletions import (
    Deletion,
    SqlDeletions,
    conversation_subject,
    deletions_after,
    is_deleted,
    lock_for_deletion,
    record,
    user_subject,
)
from wyoming_morgan.store.rows import conversation_of, message_of, storable_speaker
from wyoming_morgan.store.schema import CONVERSATIONS, MESSAGES
from wyoming_morgan.store.statements import (
    add_messages,
    claim,
    find_conversation,
    keep_messages,
    last_conversation,
    new_id,
    stored_messages,
)
from wyoming_morgan.store.texts import storable, storable_id
from wyoming_morgan.store.uninterrupted import uninterrupted

_C = CONVERSATIONS.c
_M = MESSAGES.c

Erase = Callable[[Collection[str], Collection[str]], Awaitable[None]]


class SqlConversations:
    """Fulfils `Conversations`."""

    def __init__(self, database: Database, deletions: SqlDeletions, erase: Erase) -> None:
        """Keep conversations in a database.

        Args:
            database: Where they are.
            deletions: What was deleted.
            erase: Removes what is held of deleted subjects and conversations outside of the database.
        """
        self.database = database
        self._deletions = deletions
        self._erase = erase

    @uninterrupted
    async def open(
        self, conversation_id: str | None, speaker: Speaker, *, idle: timedelta, language: str | None = None
    ) -> Conversation:
        """Return a conversation: by its id, by the speaker, or a new one."""
        speaker = storable_speaker(speaker)
        requested_id = storable_id("conversation id", conversation_id) if conversation_id else None
        seen, since = self._deletions.seen, datetime.now(UTC) - idle
        deleted, existing = await self.database.read(
            lambda connection: (
                deletions_after(connection, seen),
                find_conversation(connection, requested_id)
                if requested_id is not None
                else last_conversation(connection, speaker, since),
            )
        )
        self._deletions.learn(deleted)
        if existing is not None and existing.speaker.user_id is None and speaker.user_id is not None:
            claimed, user = existing.id, speaker.user_id
            existing = await self.database.write(lambda connection: claim(connection, claimed, user))
        if existing is not None and existing.speaker.user_id == speaker.user_id:
            return existing
        now = datetime.now(UTC)
        new = requested_id if requested_id is not None and existing is None else new_id()
        return Conversation(new, speaker, started=now, last_active=now, language=language, new=True)

    @uninterrupted
    async def append(
        self, conversation_id: str, messages: Sequence[NewMessage], *, key: str | None = None
    ) -> tuple[StoredMessage, ...]:
        """Add messages, all or none."""
        stored = stored_messages(conversation_id, messages, key)
        return await self.database.write(
            lambda connection: add_messages(connection, stored, with_key=key is not None)
        )

    @uninterrupted
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
        """Add messages to the conversation of an id and a speaker; None if it was deleted since the mark."""
        speaker = storable_speaker(speaker)
        requested_id = storable_id("conversation id", conversation_id)

        def keep(connection: Connection) -> Conversation | None:
            if is_deleted(connection, mark, user_id=speaker.user_id, conversation_id=requested_id):
                return None
            return keep_messages(connection, requested_id, speaker, messages, key=key, language=language)

        return await self.database.write(keep)

    @uninterrupted
    async def recent(self, conversation_id: str, limit: int) -> tuple[StoredMessage, ...]:
        """Return the last messages, the oldest first."""
        query = select(MESSAGES).where(_M.conversation_id == storable(conversation_id))
        newest = await self._messages(query.order_by(_M.position.desc()).limit(limit))
        return newest[::-1]

    @uninterrupted
    async def change(
        self,
        conversation_id: str,
        *,
        model: str | None = None,
        summary: str | None = None,
        summarized_to: str | None = None,
        mark: Watermark | None = None,
    ) -> None:
        """Change the given values; None keeps a value."""
        changes = {"model": model, "summary": summary, "summarized_to": summarized_to}
        values = {name: storable(value) for name, value in changes.items() if value is not None}
        if not values:
            return

        def change(connection: Connection) -> None:
            if not is_deleted(connection, mark, user_id=None, conversation_id=conversation_id):
                this = update(CONVERSATIONS).where(_C.id == storable(conversation_id))
                connection.execute(this.values(values))

        await self.database.write(change)

    @uninterrupted
    async def list(
        self, *, user_id: str | None = None, limit: int = 50, before: datetime | None = None
    ) -> tuple[Conversation, ...]:
        """Return conversations, the last active first."""
        query = select(CONVERSATIONS).order_by(_C.last_active.desc(), _C.id).limit(limit)
        if user_id is not None:
            query = query.where(_C.user_id == storable(user_id))
        if before is not None:
            query = query.where(_C.last_active < before)
        return await self.database.read(
            lambda connection: tuple(conversation_of(row) for row in connection.execute(query))
        )

    @uninterrupted
    async def find(self, conversation_id: str) -> Conversation | None:
        """Return one, or None."""
        return await self.database.read(
            lambda connection: find_conversation(connection, storable(conversation_id))
        )

    @uninterrupted
    async def read(
        self, conversation_id: str, *, limit: int = 1000, after: str | None = None
    ) -> tuple[StoredMessage, ...]:
        """Return its first messages, or the first ones after the message `after`; the oldest first."""
        query = select(MESSAGES).where(_M.conversation_id == storable(conversation_id))
        if after is not None:
            query = query.where(
                _M.position > select(_M.position).where(_M.id == storable(after)).scalar_subquery()
            )
        return await self._messages(query.order_by(_M.position).limit(limit))

    @uninterrupted
    async def delete(self, conversation_id: str) -> bool:
        """Delete one with its messages; return whether it existed."""
        return (
            await self._delete(_C.id == storable(conversation_id), conversation_subject(conversation_id)) > 0
        )

    @uninterrupted
    async def delete_user(self, user_id: str) -> int:
        """Delete every conversation of a user; return how many there were."""
        return await self._delete(_C.user_id == storable(user_id), user_subject(user_id))

    @uninterrupted
    async def purge(self, before: datetime) -> int:
        """Delete the messages before, and conversations only active before; return how many of these."""
        count, changed = await self.database.write(lambda connection: _purge(connection, before))
        if changed:
            await self.database.tidy()
        return count

    async def _messages(self, query: Select[Any]) -> tuple[StoredMessage, ...]:
        return await self.database.read(
            lambda connection: tuple(message_of(row) for row in connection.execute(query))
        )

    async def _delete(self, condition: ColumnElement[bool], subject: str) -> int:
        """Delete conversations, and record it also if there are none: what was said may still be waiting."""
        ids, subjects, entries = await self.database.write(
            lambda connection: _delete(connection, condition, subject)
        )
        self._deletions.announce(entries)
        await self._erase(subjects, ids)
        if ids:
            await self.database.tidy()
        return len(ids)


def _delete(
    connection: Connection, condition: ColumnElement[bool], subject: str
) -> tuple[list[str], set[str], list[Deletion]]:
    """Delete conversations; return their ids, what is deleted with them, and the records of it."""
    lock_for_deletion(connection)
    ids = list(connection.execute(delete(CONVERSATIONS).where(condition).returning(_C.id)).scalars())
    subjects = {subject, *map(conversation_subject, ids)}
    return ids, subjects, record(connection, sorted(subjects))


def _purge(connection: Connection, before: datetime) -> tuple[int, bool]:
    """Delete what is older; return how many conversations, and whether there was anything."""
    count = connection.execute(delete(CONVERSATIONS).where(_C.last_active < before)).rowcount
    old = connection.execute(delete(MESSAGES).where(_M.created < before)).rowcount
    if old:  # a summary tells of them
        lost = _C.summarized_to.is_not(None) & _C.summarized_to.not_in(select(_M.id))
        connection.execute(update(CONVERSATIONS).where(lost).values(summary="", summarized_to=None))
    return count, bool(count or old)
