"""Invitations: an organisation is asked to take part in a coalition."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_REFERS_TO = {
    "coalition_id": "coalition",
    "organisation_id": "organisation",
    "asking_organisation_id": "organisation",
    "person_id": "person",
}


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("coalition_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("asking_organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ask_again_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("link_hash", sa.String(), nullable=True),
        sa.Column("link_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("link_used_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_invitation_{column}"))
            for column, table in _REFERS_TO.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_invitation_link_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_invitation_coalition_id_organisation_id", "invitation", ["coalition_id", "organisation_id"])
    for column in ("organisation_id", "asking_organisation_id", "person_id", "state"):
        op.create_index(f"ix_invitation_{column}", "invitation", [column])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("invitation")
