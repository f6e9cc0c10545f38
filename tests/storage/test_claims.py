from datetime import datetime, timedelta

import pytest

from storage import claims, organisations, people, privacy, retention
from storage.claims import Claim
from storage.database import Database
from storage.errors import Conflict, NotFound
from storage.organisation_data import OrganisationData
from storage.statements import Session

HOUR = timedelta(hours=1)
ENTRY = OrganisationData("Stichting Anders", "welzijn", "gm0556", "register", "1", legal_person=True)


def made(session: Session, now: datetime, chat: str = "1") -> Claim:
    entry = organisations.save(session, ENTRY, now).id
    return claims.add(session, people.person_for(session, "test", chat, now).id, entry, now)


@pytest.mark.parametrize(
    ("first", "then", "allowed"),
    [
        ("confirmed", "confirmed", False),
        ("confirmed", "refused", False),
        ("confirmed", "withdrawn", True),
        ("refused", "confirmed", False),
        ("refused", "withdrawn", False),
        ("withdrawn", "confirmed", False),
    ],
)
def test_a_claim_is_decided_once(
    database: Database, now: datetime, first: claims.Decision, then: claims.Decision, allowed: bool
) -> None:
    with database.transaction() as session:
        number = made(session, now).id
        claims.decide(session, number, first, now, "Staff", "because")
        decided = claims.read(session, number)
        assert (decided.state, decided.decided_at, decided.decided_by) == (first, now, "Staff")
        if allowed:
            claims.decide(session, number, then, now)
            return
        with pytest.raises(Conflict):
            claims.decide(session, number, then, now)
        assert claims.read(session, number).state == first


def test_what_is_not_there_is_not_found(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        with pytest.raises(NotFound):
            claims.read(session, 1)
        with pytest.raises(Conflict):
            claims.decide(session, 1, "confirmed", now)


def test_a_code_lives_until_its_time_its_tries_or_a_decision(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        claim = made(session, now)
        claims.add_code(session, claim.id, claim.organisation_id, "first", now, now + HOUR)
        claims.add_code(session, claim.id, claim.organisation_id, "second", now, now + HOUR)
        code = claims.code_of(session, claim.id, now, 2)
        assert code is not None
        assert code.hash == "second"
        assert claims.code_of(session, claim.id, now + HOUR, 2) is None
        claims.count_try(session, code.id)
        assert claims.code_of(session, claim.id, now, 2) is not None
        claims.count_try(session, code.id)
        assert claims.code_of(session, claim.id, now, 2) is None
        claims.decide(session, claim.id, "refused", now)
        assert claims.code_of(session, claim.id, now, 9) is None


def test_who_is_erased_takes_the_claims_along_and_leaves_a_count_of_codes(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        mine, other = made(session, now), made(session, now, "other")
        claims.add_code(session, mine.id, mine.organisation_id, "hash", now, now + HOUR)
        assert privacy.erase(session, mine.person_id, now)["claim"] == 1
        assert [one.id for one in claims.all_claims(session, only_open=False)] == [other.id]
        assert claims.codes_since(session, mine.organisation_id, now - HOUR) == 1
        assert claims.codes_since(session, mine.organisation_id, now) == 0


def test_old_claims_go_apart_from_those_that_count(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        confirmed, refused, waiting = (made(session, now, chat) for chat in "abc")
        claims.add_code(session, refused.id, refused.organisation_id, "hash", now, now + HOUR)
        claims.decide(session, confirmed.id, "confirmed", now, "Staff")
        claims.decide(session, refused.id, "refused", now, "Staff", "because")
        assert retention.drop(session, "claim", now, 9) == 0
        assert retention.drop(session, "claim", now + 2 * HOUR, 9) == 1
        assert claims.codes_since(session, refused.organisation_id, now - HOUR) == 0
        assert claims.expire(session, now, now) == 0
        assert claims.expire(session, now + HOUR, now + HOUR) == 1
        assert [one.state for one in claims.all_claims(session, only_open=False)] == ["confirmed", "expired"]
        assert claims.read(session, waiting.id).decided_at == now + HOUR
