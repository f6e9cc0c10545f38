"""Answers of a plan as people read them, and what changed between two versions of one."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from knowledge import joint
from knowledge.format import date_text, euros, listing
from knowledge.languages import Language
from knowledge.proposal.changes import field_title, shown
from knowledge.proposal.comparing import items, marked, words
from knowledge.revising import phrase
from knowledge.vocabulary import Facet, vocabulary

_FACETS: Mapping[str, Facet] = {
    "themes": "theme",
    "target_groups": "target_group",
    "offers": "capacity",
    "organisation_type": "organisation_type",
    "resident_roles": "resident_role",
}
_AMOUNTS = frozenset({"requested", "own_money", "own_in_kind"})
_NAMES = ("name", "text", "what")
"""The fields in which an item may have its name."""

_COSTS = {"cost": "cost_cents"}
"""What the chat calls otherwise than the plan."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def text_of(name: str, value: Any, language: Language, known: Mapping[Any, str]) -> str:
    """Write an answer as people read it; "" when it was left open.

    Args:
        name: of the answer.
        value: the answer, as the chat holds it.
        language: in which language.
        known: what numbers of organisations and codes of areas are called.
    """
    if value is None or value in ("", []):
        return ""
    if name in _FACETS:
        return listing([_label(_FACETS[name], one, language) for one in _list(value)], language)
    if isinstance(value, list):
        return "\n".join(_line(one, language, known) for one in value)
    return _single(name, value, language, known)


def differences(name: str, before: Any, after: Any, language: Language, known: Mapping[Any, str]) -> list[str]:
    """Tell what changed between two versions of an answer, in lines: "[- was -] [+ is +]".

    Of a list with details each item and each field that changed is a line.
    """
    lists = [one if isinstance(one, list) else [] for one in (before, after)]
    if not any(isinstance(item, Mapping) for one in lists for item in one):
        texts = [text_of(name, one, language, known) for one in (before, after)]
        return [] if texts[0] == texts[1] else [marked(words(*texts))]
    found = [[one if isinstance(one, Mapping) else {"text": one} for one in side] for side in lists]
    field = next((one for one in _NAMES if any(one in item for side in found for item in side)), _NAMES[0])
    lines = []
    for one in items(found[0], found[1], field):
        if one.kind != "changed":
            lines.append(
                marked(words(*(_line(side, language, known) if side else "" for side in (one.before, one.after))))
            )
            continue
        for changed in one.fields:
            told = [_value(changed, side.get(changed), language, known) for side in (one.before, one.after)]
            lines.append(f"{one.after.get(field, '')}, {_title(changed, language)}: {marked(words(*told))}")
    if not lines and before != after:
        lines.append(phrase("order", language))
    return lines


def _single(name: str, value: Any, language: Language, known: Mapping[Any, str]) -> str:
    """Write an answer that is no list."""
    if isinstance(value, Mapping):
        return "; ".join(_told(value, language, known))
    if name in _AMOUNTS:
        return euros(value, language)
    if name == "legal_person":
        return phrase(f"legal_{value}", language)
    chosen = joint.answer(name).values.get(str(value))
    return chosen[language] if chosen else _value(name, value, language, known)


def _line(item: Any, language: Language, known: Mapping[Any, str]) -> str:
    """Write an item of a list on one line: its name, and the rest with what each is."""
    if not isinstance(item, Mapping):
        return str(known.get(item, item))
    field = next((one for one in _NAMES if one in item), "")
    rest = {one: value for one, value in item.items() if one != field}
    return "; ".join(filter(None, [str(item.get(field, "")), *_told(rest, language, known)]))


def _told(item: Mapping[str, Any], language: Language, known: Mapping[Any, str]) -> Iterator[str]:
    for field, value in item.items():
        if said := _value(field, value, language, known):
            yield f"{_title(field, language)}: {said}"


def _value(field: str, value: Any, language: Language, known: Mapping[Any, str]) -> str:
    if isinstance(value, list):
        return listing([_value(field, one, language, known) for one in value], language)
    if field in {"owner", "partner", "helpers", "areas", "partners"} and value in known:
        return known[value]
    if isinstance(value, str) and _DAY.fullmatch(value):
        return date_text(date.fromisoformat(value), language)
    return shown(_COSTS.get(field, field), value, language)


def _title(field: str, language: Language) -> str:
    return field_title(_COSTS.get(field, field), language)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _label(facet: Facet, term: str, language: Language) -> str:
    try:
        return vocabulary().label(facet, term, language)
    except KeyError:  # A word that the vocabulary has no longer.
        return term
