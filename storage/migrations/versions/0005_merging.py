"""Merged organisations, pairs that are not the same, and who was asked whether an entry is still right."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "organisation_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("moves", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["kept_id"], ["organisation.id"], name=op.f("fk_organisation_merge_kept_id")),
        sa.ForeignKeyConstraint(["gone_id"], ["organisation.id"], name=op.f("fk_organisation_merge_gone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_merge")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_organisation_merge_kept_id", "organisation_merge", ["kept_id"])
    op.create_index("ix_organisation_merge_gone_id", "organisation_merge", ["gone_id"])
    op.create_table(
        "organisation_difference",
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["one_id"], ["organisation.id"], name=op.f("fk_organisation_difference_one_id")),
        sa.ForeignKeyConstraint(["other_id"], ["organisation.id"], name=op.f("fk_organisation_difference_other_id")),
        sa.PrimaryKeyConstraint("one_id", "other_id", name=op.f("pk_organisation_difference")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_organisation_difference_other_id", "organisation_difference", ["other_id"])
    op.create_table(
        "confirmation_request",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_confirmation_request_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_confirmation_request_conversation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_confirmation_request")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_confirmation_request_conversation_id", "confirmation_request", ["conversation_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("confirmation_request")
    op.drop_table("organisation_difference")
    op.drop_table("organisation_merge")
