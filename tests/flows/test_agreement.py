"""The joint draft and the agreement: what each partner adds, the same for all, and nothing about persons."""

import io
import json
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, get_args

import docx
import pytest

from flows.assembly import load
from flows.services import agreements, answers, contact, drafts, kept, proposals
from flows.services.calls import add_calls
from flows.services.context import Context
from flows.services.directory import Directory, add_demo
from flows.services.organisations import save_own
from flows.services.refusal import Refused
from knowledge import joint
from knowledge.agreement.model import Inform, Leaving
from knowledge.areas import areas
from knowledge.calls import opened, shipped_calls
from knowledge.contribution import Contribution, Task
from knowledge.proposal.model import Proposal
from knowledge.proposal.rules import check
from storage import coalitions, conversations, documents, leaving, mandates, organisations, people, revisions
from storage import proposals as stored
from storage.database import Database
from storage.errors import Conflict

NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
CALL = "maassluis-betrokken-stad"
KADE, VLIET, BAKKERS = "Buurthuis De Kade", "Bewonersgroep De Vliet", "Bakkers & <b>Zonen</b>"
Talk = Callable[[str], Context]
PLAN: dict[str, Any] = {
    "language": "nl",
    "contact_name": "Anna Geheim",
    "organisation_name": "De Linde",
    "organisation_type": "welzijn",
    "legal_person": "yes",
    "municipality": "gm0556",
    "areas": ["gm0556-de-kade"],
    "themes": ["eenzaamheid"],
    "target_groups": ["ouderen"],
    "change": "Over twee jaar kennen 100 ouderen een buur.",
    "offers": ["beroepskrachten"],
    "call": CALL,
    "lead": "own",
    "title": "Samen aan tafel",
    "period_start": "2027-09-01",
    "period_end": "2028-06-30",
    "activities": [
        {"name": "Samen koken", "owner": "own", "start": "", "end": "", "cost": 400_000, "output": "40 keer koken"}
    ],
    "own_money": 50_000,
    "own_in_kind": 10_000,
    "requested": 700_000,
}
TOLD = Contribution(
    activities=(
        Task(name="Huisbezoeken", start=date(2027, 10, 1), cost_cents=200_000, output="120 bezoeken", helpers=()),
    ),
    brings=("vrijwilligers",),
    own_money_cents=30_000,
    in_kind_cents=20_000,
    gains="Wij leren onze buren kennen.",
)


@pytest.fixture
def talk(database: Database) -> Iterator[Talk]:
    """Give the turn of somebody in a chat."""
    with database.transaction() as session:
        add_calls(session, [opened(call, NOW.date()) for call in shipped_calls()], NOW)
        add_demo(session, NOW)
        directory = Directory(areas())

        def in_chat(chat: str) -> Context:
            conversation = conversations.take(session, "test", chat, NOW)
            people.person_for(session, "test", chat, NOW)
            return Context(session, NOW, "test", chat, conversation.id, directory)

        yield in_chat


class Group:
    """De Linde asks; De Kade takes part and told its part, the bakers said nothing yet, others did not say yes."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.asker = talk("asker")
        self.session = self.asker.session
        self.own = save_own(self.asker, PLAN)
        self.numbers = {KADE: self.known(KADE)} | {name: self.made(name) for name in (VLIET, BAKKERS)}
        slots = {**PLAN, "organisation_id": self.own, "partners": list(self.numbers.values())}
        self.coalition = coalitions.read(self.session, proposals.save_partners(self.asker, slots))
        self.slots = {**slots, "coalition": self.coalition.id}
        coalitions.put(self.session, self.coalition.id, self.own, "lead", "accepted", NOW)
        self.place(KADE, "accepted")
        self.place(BAKKERS, "accepted")
        self.tells(KADE, TOLD)
        self.partner = self.speaks("partner", KADE)

    def known(self, name: str) -> int:
        return organisations.find_by_name(self.session, name)[0][0]

    def made(self, name: str) -> int:
        data = organisations.read(self.session, self.numbers_of_demo())
        new = replace(data, name=name, source="test", source_key=name, type="bedrijf")
        return organisations.save(self.session, new, NOW).id

    def numbers_of_demo(self) -> int:
        return self.known(KADE)

    def place(self, name: str, state: str, role: str = "partner") -> None:
        coalitions.put(self.session, self.coalition.id, self.numbers[name], role, state, NOW)

    def tells(self, name: str, what: Contribution) -> None:
        key = (self.coalition.id, self.numbers[name], "contribution")
        last = revisions.last(self.session, *key)
        after = last.number if last else 0
        revisions.append(self.session, key, after, what.model_dump(mode="json"), None, NOW)

    def speaks(self, chat: str, name: str) -> Context:
        context = self.talk(chat)
        person = people.person_for(self.session, "test", chat, NOW)
        people.change(self.session, person.id, name="Piet Privé")
        mandates.grant(self.session, person.id, self.numbers[name], NOW)
        return context

    @property
    def joined(self) -> dict[str, Any]:
        """What the chat of a partner knows."""
        return {"language": "nl", "coalition": self.coalition.id, "joined": True, "contact_name": "Piet Privé"}

    def plan(self) -> Proposal:
        return proposals.draft_of(self.asker, self.slots).proposal


@pytest.fixture
def group(talk: Talk) -> Group:
    return Group(talk)


def all_text(context: Context, made: list[dict[str, Any]]) -> str:
    """What stands in documents, in every kind of them."""
    found = ""
    for one in made:
        file = documents.read(context.session, one["id"])
        if one["name"].endswith(".docx"):
            word = docx.Document(io.BytesIO(file.content))
            cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
            found += "\n".join([*(paragraph.text for paragraph in word.paragraphs), *cells])
        elif one["name"].endswith(".pdf"):
            found += "\n".join(attached(file.content))
        else:
            found += file.content.decode()
    return found


def attached(pdf: bytes) -> list[str]:
    """The files inside a PDF that are text: the plan as JSON, with everything that the pages show."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    texts = [zlib.decompress(one) for one in streams if one[:1] == b"\x78"]
    return [one.decode() for one in texts if one.startswith(b"{")]


def test_the_draft_shows_who_takes_part_as_it_stands(group: Group) -> None:
    assert {one.name: (one.state, one.role) for one in group.plan().partners} == {
        "De Linde": ("asks", "lead"),
        KADE: ("accepted", "partner"),
        BAKKERS: ("accepted", "partner"),
        VLIET: ("suggested", "partner"),
    }
    group.place(VLIET, "invited")
    group.place(BAKKERS, "accepted", "support")
    changed = {one.name: (one.state, one.role) for one in group.plan().partners}
    assert changed[VLIET] == ("invited", "partner")
    assert changed[BAKKERS] == ("accepted", "support")


def test_what_a_partner_tells_stands_in_the_draft_under_its_name(group: Group) -> None:
    group.tells(KADE, TOLD.model_copy(update={"activities": (helped(group),)}))
    plan = group.plan()
    own, theirs = plan.activities
    assert (own.name, own.owner) == ("Samen koken", "De Linde")
    assert (theirs.name, theirs.owner, theirs.cost_cents, theirs.output) == (
        "Huisbezoeken",
        KADE,
        200_000,
        "120 bezoeken",
    )
    assert theirs.helpers == ("De Linde", BAKKERS)
    assert (theirs.start, theirs.end) == (date(2027, 10, 1), date(2028, 6, 30))
    partner = next(one for one in plan.partners if one.name == KADE)
    assert (partner.brings, partner.gains) == (("vrijwilligers",), "Wij leren onze buren kennen.")
    assert [(one.text, one.kind, one.cents, one.partner) for one in plan.income] == [
        ("gemeente Maassluis", "requested", 700_000, None),
        ("Eigen geld van De Linde", "own_money", 50_000, "De Linde"),
        ("Uren, ruimte en spullen van De Linde", "own_in_kind", 10_000, "De Linde"),
        (f"Eigen geld van {KADE}", "own_money", 30_000, KADE),
        (f"Uren, ruimte en spullen van {KADE}", "own_in_kind", 20_000, KADE),
    ]
    assert [(one.text, one.cents) for one in plan.costs] == [
        ("Uren, ruimte en spullen van De Linde", 10_000),
        (f"Uren, ruimte en spullen van {KADE}", 20_000),
    ]
    assert plan.cost_cents == 400_000 + 200_000 + 10_000 + 20_000


def helped(group: Group) -> Task:
    helpers = (group.own, group.numbers[BAKKERS], group.numbers[VLIET])
    return TOLD.activities[0].model_copy(update={"helpers": helpers})


def test_who_takes_part_brings_what_it_said_and_not_what_the_directory_thinks(group: Group) -> None:
    def brings() -> dict[str, bool]:
        return {one.name: bool(one.brings) for one in group.plan().partners}

    assert brings() == {"De Linde": True, KADE: True, BAKKERS: False, VLIET: True}
    found = [one for one in proposals.findings(group.asker, group.slots) if one.rule == "V06"]
    assert [one.values["name"] for one in found] == [BAKKERS]
    group.tells(KADE, Contribution())
    assert not brings()[KADE]


@pytest.mark.parametrize("state", ["invited", "declined", "left"])
def test_what_somebody_told_counts_only_while_it_takes_part(group: Group, state: str) -> None:
    group.place(KADE, state)
    plan = group.plan()
    assert [one.name for one in plan.activities] == ["Samen koken"]
    assert KADE not in {one.partner for one in plan.income}
    assert (KADE in {one.name for one in plan.members}) == (state == "invited")
    rules = {(one.rule, one.case) for one in proposals.findings(group.asker, group.slots)}
    assert (("V17", "invited") in rules) == (state == "invited")


def test_the_rules_know_what_partners_told(group: Group) -> None:
    draft = proposals.draft_of(group.asker, group.slots)
    names = {
        value
        for one in check(draft.proposal, draft.call, NOW.date())
        for value in one.values.values()
        if isinstance(value, str)
    }
    assert KADE not in names
    found = [one for one in check(draft.proposal, draft.call, NOW.date()) if one.rule == "V17"]
    assert [one.values["names"] for one in found] == [(VLIET,)]


def test_who_was_asked_to_lead_is_not_yet_the_lead_partner(group: Group) -> None:
    def leads() -> tuple[str, str]:
        plan = proposals.draft_of(group.asker, slots).proposal
        return plan.lead.name if plan.lead else "", plan.candidate.name if plan.candidate else ""

    slots = {**group.slots, "lead": group.numbers[KADE], "lead_wish": [group.coalition.id, group.numbers[KADE]]}
    coalitions.put(group.session, group.coalition.id, group.own, "partner", "accepted", NOW)
    group.place(KADE, "accepted", "candidate")
    assert leads() == ("", KADE)
    group.place(KADE, "accepted")  # It said no.
    assert leads() == ("", "")
    group.place(KADE, "accepted", "lead")
    assert leads() == (KADE, "")
    group.place(KADE, "left", "lead")
    assert leads() == ("", "")


def test_the_answer_of_the_asker_counts_until_something_is_done_with_it(group: Group) -> None:
    coalitions.put(group.session, group.coalition.id, group.own, "partner", "accepted", NOW)
    assert group.plan().lead == group.plan().partners[0]
    followed = {**group.slots, "lead_wish": [group.coalition.id, "own"]}
    assert proposals.draft_of(group.asker, followed).proposal.lead is None


def test_a_draft_without_a_coalition_is_as_it_was(group: Group) -> None:
    plan = proposals.draft_of(group.asker, {**group.slots, "coalition": None}).proposal
    assert [one.state for one in plan.partners] == ["asks", "suggested", "suggested", "suggested"]
    assert [one.name for one in plan.activities] == ["Samen koken"]


def test_the_plan_is_the_same_in_the_chats_of_all(group: Group) -> None:
    answers.keep_own(group.asker, group.slots)
    for name in ("title", "period_start", "period_end"):
        key = (group.coalition.id, group.own, name)
        revisions.append(group.session, key, 0, {"value": PLAN[name]}, None, NOW)
    here = proposals.draft_of(group.asker, group.slots).proposal
    there = proposals.draft_of(group.partner, group.joined, group.coalition).proposal
    assert there.organisation.contact == ""
    hidden = here.organisation.model_copy(update={"contact": ""})
    assert there == here.model_copy(update={"organisation": hidden})
    assert answers.coalition_of(group.partner, group.joined) is None


def test_the_own_part_is_kept_once_for_each_change(group: Group) -> None:
    for _ in range(2):
        answers.keep_own(group.asker, group.slots)
    found = revisions.sections(group.session, group.coalition.id, group.own)
    assert {one.section for one in found} == {f"own_part.{name}" for name in joint.own() if name in group.slots}
    assert {one.number for one in found} == {1}
    assert "Anna" not in json.dumps([one.content for one in found])
    answers.keep_own(group.asker, {**group.slots, "requested": 5})
    answers.keep_own(group.partner, {**group.slots, "requested": 6})
    said = kept.history(group.asker, group.coalition, "requested")
    assert [(one.number, one.value) for one in said] == [(1, 700_000), (2, 5)]
    assert all(one.person_id for one in said)
    assert len(kept.history(group.asker, group.coalition, "activities")) == 1


def test_a_colleague_without_answers_of_their_own_sees_the_plan(group: Group) -> None:
    answers.keep_own(group.asker, group.slots)
    colleague = group.talk("colleague")
    person = people.person_for(group.session, "test", "colleague", NOW)
    mandates.grant(group.session, person.id, group.own, NOW)
    slots = {"language": "en", "coalition": group.coalition.id}
    plan = proposals.draft_of(colleague, slots).proposal
    assert [one.name for one in plan.activities] == ["Samen koken", "Huisbezoeken"]
    answers.keep_own(colleague, slots)
    assert len(kept.history(group.asker, group.coalition, "activities")) == 1


def test_the_own_part_of_plans_of_before_is_read_still(group: Group) -> None:
    old = {name: group.slots[name] for name in joint.own() if name in group.slots}
    key = (group.coalition.id, group.own, "own_part")
    for after, money in enumerate((600_000, 600_000, 700_000)):
        content = {**old, "requested": money, "title": "no part of it"}
        revisions.append(group.session, key, after, content, None, NOW)
    plan = proposals.draft_of(group.partner, group.joined, group.coalition).proposal
    assert plan.requested_cents == 700_000
    assert [one.name for one in plan.activities] == ["Samen koken", "Huisbezoeken"]
    answers.keep_own(group.asker, {**group.slots, "requested": 5})
    sections = revisions.sections(group.session, group.coalition.id, group.own)
    assert {one.section for one in sections} == {"own_part", "own_part.requested"}
    said = kept.history(group.asker, group.coalition, "requested")
    assert [(one.number, one.value) for one in said] == [(1, 600_000), (2, 700_000), (3, 5)]
    assert proposals.draft_of(group.partner, group.joined, group.coalition).proposal.requested_cents == 5


def test_who_goes_on_with_the_plan_of_who_left_keeps_what_it_told(group: Group) -> None:
    answers.keep_own(group.asker, group.slots)
    title = (group.coalition.id, group.own, "title")
    revisions.append(group.session, title, 0, {"value": "Samen aan tafel"}, None, NOW)
    kade = group.numbers[KADE]
    person = people.person_for(group.session, "test", "asker", NOW)
    leaving.carry_out(group.session, leaving.farewell(group.session, person.id), NOW)
    coalition = coalitions.read(group.session, group.coalition.id)
    assert coalition.asking_organisation_id == kade
    plan = proposals.draft_of(group.partner, group.joined, coalition).proposal
    assert plan.title == "Samen aan tafel"
    assert {(one.name, one.state) for one in plan.members} == {
        (KADE, "asks"),
        (BAKKERS, "accepted"),
        (VLIET, "suggested"),
    }
    assert [(one.name, one.owner) for one in plan.activities] == [("Huisbezoeken", KADE)]
    assert {one.partner for one in plan.income} == {KADE}


def test_every_partner_can_have_the_agreement_and_it_says_the_same(group: Group) -> None:
    answers.keep_own(group.asker, group.slots)
    coalitions.change(group.session, group.coalition.id, NOW, decision_rule="majority", decision_note="Wij bellen.")
    coalition = coalitions.read(group.session, group.coalition.id)
    agreements.choose(group.asker, coalition, 0, {"inform": "monthly", "leaving": "month"})
    texts = [
        all_text(context, agreements.make_documents(context, slots))
        for context, slots in ((group.asker, group.slots), (group.partner, group.joined))
    ]
    for text in texts:
        assert "Huisbezoeken" in text
        assert "Samen koken" in text
        assert "De penvoerder is De Linde." in text
        assert "De meeste stemmen gelden." in text
        assert "Wij bellen." in text
        assert "elke maand weten hoe het gaat" in text
        assert "minstens één maand van tevoren" in text
        assert VLIET not in text


def test_no_name_of_a_person_is_in_it(group: Group) -> None:
    answers.keep_own(group.asker, group.slots)
    for context, slots in ((group.asker, group.slots), (group.partner, group.joined)):
        text = all_text(context, agreements.make_documents(context, slots))
        assert "Geheim" not in text
        assert "Privé" not in text
        for _, one in ((name, organisations.read(group.session, number)) for name, number in group.numbers.items()):
            assert not one.contact_name or one.contact_name not in text
            assert not one.contact_email or one.contact_email not in text


def test_names_of_organisations_are_no_markup(group: Group) -> None:
    html = next(
        documents.read(group.session, one["id"]).content.decode()
        for one in agreements.make_documents(group.asker, group.slots)
        if one["name"].endswith(".html")
    )
    assert "<b>Zonen" not in html
    assert "&lt;b&gt;Zonen" in html


def test_in_english_for_who_reads_english(group: Group) -> None:
    made = agreements.make_documents(group.partner, {**group.joined, "language": "en"})
    text = all_text(group.partner, made)
    assert "Nobody is bound by it as long as nobody has signed." in text
    assert "Still to agree:" in text
    assert "Nog af te spreken" not in text
    assert made[0]["name"].startswith("Draft cooperation agreement")


@pytest.mark.parametrize("state", ["suggested", "invited", "declined", "left"])
def test_who_does_not_take_part_gets_nothing(group: Group, state: str) -> None:
    group.place(KADE, state)
    with pytest.raises(Refused):
        agreements.make_documents(group.partner, group.joined)
    with pytest.raises(Refused):
        agreements.may(group.partner, group.coalition)


def test_who_is_no_part_of_any_coalition_gets_nothing(group: Group) -> None:
    assert agreements.make_documents(group.talk("stranger"), group.joined) == []


def test_who_asks_or_leads_chooses_and_the_others_read(group: Group) -> None:
    assert agreements.may(group.asker, group.coalition) == "write"
    assert agreements.may(group.partner, group.coalition) == "read"
    with pytest.raises(Refused):
        agreements.choose(group.partner, group.coalition, 0, {"inform": "weekly"})
    group.place(KADE, "accepted", "lead")
    assert agreements.may(group.partner, group.coalition) == "write"


def test_alone_there_is_nothing_to_agree(group: Group) -> None:
    group.place(KADE, "invited")
    group.place(BAKKERS, "left")
    assert agreements.may(group.asker, group.coalition) == "alone"


def test_nobody_writes_over_what_another_chose(group: Group) -> None:
    group.place(KADE, "accepted", "lead")
    agreements.choose(group.asker, group.coalition, 0, {"inform": "weekly"})
    with pytest.raises(Conflict):
        agreements.choose(group.partner, group.coalition, 0, {"inform": "monthly"})
    assert agreements.chosen(group.partner, group.coalition) == agreements.Chosen(
        1, {"inform": "weekly", "inform_note": "", "leaving": "", "leaving_note": ""}
    )


def consents(group: Group, chat: str, to: int) -> None:
    context = group.talk(chat)
    person = people.person_for(group.session, "test", chat, NOW)
    people.change(group.session, person.id, name=f"Contact {chat}", phone=f"06-{chat}")
    contact.give(context, group.coalition.id, to)


def test_a_contact_stands_in_the_draft_only_when_both_sides_agreed(group: Group) -> None:
    def seen() -> dict[str, str]:
        plan = proposals.draft_of(group.asker, group.slots).proposal
        return {one.name: one.contact for one in plan.partners if one.contact}

    consents(group, "partner", group.own)
    assert seen() == {}
    consents(group, "asker", group.numbers[KADE])
    assert seen() == {KADE: "Contact partner, 06-partner"}
    made = drafts.make_documents(group.asker, group.slots)
    assert "06-partner" in all_text(group.asker, made)
    assert "06-partner" not in json.dumps(stored.read(group.session, group.coalition.id).content)
    contact.withdraw(group.asker, group.coalition.id, group.numbers[KADE])
    assert seen() == {}


def test_a_contact_stands_in_the_agreement_only_when_all_may_know(group: Group) -> None:
    def shown() -> str:
        return all_text(group.partner, agreements.make_documents(group.partner, group.joined))

    bakers = group.numbers[BAKKERS]
    group.speaks("baker", BAKKERS)
    consents(group, "partner", group.own)
    consents(group, "asker", group.numbers[KADE])
    assert "06-" not in shown()
    group.place(BAKKERS, "left")
    assert "06-partner" in shown()
    assert "06-asker" in shown()
    group.place(BAKKERS, "accepted")
    consents(group, "partner", bakers)
    assert "06-" not in shown()
    consents(group, "baker", group.numbers[KADE])
    assert "06-partner" in shown()
    assert "06-asker" not in shown()
    assert "06-baker" not in shown()


def test_who_writes_along_makes_the_documents_of_that_plan(group: Group) -> None:
    answers.keep_own(group.asker, group.slots)
    group.place(KADE, "accepted", "lead")
    seen = {"coalition": group.coalition.id, "numbers": {}, "passed": None}
    slots = {**group.joined, "call": CALL, "joint_seen": seen, "title": "Titel van de penvoerder"}
    made = drafts.make_documents(group.partner, slots)
    assert "Titel van de penvoerder" in made[0]["name"]
    assert stored.read(group.session, group.coalition.id).content["organisation"]["name"] == "De Linde"
    assert [one.id for one in coalitions.of_organisation(group.session, group.numbers[KADE])] == [group.coalition.id]


def test_the_choices_of_the_questions_are_those_of_the_agreement() -> None:
    slots = load()[0].script.slots
    for slot, choices in (("agreement_inform", get_args(Inform)), ("agreement_leaving", get_args(Leaving))):
        assert set(slots[slot].values) | {""} == set(choices)
