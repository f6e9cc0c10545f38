"""Messages between partners and with staff, and consent to share contact data."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_MATCH = ("coalition_id", "organisation_id", "to_organisation_id", "person_id")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("coalition_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("to_organisation_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False, server_default=sa.text("''")),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=False, server_default=sa.text("''")),
        *_references("message"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_message_coalition_id", "message", ["coalition_id"])
    op.create_index("ix_message_organisation_id", "message", ["organisation_id"])
    op.create_index("ix_message_to_organisation_id_answered_at", "message", ["to_organisation_id", "answered_at"])
    op.create_index("ix_message_person_id", "message", ["person_id"])
    op.create_table(
        "contact_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _MATCH),
        sa.Column("text_version", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        *_references("contact_consent"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_consent")),
        sqlite_autoincrement=True,
    )
    stands = sa.text("withdrawn_at IS NULL")
    op.create_index(
        "ix_contact_consent_standing",
        "contact_consent",
        list(_MATCH),
        unique=True,
        sqlite_where=stands,
        postgresql_where=stands,
    )
    for name in _MATCH:
        op.create_index(f"ix_contact_consent_{name}", "contact_consent", [name])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("contact_consent")
    op.drop_table("message")


def _references(table: str) -> list[sa.ForeignKeyConstraint]:
    """Give what the columns of a table refer to; both tables refer to the same."""
    to = dict(zip(_MATCH, ("coalition", "organisation", "organisation", "person"), strict=True))
    return [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}")) for name, other in to.items()
    ]
