from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from storage import calls, conversations, exposure, organisations, people, privacy
from storage.database import Database
from storage.organisation_data import OrganisationData
from storage.statements import Session

DAY = timedelta(days=1)


def organisation(session: Session, key: str, now: datetime, source: str = "register") -> int:
    data = OrganisationData(f"Organisatie {key}", "welzijn", "gm0556", source, key, None)
    return organisations.save(session, data, now).id


def filled(session: Session, now: datetime) -> tuple[list[int], list[int]]:
    """Two calls, three conversations and three organisations; gives the conversations and the organisations."""
    for code in ("buurt", "stad"):
        calls.save(session, code, {}, True, now)
    chats = [conversations.take(session, "test", chat, now).id for chat in "123"]
    return chats, [organisation(session, key, now) for key in "abc"]


def shown(session: Session, call: str = "buurt", without: int = exposure.NOBODY) -> dict[int, tuple[int, int]]:
    return {number: tuple(count) for number, count in exposure.counts(session, call, without).items()}


def test_an_organisation_counts_once_in_a_conversation_and_for_its_call(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        (first, second, third), (a, b, c) = filled(session, now)
        exposure.show(session, "buurt", first, [a, b], now)
        exposure.show(session, "buurt", first, [b, c], now + DAY)
        exposure.show(session, "buurt", second, [b], now)
        exposure.show(session, "stad", third, [c], now)
        assert shown(session) == {a: (1, 0), b: (2, 0), c: (1, 0)}
        assert shown(session, without=second) == {a: (1, 0), b: (1, 0), c: (1, 0)}
        assert shown(session, "stad") == {c: (1, 0)}
        assert (exposure.conversations(session, "buurt"), exposure.conversations(session, "stad")) == (2, 1)


def test_nothing_was_shown_for_a_call_of_which_nobody_heard(database: Database) -> None:
    with database.transaction() as session:
        assert exposure.counts(session, "onbekend") == {}
        assert exposure.conversations(session, "onbekend") == 0


def test_a_choice_counts_until_it_is_taken_back(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        (first, second, _), (a, b, c) = filled(session, now)
        for chat in (first, second):
            exposure.show(session, "buurt", chat, [a, b, c], now)
        exposure.choose(session, "buurt", first, [a, b], now)
        exposure.choose(session, "buurt", second, [b], now)
        assert shown(session) == {a: (2, 1), b: (2, 2), c: (2, 0)}
        exposure.choose(session, "buurt", first, [c], now + DAY)
        assert shown(session) == {a: (2, 0), b: (2, 1), c: (2, 1)}
        exposure.choose(session, "buurt", first, [], now + DAY)
        assert shown(session) == {a: (2, 0), b: (2, 1), c: (2, 0)}


def test_only_who_was_shown_can_be_chosen(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        (first, *_), (a, b, _) = filled(session, now)
        exposure.show(session, "buurt", first, [a], now)
        exposure.choose(session, "buurt", first, [a, b], now)
        assert shown(session) == {a: (1, 1)}


@pytest.mark.parametrize("wrong", ["call", "conversation", "organisation"])
def test_what_does_not_exist_cannot_be_shown(database: Database, now: datetime, wrong: str) -> None:
    with database.transaction() as session:
        (first, *_), (a, *_) = filled(session, now)
    call = "onbekend" if wrong == "call" else "buurt"
    chat = 404 if wrong == "conversation" else first
    with pytest.raises(IntegrityError), database.transaction() as session:
        exposure.show(session, call, chat, [404 if wrong == "organisation" else a], now)


def test_what_a_conversation_showed_is_gone_when_its_person_is_erased(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        (first, second, _), (a, *_) = filled(session, now)
        exposure.show(session, "buurt", first, [a], now)
        exposure.show(session, "buurt", second, [a], now)
        person = people.person_for(session, "test", "1", now)
        overview = privacy.overview(session, person.id)
        assert [row["organisation_id"] for row in overview["exposure"]] == [a]
        privacy.erase(session, person.id, now)
        assert shown(session) == {a: (1, 0)}
        assert exposure.conversations(session, "buurt") == 1


def new(session: Session, since: datetime) -> Sequence[int]:
    return sorted(exposure.newcomers(session, since, "gesprek"))


def test_a_whole_register_makes_nobody_a_newcomer_and_a_later_edition_does(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        for key in "abc":
            organisation(session, key, now)
        other = organisation(session, "a", now + DAY, "other register")
        later = organisation(session, "d", now + 2 * DAY)
        assert new(session, now - DAY) == [later]
        assert new(session, now + 3 * DAY) == []
        assert other not in new(session, now)


def test_who_comes_alone_is_a_newcomer_for_a_while(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        first, second = (organisation(session, key, now + day, "gesprek") for key, day in (("a", DAY), ("b", 2 * DAY)))
        assert new(session, now) == [first, second]
        assert new(session, now + DAY) == [second]
        assert new(session, now + 2 * DAY) == []


def test_an_empty_directory_has_no_newcomers(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        assert new(session, now) == []
