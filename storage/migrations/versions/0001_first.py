"""The first tables: directory, calls, people, conversations, coalitions and proposals."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_CLUSTERED = {"sqlite_with_rowid": False}
_NEVER_REUSE_IDS = {"sqlite_autoincrement": True}


def upgrade() -> None:
    """Create all tables."""
    _directory()
    _calls()
    _people()
    _conversations()
    _outbox_and_documents()
    _coalitions()
    _proposals()


def downgrade() -> None:
    """Drop all tables, those that refer to others first."""
    for table in (
        *("proposal", "coalition_partner", "coalition", "document", "outbox", "turn_event", "seen_update"),
        *("conversation", "consent", "person", "call_record", "directory_revision", "organisation_facet"),
        "organisation",
    ):
        op.drop_table(table)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _whole(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _refers(table: str, column: str, target: str, target_column: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.{target_column}"], name=op.f(f"fk_{table}_{column}"))


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _directory() -> None:
    op.create_table(
        "organisation",
        _whole("id"),
        _text("name"),
        _text("name_key"),
        _text("type"),
        _text("municipality"),
        _text("source"),
        _text("source_key"),
        sa.Column("legal_person", sa.Boolean()),
        _text("description"),
        _text("website"),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("willing", sa.Boolean(), nullable=False),
        _moment("created_at"),
        _moment("updated_at"),
        _key("organisation", "id"),
        _unique("organisation", "source", "source_key"),
        **_NEVER_REUSE_IDS,
    )
    _index("organisation", "name_key", "municipality")
    op.create_table(
        "organisation_facet",
        _whole("organisation_id"),
        _text("facet"),
        _text("term"),
        sa.Column("inferred", sa.Boolean(), nullable=False),
        _text("words"),
        _text("note"),
        _refers("organisation_facet", "organisation_id", "organisation"),
        _key("organisation_facet", "organisation_id", "facet", "term"),
        **_CLUSTERED,
    )
    op.create_table("directory_revision", _whole("id"), _whole("number"), _key("directory_revision", "id"))


def _calls() -> None:
    op.create_table(
        "call_record",
        _text("code"),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        _moment("created_at"),
        _moment("updated_at"),
        _key("call_record", "code"),
    )


def _people() -> None:
    op.create_table(
        "person",
        _whole("id"),
        _text("channel"),
        _text("chat"),
        _text("name"),
        _text("role"),
        _text("language"),
        _whole("organisation_id", nullable=True),
        _moment("created_at"),
        _refers("person", "organisation_id", "organisation"),
        _key("person", "id"),
        _unique("person", "channel", "chat"),
        **_NEVER_REUSE_IDS,
    )
    _index("person", "organisation_id")
    op.create_table(
        "consent",
        _whole("id"),
        _whole("person_id"),
        _text("purpose"),
        _text("text_version"),
        _moment("given_at"),
        _moment("withdrawn_at", nullable=True),
        _refers("consent", "person_id", "person"),
        _key("consent", "id"),
    )
    _index("consent", "person_id", "purpose")


def _conversations() -> None:
    op.create_table(
        "conversation",
        _whole("id"),
        _text("channel"),
        _text("chat"),
        _whole("person_id", nullable=True),
        sa.Column("state", sa.JSON()),
        _text("card", nullable=True),
        _moment("created_at"),
        _moment("updated_at"),
        _refers("conversation", "person_id", "person"),
        _key("conversation", "id"),
        _unique("conversation", "channel", "chat"),
        **_NEVER_REUSE_IDS,
    )
    _index("conversation", "person_id")
    op.create_table(
        "turn_event",
        _whole("id"),
        _whole("conversation_id"),
        _moment("at"),
        _text("kind"),
        _text("flow"),
        _text("step"),
        _refers("turn_event", "conversation_id", "conversation"),
        _key("turn_event", "id"),
    )
    _index("turn_event", "conversation_id", "flow", "step", "kind")
    seen = (_text("channel"), _text("update_id"), _moment("at"), _key("seen_update", "channel", "update_id"))
    op.create_table("seen_update", *seen, **_CLUSTERED)


def _outbox_and_documents() -> None:
    op.create_table(
        "outbox",
        _whole("id"),
        _whole("conversation_id"),
        _whole("position"),
        sa.Column("body", sa.JSON(), nullable=False),
        _text("state"),
        _whole("attempts"),
        _moment("not_before"),
        _text("error"),
        _moment("created_at"),
        _moment("sending_since", nullable=True),
        _moment("sent_at", nullable=True),
        _text("channel_message_id", nullable=True),
        _refers("outbox", "conversation_id", "conversation"),
        _key("outbox", "id"),
        _unique("outbox", "conversation_id", "position"),
        **_NEVER_REUSE_IDS,
    )
    _index("outbox", "conversation_id", "state", "position")
    _index("outbox", "state", "not_before")
    op.create_table(
        "document",
        _whole("id"),
        _whole("conversation_id"),
        _text("name"),
        _text("media_type"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _moment("created_at"),
        _refers("document", "conversation_id", "conversation"),
        _key("document", "id"),
        **_NEVER_REUSE_IDS,
    )
    _index("document", "conversation_id")


def _coalitions() -> None:
    op.create_table(
        "coalition",
        _whole("id"),
        _text("call_code"),
        _text("name"),
        _whole("asking_organisation_id"),
        _text("state"),
        _moment("created_at"),
        _moment("updated_at"),
        _refers("coalition", "asking_organisation_id", "organisation"),
        _refers("coalition", "call_code", "call_record", "code"),
        _key("coalition", "id"),
        _unique("coalition", "asking_organisation_id", "call_code"),
        **_NEVER_REUSE_IDS,
    )
    _index("coalition", "call_code")
    op.create_table(
        "coalition_partner",
        _whole("coalition_id"),
        _whole("organisation_id"),
        _text("role"),
        _text("state"),
        _moment("since"),
        _refers("coalition_partner", "coalition_id", "coalition"),
        _refers("coalition_partner", "organisation_id", "organisation"),
        _key("coalition_partner", "coalition_id", "organisation_id"),
        **_CLUSTERED,
    )
    _index("coalition_partner", "organisation_id")


def _proposals() -> None:
    op.create_table(
        "proposal",
        _whole("id"),
        _whole("coalition_id"),
        _text("state"),
        sa.Column("content", sa.JSON(), nullable=False),
        _moment("created_at"),
        _moment("updated_at"),
        _refers("proposal", "coalition_id", "coalition"),
        _key("proposal", "id"),
        _unique("proposal", "coalition_id"),
        **_NEVER_REUSE_IDS,
    )
