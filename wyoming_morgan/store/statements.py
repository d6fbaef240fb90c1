"""What the work on conversations is made of: statements in the transaction of the caller.

Those of every turn are made once: to make one takes SQLAlchemy longer than to execute it.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from wyoming_morgan.errors import NotFound
from wyoming_morgan.store.contract import Conversation, NewMessage, Speaker, StoredMessage
from wyoming_morgan.store.rows import conversation_of, message_of, message_row, storable_message
from wyoming_morgan.store.schema import CONVERSATIONS, MESSAGES
from wyoming_morgan.store.texts import storable, storable_id

_C = CONVERSATIONS.c
_M = MESSAGES.c


def _last_of(owner: ColumnElement[bool]) -> Select[Any]:
    recent = select(CONVERSATIONS).where(owner, _C.last_active > bindparam("since"))
    return recent.order_by(_C.last_active.desc()).limit(1)


def _continuation(insertion: sqlite.Insert | postgresql.Insert) -> Any:
    """Create one, or count the messages of one that is the user's or becomes it; nothing of another's."""
    return insertion.on_conflict_do_update(
        index_elements=[_C.id],
        set_={
            "user_id": func.coalesce(_C.user_id, insertion.excluded.user_id),
            "messages": _C.messages + insertion.excluded.messages,
            "last_active": insertion.excluded.last_active,
        },
        where=or_(_C.user_id.is_(None), _C.user_id == insertion.excluded.user_id),
    ).returning(*CONVERSATIONS.c)


_CONTINUE = {
    "sqlite": _continuation(sqlite.insert(CONVERSATIONS)),
    "postgresql": _continuation(postgresql.insert(CONVERSATIONS)),
}
_FIND = select(CONVERSATIONS).where(_C.id == bindparam("conversation"))
_LAST_OF_USER = _last_of(_C.user_id == bindparam("user"))
_LAST_AT_DEVICE = _last_of(and_(_C.device_id == bindparam("device"), _C.user_id.is_(None)))
_CLAIM = (
    update(CONVERSATIONS)
    .where(_C.id == bindparam("conversation"), _C.user_id.is_(None))
    .values(user_id=bindparam("user"))
)
# The row is locked until the commit: replicas take turns, each with its own positions.
_COUNT = (
    update(CONVERSATIONS)
    .where(_C.id == bindparam("conversation"))
    .values(messages=_C.messages + bindparam("added"), last_active=bindparam("now"))
    .returning(_C.messages)
)
_ADD = insert(MESSAGES)
_CONVERSATION_OF = select(_M.conversation_id).where(_M.id == bindparam("message"))
_WITH_IDS = select(MESSAGES).where(_M.id.in_(bindparam("ids", expanding=True))).order_by(_M.position)


def keep_messages(
    connection: Connection,
    conversation_id: str,
    speaker: Speaker,
    messages: Sequence[NewMessage],
    *,
    key: str,
    language: str | None,
) -> Conversation:
    """Add messages to the conversation of an id, or to a new one of another id if it is somebody else's.

    It is created if there is none, and becomes the speaker's if it was nobody's. Messages that were added
    under the key before are not added again.
    """
    if (earlier := _conversation_with_key(connection, key)) is not None:
        return earlier
    dialect = connection.dialect.name
    values = {**_new_row(conversation_id, speaker, language), "messages": len(messages)}
    row = connection.execute(_CONTINUE[dialect], values).first()
    if row is None:
        row = connection.execute(_CONTINUE[dialect], {**values, "id": new_id()}).one()
    # Another attempt may have ended while this one waited for the row; SQLite has one writer at a time.
    if dialect != "sqlite" and (earlier := _conversation_with_key(connection, key)) is not None:
        _release(connection, row.id, row.messages - len(messages))
        return earlier
    _insert(connection, stored_messages(row.id, messages, key), row.messages)
    return conversation_of(row, new=row.started == values["started"])


def claim(connection: Connection, conversation_id: str, user_id: str) -> Conversation | None:
    """Make a conversation the user's if it belongs to nobody; return it as it is then, or None."""
    connection.execute(_CLAIM, {"conversation": conversation_id, "user": user_id})
    return find_conversation(connection, conversation_id)


def stored_messages(
    conversation_id: str, messages: Sequence[NewMessage], key: str | None
) -> tuple[StoredMessage, ...]:
    """Return messages in the form in which they are stored now."""
    now = datetime.now(UTC)
    return tuple(
        StoredMessage(
            new_id() if key is None else _message_id(key, index),
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
    this, now = messages[0].conversation_id, messages[0].created
    counted = {"conversation": this, "added": len(messages), "now": now}
    end = connection.execute(_COUNT, counted).scalar_one_or_none()
    if end is None:
        raise NotFound("there is no such conversation", hint="it may have been deleted; open a new one")
    if with_key and (earlier := _messages_with_ids(connection, [message.id for message in messages])):
        # The row is locked, so another attempt is over or has not begun.
        _release(connection, this, end - len(messages))
        return earlier
    _insert(connection, messages, end)
    return messages


def find_conversation(connection: Connection, conversation_id: str) -> Conversation | None:
    """Return the conversation of an id, or None."""
    row = connection.execute(_FIND, {"conversation": conversation_id}).first()
    return conversation_of(row) if row else None


def last_conversation(connection: Connection, speaker: Speaker, since: datetime) -> Conversation | None:
    """Return the last conversation of a speaker that was active since then; None for an unknown speaker."""
    if speaker.user_id is not None:
        row = connection.execute(_LAST_OF_USER, {"user": speaker.user_id, "since": since}).first()
    elif speaker.device_id is not None:
        row = connection.execute(_LAST_AT_DEVICE, {"device": speaker.device_id, "since": since}).first()
    else:
        return None
    return conversation_of(row) if row else None


def new_id() -> str:
    """Return a new id."""
    return uuid.uuid4().hex


def _conversation_with_key(connection: Connection, key: str) -> Conversation | None:
    """Return the conversation to which messages were added under a key, or None."""
    first = {"message": _message_id(key, 0)}
    conversation_id = connection.execute(_CONVERSATION_OF, first).scalar_one_or_none()
    return None if conversation_id is None else find_conversation(connection, conversation_id)


def _insert(connection: Connection, messages: Sequence[StoredMessage], end: int) -> None:
    """Add messages as the last ones of so many."""
    if messages:
        rows = [message_row(message, index) for index, message in enumerate(messages, end - len(messages))]
        connection.execute(_ADD, rows)


def _release(connection: Connection, conversation_id: str, end: int) -> None:
    """Give positions back that were counted for messages that are there already."""
    connection.execute(update(CONVERSATIONS).where(_C.id == conversation_id).values(messages=end))


def _new_row(conversation_id: str, speaker: Speaker, language: str | None) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "id": conversation_id,
        "user_id": speaker.user_id,
        "device_id": speaker.device_id,
        "started": now,
        "last_active": now,
        "language": language,
        "summary": "",
        "messages": 0,
    }


def _messages_with_ids(connection: Connection, ids: Sequence[str]) -> tuple[StoredMessage, ...]:
    """Return the messages of these ids, in their order."""
    return tuple(message_of(row) for row in connection.execute(_WITH_IDS, {"ids": ids}))


def _message_id(key: str, index: int) -> str:
    return storable_id("key", f"{key}.{index}")
