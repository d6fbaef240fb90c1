"""What was deleted, so that nothing brings it back; an index of messages by their age."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table and the indexes."""
    op.create_table(
        "morgan_deletions",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("deleted", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("morgan_deletions_of", "morgan_deletions", ["subject"])
    op.create_index("morgan_messages_by_age", "morgan_messages", ["created"])
