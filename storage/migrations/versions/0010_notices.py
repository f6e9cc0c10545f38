"""Notices from one chat to another, and what a coalition and a person need for working together."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_TEXTS = {"coalition": ("decision_rule", "decision_note"), "person": ("email", "phone")}


def upgrade() -> None:
    """Create the table, and add the columns; who asked for a coalition is in it."""
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notice_person_id_not_before", "notice", ["person_id", "not_before"])
    op.create_index("ix_notice_not_before", "notice", ["not_before"])
    # Column by column: SQLite would otherwise build the tables anew, to which others refer.
    for table, names in _TEXTS.items():
        for name in names:
            op.add_column(table, sa.Column(name, sa.String(), nullable=False, server_default=sa.text("''")))
    op.execute(
        "INSERT INTO coalition_partner (coalition_id, organisation_id, role, state, since)"
        " SELECT id, asking_organisation_id, 'partner', 'accepted', created_at FROM coalition WHERE NOT EXISTS"
        " (SELECT 1 FROM coalition_partner WHERE coalition_id = coalition.id"
        " AND organisation_id = coalition.asking_organisation_id)"
    )
    op.execute("UPDATE coalition_partner SET state = 'accepted' WHERE state = 'asks'")


def downgrade() -> None:
    """Drop them."""
    for table, names in _TEXTS.items():
        for name in names:
            op.drop_column(table, name)
    op.drop_table("notice")
