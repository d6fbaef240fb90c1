"""Conversations and their messages, in SQLite or PostgreSQL."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from wyoming_morgan.errors import NotFound
from wyoming_morgan.store.contract import Conversation, NewMessage, Speaker, StoredMessage
from wyoming_morgan.store.database import Database, uninterrupted
from wyoming_morgan.store.schema import CONVERSATIONS, MESSAGES
from wyoming_morgan.store.texts import storable, storable_id

_C = CONVERSATIONS.c
_M = MESSAGES.c


class SqlConversations:
    """Fulfils `Conversations`."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @uninterrupted
    async def open(
        self, conversation_id: str | None, speaker: Speaker, *, idle: timedelta, language: str | None = None
    ) -> Conversation:
        """Return a conversation: by its id, by the speaker, or a new one."""
        speaker = _storable(speaker)
        requested_id = storable_id("conversation id", conversation_id) if conversation_id else None
        async with self.database.reading() as connection:
            existing = await self._look_for(connection, requested_id, speaker, datetime.now(UTC) - idle)
        if existing is not None and existing.speaker.user_id == speaker.user_id:
            return existing
        async with self.database.writing() as connection:
            if existing is not None and existing.speaker.user_id is None:
                claim = update(CONVERSATIONS).where(_C.id == existing.id, _C.user_id.is_(None))
                claimed = await connection.execute(
                    claim.values(user_id=speaker.user_id).returning(*CONVERSATIONS.c)
                )
                if row := claimed.first():
                    return _conversation(row)
            if existing is not None or requested_id is None:
                return await self._create(connection, _new_id(), speaker, language)
            # Another replica may have taken the id meanwhile.
            created = await self._create(connection, requested_id, speaker, language)
            if created.speaker.user_id in {None, speaker.user_id}:
                return created
            return await self._create(connection, _new_id(), speaker, language)

    @uninterrupted
    async def append(
        self, conversation_id: str, messages: Sequence[NewMessage], *, key: str | None = None
    ) -> tuple[StoredMessage, ...]:
        """Add messages, all or none."""
        if not messages:
            return ()
        now = datetime.now(UTC)
        stored = tuple(
            StoredMessage(
                _new_id() if key is None else storable_id("key", f"{key}.{index}"),
                conversation_id,
                now,
                _storable_message(message),
            )
            for index, message in enumerate(messages)
        )
        async with self.database.writing() as connection:
            # The row is locked until the commit: replicas take turns, each with its own positions.
            result = await connection.execute(
                update(CONVERSATIONS)
                .where(_C.id == storable(conversation_id))
                .values(messages=_C.messages + len(stored), last_active=now)
                .returning(_C.messages)
            )
            end = result.scalar_one_or_none()
            if end is None:
                raise NotFound(
                    "there is no such conversation", hint="it may have been deleted; open a new one"
                )
            if key is not None and (
                earlier := await _with_ids(connection, [message.id for message in stored])
            ):
                # The row is locked, so another attempt is over or has not begun; release its positions.
                await connection.execute(
                    update(CONVERSATIONS)
                    .where(_C.id == storable(conversation_id))
                    .values(messages=_C.messages - len(stored))
                )
                return earlier
            rows = [
                _message_row(message, position) for position, message in enumerate(stored, end - len(stored))
            ]
            await connection.execute(insert(MESSAGES), rows)
        return stored

    @uninterrupted
    async def recent(self, conversation_id: str, limit: int) -> tuple[StoredMessage, ...]:
        """Return the last messages, the oldest first."""
        query = select(MESSAGES).where(_M.conversation_id == storable(conversation_id))
        async with self.database.reading() as connection:
            rows = (await connection.execute(query.order_by(_M.position.desc()).limit(limit))).all()
        return tuple(_message(row) for row in reversed(rows))

    @uninterrupted
    async def change(
        self,
        conversation_id: str,
        *,
        model: str | None = None,
        summary: str | None = None,
        summarized_to: str | None = None,
    ) -> None:
        """Change the given values; None keeps a value."""
        changes = {"model": model, "summary": summary, "summarized_to": summarized_to}
        values = {name: storable(value) for name, value in changes.items() if value is not None}
        if not values:
            return
        async with self.database.writing() as connection:
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
        return tuple(_conversation(row) for row in rows)

    @uninterrupted
    async def find(self, conversation_id: str) -> Conversation | None:
        """Return one, or None."""
        async with self.database.reading() as connection:
            return await _find(connection, storable(conversation_id))

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
        return tuple(_message(row) for row in rows)

    @uninterrupted
    async def delete(self, conversation_id: str) -> bool:
        """Delete one with its messages; return whether it existed."""
        return await self._delete(_C.id == storable(conversation_id)) > 0

    @uninterrupted
    async def delete_user(self, user_id: str) -> int:
        """Delete every conversation of a user; return how many there were."""
        return await self._delete(_C.user_id == storable(user_id))

    @uninterrupted
    async def purge(self, before: datetime) -> int:
        """Delete the conversations last active before; return how many there were."""
        return await self._delete(_C.last_active < before)

    async def _delete(self, condition: ColumnElement[bool]) -> int:
        async with self.database.writing() as connection:
            count = (await connection.execute(delete(CONVERSATIONS).where(condition))).rowcount
        if count:
            await self.database.tidy()
        return count

    async def _look_for(
        self, connection: AsyncConnection, requested_id: str | None, speaker: Speaker, since: datetime
    ) -> Conversation | None:
        """Return the conversation of an id, also another user's; without an id, the speaker's last."""
        if requested_id is not None:
            return await _find(connection, requested_id)
        if speaker.user_id is not None:
            owner = _C.user_id == speaker.user_id
        elif speaker.device_id is not None:
            owner = and_(_C.device_id == speaker.device_id, _C.user_id.is_(None))
        else:
            return None
        query = select(CONVERSATIONS).where(owner, _C.last_active > since)
        row = (await connection.execute(query.order_by(_C.last_active.desc()).limit(1))).first()
        return _conversation(row) if row else None

    async def _create(
        self, connection: AsyncConnection, conversation_id: str, speaker: Speaker, language: str | None
    ) -> Conversation:
        """Create one; if its id is taken, return the one that has it."""
        now = datetime.now(UTC)
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        await connection.execute(
            dialect.insert(CONVERSATIONS)
            .values(
                id=conversation_id,
                user_id=speaker.user_id,
                device_id=speaker.device_id,
                started=now,
                last_active=now,
                language=language,
                summary="",
                messages=0,
            )
            .on_conflict_do_nothing()
        )
        conversation = await _find(connection, conversation_id)
        assert conversation is not None  # noqa: S101 - it existed, or was just inserted
        return conversation


async def _find(connection: AsyncConnection, conversation_id: str) -> Conversation | None:
    row = (await connection.execute(select(CONVERSATIONS).where(_C.id == conversation_id))).first()
    return _conversation(row) if row else None


async def _with_ids(connection: AsyncConnection, ids: Sequence[str]) -> tuple[StoredMessage, ...]:
    query = select(MESSAGES).where(_M.id.in_(ids)).order_by(_M.position)
    return tuple(_message(row) for row in (await connection.execute(query)).all())


def _new_id() -> str:
    return uuid.uuid4().hex


def _storable(speaker: Speaker) -> Speaker:
    return Speaker(
        user_id=storable_id("user id", speaker.user_id) if speaker.user_id else None,
        device_id=storable_id("device id", speaker.device_id) if speaker.device_id else None,
    )


def _storable_message(message: NewMessage) -> NewMessage:
    """Return a message as it will be read back."""
    return NewMessage(
        role=message.role,
        text=storable(message.text),
        handled_by=storable(message.handled_by),
        tool_calls=tuple(json.loads(json.dumps(message.tool_calls))),
        tokens=message.tokens,
    )


def _message_row(stored: StoredMessage, position: int) -> dict[str, Any]:
    message = stored.message
    return {
        "id": stored.id,
        "conversation_id": storable(stored.conversation_id),
        "position": position,
        "created": stored.created,
        "role": message.role,
        "text": message.text,
        "handled_by": message.handled_by,
        "tool_calls": json.dumps(message.tool_calls) if message.tool_calls else None,
        "tokens": message.tokens,
    }


def _message(row: Row[Any]) -> StoredMessage:
    return StoredMessage(
        id=row.id,
        conversation_id=row.conversation_id,
        created=row.created,
        message=NewMessage(
            role=row.role,
            text=row.text,
            handled_by=row.handled_by,
            tool_calls=tuple(json.loads(row.tool_calls)) if row.tool_calls else (),
            tokens=row.tokens,
        ),
    )


def _conversation(row: Row[Any]) -> Conversation:
    return Conversation(
        id=row.id,
        speaker=Speaker(row.user_id, row.device_id),
        started=row.started,
        last_active=row.last_active,
        language=row.language,
        model=row.model,
        summary=row.summary,
        summarized_to=row.summarized_to,
    )
