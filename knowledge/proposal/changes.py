"""What changed between two versions of a plan: section by section, item by item, field by field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from knowledge.content import Content, read_model
from knowledge.format import date_text, euros, listing, number
from knowledge.languages import Language, Texts
from knowledge.proposal.comparing import Difference, items
from knowledge.proposal.fingerprint import without_people
from knowledge.proposal.model import Proposal
from knowledge.proposal.view import words
from knowledge.vocabulary import Facet, vocabulary

Kind = Literal["joint", "money", "own"]
"""Whose a part is: everybody's, about what is paid and by whom, or one partner's own."""

NOT_COMPARED = frozenset({"language", "version", "made_on", "contact", "consent"})
"""What is about a version or about people, and not about the plan."""

_OF_VOCABULARY: Mapping[str, Facet] = {
    "themes": "theme",
    "target_groups": "target_group",
    "resident_roles": "resident_role",
    "brings": "capacity",
    "type": "organisation_type",
}
_CODES: Mapping[str, str] = {
    "role": "role",
    "state": "state",
    "status": "status",
    "agreed": "agreed",
    "chance": "estimate",
    "effect": "estimate",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that reads otherwise.

    Attributes:
        section: the name of the field of the plan.
        title: what it is, as people read it: a section, or an item of it and its field.
        kind: whose it is.
        partner: the name of the partner that it is about; "" when it is about none.
        before: what it said; "" for nothing.
        after: what it says; "" for nothing.
    """

    section: str
    title: str
    kind: Kind
    partner: str
    before: str
    after: str


class _Section(Content):
    kind: Kind
    title: Texts
    name: str = ""


class _Field(Content):
    title: Texts
    kind: Kind | None = None


class _Words(Content):
    sections: Mapping[str, _Section]
    fields: Mapping[str, _Field]
    values: Mapping[Literal["yes", "no", "no_costs"], Texts]
    phrases: Mapping[Literal["item", "field", "order"], Texts]


def between(old: Proposal, new: Proposal, language: Language) -> tuple[Change, ...]:
    """Tell what changed, in the order of the plan. None exactly when both say the same to those who agree on it.

    Contact data, consents, and the number, the day and the language of a version are no part of that.
    """
    before, after = (without_people(one).model_dump(mode="python") for one in (old, new))
    found: list[Change] = []
    for section in _words().sections:
        if before[section] != after[section]:
            found += _in_section(section, before[section], after[section], language)
    return tuple(found)


def sections() -> tuple[str, ...]:
    """Give the names of the sections of a plan, in their order."""
    return tuple(_words().sections)


def section_title(section: str, language: Language) -> str:
    """Name a section of a plan.

    Raises:
        KeyError: there is no such section.
    """
    return _words().sections[section].title[language]


def field_title(field: str, language: Language) -> str:
    """Name a field of an item; its own name for one that stands nowhere."""
    found = _words().fields.get(field)
    return found.title[language] if found else field


def shown(field: str, value: Any, language: Language, kind_of: str = "") -> str:
    """Write a value as people read it; "" when it is not filled in.

    Args:
        field: the name of the field.
        value: its value.
        language: in which language.
        kind_of: the section in which the field stands, where several have one of that name.
    """
    if value is None or value in ("", (), []):
        return ""
    if field in _OF_VOCABULARY:
        found = [_label(_OF_VOCABULARY[field], one, language) for one in ([value] if isinstance(value, str) else value)]
        return listing(found, language)
    if field in _CODES:
        return words(language).get(f"{_CODES[field]}_{value}", str(value))
    if field == "kind":
        return words(language).get(f"{'cost' if kind_of == 'costs' else 'kind'}_{value}", str(value))
    return _plain(field, value, language)


def _plain(field: str, value: Any, language: Language) -> str:
    if isinstance(value, bool):
        return _words().values["yes" if value else "no"][language]
    if field.endswith("cents"):
        return _words().values["no_costs"][language] if field == "cost_cents" and not value else euros(value, language)
    if isinstance(value, date):
        return date_text(value, language)
    if isinstance(value, int):
        return str(value) if field == "year" else number(value, language)
    return listing([str(one) for one in value], language) if isinstance(value, (list, tuple)) else str(value)


def _in_section(section: str, before: Any, after: Any, language: Language) -> Iterator[Change]:
    known = _words().sections[section]
    title = known.title[language]
    if section == "period":
        for field in ("start", "end"):
            if before[field] != after[field]:
                named = _phrase("field", language, item=title, field=_words().fields[field].title[language])
                told = [shown(field, one[field], language) for one in (before, after)]
                yield Change(section, named, known.kind, "", *told)
        return
    if not known.name:
        yield Change(section, title, known.kind, "", *(shown(section, one, language) for one in (before, after)))
        return
    if section == "organisation":
        before, after = [before], [after]
    found = items(before, after, known.name)
    for one in found:
        yield from _in_item(section, one, language)
    if not found:  # All there is, in another order.
        named = _phrase("order", language, section=title)
        orders = ("; ".join(item[known.name] for item in side) for side in (before, after))
        yield Change(section, named, known.kind, "", *orders)


def _in_item(section: str, one: Difference, language: Language) -> Iterator[Change]:
    """Tell what changed in an item: each field by itself, or the whole that came or went."""
    known, names = _words().sections[section], [side.get(_name_of(section), "") for side in (one.before, one.after)]
    item = _phrase("item", language, section=known.title[language], name=names[1] or names[0])
    if one.kind != "changed":
        sides = [_summary(section, side, one.fields, language) for side in (one.before, one.after)]
        kind: Kind = "joint" if section == "partners" else known.kind
        yield Change(section, item, kind, _whose(section, one.after or one.before), *sides)
        return
    for field in one.fields:
        words_ = _words().fields[field]
        named = _phrase("field", language, item=item, field=words_.title[language])
        told = [shown(field, side.get(field), language, section) for side in (one.before, one.after)]
        owners = dict.fromkeys(_whose(section, side) for side in (one.before, one.after))
        # Who had it and who has it now: it is of both.
        for owner in owners:
            yield Change(section, named, words_.kind or known.kind, owner, *told)


def _summary(section: str, item: Mapping[str, Any], fields: Sequence[str], language: Language) -> str:
    """Write a whole item: its name, then its fields."""
    if not item:
        return ""
    name = _name_of(section)
    rest = ((field, shown(field, item.get(field), language, section)) for field in fields if field != name)
    told = (f"{_words().fields[field].title[language]}: {text}" for field, text in rest if text and item[field])
    return "; ".join([str(item[name]), *told])


def _name_of(section: str) -> str:
    return _words().sections[section].name


def _whose(section: str, item: Mapping[str, Any]) -> str:
    """Name the partner that an item is about."""
    field = {"partners": "name", "organisation": "name", "activities": "owner", "costs": "partner", "income": "partner"}
    return str(item.get(field.get(section, "")) or "")


def _label(facet: Facet, term: str, language: Language) -> str:
    try:
        return vocabulary().label(facet, term, language)
    except KeyError:  # A word that the vocabulary has no longer.
        return term


def _phrase(which: Literal["item", "field", "order"], language: Language, **values: str) -> str:
    return _words().phrases[which][language].format(**values)


@cache
def _words() -> _Words:
    return read_model(Path(__file__).with_name("changes.yml"), _Words)
