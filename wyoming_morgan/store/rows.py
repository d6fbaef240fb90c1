"""Conversations and messages as rows of the database."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Row

from wyoming_morgan.store.contract import Conversation, NewMessage, Speaker, StoredMessage
from wyoming_morgan.store.texts import storable, storable_id, storable_number, storable_value


def storable_speaker(speaker: Speaker) -> Speaker:
    """Return a speaker in the form in which they are stored.

    Raises:
        InvalidRequest: an id is too long.
    """
    return Speaker(
        user_id=storable_id("user id", speaker.user_id) if speaker.user_id else None,
        device_id=storable_id("device id", speaker.device_id) if speaker.device_id else None,
    )


def storable_message(message: NewMessage) -> NewMessage:
    """Return a message as it will be read back."""
    return NewMessage(
        role=message.role,
        text=storable(message.text),
        handled_by=storable(message.handled_by),
        tool_calls=tuple(storable_value(call) for call in message.tool_calls),
        tokens=storable_number(message.tokens),
    )


def message_row(stored: StoredMessage, position: int) -> dict[str, Any]:
    """Return the row of a message."""
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


def message_of(row: Row[Any]) -> StoredMessage:
    """Return the message of a row."""
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


def conversation_of(row: Row[Any], *, new: bool = False) -> Conversation:
    """Return the conversation of a row."""
    return Conversation(
        id=row.id,
        speaker=Speaker(row.user_id, row.device_id),
        started=row.started,
        last_active=row.last_active,
        language=row.language,
        model=row.model,
        summary=row.summary,
        summarized_to=row.summarized_to,
        new=new,
    )
