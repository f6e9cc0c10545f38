"""What happens to coalitions and organisations when the last person of an organisation goes."""

from typing import Any

import pytest
from sqlalchemy import select

from storage import coalitions, leaving, mandates, organisations, people, privacy, proposals
from storage.coalitions import Coalition
from storage.database import Database
from storage.errors import NotFound
from storage.personal import table
from storage.statements import Session, run
from storage.unlisting import _OF_COALITION
from tests.storage.lives import LATER, NOW, Life, insert


@pytest.fixture
def session(database: Database) -> Any:
    with database.transaction() as session:
        yield session


def join(session: Session, coalition_id: int, life: Life, state: str = "accepted", role: str = "partner") -> None:
    coalitions.put(session, coalition_id, life.organisation_id, role, state, NOW)


def write(session: Session, coalition_id: int, life: Life, section: str, number: int, content: str) -> None:
    by = {"organisation_id": life.organisation_id, "person_id": life.person_id, "number": number, "at": NOW}
    insert(session, "revision", coalition_id=coalition_id, section=section, content={"text": content}, **by)


def sections(session: Session, coalition_id: int) -> dict[tuple[int, str], list[str]]:
    revision = table("revision")
    found: dict[tuple[int, str], list[str]] = {}
    for row in run(session, select(revision).where(revision.c.coalition_id == coalition_id).order_by(revision.c.id)):
        found.setdefault((row.organisation_id, row.section), []).append(row.content.get("text", "?"))
    return found


def only_coalition(session: Session, life: Life) -> Coalition:
    """Leave of a life only one coalition: the one that it asked for."""
    return coalitions.read(session, life.coalition_id)


def guest(session: Session, mark: str) -> Life:
    """Somebody with an organisation that asked for nothing itself."""
    life = Life(session, mark)
    for name in _OF_COALITION:
        part = table(name)
        run(session, part.delete().where(part.c.coalition_id == life.coalition_id))
    run(session, table("coalition").delete().where(table("coalition").c.id == life.coalition_id))
    return life


def test_the_plan_goes_on_with_the_others_when_the_one_that_asked_goes(session: Session) -> None:
    asks, first, second = Life(session, "asks"), guest(session, "one"), guest(session, "two")
    number = asks.coalition_id
    join(session, number, first)
    join(session, number, second, role="lead")
    write(session, number, asks, "goal", 1, "Eerste zin")
    write(session, number, asks, "goal", 2, "Tweede zin")
    write(session, number, second, "title", 1, "Samen")
    privacy.erase(session, asks.person_id, LATER)
    left = coalitions.read(session, number)
    assert (left.asking_organisation_id, left.state) == (second.organisation_id, "forming")
    places = {one.organisation_id: (one.role, one.state) for one in coalitions.partners(session, number)}
    assert places == {
        asks.organisation_id: ("partner", "left"),
        first.organisation_id: ("partner", "accepted"),
        second.organisation_id: ("lead", "accepted"),
    }
    assert sections(session, number) == {
        (second.organisation_id, "goal"): ["Tweede zin"],
        (second.organisation_id, "title"): ["Samen"],
    }


def test_what_was_agreed_stays_without_the_name(session: Session) -> None:
    asks, other = Life(session, "asks"), guest(session, "one")
    join(session, asks.coalition_id, other)
    coalitions.change(session, asks.coalition_id, NOW, state="agreed")
    privacy.erase(session, asks.person_id, LATER)
    assert (asks.organisation_id, "contribution") in sections(session, asks.coalition_id)
    assert run(session, select(table("revision").c.person_id)).scalars().all() == [None]


def test_only_the_name_of_an_organisation_that_left_stays(session: Session) -> None:
    asks, other = Life(session, "asks"), guest(session, "one")
    join(session, asks.coalition_id, other)
    privacy.erase(session, asks.person_id, LATER)
    bare = organisations.read(session, asks.organisation_id)
    assert (bare.name, bare.description, bare.facets, bare.services) == ("Huis van Naamasks", "", (), ())
    assert not bare.willing
    privacy.erase(session, other.person_id, LATER)
    for one in (asks, other):
        with pytest.raises(NotFound):
            organisations.read(session, one.organisation_id)
    with pytest.raises(NotFound):
        coalitions.read(session, asks.coalition_id)


def test_a_partner_leaves_the_coalition_of_others(session: Session) -> None:
    asks, other = Life(session, "asks"), guest(session, "one")
    join(session, asks.coalition_id, other)
    write(session, asks.coalition_id, other, "contribution", 1, "Een zaal")
    privacy.erase(session, other.person_id, LATER)
    left = coalitions.read(session, asks.coalition_id)
    assert left.asking_organisation_id == asks.organisation_id
    assert left.updated_at == LATER
    place = coalitions.place(session, left.id, other.organisation_id)
    assert place is not None
    assert place.state == "left"
    assert (other.organisation_id, "contribution") not in sections(session, left.id)


def test_nothing_of_an_organisation_goes_while_a_colleague_is_there(session: Session) -> None:
    asks, other = Life(session, "asks"), guest(session, "one")
    join(session, asks.coalition_id, other)
    colleague = people.person_for(session, "telegram", "colleague", NOW).id
    mandates.grant(session, colleague, asks.organisation_id, NOW)
    follows = leaving.farewell(session, asks.person_id)
    assert (follows.alone, follows.shared) == ((), (asks.organisation_id,))
    privacy.erase(session, asks.person_id, LATER)
    assert organisations.read(session, asks.organisation_id).description == "Wensasks"
    assert coalitions.read(session, asks.coalition_id).asking_organisation_id == asks.organisation_id
    assert (asks.organisation_id, "contribution") in sections(session, asks.coalition_id)


def test_a_coalition_without_others_goes_and_who_was_asked_is_known(session: Session) -> None:
    asks, asked = Life(session, "asks"), guest(session, "one")
    number = asks.coalition_id
    join(session, number, asked, state="invited")
    pair = {"organisation_id": asked.organisation_id, "asking_organisation_id": asks.organisation_id}
    insert(session, "invitation", coalition_id=number, **pair, state="open", reason="", created_at=NOW)
    follows = leaving.farewell(session, asks.person_id)
    assert [one.id for one in follows.dissolved] == [number]
    assert follows.withdrawn == ((number, asked.organisation_id),)
    privacy.erase(session, asks.person_id, LATER)
    with pytest.raises(NotFound):
        coalitions.read(session, number)
    assert run(session, select(table("invitation"))).all() == []


@pytest.mark.parametrize("who", ["asks", "asked"])
def test_open_invitations_are_withdrawn(session: Session, who: str) -> None:
    asks, asked, member = Life(session, "asks"), guest(session, "one"), guest(session, "two")
    number = asks.coalition_id
    join(session, number, member)
    join(session, number, asked, state="invited")
    pair = {"organisation_id": asked.organisation_id, "asking_organisation_id": asks.organisation_id}
    secret = {"link_hash": "secret", "link_expires_at": LATER}
    insert(session, "invitation", coalition_id=number, **pair, state="open", reason="", created_at=NOW, **secret)
    privacy.erase(session, {"asks": asks, "asked": asked}[who].person_id, LATER)
    invitation = table("invitation")
    of_it = invitation.c.link_hash.is_(None) & (invitation.c.organisation_id == asked.organisation_id)
    states = [row.state for row in run(session, select(invitation).where(of_it))]
    place = coalitions.place(session, number, asked.organisation_id)
    if who == "asks":
        assert states == ["withdrawn"]
        assert place is not None
        assert place.state == "suggested"
    else:
        assert states == []
        assert place is None


def test_what_was_handed_in_is_for_staff_to_decide(session: Session) -> None:
    asks = Life(session, "asks")
    run(session, table("proposal").update().values(state="submitted"))
    privacy.erase(session, asks.person_id, LATER)
    assert coalitions.read(session, asks.coalition_id).asking_organisation_id == asks.organisation_id
    assert proposals.read(session, asks.coalition_id).content["title"] == "Titelasks"


def test_who_asks_for_the_same_call_already_is_no_heir(session: Session) -> None:
    asks, busy, free = Life(session, "asks"), Life(session, "one"), guest(session, "two")
    join(session, asks.coalition_id, busy, role="lead")
    (departure,) = leaving.farewell(session, asks.person_id).departures
    assert departure.heir is None
    join(session, asks.coalition_id, busy)
    join(session, asks.coalition_id, free)
    (departure,) = leaving.farewell(session, asks.person_id).departures
    assert departure.heir == free.organisation_id
    run(
        session,
        table("coalition_partner").delete().where(table("coalition_partner").c.organisation_id == free.organisation_id),
    )
    privacy.erase(session, asks.person_id, LATER)
    assert coalitions.read(session, asks.coalition_id).asking_organisation_id == asks.organisation_id
    assert organisations.read(session, asks.organisation_id).description == ""


def test_all_organisations_of_a_person_are_left(session: Session) -> None:
    asks, member, second = Life(session, "asks"), guest(session, "one"), Life(session, "two")
    join(session, second.coalition_id, member)
    mandates.grant(session, asks.person_id, second.organisation_id, NOW)
    privacy.erase(session, second.person_id, LATER)
    assert leaving.spoken_for(session, asks.person_id) == [second.organisation_id, asks.organisation_id]
    assert {one["id"] for one in privacy.overview(session, asks.person_id)["coalition"]} == {
        asks.coalition_id,
        second.coalition_id,
    }
    follows = leaving.farewell(session, asks.person_id)
    assert set(follows.alone) == {asks.organisation_id, second.organisation_id}
    assert [one.id for one in follows.dissolved] == [asks.coalition_id]
    privacy.erase(session, asks.person_id, LATER)
    assert coalitions.read(session, second.coalition_id).asking_organisation_id == member.organisation_id


def test_who_stops_speaking_for_one_organisation_keeps_the_other(session: Session) -> None:
    asks, second = Life(session, "asks"), Life(session, "two")
    mandates.grant(session, asks.person_id, second.organisation_id, NOW)
    assert leaving.farewell(session, asks.person_id, second.organisation_id).alone == ()
    follows = leaving.farewell(session, asks.person_id, asks.organisation_id)
    assert follows.alone == (asks.organisation_id,)


def test_an_answer_of_another_stays_and_the_message_goes(session: Session) -> None:
    asks, other = Life(session, "asks"), guest(session, "one")
    join(session, asks.coalition_id, other)
    run(session, table("message").update().values(answer="Ja, dinsdag.", answered_at=NOW))
    privacy.erase(session, asks.person_id, LATER)
    (left,) = run(session, select(table("message"))).all()
    assert (left.text, left.answer, left.person_id) == ("", "Ja, dinsdag.", None)


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("Wil", "Wil u bellen? Vraag naar Wil. U wil dat.", "Wil u bellen? Vraag naar …. U wil dat."),
        ("Anna", "Anna belt u. Annalies niet.", "… belt u. Annalies niet."),
        ("Huis", "Huis van Naamone komt, en Huis belt.", "Huis van Naamone komt, en … belt."),
    ],
)
def test_a_name_is_struck_out_and_no_other_word(session: Session, name: str, text: str, left: str) -> None:
    asks, other = Life(session, "asks"), guest(session, "one")
    join(session, asks.coalition_id, other)
    people.change(session, asks.person_id, name=name)
    item = table("outbox")
    theirs = item.c.conversation_id == other.conversation.id
    run(session, item.update().where(theirs).values(body={"text": text}))
    privacy.erase(session, asks.person_id, LATER)
    assert {row.body["text"] for row in run(session, select(item).where(theirs))} == {left}
