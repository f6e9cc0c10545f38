"""More about an organisation: its numbers, contact, services, and when somebody confirmed them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TEXTS = ("kvk", "rsin", "postcode", "contact_name", "contact_email", "contact_phone")


def upgrade() -> None:
    """Add the columns and the table of services."""
    # Column by column: SQLite would otherwise build the table anew, which others refer to.
    for name in _TEXTS:
        op.add_column("organisation", sa.Column(name, sa.String(), nullable=False, server_default=sa.text("''")))
    op.add_column("organisation", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("organisation", sa.Column("merged_into", sa.Integer(), nullable=True))
    op.create_index("ix_organisation_kvk", "organisation", ["kvk"])
    op.create_index("ix_organisation_merged_into", "organisation", ["merged_into"])
    op.create_table(
        "organisation_service",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_service_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "key", name=op.f("pk_organisation_service")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("organisation_service")
    op.drop_index("ix_organisation_merged_into")
    op.drop_index("ix_organisation_kvk")
    for name in (*_TEXTS, "confirmed_at", "merged_into"):
        op.drop_column("organisation", name)
