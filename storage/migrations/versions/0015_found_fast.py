"""Indexes that do not grow with the organisations which nobody looks for."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_MERGED = "ix_organisation_merged_into"
_NEW = "ix_organisation_source_created_at_willing"


def upgrade() -> None:
    """Leave out of one index who was not merged, which are nearly all, and add one of who wants to be found."""
    op.drop_index(_MERGED, "organisation")
    merged = sa.text("merged_into IS NOT NULL")
    op.create_index(_MERGED, "organisation", ["merged_into"], sqlite_where=merged, postgresql_where=merged)
    op.create_index(
        _NEW,
        "organisation",
        ["source", "created_at"],
        sqlite_where=sa.text("willing = 1"),
        postgresql_where=sa.text("willing"),
    )


def downgrade() -> None:
    """Go back to the index with all."""
    op.drop_index(_NEW, "organisation")
    op.drop_index(_MERGED, "organisation")
    op.create_index(_MERGED, "organisation", ["merged_into"])
