"""Calls for proposals, as they were published."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Text, bindparam, cast, select
from sqlmodel import Field

from storage.columns import Stored, UtcDateTime
from storage.errors import NotFound
from storage.prepared import Prepared
from storage.statements import Session, insert_new, records, rows, run, table_of


class CallRecord(Stored, table=True):
    """One call.

    Attributes:
        code: its stable name.
        content: all it says, as plain JSON values.
        demo: whether it is an example.
        created_at: when it was first saved.
        updated_at: when its content was last changed.
    """

    __tablename__ = "call_record"

    code: str = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_type=JSON)
    demo: bool
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)


_call = table_of(CallRecord)
_TEXT = Prepared(select(cast(_call.c.content, Text)).where(_call.c.code == bindparam("of_code")))


def save(session: Session, code: str, content: Mapping[str, Any], demo: bool, now: datetime) -> bool:  # noqa: FBT001
    """Save a call; a call that is there already is replaced.

    Returns:
        Whether anything changed. Saving the same again writes nothing.
    """
    values = {"content": dict(content), "demo": demo, "updated_at": now}
    if insert_new(session, _call, {"code": code, "created_at": now, **values}):
        return True
    before = read(session, code)
    if (before.content, before.demo) == (content, demo):
        return False
    run(session, _call.update().where(_call.c.code == code), values)
    return True


def read(session: Session, code: str) -> CallRecord:
    """Read a call.

    Raises:
        NotFound: there is no call with this code.
    """
    found = records(session, CallRecord, select(_call).where(_call.c.code == code))
    if not found:
        raise NotFound("call", code)
    return found[0]


def text(session: Session, code: str) -> str:
    """What a call says, as the JSON in which it is stored: who reads the same call often need not make it anew.

    Raises:
        NotFound: there is no call with this code.
    """
    for (found,) in rows(session, _TEXT, {"of_code": code}):
        return str(found)
    raise NotFound("call", code)


def all(session: Session) -> list[CallRecord]:  # noqa: A001 - reads as `calls.all(session)`
    """All calls, in the order of their codes."""
    return records(session, CallRecord, select(_call).order_by(_call.c.code))
