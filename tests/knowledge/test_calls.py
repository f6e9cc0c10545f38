"""Calls: reading them, refusing contradictions, explaining them."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from knowledge import calls
from knowledge.calls import Call, UnknownTerm, explain, load_call, opened, shipped_calls, unknown_terms
from knowledge.content import ContentError
from knowledge.languages import LANGUAGES, Language
from knowledge.vocabulary import vocabulary

MAASSLUIS, AMSTERDAM = "maassluis-betrokken-stad", "amsterdam-voorbeeld"
FOLDER = Path(calls.__file__).with_name("calls")


def shipped(code: str) -> Call:
    return next(call for call in shipped_calls() if call.code == code)


def changed(**fields: Any) -> Call:
    """The Maassluis call with some fields changed, checked again."""
    return Call.model_validate(shipped(MAASSLUIS).model_dump() | fields)


def test_the_shipped_calls_are_examples_and_say_so() -> None:
    assert {call.code for call in shipped_calls()} == {MAASSLUIS, AMSTERDAM}
    for call in shipped_calls():
        assert call.demo
        assert call.examples_note is not None


def test_the_maassluis_call_asks_the_two_issues_of_three_groups() -> None:
    call = shipped(MAASSLUIS)
    assert [issue.themes[0] for issue in call.issues] == ["veiligheid", "meedoen"]
    assert call.partner_groups == ("residents", "organisation", "business")
    assert [criterion.id for criterion in call.criteria if criterion.zero_needs_talk] == ["K1", "K2", "K4"]


@pytest.mark.parametrize("code", [MAASSLUIS, AMSTERDAM])
def test_shipped_calls_use_only_known_terms(code: str) -> None:
    known = {
        facet: {term.id for term in vocabulary().terms(facet)} for facet in ("theme", "capacity", "organisation_type")
    }
    assert unknown_terms(shipped(code), known) == ()


def test_unknown_terms_are_named_once_with_their_facet() -> None:
    known = {"theme": {"veiligheid"}, "capacity": {"locatie"}, "organisation_type": {"gemeente"}}
    found = unknown_terms(shipped(MAASSLUIS), known)
    assert UnknownTerm("theme", "meedoen") in found
    assert UnknownTerm("capacity", "penvoering") in found
    assert {unknown.facet for unknown in found} == {"theme", "capacity"}
    assert len(set(found)) == len(found)


def test_a_call_survives_being_stored_as_json() -> None:
    for call in shipped_calls():
        assert Call.model_validate(call.model_dump(mode="json")) == call


@pytest.mark.parametrize(
    ("right", "wrong", "why"),
    [
        ("closes: 2027-03-01", "closes: 2026-09-01", "later than opens"),
        ("decision_by: 2027-05-01", "decision_by: 2027-02-01", "later than closes"),
        ("project_start: 2027-06-01", "project_start: 2027-04-01", "later than decision_by"),
        ("project_end: 2029-05-31", "project_end: 2027-06-01", "later than project_start"),
        ("max_months: 24", "max_months: 25", "only 24 months"),
        ("min_cofinancing_pct: 10", "min_cofinancing_pct: 100", "less than 100"),
        ("partner_groups: [residents,", "partner_groups: [business,", "twice"),
        ("currency: EUR", "currency: USD", "EUR"),
        ("  liability: lead_only", "  liability: nobody", "lead_only"),
        ("municipality: gm0556", "municipality: Maassluis", "gm"),
        ("required_capacities: [vrijwilligers,", "several: {geld: 2}\nrequired_capacities: [vrijwilligers,", "among"),
        ("in_kind_counts: true", "in_kind_count: true", "required"),
    ],
)
def test_a_contradiction_is_refused_with_the_line_to_mend(tmp_path: Path, right: str, wrong: str, why: str) -> None:
    text = (FOLDER / f"{MAASSLUIS}.yml").read_text(encoding="utf-8")
    assert text.count(right) == 1
    path = tmp_path / f"{MAASSLUIS}.yml"
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_call(path)
    assert why in caught.value.why
    if why != "required":
        assert text.splitlines()[caught.value.line - 1].startswith(right)


def test_the_code_is_the_name_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "other.yml"
    path.write_text((FOLDER / f"{MAASSLUIS}.yml").read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(ContentError, match="other"):
        load_call(path)


@given(st.lists(st.integers(1, 100), min_size=1, max_size=6))
def test_weights_are_accepted_exactly_when_they_make_a_hundred(weights: list[int]) -> None:
    text = {"nl": "x", "en": "x"}
    criteria = [
        {"id": str(place), "title": text, "question": text, "weight": weight} for place, weight in enumerate(weights)
    ]
    if sum(weights) == 100:
        assert [criterion.weight for criterion in changed(criteria=criteria).criteria] == weights
    else:
        with pytest.raises(ValidationError, match=f"add up to {sum(weights)}"):
            changed(criteria=criteria)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"examples_note": None}, "example"),
        ({"min_partners": 2}, "min_partners"),
        ({"light_form": {"below_cents": 7_500_001, "sections": ["change"]}}, "ceiling"),
        ({"sections": ["change"]}, "whole form"),
        ({"title": {"nl": "Alleen Nederlands"}}, "nl, en"),
        ({"fairness": {"cap": 0}}, "greater than or equal to 1"),
        ({"fairness": {"margin_pct": 100}}, "less than 100"),
        ({"fairness": {"newcomer_each": -1}}, "greater than or equal to 0"),
        ({"fairness": {"marge": 5}}, "Extra inputs"),
    ],
)
def test_parts_of_a_call_fit_each_other(fields: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        changed(**fields)


def test_a_real_call_needs_no_note_about_examples() -> None:
    call = changed(demo=False, examples_note=None)
    assert not any("voorbeeld" in part for part in parts(call, "nl"))


@given(st.dates(date(2026, 1, 1), date(2028, 1, 1)))
def test_a_call_is_open_from_its_first_to_its_last_day(today: date) -> None:
    call = shipped(MAASSLUIS)
    days = {call.opens + timedelta(days=later) for later in range((call.closes - call.opens).days + 1)}
    assert call.is_open(today) == (today in days)


def test_small_sums_get_the_short_form() -> None:
    call = shipped(MAASSLUIS)
    assert call.light_form is not None
    below = call.light_form.below_cents
    whole = tuple(section.id for section in call.sections)
    assert call.sections_for(below - 1) == call.light_form.sections
    assert call.sections_for(below) == whole
    assert call.sections_for(None) == whole
    assert changed(light_form=None).sections_for(1) == whole


def parts(call: Call, language: Language) -> list[str]:
    explained = explain(call, language)
    return [getattr(explained, part) for part in type(explained).__slots__]


def test_money_and_dates_are_explained_as_people_write_them() -> None:
    dutch, english = explain(shipped(MAASSLUIS), "nl"), explain(shipped(MAASSLUIS), "en")
    assert "ten hoogste 75.000 euro" in dutch.money
    assert "at most EUR 75,000" in english.money
    assert "van 1 oktober 2026 tot en met 1 maart 2027" in dutch.dates
    assert "1 May 2027 at the latest" in english.dates
    assert "10 procent" in dutch.money
    assert "uren, een ruimte of spullen" in dutch.money


def test_cofinancing_is_explained_as_the_call_has_it() -> None:
    assert "geen geld in te brengen" in explain(shipped(AMSTERDAM), "nl").money
    assert "uren" not in explain(changed(in_kind_counts=False), "nl").money


def test_criteria_are_explained_with_their_weights() -> None:
    call = shipped(MAASSLUIS)
    text = explain(call, "nl").criteria
    assert "letten op 8 punten" in text
    for criterion in call.criteria:
        assert f"{criterion.title['nl']} (telt voor {criterion.weight})" in text


def lead_partner(**rule: object) -> str:
    whole = shipped(MAASSLUIS).lead_partner.model_dump() | rule
    return explain(changed(lead_partner=whole), "nl").lead_partner


def test_the_lead_partner_rule_differs_per_liability() -> None:
    assert "elke partner om het hele bedrag" in lead_partner(liability="joint")
    assert "Alleen de penvoerder is aansprakelijk" in lead_partner(liability="lead_only")
    assert "alleen uw eigen deel" in lead_partner(liability="each_own")


def test_the_lead_partner_rule_explains_only_what_the_call_asks() -> None:
    assert "rechtspersoon" in lead_partner(must_be_legal_person=True)
    assert "rechtspersoon" not in lead_partner(must_be_legal_person=False)
    assert "machtiging" in lead_partner(authorisation_required=True)
    assert "machtiging" not in lead_partner(authorisation_required=False)
    label = vocabulary().label("organisation_type", "gemeente", "nl")
    assert label in lead_partner(excluded_org_types=["gemeente"])
    assert label not in lead_partner(excluded_org_types=[])


def test_partners_and_help_are_explained() -> None:
    dutch = explain(shipped(MAASSLUIS), "nl")
    assert "ten minste 3 organisaties" in dutch.partners
    assert "een groep bewoners, een organisatie en een bedrijf" in dutch.partners
    assert "Bel of mail de gemeente Maassluis" in dutch.contact
    assert "in elk geval mee" not in explain(changed(partner_groups=[]), "nl").partners


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("liability", ["joint", "lead_only", "each_own"])
def test_no_explanation_has_gaps_or_long_sentences(language: Language, liability: str) -> None:
    for shipped_call in shipped_calls():
        rule = shipped_call.lead_partner.model_dump() | {"liability": liability, "authorisation_required": True}
        call = Call.model_validate(shipped_call.model_dump() | {"lead_partner": rule})
        for part in parts(call, language):
            assert part.strip()
            assert not re.search(r"[{}]", part)
            for sentence in re.split(r"[.?!:]\s|\n", part):
                assert len(sentence.split()) <= 17, sentence


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_an_example_can_always_be_tried(today: date) -> None:
    call = shipped(MAASSLUIS)
    moved = opened(call, today)
    assert moved.is_open(today)
    assert moved.closes - moved.opens == call.closes - call.opens
    assert moved.project_end - moved.opens == call.project_end - call.opens
    assert (moved == call) == call.is_open(today)


def test_a_section_is_an_id_or_says_how_it_is_asked() -> None:
    call = changed(
        sections=["change", {"id": "summary", "required": False, "most": 600, "help": {"nl": "Kort.", "en": "Short."}}],
        light_form=None,
    )
    assert call.sections_for(None) == ("change", "summary")
    assert call.requires("change", None)
    assert not call.requires("summary", None)
    assert not call.requires("risks", None)
    summary = call.section("summary")
    assert summary is not None
    assert summary.most == 600
    assert Call.model_validate(call.model_dump(mode="json")) == call


def test_the_short_form_requires_less() -> None:
    call = shipped(MAASSLUIS)
    assert call.light_form is not None
    assert call.requires("existing", call.light_form.below_cents)
    assert not call.requires("existing", call.light_form.below_cents - 1)
