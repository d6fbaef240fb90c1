"""Kept data as JSON: one object for each line of an export."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Any

from wyoming_morgan.errors import NotFound
from wyoming_morgan.store.contract import Conversation, Fact, Store, StoredMessage

Record = dict[str, Any]

_PAGE = 500
_EVERY = 1_000_000


def conversation_record(conversation: Conversation) -> Record:
    """Return the record of a conversation, without its messages."""
    return {
        "kind": "conversation",
        "id": conversation.id,
        "user_id": conversation.speaker.user_id,
        "device_id": conversation.speaker.device_id,
        "started": _timestamp(conversation.started),
        "last_active": _timestamp(conversation.last_active),
        "language": conversation.language,
        "model": conversation.model,
        "summary": conversation.summary,
    }


def message_record(stored: StoredMessage) -> Record:
    """Return the record of a message."""
    message = stored.message
    return {
        "kind": "message",
        "id": stored.id,
        "conversation_id": stored.conversation_id,
        "created": _timestamp(stored.created),
        "role": message.role,
        "text": message.text,
        "handled_by": message.handled_by,
        "tool_calls": list(message.tool_calls),
        "tokens": message.tokens,
    }


def fact_record(fact: Fact) -> Record:
    """Return a fact without its vector, which a model computes from the words."""
    return {
        "kind": "fact",
        "id": fact.id,
        "owner": fact.owner.value,
        "owner_id": fact.owner_id,
        "content": fact.content,
        "created": _timestamp(fact.created),
        "expires": _timestamp(fact.expires),
        "source_message_id": fact.source_message_id,
        "confidence": fact.confidence,
    }


async def export_conversation(store: Store, conversation_id: str) -> AsyncGenerator[Record, None]:
    """Yield a conversation, then its messages.

    Raises:
        NotFound: there is no such conversation.
        StoreUnavailable: the database does not answer.
    """
    conversation = await store.conversations.find(conversation_id)
    if conversation is None:
        raise NotFound("there is no such conversation", hint="run: morgan history list")
    async for record in _with_messages(store, conversation):
        yield record


async def export_conversations(store: Store, *, user_id: str | None = None) -> AsyncGenerator[Record, None]:
    """Yield every conversation, or those of a user, each followed by its messages.

    Raises:
        StoreUnavailable: the database does not answer.
    """
    for conversation in await store.conversations.list(user_id=user_id, limit=_EVERY):
        async for record in _with_messages(store, conversation):
            yield record


async def export_facts(store: Store, *, user_id: str | None = None) -> AsyncGenerator[Record, None]:
    """Yield every fact, or those of a user.

    Raises:
        StoreUnavailable: the database does not answer.
    """
    for fact in await store.facts.list(user_id=user_id, limit=_EVERY):
        yield fact_record(fact)


async def export_user(store: Store, user_id: str) -> AsyncGenerator[Record, None]:
    """Yield everything of a user: facts, conversations, messages.

    Raises:
        StoreUnavailable: the database does not answer.
    """
    async for record in export_facts(store, user_id=user_id):
        yield record
    async for record in export_conversations(store, user_id=user_id):
        yield record


async def _with_messages(store: Store, conversation: Conversation) -> AsyncGenerator[Record, None]:
    yield conversation_record(conversation)
    after: str | None = None
    while page := await store.conversations.read(conversation.id, limit=_PAGE, after=after):
        for message in page:
            yield message_record(message)
        after = page[-1].id


def _timestamp(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
