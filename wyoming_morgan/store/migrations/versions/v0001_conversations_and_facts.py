"""Conversations, messages and facts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "morgan_conversations",
        sa.Column("id", sa.String(256), primary_key=True),
        sa.Column("user_id", sa.String(256)),
        sa.Column("device_id", sa.String(256)),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_active", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.String(256)),
        sa.Column("model", sa.Text),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("summarized_to", sa.String(256)),
        sa.Column("messages", sa.Integer, nullable=False),
    )
    op.create_index("morgan_conversations_of_user", "morgan_conversations", ["user_id", "last_active"])
    op.create_index("morgan_conversations_at_device", "morgan_conversations", ["device_id", "last_active"])
    op.create_index("morgan_conversations_by_age", "morgan_conversations", ["last_active"])
    op.create_table(
        "morgan_messages",
        sa.Column("id", sa.String(256), primary_key=True),
        sa.Column(
            "conversation_id",
            sa.String(256),
            sa.ForeignKey("morgan_conversations.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("role", sa.String(256), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("handled_by", sa.Text, nullable=False),
        sa.Column("tool_calls", sa.Text),
        sa.Column("tokens", sa.Integer),
        sa.UniqueConstraint("conversation_id", "position", name="morgan_messages_in_order"),
    )
    op.create_table(
        "morgan_facts",
        sa.Column("id", sa.String(256), primary_key=True),
        sa.Column("owner", sa.String(256), nullable=False),
        sa.Column("owner_id", sa.String(256), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True)),
        sa.Column("source_message_id", sa.String(256)),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("vector", sa.LargeBinary),
        sa.Column("vector_model", sa.Text, nullable=False),
        sa.UniqueConstraint("owner", "owner_id", "digest", name="morgan_facts_once"),
    )
    op.create_index("morgan_facts_by_age", "morgan_facts", ["created"])
