"""Mandates: who may speak for which organisation."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; who speaks for an organisation already has a mandate that nobody confirmed."""
    op.create_table(
        "mandate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mandate_person_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_mandate_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
        sqlite_autoincrement=True,
    )
    stands = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_mandate_person_id_organisation_id",
        "mandate",
        ["person_id", "organisation_id"],
        unique=True,
        sqlite_where=stands,
        postgresql_where=stands,
    )
    op.create_index("ix_mandate_organisation_id", "mandate", ["organisation_id"])
    op.execute(
        "INSERT INTO mandate (person_id, organisation_id, started_at, confirmed_by)"
        " SELECT id, organisation_id, created_at, '' FROM person WHERE organisation_id IS NOT NULL"
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("mandate")
