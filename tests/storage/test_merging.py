"""Merging two organisations, and taking it back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from storage import (
    calls,
    claims,
    coalitions,
    conversations,
    differences,
    exposure,
    mandates,
    merging,
    organisations,
    people,
    privacy,
    references,
)
from storage.coalitions import PartnerData
from storage.columns import Stored
from storage.database import Database
from storage.errors import Conflict, NotFound
from storage.organisation_data import FacetData, OrganisationData, ServiceData, united
from storage.statements import Session, run

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
HISTORY = {"organisation_merge", "directory_revision", "directory_change"}
KETEL = OrganisationData("Buurthuis De Ketel", "welzijn", "gm0556", "sociale_kaart", "1", legal_person=None)
NUMBERS = count()


def dump(session: Session) -> dict[str, list[str]]:
    """Everything that is stored, apart from the history of merges and what was changed."""
    return {
        name: sorted(repr(tuple(row)) for row in run(session, select(table)))
        for name, table in Stored.metadata.tables.items()
        if name not in HISTORY
    }


def add(session: Session, name: str = "Huis", source: str = "sociale_kaart", **known: Any) -> int:
    data = replace(KETEL, name=name, source=source, source_key=str(next(NUMBERS)), **known)
    return organisations.save(session, data, NOW).id


def speaker(session: Session, organisation_id: int) -> int:
    chat = f"chat{next(NUMBERS)}"
    conversations.take(session, "telegram", chat, NOW)
    person = people.person_for(session, "telegram", chat, NOW).id
    mandates.grant(session, person, organisation_id, NOW)
    return person


def coalition_of(session: Session, asking: int, *members: PartnerData, call: str = "buurt") -> int:
    calls.save(session, call, {"title": "Buurt"}, True, NOW)
    number = coalitions.open_or_get(session, call, asking, "Plan", NOW).id
    coalitions.set_partners(session, number, members, NOW)
    return number


@pytest.fixture
def session(database: Database) -> Any:
    with database.transaction() as session:
        yield session


def test_every_reference_to_an_organisation_is_known() -> None:
    parts = {"organisation_facet", "organisation_service", "organisation_difference", "organisation_merge"}
    known = {(one.table.name, one.column) for one in references.REFERENCES}
    found = {
        (table.name, key.parent.name)
        for table in Stored.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "organisation" and table.name not in parts
    }
    assert found - known == {("confirmation_request", "organisation_id")}


def test_the_kept_one_keeps_its_own_and_is_filled_in() -> None:
    own = replace(
        KETEL,
        website="ketel.nl",
        confirmed_at=NOW,
        facets=(FacetData("theme", "zorg", inferred=True, words="zorg"), FacetData("need", "room", note="groot")),
        services=(ServiceData("1", "Inloop"),),
    )
    other = replace(
        KETEL,
        name="St. De Ketel",
        website="anders.nl",
        kvk="12345678",
        legal_person=True,
        confirmed_at=LATER,
        facets=(FacetData("offer", "room"), FacetData("theme", "zorg"), FacetData("need", "room", inferred=True)),
        services=(ServiceData("1", "Eettafel"), ServiceData("2", "inloop")),
    )
    both = united(own, [other])
    assert (both.name, both.website, both.kvk, both.legal_person) == (
        "Buurthuis De Ketel",
        "ketel.nl",
        "12345678",
        True,
    )
    assert both.confirmed_at == LATER
    assert set(both.facets) == {
        FacetData("theme", "zorg"),
        FacetData("need", "room", note="groot"),
        FacetData("offer", "room"),
    }
    assert sorted(one.name for one in both.services) == ["Eettafel", "Inloop"]
    assert len({one.key for one in both.services}) == 2


def test_what_was_merged_stands_in_the_other(session: Session) -> None:
    kept = add(session, "De Ketel")
    gone = add(session, "St. De Ketel", kvk="12345678")
    merging.merge(session, kept, gone, "Ria", "zelfde adres", NOW)
    assert [(number, data.kvk) for number, data in organisations.stream(session)] == [(kept, "12345678")]
    assert organisations.read(session, kept).kvk == "12345678"
    assert organisations.standing(session, gone) == kept
    assert organisations.count(session) == 1
    (done,) = merging.history(session, gone)
    assert (done.kept_id, done.by, done.why, done.at, done.undone_at) == (kept, "Ria", "zelfde adres", NOW, None)


def test_an_import_of_the_one_that_is_gone_changes_it_and_lets_it_gone(session: Session) -> None:
    kept, gone = add(session, "De Ketel"), add(session, "St. De Ketel", source="kaart2")
    merging.merge(session, kept, gone, "", "", NOW)
    told = replace(organisations.read(session, gone), website="nieuw.nl")
    assert organisations.save(session, told, LATER).change == "changed"
    assert organisations.count(session) == 1
    assert organisations.read(session, kept).website == "nieuw.nl"
    own = replace(organisations.read(session, kept), website="")
    assert organisations.save(session, own, LATER).change == "same"
    merging.undo(session, gone, "", LATER)
    assert organisations.read(session, kept).website == ""
    assert organisations.read(session, gone).website == "nieuw.nl"


def test_what_came_later_stays_with_the_kept_one(session: Session) -> None:
    kept, gone = add(session), add(session)
    before = speaker(session, gone)
    merging.merge(session, kept, gone, "", "", NOW)
    assert people.read(session, before).organisation_id == kept
    later, elsewhere = speaker(session, kept), add(session)
    moved_on = speaker(session, kept)
    people.change(session, before, name="Anna")
    people.change(session, moved_on, organisation_id=elsewhere)
    merging.undo(session, gone, "Ria", LATER)
    assert people.read(session, before).organisation_id == gone
    assert people.read(session, before).name == "Anna"
    assert people.read(session, later).organisation_id == kept
    assert people.read(session, moved_on).organisation_id == elsewhere


def test_who_asked_and_was_also_suggested_stays_the_one_who_asks(session: Session) -> None:
    kept, gone = add(session), add(session)
    members = (PartnerData(gone, "lead", "asks"), PartnerData(kept, "partner", "suggested"))
    number = coalition_of(session, gone, *members)
    before = dump(session)
    merging.merge(session, kept, gone, "", "", NOW)
    (left,) = coalitions.partners(session, number)
    assert (left.organisation_id, left.role, left.state) == (kept, "lead", "asks")
    merging.undo(session, gone, "", LATER)
    assert dump(session) == before


def test_a_place_that_changed_since_is_left_as_it_is(session: Session) -> None:
    kept, gone, asks = add(session), add(session), add(session)
    first = PartnerData(asks, "lead", "asks")
    members = (first, PartnerData(gone, "partner", "accepted"), PartnerData(kept, "partner", "suggested"))
    number = coalition_of(session, asks, *members)
    merging.merge(session, kept, gone, "", "", NOW)
    coalitions.set_partners(session, number, [first, PartnerData(kept, "partner", "declined")], LATER)
    merging.undo(session, gone, "", LATER)
    assert {one.organisation_id: one.state for one in coalitions.partners(session, number)} == {
        asks: "asks",
        gone: "accepted",
        kept: "declined",
    }


def test_two_plans_for_one_call_are_not_made_one(database: Database) -> None:
    with database.transaction() as session:
        kept, gone = add(session), add(session)
        speaker(session, gone)
        coalition_of(session, kept)
        coalition_of(session, gone)
        before = dump(session)
    with pytest.raises(Conflict, match="two plans"), database.transaction() as session:
        merging.merge(session, kept, gone, "", "", NOW)
    with database.transaction() as session:
        assert dump(session) == before


def test_what_cannot_be_merged_is_refused(session: Session) -> None:
    one, other, third = add(session), add(session), add(session)
    with pytest.raises(Conflict):
        merging.merge(session, one, one, "", "", NOW)
    with pytest.raises(NotFound):
        merging.merge(session, one, 999, "", "", NOW)
    with pytest.raises(NotFound):
        merging.undo(session, one, "", NOW)
    merging.merge(session, one, other, "", "", NOW)
    for pair in ((one, other), (other, third), (third, other)):
        with pytest.raises(Conflict, match="merged into"):
            merging.merge(session, *pair, "", "", NOW)
    merging.merge(session, third, one, "", "", NOW)
    assert organisations.standing(session, other) == third
    with pytest.raises(Conflict, match="merged into"):
        merging.undo(session, other, "", NOW)


def test_not_the_same_is_remembered_once(session: Session) -> None:
    one, other = add(session), add(session)
    assert differences.remember(session, other, one, "Ria", "twee adressen", NOW)
    assert not differences.remember(session, one, other, "", "", NOW)
    assert differences.pairs(session) == {(one, other)}
    merging.merge(session, one, other, "", "", NOW)
    with pytest.raises(Conflict):
        differences.remember(session, one, other, "", "", NOW)


def test_erasing_a_person_takes_what_was_told_and_merged_too(session: Session) -> None:
    entry = add(session, "De Ketel")
    told = add(session, "Onze Ketel", source="gesprek", description="Eigen woorden")
    anna = speaker(session, told)
    merging.merge(session, entry, told, "claim", "", NOW)
    privacy.erase(session, anna, LATER)
    assert organisations.read(session, entry).description == ""
    with pytest.raises(NotFound):
        organisations.read(session, told)
    assert merging.history(session, entry) == []


def test_an_entry_stands_by_itself_when_the_one_it_was_merged_into_is_erased(session: Session) -> None:
    entry, told = add(session, "De Ketel"), add(session, "Onze Ketel", source="gesprek")
    anna = speaker(session, told)
    merging.merge(session, told, entry, "Ria", "", NOW)
    privacy.erase(session, anna, LATER)
    assert [number for number, _ in organisations.stream(session)] == [entry]


PLACES = st.sampled_from(["suggested", "asks", "accepted"])
WHO = st.sampled_from([0, 1, 2])


@st.composite
def histories(draw: st.DrawFn) -> Any:
    """What happened to three organisations before two of them are merged."""
    return {
        "speakers": draw(st.lists(st.frozensets(WHO, min_size=1), max_size=3)),
        "claims": draw(st.lists(WHO, max_size=2)),
        "coalitions": draw(st.lists(st.tuples(WHO, st.dictionaries(WHO, PLACES)), max_size=3)),
        "shown": draw(st.lists(st.frozensets(WHO), max_size=2)),
        "different": draw(st.sampled_from([(0, 1), (0, 2), (1, 2)])),
    }


@settings(max_examples=40, deadline=None)
@given(history=histories())
def test_merging_and_taking_it_back_leaves_everything_as_it_was(history: Any) -> None:
    database = Database("sqlite://")
    database.upgrade()
    with database.transaction() as session:
        three = [add(session, f"Huis {number}", source=f"s{number}") for number in range(3)]
        _live(session, three, history)
        before, counts = dump(session), merging.referring(session, three[1])
        merging.merge(session, three[0], three[1], "Ria", "", LATER)
        assert merging.referring(session, three[1]) == {}
        assert sum(counts.values()) == len(merging.history(session, three[1])[0].moves)
        merging.undo(session, three[1], "Ria", LATER)
        assert dump(session) == before
    database.close()


def _live(session: Session, three: list[int], history: Any) -> None:
    for spoken_for in history["speakers"]:
        person = speaker(session, three[min(spoken_for)])
        for number in spoken_for:
            mandates.grant(session, person, three[number], NOW)
    for number in history["claims"]:
        claims.add(session, speaker(session, three[2]), three[number], NOW)
    for place, (asking, members) in enumerate(history["coalitions"]):
        partners = [PartnerData(three[who], "lead" if who == asking else "partner", at) for who, at in members.items()]
        coalition_of(session, three[asking], *partners, call=f"call{place}")
    for shown in history["shown"]:
        chat = conversations.take(session, "telegram", f"chat{next(NUMBERS)}", NOW).id
        calls.save(session, "buurt", {"title": "Buurt"}, True, NOW)
        exposure.show(session, "buurt", chat, [three[number] for number in sorted(shown)], NOW)
    one, other = history["different"]
    differences.remember(session, three[one], three[other], "", "", NOW)
