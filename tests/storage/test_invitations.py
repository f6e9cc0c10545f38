from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from storage import calls, coalitions, invitations, organisations, people
from storage.database import Database
from storage.errors import Conflict, NotFound
from storage.organisation_data import OrganisationData
from storage.statements import Session

DAY = timedelta(days=1)


def place(session: Session, now: datetime) -> tuple[int, int, int, int]:
    """A coalition, who is asked, who asks, and a person of theirs."""
    asked, asking = (
        organisations.save(session, OrganisationData(f"Groep {key}", "bewoners", "gm0556", "test", key, None), now).id
        for key in "ab"
    )
    calls.save(session, "call", {}, True, now)
    coalition = coalitions.open_or_get(session, "call", asking, "Samen", now)
    return coalition.id, asked, asking, people.person_for(session, "telegram", "1", now).id


def test_an_invitation_waits_until_it_is_answered_for_good(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        coalition, asked, asking, person = place(session, now)
        one = invitations.add(session, coalition, asked, asking, person, now)
        assert (one.state, one.reason, one.answered_at, one.link_hash) == ("open", "", None, None)
        assert one.waits
        for found in (
            invitations.waiting_for(session, asked),
            invitations.waiting_of(session, asking),
            invitations.waiting_in(session, coalition),
            invitations.of_place(session, coalition, asked),
        ):
            assert [each.id for each in found] == [one.id]
        assert not invitations.waiting_for(session, asking)
        invitations.settle(session, one.id, "no", now + DAY, "geen tijd")
        after = invitations.read(session, one.id)
        assert (after.state, after.reason, after.answered_at, after.waits) == ("no", "geen tijd", now + DAY, False)
        assert not invitations.waiting_for(session, asked)
        for state in ("no", "withdrawn", "expired"):
            with pytest.raises(Conflict):
                invitations.settle(session, one.id, state, now)
        invitations.settle(session, one.id, "yes", now + 2 * DAY)
        with pytest.raises(Conflict):
            invitations.settle(session, one.id, "yes", now)


def test_later_still_waits_and_is_outdated_counted_from_there(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        one = invitations.add(session, *place(session, now), now)
        invitations.put_off(session, one.id, now + 3 * DAY, now + DAY)
        later = invitations.read(session, one.id)
        assert (later.state, later.ask_again_at, later.waits) == ("later", now + 3 * DAY, True)
        assert not invitations.outdated(session, now + 3 * DAY)
        assert [found.id for found in invitations.outdated(session, now + 4 * DAY)] == [one.id]
        invitations.settle(session, one.id, "expired", now + 4 * DAY)
        assert not invitations.outdated(session, now + 9 * DAY)
        with pytest.raises(Conflict):
            invitations.put_off(session, one.id, now, now)


def test_a_link_is_used_once_and_a_new_one_takes_its_place(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        one = invitations.add(session, *place(session, now), now)
        invitations.set_link(session, one.id, "hash", now + DAY)
        found = invitations.by_link(session, "hash")
        assert found
        assert (found.id, found.link_expires_at) == (one.id, now + DAY)
        assert invitations.use_up(session, one.id, now)
        assert not invitations.use_up(session, one.id, now)
        invitations.set_link(session, one.id, "other", now + DAY)
        assert invitations.by_link(session, "hash") is None
        assert invitations.use_up(session, one.id, now)


def test_what_does_not_exist(database: Database, now: datetime) -> None:
    with database.transaction() as session, pytest.raises(NotFound):
        invitations.read(session, 7)
    with database.transaction() as session, pytest.raises(Conflict):
        invitations.settle(session, 7, "yes", now)
    with pytest.raises(IntegrityError), database.transaction() as session:
        invitations.add(session, 7, 7, 7, 7, now)
