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
from wyoming_morgan.store.database import Database, whole
from wyoming_morgan.store.schema import CONVERSATIONS, MESSAGES
from wyoming_morgan.store.texts import storable, storable_id

_C = CONVERSATIONS.c
_M = MESSAGES.c


class SqlConversations:
    """Fulfils `Conversations`."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @whole
    async def open(
        self, conversation_id: str | None, speaker: Speaker, *, idle: timedelta, language: str | None = None
    ) -> Conversation:
        """Return a conversation: by its id, by who speaks, or a new one."""
        speaker = _storable(speaker)
        wanted = storable_id("conversation id", conversation_id) if conversation_id else None
        async with self.database.reading() as connection:
            found = await self._look_for(connection, wanted, speaker, datetime.now(UTC) - idle)
        if found is not None and found.speaker.user_id == speaker.user_id:
            return found
        async with self.database.writing() as connection:
            if found is not None and found.speaker.user_id is None:
                claim = update(CONVERSATIONS).where(_C.id == found.id, _C.user_id.is_(None))
                claimed = await connection.execute(
                    claim.values(user_id=speaker.user_id).returning(*CONVERSATIONS.c)
                )
                if row := claimed.first():
                    return _conversation(row)
            if found is not None or wanted is None:
                return await self._create(connection, _new_id(), speaker, language)
            # Another replica may have taken the id since.
            taken = await self._create(connection, wanted, speaker, language)
            if taken.speaker.user_id in {None, speaker.user_id}:
                return taken
            return await self._create(connection, _new_id(), speaker, language)

    @whole
    async def append(
        self, conversation_id: str, messages: Sequence[NewMessage], *, key: str | None = None
    ) -> tuple[StoredMessage, ...]:
        """Add messages, all or none."""
        if not messages:
            return ()
        now = datetime.now(UTC)
        kept = tuple(
            StoredMessage(
                _new_id() if key is None else storable_id("key", f"{key}.{at}"),
                conversation_id,
                now,
                _storable_message(message),
            )
            for at, message in enumerate(messages)
        )
        async with self.database.writing() as connection:
            # The row is locked until the commit: replicas follow each other, each with its own positions.
            counted = await connection.execute(
                update(CONVERSATIONS)
                .where(_C.id == storable(conversation_id))
                .values(messages=_C.messages + len(kept), last_active=now)
                .returning(_C.messages)
            )
            end = counted.scalar_one_or_none()
            if end is None:
                raise NotFound("there is no such conversation", hint="was it deleted? open a new one")
            if key is not None and (earlier := await _with_ids(connection, [each.id for each in kept])):
                # The row is locked, so another try is over or has not begun; its positions are given back.
                await connection.execute(
                    update(CONVERSATIONS)
                    .where(_C.id == storable(conversation_id))
                    .values(messages=_C.messages - len(kept))
                )
                return earlier
            start = end - len(kept)
            await connection.execute(
                insert(MESSAGES), [_message_row(each, start + at) for at, each in enumerate(kept)]
            )
        return kept

    @whole
    async def recent(self, conversation_id: str, limit: int) -> tuple[StoredMessage, ...]:
        """Return the last messages, the oldest first."""
        query = select(MESSAGES).where(_M.conversation_id == storable(conversation_id))
        async with self.database.reading() as connection:
            rows = (await connection.execute(query.order_by(_M.position.desc()).limit(limit))).all()
        return tuple(_message(row) for row in reversed(rows))

    @whole
    async def change(
        self,
        conversation_id: str,
        *,
        model: str | None = None,
        summary: str | None = None,
        summarized_to: str | None = None,
    ) -> None:
        """Change what is given; what is None stays."""
        given = {"model": model, "summary": summary, "summarized_to": summarized_to}
        values = {name: storable(value) for name, value in given.items() if value is not None}
        if not values:
            return
        async with self.database.writing() as connection:
            await connection.execute(
                update(CONVERSATIONS).where(_C.id == storable(conversation_id)).values(values)
            )

    @whole
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

    @whole
    async def find(self, conversation_id: str) -> Conversation | None:
        """Return one, or None."""
        async with self.database.reading() as connection:
            return await _find(connection, storable(conversation_id))

    @whole
    async def read(
        self, conversation_id: str, *, limit: int = 1000, after: str | None = None
    ) -> tuple[StoredMessage, ...]:
        """Return its first messages, or the first ones after that message; the oldest first."""
        query = select(MESSAGES).where(_M.conversation_id == storable(conversation_id))
        if after is not None:
            query = query.where(
                _M.position > select(_M.position).where(_M.id == storable(after)).scalar_subquery()
            )
        async with self.database.reading() as connection:
            rows = (await connection.execute(query.order_by(_M.position).limit(limit))).all()
        return tuple(_message(row) for row in rows)

    @whole
    async def delete(self, conversation_id: str) -> bool:
        """Delete one with its messages; return whether it was there."""
        return await self._delete(_C.id == storable(conversation_id)) > 0

    @whole
    async def delete_user(self, user_id: str) -> int:
        """Delete every conversation of a user; return how many there were."""
        return await self._delete(_C.user_id == storable(user_id))

    @whole
    async def purge(self, before: datetime) -> int:
        """Delete what was last active before; return how many conversations."""
        return await self._delete(_C.last_active < before)

    async def _delete(self, condition: ColumnElement[bool]) -> int:
        async with self.database.writing() as connection:
            gone = (await connection.execute(delete(CONVERSATIONS).where(condition))).rowcount
        if gone:
            await self.database.tidy()
        return gone

    async def _look_for(
        self, connection: AsyncConnection, wanted: str | None, speaker: Speaker, since: datetime
    ) -> Conversation | None:
        """Return the conversation of the id that is wanted, whoever's it is; or the speaker's last."""
        if wanted is not None:
            return await _find(connection, wanted)
        if speaker.user_id is not None:
            whose = _C.user_id == speaker.user_id
        elif speaker.device_id is not None:
            whose = and_(_C.device_id == speaker.device_id, _C.user_id.is_(None))
        else:
            return None
        query = select(CONVERSATIONS).where(whose, _C.last_active > since)
        row = (await connection.execute(query.order_by(_C.last_active.desc()).limit(1))).first()
        return _conversation(row) if row else None

    async def _create(
        self, connection: AsyncConnection, conversation_id: str, speaker: Speaker, language: str | None
    ) -> Conversation:
        """Make one; if its id is taken, return the one that has it."""
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
        found = await _find(connection, conversation_id)
        assert found is not None  # noqa: S101 - it was there, or it is now
        return found


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
    """Return a message as it will be read again."""
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
