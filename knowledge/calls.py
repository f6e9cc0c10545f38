"""Calls for proposals: reading them, checking their ids, and explaining them in plain words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from knowledge.call_model import (
    Call,
    Contact,
    Criterion,
    Issue,
    LeadPartner,
    Liability,
    LightForm,
    PartnerGroup,
)
from knowledge.content import Content, ContentError, read_model
from knowledge.format import date_text, euros, listing
from knowledge.languages import Language, Texts
from knowledge.vocabulary import vocabulary

__all__ = [
    "Call",
    "CallExplanation",
    "Contact",
    "Criterion",
    "Issue",
    "LeadPartner",
    "Liability",
    "LightForm",
    "PartnerGroup",
    "UnknownTerm",
    "explain",
    "load_call",
    "shipped_calls",
    "unknown_terms",
]

DAYS_OPEN = 30
"""How long ago an example opened whose dates were moved."""

_HERE = Path(__file__).parent

TermFacet = Literal["theme", "capacity", "organisation_type"]


@dataclass(frozen=True, slots=True)
class UnknownTerm:
    """A call names a term that the vocabulary does not know, mostly a spelling mistake."""

    facet: TermFacet
    term: str


@dataclass(frozen=True, slots=True)
class CallExplanation:
    """A call in plain words, in one language: ready texts without markup.

    Attributes:
        example: that the call is an example, and what is invented; empty for a real call.
        issue: what the municipality asks, with each issue on its own line.
        area: where a plan may take place.
        money: the ceiling, what the partners pay themselves, and the short form for small sums.
        dates: when to hand in, when the decision falls, and when a plan can run.
        criteria: how people assess, with each criterion on its own line.
        lead_partner: what a lead partner is, and what the rule of this call means for the reader.
        partners: how many partners of which groups a plan needs.
        contact: where to get help.
    """

    example: str
    issue: str
    area: str
    money: str
    dates: str
    criteria: str
    lead_partner: str
    partners: str
    contact: str


class _Templates(Content):
    """The templates in `call_texts.yml`; what is filled in stands there in braces."""

    issue: Texts
    one_issue: Texts
    money: Texts
    cofinancing_money: Texts
    cofinancing_in_kind: Texts
    no_cofinancing: Texts
    dates: Texts
    criteria: Texts
    one_criterion: Texts
    partners: Texts
    partner_groups: Texts
    groups: Mapping[PartnerGroup, Texts]
    contact: Texts


class _LiabilityTexts(Content):
    """What one rule of liability is, and what it means for the reader."""

    rule: Texts
    means: Texts


class _LeadPartnerTexts(Content):
    """The help in `lead_partner.yml`."""

    what: Texts
    liability: Mapping[Liability, _LiabilityTexts]
    must_be_legal_person: Texts
    excluded: Texts
    authorisation_required: Texts


def load_call(path: Path) -> Call:
    """Read one call.

    Raises:
        ContentError: the file is missing, is no call, contradicts itself (it closes before it opens, the
            weights are not 100 together, ...), or has a code that differs from the name of the file.
    """
    call = read_model(path, Call)
    if call.code != path.stem:
        why = f"the code is {call.code}, but the file is named {path.stem}"
        raise ContentError(path, 1, why)
    return call


@cache
def shipped_calls() -> tuple[Call, ...]:
    """All calls that come with the project, in the order of their codes.

    Raises:
        ContentError: a file is wrong.
    """
    return tuple(load_call(path) for path in sorted((_HERE / "calls").glob("*.yml")))


def opened(call: Call, today: date) -> Call:
    """Give an example call as it is while it is open; after that with all its days moved, opened a month ago."""
    if call.is_open(today):
        return call
    later = today - timedelta(days=DAYS_OPEN) - call.opens
    days = ("opens", "closes", "decision_by", "project_start", "project_end")
    return call.model_copy(update={name: getattr(call, name) + later for name in days})


def unknown_terms(call: Call, known: Mapping[str, Collection[str]]) -> tuple[UnknownTerm, ...]:
    """Find the ids in a call that are not among the known ids of their facet; none is right.

    Args:
        call: the call.
        known: all ids that exist of the facets "theme", "capacity" and "organisation_type".
    """
    used: dict[TermFacet, Collection[str]] = {
        "theme": [theme for issue in call.issues for theme in issue.themes],
        "capacity": call.required_capacities,
        "organisation_type": call.lead_partner.excluded_org_types,
    }
    return tuple(
        UnknownTerm(facet, term)
        for facet, terms in used.items()
        for term in dict.fromkeys(terms)
        if term not in known[facet]
    )


def explain(call: Call, language: Language) -> CallExplanation:
    """Explain a call in plain words."""
    return CallExplanation(
        example=call.examples_note[language] if call.examples_note else "",
        issue=_issue(call, language),
        area=call.where[language],
        money="\n".join(_money(call, language)),
        dates=_dates(call, language),
        criteria=_criteria(call, language),
        lead_partner="\n".join(_lead_partner(call.lead_partner, language)),
        partners="\n".join(_partners(call, language)),
        contact=_texts().contact[language].format(name=call.contact.name[language], how=call.contact.how[language]),
    )


def money_rule(call: Call, language: Language) -> tuple[str, ...]:
    """Tell who receives the money of this call and who pays back, what that means, and whether partners sign for it."""
    texts, rule = _lead_partner_texts(), call.lead_partner
    liability = texts.liability[rule.liability]
    signs = (texts.authorisation_required[language],) if rule.authorisation_required else ()
    return (liability.rule[language], liability.means[language], *signs)


@cache
def _texts() -> _Templates:
    return read_model(_HERE / "call_texts.yml", _Templates)


@cache
def _lead_partner_texts() -> _LeadPartnerTexts:
    return read_model(_HERE / "lead_partner.yml", _LeadPartnerTexts)


def _issue(call: Call, language: Language) -> str:
    one = _texts().one_issue[language]
    lines = (one.format(title=issue.title[language], explanation=issue.explanation[language]) for issue in call.issues)
    return _texts().issue[language].format(summary=call.summary[language], issues="\n".join(lines))


def _money(call: Call, language: Language) -> list[str]:
    texts = _texts()
    paragraphs = [texts.money[language].format(ceiling=euros(call.ceiling_cents, language))]
    cofinancing = texts.cofinancing_in_kind if call.in_kind_counts else texts.cofinancing_money
    template = cofinancing if call.min_cofinancing_pct else texts.no_cofinancing
    paragraphs.append(template[language].format(share=call.min_cofinancing_pct))
    return paragraphs


def _dates(call: Call, language: Language) -> str:
    days = ("opens", "closes", "decision_by", "project_start", "project_end")
    written = {name: date_text(getattr(call, name), language) for name in days}
    return _texts().dates[language].format(months=call.max_months, **written)


def _criteria(call: Call, language: Language) -> str:
    one = _texts().one_criterion[language]
    lines = (
        one.format(title=criterion.title[language], weight=criterion.weight, question=criterion.question[language])
        for criterion in call.criteria
    )
    return _texts().criteria[language].format(count=len(call.criteria), criteria="\n".join(lines))


def _lead_partner(rule: LeadPartner, language: Language) -> list[str]:
    texts = _lead_partner_texts()
    liability = texts.liability[rule.liability]
    paragraphs = [texts.what[language], liability.rule[language], liability.means[language]]
    if rule.must_be_legal_person:
        paragraphs.append(texts.must_be_legal_person[language])
    if rule.excluded_org_types:
        types = [vocabulary().label("organisation_type", kind, language) for kind in rule.excluded_org_types]
        paragraphs.append(texts.excluded[language].format(types="\n".join(types)))
    if rule.authorisation_required:
        paragraphs.append(texts.authorisation_required[language])
    return paragraphs


def _partners(call: Call, language: Language) -> list[str]:
    texts = _texts()
    paragraphs = [texts.partners[language].format(count=call.min_partners)]
    if call.partner_groups:
        groups = listing([texts.groups[group][language] for group in call.partner_groups], language)
        paragraphs.append(texts.partner_groups[language].format(groups=groups))
    return paragraphs
