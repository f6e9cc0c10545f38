"""When a person was last heard, who was warned that things go, and links for colleagues."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_MOMENTS = (("conversation", "heard_at"), ("conversation", "warned_at"), ("coalition", "warned_at"))


def upgrade() -> None:
    """Create the table, and add the columns; who was heard before counts as heard when the state was last saved."""
    op.create_table(
        "colleague_link",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_colleague_link_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_colleague_link_person_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_colleague_link")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_colleague_link_organisation_id", "colleague_link", ["organisation_id"])
    op.create_index("ix_colleague_link_person_id", "colleague_link", ["person_id"])
    for table, name in _MOMENTS:
        op.add_column(table, sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE conversation SET heard_at = updated_at")


def downgrade() -> None:
    """Drop them."""
    for table, name in _MOMENTS:
        op.drop_column(table, name)
    op.drop_table("colleague_link")
