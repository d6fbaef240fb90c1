"""The tables, one schema for SQLite and PostgreSQL. The migrations create them; a test compares both.

Their names have a prefix, so that Morgan can share a database with other programs.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

ID_CHARACTERS = 256
"""Maximum length of an id."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time. SQLite has no time zones: it stores UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return it in UTC, without its zone if the database has none."""
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return it aware, in UTC."""
        del dialect
        if value is None:
            return None
        stored: datetime = value
        return stored.replace(tzinfo=UTC) if stored.tzinfo is None else stored.astimezone(UTC)


METADATA = MetaData()
_ID = String(ID_CHARACTERS)

CONVERSATIONS = Table(
    "morgan_conversations",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("user_id", _ID),
    Column("device_id", _ID),
    Column("started", UtcDateTime, nullable=False),
    Column("last_active", UtcDateTime, nullable=False),
    Column("language", _ID),
    Column("model", Text),
    Column("summary", Text, nullable=False),
    Column("summarized_to", _ID),
    # The number of messages it has had: the row's lock and this number order the messages of all replicas.
    Column("messages", Integer, nullable=False),
    Index("morgan_conversations_of_user", "user_id", "last_active"),
    Index("morgan_conversations_at_device", "device_id", "last_active"),
    Index("morgan_conversations_by_age", "last_active"),
)

MESSAGES = Table(
    "morgan_messages",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("conversation_id", _ID, ForeignKey("morgan_conversations.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("created", UtcDateTime, nullable=False),
    Column("role", _ID, nullable=False),
    Column("text", Text, nullable=False),
    Column("handled_by", Text, nullable=False),
    # JSON as ASCII text: PostgreSQL's own JSON type rejects \u0000, which a model may write.
    Column("tool_calls", Text),
    Column("tokens", Integer),
    UniqueConstraint("conversation_id", "position", name="morgan_messages_in_order"),
    Index("morgan_messages_by_age", "created"),
)

FACTS = Table(
    "morgan_facts",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("owner", _ID, nullable=False),
    Column("owner_id", _ID, nullable=False),
    Column("content", Text, nullable=False),
    # The content in the form that is searched, and its digest, since an index has no room for long texts.
    Column("folded", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("created", UtcDateTime, nullable=False),
    Column("expires", UtcDateTime),
    Column("source_message_id", _ID),
    Column("confidence", Float, nullable=False),
    Column("vector", LargeBinary),
    Column("vector_model", Text, nullable=False),
    UniqueConstraint("owner", "owner_id", "digest", name="morgan_facts_once"),
    Index("morgan_facts_by_age", "created"),
)

DELETIONS = Table(
    "morgan_deletions",
    METADATA,
    # In the order of the commits, so that a replica which has read up to a number has missed none before it.
    Column("number", Integer, primary_key=True, autoincrement=False),
    # A hash of what was deleted: a user or a conversation.
    Column("subject", String(64), nullable=False),
    Column("deleted", UtcDateTime, nullable=False),
    Index("morgan_deletions_of", "subject"),
)

ATTEMPTS = Table(
    "morgan_attempts",
    METADATA,
    # A hash of whom or what they are about.
    Column("subject", String(64), primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("last", UtcDateTime, nullable=False),
)
