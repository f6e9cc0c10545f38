"""Links that open something once, and what a channel answered last where its reply carries the messages."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of links, and the column for replies."""
    op.create_table(
        "link",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_link_conversation_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_link")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_link_conversation_id", "link", ["conversation_id"])
    op.add_column("conversation", sa.Column("reply", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Drop both."""
    op.drop_column("conversation", "reply")
    op.drop_table("link")
