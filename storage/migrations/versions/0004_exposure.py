"""Who was shown and chosen, and an index that finds the newcomers of the directory."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of who was shown, and the index."""
    op.create_table(
        "exposure",
        sa.Column("call_code", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["call_code"], ["call_record.code"], name=op.f("fk_exposure_call_code")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_exposure_organisation_id")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_exposure_conversation_id")),
        sa.PrimaryKeyConstraint("call_code", "organisation_id", "conversation_id", name=op.f("pk_exposure")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_exposure_conversation_id", "exposure", ["conversation_id"])
    op.create_index("ix_exposure_organisation_id", "exposure", ["organisation_id"])
    op.create_index("ix_organisation_source_created_at", "organisation", ["source", "created_at"])


def downgrade() -> None:
    """Drop both."""
    op.drop_index("ix_organisation_source_created_at", "organisation")
    op.drop_table("exposure")
