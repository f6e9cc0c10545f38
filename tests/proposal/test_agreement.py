"""The agreement between partners: who and what, what is still open, and text of people as they typed it."""

import io
import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, get_args

import docx
import pytest
from docx.oxml.ns import qn

from knowledge.agreement.drafting import TEMPLATE, render_docx, render_html, render_markdown
from knowledge.agreement.model import Agreement, Inform, Leaving, Terms
from knowledge.agreement.template import build
from knowledge.agreement.view import view, words
from knowledge.calls import Call, explain
from knowledge.forming import DecisionRule, forming
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import Activity, Income, Partner, clean

Texts = Callable[[Agreement, Call], list[str]]
Shown = Callable[[Agreement, Call], str]
HOEKJE = Partner(name="Bakkerij Het Hoekje", type="bedrijf", state="accepted", role="support")
ALL_CHOSEN = Terms(decision_rule="everyone", inform="weekly", leaving="month")
NASTY = [
    "{{7*7}} {% for x in y %} {# weg #} {{ ''.__class__ }}",
    "{_{ 7*7 }_} {_% if x %_}",
    "<b>vet</b> <script>alert(1)</script> &amp; & < > \"'",
    "# kop | cel\n- punt\n1. een\n> citaat\n---",
    "*vet* _schuin_ `code` [link](http://x.nl) ![beeld](y) <http://z.nl> $x$ [^1]",
]


@pytest.fixture(params=["markdown", "html", "docx"])
def texts(request: pytest.FixtureRequest, read: SimpleNamespace) -> Texts:
    """The texts that people see in each kind of document."""
    kinds: dict[str, Texts] = {
        "markdown": lambda a, call: read.markdown(render_markdown(a, call)),
        "html": lambda a, call: read.page(render_html(a, call)).texts,
        "docx": lambda a, call: read.docx(render_docx(a, call)),
    }
    return kinds[request.param]


@pytest.fixture
def shown(texts: Texts) -> Shown:
    return lambda a, call: "\n".join(texts(a, call))


@pytest.fixture
def plan(plan: Proposal) -> Proposal:
    """The plan of the other tests, with what partners said about themselves."""
    asks, group, baker = plan.partners
    partners = (asks, group.model_copy(update={"gains": "Onze buren leren elkaar kennen"}), HOEKJE)
    eating, visits = plan.activities
    activities = (eating.model_copy(update={"helpers": (HOEKJE.name, asks.name)}), visits)
    own = Income(text=f"Eigen geld van {group.name}", kind="own_money", cents=12_300, partner=group.name)
    hours = Income(text=f"Uren van {baker.name}", kind="own_in_kind", cents=45_600, partner=baker.name)
    changes = {"partners": partners, "activities": activities, "income": (*plan.income, own, hours)}
    return plan.model_copy(update=changes)


def in_language(plan: Proposal, language: Any) -> Proposal:
    return plan.model_copy(update={"language": language})


def test_it_says_who_does_brings_and_pays_what(shown: Shown, plan: Proposal, call: Call) -> None:
    text = shown(Agreement(plan=plan, terms=ALL_CHOSEN), call)
    expected = [
        f"Samenwerkingsafspraken: {plan.title}", "De Betrokken Stad", "1 september 2027 tot en met 30 juni 2028",
        "Stichting Buurtkracht", "Welzijnsorganisatie", "penvoerder", "ondersteuner", "Bewonersgroep De Vliet",
        "Samen eten", "Bakkerij Het Hoekje en Stichting Buurtkracht", "6.400 euro",
        "15 september 2027 tot en met 15 juni 2028", "Vrijwilligers", "Onze buren leren elkaar kennen", "123 euro",
        "456 euro", "De penvoerder is Stichting Buurtkracht.", "Wij vragen de gemeente om 12.000 euro.",
        "Alleen de penvoerder is aansprakelijk", forming().decision_rules["everyone"]["nl"],
        words("nl")["inform_weekly"], words("nl")["leaving_month"], "niet langer dan nodig", "Handtekening",
    ]  # fmt: skip
    assert [part for part in expected if part not in text] == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_says_that_it_is_a_draft_and_binds_nobody(shown: Shown, plan: Proposal, call: Call, language: Any) -> None:
    said = {
        "nl": "Dit is een concept. Laat het nalezen. Niemand is hieraan gebonden zolang niemand heeft getekend.",
        "en": "This is a draft. Have it checked. Nobody is bound by it as long as nobody has signed.",
    }
    text = shown(Agreement(plan=in_language(plan, language)), call)
    assert said[language] in text
    assert words(language)["demo"] in text


def test_in_english_nothing_is_dutch(shown: Shown, plan: Proposal, call: Call) -> None:
    text = shown(Agreement(plan=in_language(plan, "en")), call)
    assert "The lead partner is Stichting Buurtkracht." in text
    assert "Still to agree:" in text
    words_nl = {word for word in words("nl").values() if word not in set(words("en").values()) and "{" not in word}
    assert [word for word in words_nl if len(word) > 12 and word in text] == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_nobody_answered_stands_open(shown: Shown, plan: Proposal, call: Call, language: Any) -> None:
    t = words(language)
    text = shown(Agreement(plan=in_language(plan, language)), call)
    asked = ["ask_shares", "ask_pay_back", "ask_decide", "ask_inform", "ask_leaving", "ask_take_over", "ask_data"]
    assert [t[one] for one in asked if t[one] not in text] == []
    assert text.count(t["open"]) == len(asked)
    assert t["open_many"].format(count=len(asked)) in text
    chosen = shown(Agreement(plan=in_language(plan, language), terms=ALL_CHOSEN), call)
    assert chosen.count(t["open"]) == len(asked) - 3


def test_an_empty_plan_asks_for_everything(shown: Shown, call: Call) -> None:
    alone = Proposal(partners=(Partner(name="Wij", state="asks"),))
    text = shown(Agreement(plan=alone), call)
    t = words("nl")
    asked = [t[one] for one in ("ask_activities", "ask_lead", "ask_requested")]
    assert [one for one in (*asked, t["ask_brings"].format(names="Wij")) if one not in text] == []
    assert t["untitled"] in text


def test_who_did_not_say_yes_is_no_party(shown: Shown, plan: Proposal, call: Call) -> None:
    others = (
        Partner(name="Gevraagd BV", state="invited", role="lead"),
        Partner(name="Nee BV", state="declined"),
        Partner(name="Weg BV", state="left"),
        Partner(name="Onwetend BV", state="suggested"),
    )
    sport = Activity(name="Sportdag", owner="Gevraagd BV", helpers=("Onwetend BV", "Nee BV"))
    partners = (*(one.model_copy(update={"role": "partner"}) for one in plan.partners), *others)
    changed = plan.model_copy(update={"partners": partners, "activities": (*plan.activities, sport)})
    text = shown(Agreement(plan=changed), call)
    assert "Gevraagd, maar nog geen antwoord: Gevraagd BV." in text
    assert text.count("Gevraagd BV") == 1
    assert "wie hiervoor zorgt: Sportdag." in text
    assert "wie de penvoerder is" in text
    for name in ("Nee BV", "Weg BV", "Onwetend BV"):
        assert name not in text


@pytest.mark.parametrize("liability", ["joint", "lead_only", "each_own"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_rule_of_the_call_about_money_is_told(
    shown: Shown, plan: Proposal, call: Call, liability: Any, language: Any
) -> None:
    rule = call.lead_partner.model_copy(update={"liability": liability, "authorisation_required": True})
    call = call.model_copy(update={"lead_partner": rule})
    text = shown(Agreement(plan=in_language(plan, language)), call)
    told = explain(call, language).lead_partner.splitlines()
    assert told[1] in text
    assert told[2] in text
    assert told[-1] in text
    assert (words(language)["ask_pay_back"] in text) == (liability != "each_own")


def test_money_that_several_give_together_stands_apart(shown: Shown, plan: Proposal, call: Call) -> None:
    together = Income(text="wij zelf, met onze partners", kind="own_money", cents=77_700)
    text = shown(Agreement(plan=plan.model_copy(update={"income": (together,)})), call)
    assert "eigen geld (wij zelf, met onze partners): 777 euro" in text


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    ("subject", "field", "choices"),
    [
        ("decide", "decision_rule", ("", *get_args(DecisionRule))),
        ("inform", "inform", get_args(Inform)),
        ("leaving", "leaving", get_args(Leaving)),
    ],
)
def test_each_choice_has_words_and_own_words_are_added(
    plan: Proposal, call: Call, language: Any, subject: str, field: str, choices: tuple[str, ...]
) -> None:
    note = {"decision_rule": "decision_note"}.get(field, f"{field}_note")
    place = ["decide", "inform", "leaving"].index(subject) + 1
    for choice in choices:
        terms = Terms.model_validate({field: choice, note: "Zo doen wij dat."})
        shown = view(Agreement(plan=in_language(plan, language), terms=terms), call).rules[place]
        fixed = words(language).get(f"{subject}_{choice}")
        if subject == "decide" and choice not in {"", "other"}:
            fixed = forming().decision_rules[choice][language]  # type: ignore[index] # one of its keys
        assert shown.said == ((fixed, "Zo doen wij dat.") if fixed else ("Zo doen wij dat.",))
        assert (fixed is None) == (choice in {"", "other"})
        assert words(language)[f"ask_{subject}"] not in shown.open


def test_a_contact_stands_below_the_name_but_signs_nothing(shown: Shown, plan: Proposal, call: Call) -> None:
    known = plan.partners[1].model_copy(update={"contact": "Jo Smit, 06 12345678"})
    with_contact = plan.model_copy(update={"partners": (plan.partners[0], known, HOEKJE)})
    assert shown(Agreement(plan=with_contact), call).count("Jo Smit") == 1
    assert "Jo Smit" not in shown(Agreement(plan=plan), call)


@pytest.mark.parametrize("text", NASTY)
def test_documents_show_text_exactly(
    texts: Texts, request: pytest.FixtureRequest, plan: Proposal, call: Call, text: str
) -> None:
    text = str(clean(text))
    partner = Partner(name=text, note=text, gains=text, state="accepted", role="lead")
    doing = Activity(name=text, owner=text, helpers=(text,))
    nasty = plan.model_copy(update={"title": text, "partners": (partner,), "activities": (doing,), "call_title": text})
    terms = Terms(decision_note=text, inform_note=text, leaving_note=text)
    found = texts(Agreement(plan=nasty, terms=terms), call)
    # title, plan, call, 3 of the activity and its dates, 3 of the gift, party, signature, lead partner, 3 of the terms
    assert sum(text in one for one in found) >= 16


def test_no_markup_of_people_is_markup(plan: Proposal, call: Call, read: SimpleNamespace) -> None:
    name = "<script>alert(1)</script>"
    bad = plan.model_copy(update={"partners": (Partner(name=name, state="accepted"),)})
    page = read.page(render_html(Agreement(plan=bad), call))
    assert "script" not in [tag for tag, _ in page.tags]
    assert name in page.texts


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_is_accessible(read: SimpleNamespace, plan: Proposal, call: Call, language: Any) -> None:
    html = render_html(Agreement(plan=in_language(plan, language)), call)
    tags = read.page(html).tags
    names = [name for name, _ in tags]
    assert dict(tags)["html"] == {"lang": language}
    assert names.count("title") == names.count("main") == names.count("h1") == 1
    levels = [int(name[1]) for name in names if re.fullmatch("h[1-6]", name)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(attributes.get("scope") in {"col", "row"} for name, attributes in tags if name == "th")
    assert names.count("thead") == names.count("table") == 4
    identifiers = [attributes["id"] for _, attributes in tags if "id" in attributes]
    labels = [attributes["aria-labelledby"] for _, attributes in tags if "aria-labelledby" in attributes]
    assert len(set(identifiers)) == len(identifiers)
    assert set(labels) <= set(identifiers)


@pytest.mark.parametrize(("language", "locale"), [("nl", "nl-NL"), ("en", "en-GB")])
def test_the_word_file_is_accessible(plan: Proposal, call: Call, language: Any, locale: str) -> None:
    document = docx.Document(io.BytesIO(render_docx(Agreement(plan=in_language(plan, language)), call)))
    assert document.core_properties.title == words(language)["title"].format(title=plan.title)
    assert document.core_properties.language == locale
    assert {mark.get(qn("w:val")) for mark in document.styles.element.iter(qn("w:lang"))} == {locale}
    styles = [str(paragraph.style.name) for paragraph in document.paragraphs if paragraph.style is not None]
    assert [style for style in styles if style.startswith("Heading")] == ["Heading 1"] + ["Heading 2"] * 9
    for table in document.tables:
        assert table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    footer = "".join(paragraph.text for paragraph in document.sections[0].footer.paragraphs)
    everything = "\n".join([*(paragraph.text for paragraph in document.paragraphs), footer])
    assert not re.search(r"[{}]|%p|%tr", everything)


def test_the_shipped_template_is_what_the_program_makes() -> None:
    made = io.BytesIO()
    build().save(made)
    shipped, built = (docx.Document(one) for one in (io.BytesIO(TEMPLATE.read_bytes()), made))
    assert shipped.element.xml == built.element.xml
    assert shipped.styles.element.xml == built.styles.element.xml


def test_the_day_of_the_plan_is_the_day_of_the_agreement(plan: Proposal, call: Call) -> None:
    later = plan.model_copy(update={"made_on": date(2027, 2, 3)})
    assert "3 februari 2027" in render_markdown(Agreement(plan=later), call)
