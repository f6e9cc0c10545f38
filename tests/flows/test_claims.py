"""Speaking for an organisation of the directory, and what an import may and may not change afterwards."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flows.assembly import load
from flows.services import claim_codes, claim_offers, claims
from flows.services.calls import add_calls
from flows.services.claim_report import told
from flows.services.context import Context
from flows.services.directory import Directory, add_demo
from flows.services.organisations import FACETS, own_profile, save_own
from flows.services.proposals import save_partners
from knowledge.areas import areas
from knowledge.calls import opened, shipped_calls
from knowledge.claims import limits
from storage import claims as stored
from storage import coalitions, conversations, merging, organisations, outbox, people, privacy
from storage.database import Database
from storage.errors import Conflict
from storage.organisation_data import FacetData, OrganisationData

NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
CALL = "maassluis-betrokken-stad"
Talk = Callable[..., Context]
ENTRY = OrganisationData(
    "Stichting De Linde",
    "welzijn",
    "gm0556",
    "register",
    "1",
    legal_person=True,
    description="Zij doen van alles.",
    contact_name="Secretariaat Jansen",
    contact_email="info@delinde.example",
    contact_phone="010 1234567",
    facets=(
        FacetData("theme", "eenzaamheid", inferred=True),
        FacetData("offer", "locatie"),
        FacetData("area", "gm0556-sluispolder"),
        FacetData("area", "gm0363"),
    ),
)
TOLD: dict[str, Any] = {
    "language": "nl",
    "contact_name": "Anna",
    "organisation_name": "De Linde",
    "organisation_type": "bewoners",
    "legal_person": "yes",
    "municipality": "gm0556",
    "areas": ["gm0556-de-kade"],
    "themes": ["veiligheid"],
    "target_groups": ["ouderen"],
    "change": "Wij willen iets dat alleen wij weten.",
    "offers": ["vrijwilligers"],
    "call": CALL,
    "partners": [],
}


@pytest.fixture
def talk(database: Database) -> Iterator[Talk]:
    """Give the turn of somebody in a chat."""
    with database.transaction() as session:
        add_calls(session, [opened(call, NOW.date()) for call in shipped_calls()], NOW)
        directory = Directory(areas())

        def in_chat(chat: str = "1", now: datetime = NOW) -> Context:
            conversation = conversations.take(session, "test", chat, now)
            people.person_for(session, "test", chat, now)
            if conversation.state is None:
                conversations.save_state(session, conversation, {"slots": {"language": "nl"}}, now)
            return Context(session, now, "test", chat, conversation.id, directory, mails=True)

        yield in_chat


def entry(context: Context, **other: Any) -> int:
    return organisations.save(context.session, replace(ENTRY, **other), NOW).id


def terms(context: Context, number: int, facet: str) -> set[str]:
    return {one.term for one in organisations.read(context.session, number).facets if one.facet == facet}


def mail(context: Context) -> str:
    """The newest mail that waits."""
    waiting = conversations.find(context.session, claim_codes.MAIL, ENTRY.contact_email)
    assert waiting is not None
    return str(outbox.pending(context.session, waiting.id)[-1].body["text"])


def code_in(text: str) -> str:
    (found,) = re.findall(r"\b\d{6}\b", text)
    return str(found)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Stichting De Linde", True),
        ("stichting   de linde!", True),
        ("De Linde", True),
        ("Stichting De Lnde", True),
        ("Stichting De Lindeboom", False),
        ("De Linden en de Es", False),
        ("Heel iets anders", False),
    ],
)
def test_the_same_name_and_very_like_ones_are_offered(talk: Talk, name: str, found: bool) -> None:
    number = entry(talk())
    assert [one for one, _ in claim_offers.alike(talk(), name, None)] == ([number] if found else [])


def test_the_exact_name_comes_first_then_the_own_municipality_and_three_are_enough(talk: Talk) -> None:
    context = talk()
    exact = entry(context)
    far = entry(context, source_key="2", name="Stichting De Lindes", municipality="gm0363")
    near = entry(context, source_key="3", name="Stichting De Lindes")
    entry(context, source_key="4", name="Stichting De Lindes")
    offered = [number for number, _ in claim_offers.alike(context, "Stichting De Linde", "gm0556")]
    assert offered[:2] == [exact, near]
    assert far not in offered
    assert len(offered) == limits().most_shown == 3


def test_who_told_only_in_a_chat_is_never_offered_to_others(talk: Talk) -> None:
    save_own(talk("other"), TOLD)
    assert claim_offers.alike(talk(), TOLD["organisation_name"], None) == []
    assert claim_offers.alike(talk("other"), TOLD["organisation_name"], None) == []


def test_invented_organisations_are_offered_only_where_an_invented_call_is_open(talk: Talk) -> None:
    context = talk()
    add_demo(context.session, NOW)
    assert claim_offers.alike(context, "Buurthuis De Kade", None)
    later = talk(now=NOW + timedelta(days=4000))
    assert claim_offers.alike(later, "Buurthuis De Kade", None) == []


def test_what_is_known_becomes_answers_and_contact_data_do_not(talk: Talk) -> None:
    known = claim_offers.starting_point(ENTRY) | claim_offers.places(talk(), ENTRY, ["gm0556"])
    assert known == {
        "organisation_name": "Stichting De Linde",
        "organisation_type": "welzijn",
        "legal_person": "yes",
        "themes": ["eenzaamheid"],
        "offers": ["locatie"],
        "municipality": "gm0556",
        "areas": ["gm0556-sluispolder"],
    }


def test_no_more_is_taken_than_a_question_allows() -> None:
    questions = load()[0].questions.asks
    assert {slot: questions[slot].most for slot in limits().most_taken} == limits().most_taken


def test_until_it_is_confirmed_nothing_changes_in_the_directory(talk: Talk) -> None:
    context = talk()
    number = entry(context)
    made = claims.claim(context, number)
    own = save_own(context, TOLD)
    assert organisations.read(context.session, number) == organisations.in_order(ENTRY)
    assert own != number
    assert not organisations.read(context.session, own).willing
    assert own_profile({**TOLD, "organisation_id": own, "claimed_entry": number}).id == number
    assert {
        "type: bewoners (was welzijn)",
        "themes: adds Safety and feeling safe",
        "areas: adds gm0556-de-kade",
    } <= set(told(context.session, made).changes)


def test_a_confirmed_claim_makes_it_the_words_of_the_organisation(talk: Talk) -> None:
    context = talk()
    number = entry(context)
    made = claims.claim(context, number)
    own = save_own(context, TOLD)
    slots = {**TOLD, "organisation_id": own}
    plan = save_partners(context, slots)

    claims.confirm_and_tell(context.session, made.id, "Staff", NOW)

    after = organisations.read(context.session, number)
    assert (after.name, after.type, after.contact_email) == (ENTRY.name, "bewoners", ENTRY.contact_email)
    assert after.confirmed_at == NOW
    assert after.description == ENTRY.description
    assert terms(context, number, "theme") == {"veiligheid"}
    assert terms(context, number, "area") == {"gm0556-sluispolder", "gm0363", "gm0556-de-kade"}
    assert people.person_for(context.session, "test", "1", NOW).organisation_id == number
    assert coalitions.read(context.session, plan).asking_organisation_id == number
    assert save_partners(context, slots) == plan
    conversation = conversations.take(context.session, "test", "1", NOW)
    assert conversation.state is not None
    assert conversation.state["slots"]["claimed_entry"] == number
    (said,) = outbox.pending(context.session, conversation.id)
    assert "Stichting De Linde" in said.body["text"]


def test_an_import_leaves_what_the_organisation_said_and_changes_the_rest(talk: Talk) -> None:
    context = talk()
    number = entry(context)
    claims.confirm(context.session, claims.claim(context, number).id, "Staff", NOW)
    save_own(context, TOLD)
    newer = (FacetData("theme", "armoede", inferred=True),)
    entry(context, facets=newer, type="zorg", website="https://delinde.example")
    after = organisations.read(context.session, number)
    assert (after.type, after.website) == ("bewoners", "https://delinde.example")
    assert terms(context, number, "theme") == {"veiligheid"}
    save_own(context, {**TOLD, "themes": ["meedoen"]})
    assert terms(context, number, "theme") == {"meedoen"}


def test_two_people_may_claim_it_and_one_does_not_decide_for_the_other(talk: Talk) -> None:
    number = entry(talk())
    made = [claims.claim(talk(chat), number) for chat in "ab"]
    for chat in "ab":
        save_own(talk(chat), TOLD)
    session = talk().session
    claims.confirm(session, made[0].id, "Staff", NOW)
    assert [one.id for one in stored.all_claims(session, only_open=True)] == [made[1].id]
    assert told(session, stored.read(session, made[1].id)).speakers == 1
    claims.confirm(session, made[1].id, "Staff", NOW)
    for _ in range(2):
        with pytest.raises(Conflict):
            claims.confirm(session, made[0].id, "Staff", NOW)


def test_two_plans_for_one_call_stop_the_confirmation_and_change_nothing(talk: Talk) -> None:
    number = entry(talk())
    made = [claims.claim(talk(chat), number) for chat in "ab"]
    for chat in "ab":
        save_partners(talk(chat), {**TOLD, "organisation_id": save_own(talk(chat), TOLD)})
    session = talk().session
    claims.confirm(session, made[0].id, "Staff", NOW)
    with pytest.raises(Conflict):
        claims.confirm(session, made[1].id, "Staff", NOW)
    assert claim_codes.send(talk("b"), made[1], "nl")
    assert claim_codes.try_code(talk("b"), made[1], code_in(mail(talk()))) == "other_plan"
    assert stored.read(session, made[1].id).state == "open"


def test_who_was_refused_hears_why_and_is_not_asked_again(talk: Talk) -> None:
    context = talk()
    made = claims.claim(context, entry(context))
    claims.refuse_and_tell(context.session, made.id, "Staff", "Wij kennen u niet.", NOW)
    conversation = conversations.take(context.session, "test", "1", NOW)
    assert conversation.state is not None
    assert conversation.state["slots"]["claimed_entry"] == "no"
    assert "Wij kennen u niet." in outbox.pending(context.session, conversation.id)[0].body["text"]
    assert claim_offers.alike(context, ENTRY.name, None) == []


def test_who_is_another_organisation_after_all_speaks_for_it_no_longer(talk: Talk) -> None:
    context = talk()
    number = entry(context)
    made = claims.claim(context, number)
    own = save_own(context, TOLD)
    claims.confirm(context.session, made.id, "Staff", NOW)
    claims.withdraw(context)
    assert stored.read(context.session, made.id).state == "withdrawn"
    assert terms(context, number, "theme") == {"eenzaamheid"}
    assert save_own(context, TOLD) == own == people.person_for(context.session, "test", "1", NOW).organisation_id


def test_an_entry_that_was_merged_meanwhile_is_the_one_that_was_kept(talk: Talk) -> None:
    context = talk()
    number, kept = entry(context), entry(context, source_key="2")
    made = claims.claim(context, number)
    merging.merge(context.session, kept, number, "Staff", "", NOW)
    assert claims.confirm(context.session, made.id, "Staff", NOW) == kept


def test_the_right_code_confirms_and_works_once(talk: Talk) -> None:
    context = talk()
    number = entry(context)
    made = claims.claim(context, number)
    assert claim_codes.masked(context, made) == "i…@delinde.example"
    assert claim_codes.send(context, made, "nl")
    text = mail(context)
    assert "Stichting De Linde" in text
    assert "Anna" not in text
    code = code_in(text)
    assert claim_codes.try_code(context, made, f" {code[:3]} {code[3:]} ") == "right"
    assert stored.read(context.session, made.id).decided_by == stored.BY_CONTACT
    assert claim_codes.try_code(context, stored.read(context.session, made.id), code) == "dead"
    assert people.person_for(context.session, "test", "1", NOW).organisation_id == number


def test_a_code_can_be_guessed_a_few_times_only(talk: Talk) -> None:
    context = talk()
    made = claims.claim(context, entry(context))
    claim_codes.send(context, made, "nl")
    code = code_in(mail(context))
    wrong = f"{(int(code) + 1) % 10**6:06}"
    tried = [claim_codes.try_code(context, made, wrong) for _ in range(limits().code_most_tries)]
    assert tried == ["wrong"] * (limits().code_most_tries - 1) + ["dead"]
    assert claim_codes.try_code(context, made, code) == "dead"
    assert stored.read(context.session, made.id).state == "open"


def test_codes_end_and_a_new_one_ends_the_one_before(talk: Talk) -> None:
    context = talk()
    made = claims.claim(context, entry(context))
    claim_codes.send(context, made, "nl")
    first = code_in(mail(context))
    claim_codes.send(context, made, "nl")
    second = code_in(mail(context))
    if first != second:
        assert claim_codes.try_code(context, made, first) == "wrong"
    later = talk(now=NOW + timedelta(hours=limits().code_valid_hours))
    assert claim_codes.try_code(later, made, second) == "dead"
    assert claim_codes.try_code(context, made, second) == "right"


def test_the_codes_for_an_organisation_are_counted_also_of_who_was_erased(talk: Talk) -> None:
    number = entry(talk())
    for chat in map(str, range(limits().codes_a_day)):
        context = talk(chat)
        assert claim_codes.send(context, claims.claim(context, number), "nl")
        privacy.erase(context.session, people.person_for(context.session, "test", chat, NOW).id, NOW)
    context = talk("last")
    made = claims.claim(context, number)
    assert claim_codes.route(context, made) == "full"
    assert not claim_codes.send(context, made, "nl")
    assert claim_codes.route(talk("last", NOW + timedelta(hours=24)), made) == "open"


@pytest.mark.parametrize("address", ["", "geen adres", "a@b.nl; c@d.nl", "Jan <jan@b.nl>", "jan@b"])
def test_without_one_clear_address_or_without_mail_no_code_is_offered(talk: Talk, address: str) -> None:
    context = talk()
    made = claims.claim(context, entry(context, contact_email=address))
    assert claim_codes.route(context, made) == "none"
    with_address = claims.claim(context, entry(context, source_key="2"))
    assert claim_codes.route(replace(context, mails=False), with_address) == "none"
    assert claim_codes.route(context, with_address) == "open"


def test_the_code_itself_is_stored_nowhere_but_in_the_mail(talk: Talk) -> None:
    context = talk()
    made = claims.claim(context, entry(context))
    claim_codes.send(context, made, "nl")
    live = stored.code_of(context.session, made.id, NOW, 5)
    assert live is not None
    assert code_in(mail(context)) not in live.hash


def test_a_claim_on_an_organisation_that_was_erased_is_gone(talk: Talk) -> None:
    theirs, mine = talk("theirs"), talk()
    number = save_own(theirs, TOLD)
    made = claims.claim(mine, number)
    privacy.erase(mine.session, people.person_for(mine.session, "test", "theirs", NOW).id, NOW)
    assert claims.current(mine) is None
    assert made.organisation_id == number


def test_old_claims_end(talk: Talk) -> None:
    context = talk()
    made = claims.claim(context, entry(context))
    ends = NOW + timedelta(days=limits().open_days, seconds=1)
    claims.tidy(context.session, ends)
    assert stored.read(context.session, made.id).state == "expired"


def test_each_facet_has_a_slot() -> None:
    assert set(FACETS.values()) <= set(load()[0].script.slots)
