"""Every partner agrees to a version in its own chat, and only then the plan is handed in."""

from collections.abc import Iterator

import pytest

from flows.services.proposals import draft_of
from storage import approvals, coalitions, mandates, submissions, versions
from tests.bot.approving import PLAN, TOLD, Approving
from tests.bot.group import NAMES


@pytest.fixture
def at() -> Iterator[Approving]:
    yield (made := Approving())
    made.talk.database.close()


def given(at: Approving) -> list[tuple[int, str, str]]:
    """What was answered, in order: the version, the answer and what was said with it."""
    with at.talk.database.snapshot() as session:
        return [(one.number, one.answer, one.remark) for one in approvals.all_of(session, at.coalition)]


def test_all_agree_and_the_plan_is_handed_in(at: Approving) -> None:
    assert "zegt uw organisatie zelf ja tegen deze versie" in at.says("a", "vraag akkoord")
    assert f"Ik vraag nu akkoord aan: {NAMES['b']} en {NAMES['c']}." in at.says("a", "ja")
    assert (at.state, at.agree()) == ("for_approval", {"a"})

    asked = at.hears("b")
    assert "Bent u akkoord met het plan van de groep 'Samen aan tafel'? Het gaat om versie 1." in asked
    assert "U leest dit plan hier voor het eerst als geheel." in asked
    assert "Uw organisatie is akkoord met versie 1." in at.says("b", "oké")
    assert f"{NAMES['b']} is akkoord met versie 1" in at.hears("a")

    at.hears("c")
    at.says("c", "Akkoord, met een opmerking")
    assert "Uw opmerking staat erbij." in at.says("c", "Wij zingen graag in het Engels.")
    heard = at.hears("a")
    assert "De opmerking: Wij zingen graag in het Engels." in heard
    assert "Alle partners zijn akkoord met versie 1" in heard
    assert "Typ 'dien in'." in at.says("a", "stand")
    assert given(at) == [(1, "yes", ""), (1, "yes", ""), (1, "remark", "Wij zingen graag in het Engels.")]

    assert "Wilt u het plan nu insturen?" in at.says("a", "dien in")
    receipt = at.says("a", "ja")
    for chat_heard in (receipt, at.hears("b"), at.hears("c")):
        assert "Nummer: 2026-0001\nDatum: 1 december 2026\nVersie: 1" in chat_heard
        assert "De gemeente beslist uiterlijk op 1 mei 2027. Dit bewijs is geen besluit." in chat_heard
    assert at.state == "submitted"
    with at.talk.database.snapshot() as session:
        last, version = submissions.last(session, at.coalition), versions.last(session, at.coalition)
    assert last
    assert version
    assert (last.number, last.hash) == (version.number, version.hash)


def test_the_documents_say_who_agreed_when_and_to_which_version(at: Approving) -> None:
    at.all_agree()
    at.contributes("c", TOLD["c"].model_copy(update={"gains": "Veel nieuwe leden"}))
    with at.talk.database.transaction() as session:
        context, group = at.context(session, "b"), coalitions.read(session, at.coalition)
        plan = draft_of(context, {"language": "en", "call": group.call_code}, group).proposal
        found = {one.name: one.consent for one in plan.partners}
    consent = found[NAMES["b"]]
    assert consent
    assert (consent.version, str(consent.day)) == (1, "2026-12-01")
    assert found[NAMES["c"]] is None
    assert found[NAMES["a"]] is None  # The lead partner answers for the whole.


def test_a_change_opens_only_the_agreements_that_it_touches(at: Approving) -> None:
    at.all_agree()
    assert at.agree() == {"a", "b", "c"}
    at.contributes("c", TOLD["c"].model_copy(update={"gains": "Veel nieuwe leden"}))
    assert at.agree() == {"b"}
    assert "Typ 'vraag akkoord'." in at.says("a", "dien in")
    said = at.says("a", "vraag akkoord", "ja")
    assert f"Ik vraag nu akkoord aan: {NAMES['c']}." in said
    assert f"Hun eerdere akkoord blijft gelden, want wat er veranderde gaat niet over hen: {NAMES['b']}." in said
    assert "Bent u akkoord" not in at.hears("b")
    asked = at.hears("c")
    assert "Dit is er veranderd sinds u versie 1 las" in asked
    assert "Eerst: Nieuwe leden. Nu: Veel nieuwe leden." in asked
    at.says("c", "akkoord")
    assert at.agree() == {"a", "b", "c"}

    at.writes(title="Samen aan de lange tafel")
    assert at.agree() == set()
    stand = at.says("b", "stand")
    assert "Daarna is er iets veranderd" in stand


def test_a_change_that_is_taken_back_opens_nothing(at: Approving) -> None:
    at.all_agree()
    at.writes(title="Anders")
    at.says("a", "vraag akkoord", "ja")
    at.writes(title=PLAN["title"])
    assert at.agree() >= {"b", "c"}


def test_an_objection_is_heard_with_its_reason_and_stops_handing_in(at: Approving) -> None:
    at.says("a", "vraag akkoord", "ja")
    for chat in ("b", "c"):
        at.hears(chat)
    at.says("b", "akkoord")
    at.says("c", "bezwaar", "Wij willen vaker zingen.")
    heard = at.hears("a")
    assert f"{NAMES['c']} heeft bezwaar tegen versie 1" in heard
    assert "De reden: Wij willen vaker zingen." in heard
    assert f"- {NAMES['c']} heeft bezwaar: Wij willen vaker zingen." in at.says("a", "dien in")
    assert f"{NAMES['c']} heeft bezwaar. Pas het plan aan" in at.says("a", "stand")
    assert at.state == "for_approval"
    # Somebody else's part changes: the objection stays one.
    at.contributes("b", TOLD["b"].model_copy(update={"gains": "Anders"}))
    at.says("a", "vraag akkoord", "ja")
    assert at.agree() == {"a"}
    at.hears("c")
    at.says("c", "prima")
    assert "c" in at.agree()


def test_yes_but_is_no_yes(at: Approving) -> None:
    at.says("a", "vraag akkoord", "ja")
    at.hears("b")
    assert "Typ het nummer of de naam van een keuze." in at.says("b", "akkoord, maar het bedrag klopt niet")
    assert at.agree() == {"a"}
    assert "Uw opmerking staat erbij." in at.says("b", "2", "Het bedrag klopt niet.")


def test_contact_data_do_not_go_with_a_remark(at: Approving) -> None:
    at.says("a", "vraag akkoord", "ja")
    at.hears("b")
    at.says("b", "akkoord, met een opmerking", "Bel mij op 06 1234 5678")
    assert at.knows("b")["asked"] == "approval_remark"
    at.says("b", "Graag in de ochtend.")
    assert given(at)[-1] == (1, "remark", "Graag in de ochtend.")


def test_who_has_seen_an_older_version_is_asked_about_the_newer_one(at: Approving) -> None:
    at.says("a", "vraag akkoord", "ja")
    at.hears("b")
    at.writes(title="Anders")
    at.says("a", "vraag akkoord", "ja")
    assert "Er is intussen een nieuwe versie" in at.says("b", "akkoord")
    assert "b" not in at.agree()
    at.says("b", "akkoord")
    assert "b" in at.agree()


def test_later_and_once_more(at: Approving) -> None:
    at.says("a", "vraag akkoord", "ja")
    at.hears("b")
    assert "Typ 'ons akkoord'" in at.says("b", "overslaan")
    assert "Wat nu: zeg of u akkoord bent met het plan." in at.says("b", "stand")
    assert "Bent u akkoord met het plan" in at.says("b", "ons akkoord")
    at.says("b", "ja")
    assert "U hoeft nu niets te zeggen" in at.says("b", "ons akkoord")


def test_who_was_not_confirmed_objects_but_does_not_agree(at: Approving) -> None:
    with at.talk.database.transaction() as session:
        mandates.end(session, at.people["b"], at.organisations["b"], at.now)
        mandates.grant(session, at.people["b"], at.organisations["b"], at.now)
    at.says("a", "vraag akkoord", "ja")
    at.hears("b")
    assert "Dit mag pas als is bevestigd dat u namens uw organisatie spreekt." in at.says("b", "akkoord")
    assert at.agree() == {"a"}
    at.says("b", "ons akkoord", "bezwaar")
    assert "Uw bezwaar tegen versie 1 is bewaard." in at.says("b", "Wij zijn niet gevraagd.")
    at.confirmed("b")
    at.says("b", "ons akkoord", "akkoord")
    assert "b" in at.agree()


def test_a_partner_may_not_ask_nor_hand_in(at: Approving) -> None:
    for words in ("vraag akkoord", "dien in", "trek in"):
        assert "Dat mag uw organisatie hier niet doen." in at.says("b", words)
    assert at.state == "draft"


def test_what_is_still_needed_is_told_thing_by_thing(at: Approving) -> None:
    assert "Dat kan nu niet. Zo staat het er nu voor: het plan is nog een concept." in at.says("a", "dien in")
    at.writes(requested=1)
    at.says("a", "vraag akkoord", "ja")
    with at.talk.database.transaction() as session:
        coalitions.give_role(session, at.coalition, at.organisations["a"], "partner", at.now)
    said = at.says("a", "dien in")
    assert "- Er is nog geen penvoerder" in said
    assert f"- {NAMES['b']} heeft nog niet gezegd of het akkoord is." in said
    assert "euro" in said
    at.now = at.now.replace(year=2027, month=4)
    assert "Vandaag kan dat niet." in at.says("a", "dien in")
    assert at.state == "for_approval"
