"""The fingerprint is that of what partners agree on: no more, and no less."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.proposal import changes, parts
from knowledge.proposal.changes import NOT_COMPARED, between, section_title
from knowledge.proposal.fingerprint import content, fingerprint
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import Consent, Partner

WORDS = st.sampled_from(["", "Samen koken", "De Kade", "De Linde", "Elke week", "ruimte"])
DAYS = st.none() | st.dates(date(2027, 1, 1), date(2028, 12, 31))
NUMBERS = st.integers(0, 3)
ESTIMATES = st.none() | st.integers(1, 3)
MONEY = st.sampled_from([0, 100, 750_000])


def some(part: type[parts.Part], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(st.builds(part, **fields), max_size=3).map(tuple)


IDS = st.lists(st.sampled_from(["eenzaamheid", "ouderen", "locatie"]), max_size=2, unique=True).map(tuple)
PARTNERS = some(
    Partner,
    name=WORDS,
    role=st.sampled_from(["lead", "partner", "support"]),
    state=st.sampled_from(["asks", "accepted", "invited", "left"]),
    brings=IDS,
    gains=WORDS,
    contact=WORDS,
    legal_person=st.none() | st.booleans(),
    consent=st.none() | st.builds(Consent, day=st.dates(), version=st.integers(1, 9), remark=WORDS),
)
ACTIVITIES = some(
    parts.Activity,
    name=WORDS,
    owner=WORDS,
    helpers=st.lists(WORDS, max_size=2).map(tuple),
    start=DAYS,
    end=DAYS,
    cost_cents=st.none() | MONEY,
    output=WORDS,
    output_n=st.none() | NUMBERS,
)
COSTS = some(parts.Line, text=WORDS, cents=MONEY, activity=st.none() | WORDS, partner=st.none() | WORDS)
INCOME = some(
    parts.Income, text=WORDS, kind=st.sampled_from(["requested", "fund"]), cents=MONEY, partner=st.none() | WORDS
)
RISKS = some(parts.Risk, text=WORDS, chance=ESTIMATES, effect=ESTIMATES, measure=WORDS)
PROPOSALS = st.builds(
    Proposal,
    title=WORDS,
    organisation=st.builds(parts.Organisation, name=WORDS, contact=WORDS),
    partners=PARTNERS,
    themes=IDS,
    goal=WORDS,
    evidence=some(parts.Evidence, text=WORDS, source=WORDS),
    reach_n=st.none() | NUMBERS,
    agreed=st.none() | st.sampled_from(["no", "draft", "signed"]),
    period=st.builds(parts.Period, start=DAYS, end=DAYS),
    activities=ACTIVITIES,
    costs=COSTS,
    income=INCOME,
    risks=RISKS,
    personal_data=st.none() | st.booleans(),
    version=st.none() | st.integers(1, 9),
    made_on=DAYS,
    language=st.sampled_from(["nl", "en"]),
)


def plain(value: Any) -> Any:
    """What is agreed on, found in another way than the fingerprint does."""
    if isinstance(value, Mapping):
        return {name: plain(one) for name, one in value.items() if name not in NOT_COMPARED}
    return [plain(one) for one in value] if isinstance(value, (list, tuple)) else value


@settings(deadline=None)
@given(PROPOSALS, PROPOSALS, st.sets(st.sampled_from(sorted(Proposal.model_fields)), max_size=2))
def test_it_is_the_same_exactly_when_the_same_is_agreed_on(one: Proposal, two: Proposal, changed: set[str]) -> None:
    other = one.model_copy(update={field: getattr(two, field) for field in changed})
    same = plain(one.model_dump()) == plain(other.model_dump())
    assert (fingerprint(one) == fingerprint(other)) == same
    assert (between(one, other, "nl") == ()) == same


@settings(deadline=None)
@given(PROPOSALS, st.data())
def test_people_numbers_days_and_language_do_not_count(plan: Proposal, data: st.DataObject) -> None:
    consent = Consent(day=date(2027, 1, 1), version=3, remark=data.draw(WORDS))
    partners = tuple(one.model_copy(update={"contact": "Anna Geheim", "consent": consent}) for one in plan.partners)
    other = plan.model_copy(
        update={
            "organisation": plan.organisation.model_copy(update={"contact": "Anna Geheim"}),
            "partners": partners,
            "version": data.draw(st.integers(1, 99)),
            "made_on": date(2027, 1, 1),
            "language": data.draw(st.sampled_from(["nl", "en"])),
        }
    )
    assert fingerprint(other) == fingerprint(plan)
    assert between(plan, other, "en") == ()
    assert "Geheim" not in json.dumps(content(other))


@settings(deadline=None)
@given(PROPOSALS)
def test_what_is_kept_says_the_same_when_it_is_read_again(plan: Proposal) -> None:
    kept = json.loads(json.dumps(content(plan)))
    again = Proposal.model_validate({**kept, "version": plan.version, "made_on": plan.made_on})
    assert fingerprint(again) == fingerprint(plan)
    assert between(plan, again, "nl") == ()
    assert {one.contact for one in again.partners} <= {""}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_field_has_a_name_for_people(language: Any) -> None:
    for field in Proposal.model_fields.keys() - NOT_COMPARED:
        assert section_title(field, language)
    for part in (
        *(parts.Organisation, parts.Partner, parts.Activity, parts.Line, parts.Income, parts.Evidence),
        *(parts.Outcome, parts.Milestone, parts.Risk, parts.Attachment),
    ):
        assert part.model_fields.keys() - NOT_COMPARED <= changes._words().fields.keys()


LINDE = Partner(name="De Linde", state="asks", role="lead")
PLAN = Proposal(
    title="Samen eten",
    partners=(LINDE, Partner(name="De Kade", state="accepted")),
    activities=(parts.Activity(name="Koken", owner="De Kade", cost_cents=50_000),),
    income=(parts.Income(text="gemeente", kind="requested", cents=50_000),),
)


def test_changes_say_whose_they_are_and_what_they_were() -> None:
    dearer = PLAN.activities[0].model_copy(update={"cost_cents": 60_000, "owner": "De Linde"})
    new = PLAN.model_copy(
        update={
            "title": "Samen koken",
            "activities": (dearer,),
            "partners": (LINDE.model_copy(update={"gains": "Buren"}), *PLAN.partners[1:]),
            "income": (PLAN.income[0].model_copy(update={"cents": 60_000}),),
        }
    )
    found = [(one.section, one.kind, one.partner, one.before, one.after) for one in between(PLAN, new, "nl")]
    assert found == [
        ("title", "joint", "", "Samen eten", "Samen koken"),
        ("partners", "own", "De Linde", "", "Buren"),
        ("activities", "own", "De Kade", "De Kade", "De Linde"),
        ("activities", "own", "De Linde", "De Kade", "De Linde"),
        ("activities", "money", "De Kade", "500 euro", "600 euro"),
        ("activities", "money", "De Linde", "500 euro", "600 euro"),
        ("income", "money", "", "500 euro", "600 euro"),
    ]
    titles = [one.title for one in between(PLAN, new, "nl")]
    assert titles[1] == 'Partner "De Linde", wil ermee bereiken'


def test_who_comes_and_goes_is_everybodys() -> None:
    without = PLAN.model_copy(update={"partners": PLAN.partners[:1], "activities": ()})
    kinds = [(one.section, one.kind, one.partner) for one in between(PLAN, without, "nl")]
    assert kinds == [("partners", "joint", "De Kade"), ("activities", "own", "De Kade")]
    gone = between(PLAN, without, "nl")[1]
    assert (gone.before, gone.after) == ("Koken; wie ervoor zorgt: De Kade; kosten: 500 euro", "")
