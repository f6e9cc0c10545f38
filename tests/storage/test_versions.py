"""Versions of whole plans: numbered without gaps, never written over, and without the person once that is erased."""

from datetime import datetime

import pytest

from storage import coalitions, organisations, people, privacy, versions
from storage.database import Database
from storage.errors import Conflict, NotFound
from storage.organisation_data import OrganisationData
from storage.personal import table
from storage.statements import run
from tests.storage.lives import LATER, NOW, Life, insert

SAID = "Wij bezoeken elke week honderd ouderen thuis."


def test_versions_are_numbered_from_one_without_gaps(database: Database) -> None:
    with database.transaction() as session:
        run(session, table("proposal_version").delete())
        life = Life(session, "a")
        run(session, table("proposal_version").delete())
        assert versions.last(session, life.coalition_id) is None
        with pytest.raises(Conflict):
            versions.add(session, (life.coalition_id, 2), "b" * 64, {}, None, NOW)
        for number, mark in ((1, "a" * 64), (2, "b" * 64)):
            made = versions.add(session, (life.coalition_id, number), mark, {"title": mark}, life.person_id, NOW)
            assert (made.number, made.hash, made.at) == (number, mark, NOW)
        with pytest.raises(Conflict):
            versions.add(session, (life.coalition_id, 2), "c" * 64, {}, None, NOW)
        assert versions.read(session, life.coalition_id, 1).content == {"title": "a" * 64}
        assert versions.last(session, life.coalition_id) == versions.read(session, life.coalition_id, 2)
        assert [one.number for one in versions.all_of(session, life.coalition_id)] == [1, 2]
        with pytest.raises(NotFound):
            versions.read(session, life.coalition_id, 3)


def partner(database: Database, state: str, now: datetime) -> tuple[int, int]:
    """Somebody whose organisation takes part in the coalition of others, and told its part; gives who, and which."""
    with database.transaction() as session:
        one = Life(session, "one")
        coalitions.change(session, one.coalition_id, now, state=state)
        data = OrganisationData("Groep Twee", "bewoners", "gm0556", "gesprek", "two", legal_person=None)
        other = organisations.save(session, data, now).id
        person = people.person_for(session, "telegram", "two", now)
        people.change(session, person.id, organisation_id=other, name="Tineke Twee")
        coalitions.put(session, one.coalition_id, other, "partner", "accepted", now)
        key = {"coalition_id": one.coalition_id, "person_id": person.id, "at": now}
        told = {"section": "contribution", "organisation_id": other, "number": 1, "content": {"gains": SAID}}
        insert(session, "revision", **key, **told)
        said = {"partners": [{"name": "Groep Twee", "gains": SAID, "note": "Bel Tineke Twee."}], "title": "Samen eten"}
        insert(session, "proposal_version", **key, number=2, hash="2" * 64, content=said)
        return person.id, one.coalition_id


@pytest.mark.parametrize(("state", "stays"), [("forming", False), ("agreed", True)])
def test_a_version_loses_who_made_it_and_of_what_is_not_agreed_also_their_own_words(
    database: Database, state: str, stays: bool
) -> None:
    person, coalition = partner(database, state, NOW)
    with database.transaction() as session:
        assert [row["number"] for row in privacy.overview(session, person)["proposal_version"]] == [1, 2]
        privacy.erase(session, person, LATER)
        kept = versions.read(session, coalition, 2)
    assert (kept.person_id, kept.hash, kept.at) == (None, "2" * 64, NOW)
    assert kept.content["title"] == "Samen eten"
    assert "Tineke" not in str(kept.content)
    assert (SAID in str(kept.content)) == stays
