"""The costs of a plan and what pays them, from the answers of a conversation."""

from collections.abc import Iterable, Mapping
from typing import Any

from flows.services import members
from knowledge.proposal.parts import Income, IncomeKind, Line
from knowledge.texts import text


def costs(slots: Mapping[str, Any]) -> list[Line]:
    """Hours, rooms and goods that the organisation gives cost as much as they are worth: they stand on both sides."""
    found = [Line(text=item["text"], cents=item["cents"]) for item in slots.get("other_costs") or ()]
    in_kind = slots.get("own_in_kind")
    if not in_kind:
        return found
    given = members.given_by(slots["organisation_name"], "own_in_kind", slots["language"])
    return [*found, Line(text=given, cents=in_kind)]


def income(slots: Mapping[str, Any], municipality: str, of_members: Iterable[Income]) -> list[Income]:
    """What is asked, what the organisation that asks gives itself, what its partners give, and what others give."""
    language, name = slots["language"], slots["organisation_name"]
    asked = text("income_requested", language, municipality=municipality)
    found = [Income(text=asked, kind="requested", cents=slots["requested"])] if slots.get("requested") else []
    own: tuple[IncomeKind, ...] = ("own_money", "own_in_kind")
    found += [
        Income(text=members.given_by(name, kind, language), kind=kind, cents=slots[kind], partner=name)
        for kind in own
        if slots.get(kind)
    ]
    others = (Income(text=item["text"], kind="other", cents=item["cents"]) for item in slots.get("other_income") or ())
    return [*found, *of_members, *others]
