"""Conversations and their messages, in SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from wyoming_morgan.store.contract import Conversation, NewMessage, Speaker, StoredMessage, Watermark
from wyoming_morgan.store.database import Database
from wyoming_morgan.store.deletions import (
    SqlDeletions,
    conversation_subject,
    lock_for_deletion,
    user_subject,
)
from wyoming_morgan.store.rows import conversation_of, message_of, storable_speaker
from wyoming_morgan.store.schema import CONVERSATIONS, MESSAGES
from wyoming_morgan.store.statements import (
    add_messages,
    create,
    find_conversation,
    messages_with_ids,
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
        async with self.database.reading() as connection:
            await self._deletions.read(connection)
            existing = await self._look_for(connection, requested_id, speaker, datetime.now(UTC) - idle)
        if existing is not None and existing.speaker.user_id == speaker.user_id:
            return existing
        async with self.database.writing() as connection:
            return await self._own(connection, existing.id if existing else requested_id, speaker, language)

    @uninterrupted
    async def append(
        self, conversation_id: str, messages: Sequence[NewMessage], *, key: str | None = None
    ) -> tuple[StoredMessage, ...]:
        """Add messages, all or none."""
        stored = stored_messages(conversation_id, messages, key)
        async with self.database.writing() as connection:
            return await add_messages(connection, stored, with_key=key is not None)

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
        async with self.database.writing() as connection:
            if await self._deletions.forbids(connection, mark, speaker.user_id, requested_id):
                return None
            earlier = await messages_with_ids(
                connection, [f"{key}.{index}" for index in range(len(messages))]
            )
            if earlier:
                return await find_conversation(connection, earlier[0].conversation_id)
            conversation = await self._own(connection, requested_id, speaker, language)
            await add_messages(connection, stored_messages(conversation.id, messages, key), with_key=True)
        return conversation

    @uninterrupted
    async def recent(self, conversation_id: str, limit: int) -> tuple[StoredMessage, ...]:
        """Return the last messages, the oldest first."""
        query = select(MESSAGES).where(_M.conversation_id == storable(conversation_id))
        async with self.database.reading() as connection:
            rows = (await connection.execute(query.order_by(_M.position.desc()).limit(limit))).all()
        return tuple(message_of(row) for row in reversed(rows))

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
        async with self.database.writing() as connection:
            if not await self._deletions.forbids(connection, mark, None, conversation_id):
                await connection.execute(
                    update(CONVERSATIONS).where(_C.id == storable(conversation_id)).values(values)
                )

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
        async with self.database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return tuple(conversation_of(row) for row in rows)

    @uninterrupted
    async def find(self, conversation_id: str) -> Conversation | None:
        """Return one, or None."""
        async with self.database.reading() as connection:
            return await find_conversation(connection, storable(conversation_id))

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
        async with self.database.reading() as connection:
            rows = (await connection.execute(query.order_by(_M.position).limit(limit))).all()
        return tuple(message_of(row) for row in rows)

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
        async with self.database.writing() as connection:
            count = (await connection.execute(delete(CONVERSATIONS).where(_C.last_active < before))).rowcount
            old = await connection.execute(delete(MESSAGES).where(_M.created < before))
            if old.rowcount:  # a summary tells of them
                lost = _C.summarized_to.is_not(None) & _C.summarized_to.not_in(select(_M.id))
                forget = update(CONVERSATIONS).where(lost).values(summary="", summarized_to=None)
                await connection.execute(forget)
        if count or old.rowcount:
            await self.database.tidy()
        return count

    async def _delete(self, condition: ColumnElement[bool], subject: str) -> int:
        """Delete conversations, and record it also if there are none: what was said may still be waiting."""
        async with self.database.writing() as connection:
            await lock_for_deletion(connection)
            rows = (await connection.execute(delete(CONVERSATIONS).where(condition).returning(_C.id))).all()
            ids = [row.id for row in rows]
            subjects = {subject, *map(conversation_subject, ids)}
            entries = await self._deletions.record(connection, sorted(subjects))
        self._deletions.announce(entries)
        await self._erase(subjects, ids)
        if ids:
            await self.database.tidy()
        return len(ids)

    async def _own(
        self, connection: AsyncConnection, requested_id: str | None, speaker: Speaker, language: str | None
    ) -> Conversation:
        """Return the conversation of an id as the speaker's, or another one if it is somebody else's."""
        if requested_id is not None:
            conversation = await create(connection, requested_id, speaker, language)
            if conversation.speaker.user_id is None and speaker.user_id is not None:
                claim = update(CONVERSATIONS).where(_C.id == conversation.id, _C.user_id.is_(None))
                await connection.execute(claim.values(user_id=speaker.user_id))
                conversation = await find_conversation(connection, conversation.id) or conversation
            if conversation.speaker.user_id == speaker.user_id:
                return conversation
        return await create(connection, new_id(), speaker, language)

    async def _look_for(
        self, connection: AsyncConnection, requested_id: str | None, speaker: Speaker, since: datetime
    ) -> Conversation | None:
        """Return the conversation of an id, also another user's; without an id, the speaker's last."""
        if requested_id is not None:
            return await find_conversation(connection, requested_id)
        if speaker.user_id is not None:
            owner = _C.user_id == speaker.user_id
        elif speaker.device_id is not None:
            owner = and_(_C.device_id == speaker.device_id, _C.user_id.is_(None))
        else:
            return None
        query = select(CONVERSATIONS).where(owner, _C.last_active > since)
        row = (await connection.execute(query.order_by(_C.last_active.desc()).limit(1))).first()
        return conversation_of(row) if row else None
