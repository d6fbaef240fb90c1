"""What the work on conversations is made of: statements in the transaction of the caller."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from wyoming_morgan.errors import NotFound
from wyoming_morgan.store.contract import Conversation, NewMessage, Speaker, StoredMessage
from wyoming_morgan.store.rows import conversation_of, message_of, message_row, storable_message
from wyoming_morgan.store.schema import CONVERSATIONS, MESSAGES
from wyoming_morgan.store.texts import storable, storable_id

_C = CONVERSATIONS.c
_M = MESSAGES.c


def create(
    connection: Connection, conversation_id: str, speaker: Speaker, language: str | None
) -> Conversation:
    """Create one; if its id is taken, return the one that has it."""
    now = datetime.now(UTC)
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    created = connection.execute(
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
        .returning(*CONVERSATIONS.c)
    )
    if row := created.first():
        return conversation_of(row, new=True)
    conversation = find_conversation(connection, conversation_id)
    assert conversation is not None  # noqa: S101 - it existed
    return conversation


def stored_messages(
    conversation_id: str, messages: Sequence[NewMessage], key: str | None
) -> tuple[StoredMessage, ...]:
    """Return messages in the form in which they are stored now."""
    now = datetime.now(UTC)
    return tuple(
        StoredMessage(
            new_id() if key is None else storable_id("key", f"{key}.{index}"),
            storable(conversation_id),
            now,
            storable_message(message),
        )
        for index, message in enumerate(messages)
    )


def add_messages(
    connection: Connection, messages: tuple[StoredMessage, ...], *, with_key: bool
) -> tuple[StoredMessage, ...]:
    """Add messages of one conversation; return earlier ones of the same ids, if these are known."""
    if not messages:
        return ()
    this = _C.id == messages[0].conversation_id
    # The row is locked until the commit: replicas take turns, each with its own positions.
    result = connection.execute(
        update(CONVERSATIONS)
        .where(this)
        .values(messages=_C.messages + len(messages), last_active=messages[0].created)
        .returning(_C.messages)
    )
    end = result.scalar_one_or_none()
    if end is None:
        raise NotFound("there is no such conversation", hint="it may have been deleted; open a new one")
    if with_key and (earlier := messages_with_ids(connection, [message.id for message in messages])):
        # The row is locked, so another attempt is over or has not begun; release its positions.
        release = update(CONVERSATIONS).where(this).values(messages=_C.messages - len(messages))
        connection.execute(release)
        return earlier
    rows = [message_row(message, position) for position, message in enumerate(messages, end - len(messages))]
    connection.execute(insert(MESSAGES), rows)
    return messages


def find_conversation(connection: Connection, conversation_id: str) -> Conversation | None:
    """Return the conversation of an id, or None."""
    row = (connection.execute(select(CONVERSATIONS).where(_C.id == conversation_id))).first()
    return conversation_of(row) if row else None


def messages_with_ids(connection: Connection, ids: Sequence[str]) -> tuple[StoredMessage, ...]:
    """Return the messages of these ids, in their order."""
    query = select(MESSAGES).where(_M.id.in_(ids)).order_by(_M.position)
    return tuple(message_of(row) for row in (connection.execute(query)).all())


def new_id() -> str:
    """Return a new id."""
    return uuid.uuid4().hex
