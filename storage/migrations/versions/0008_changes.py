"""Which organisations changed."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_COLUMNS = ("coalitions", "forgotten")


def upgrade() -> None:
    """Create the table of changes; what changed before it is not known."""
    op.create_table(
        "directory_change",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("revision", "organisation_id", name=op.f("pk_directory_change")),
        sqlite_with_rowid=False,
    )
    for name in _COLUMNS:
        op.add_column("directory_revision", sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.execute("UPDATE directory_revision SET coalitions = number, forgotten = number")


def downgrade() -> None:
    """Drop it."""
    for name in _COLUMNS:
        op.drop_column("directory_revision", name)
    op.drop_table("directory_change")
