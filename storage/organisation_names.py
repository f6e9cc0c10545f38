"""Finding organisations by how their names begin, however many there are."""

from collections.abc import Iterable

from sqlalchemy import or_, select

from storage.organisations import Organisation
from storage.statements import Session, run, table_of

_organisation = table_of(Organisation)
_AFTER_ALL_LETTERS = "\uffff"


def named_like(session: Session, beginnings: Iterable[str]) -> list[tuple[int, str]]:
    """Organisations whose name begins in one of these ways, by id, in no particular order.

    Only those that want to be found; one that was described in a chat wants that when it agreed to it.

    Args:
        session: the session.
        beginnings: the first letters of names, as `organisations.name_key` writes them.

    Returns:
        The id, and the name as `name_key` writes it, of each.
    """
    key = _organisation.c.name_key
    begins = or_(*(key.between(begin, begin + _AFTER_ALL_LETTERS) for begin in beginnings))
    found = _organisation.c.willing & _organisation.c.merged_into.is_(None) & begins
    return [(row.id, row.name_key) for row in run(session, select(_organisation.c.id, key).where(found))]
