"""What the checks find in a plan, and what the person of a chat can do about each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.services import overlap
from flows.services.answers import SEEN, answers_to, coalition_of, is_asker
from flows.services.coalitions import current
from flows.services.context import Context
from flows.services.proposals import draft_of
from knowledge import joint
from knowledge.proposal import rules
from knowledge.proposal.mending import Mend, mend_of
from knowledge.proposal.rules import Finding
from storage.coalitions import Coalition

_NEEDED = ("call", "organisation_name", "organisation_type", "legal_person", "areas", "themes", "target_groups")
"""Without these answers there is nothing to check yet, or one of them is being changed."""


@dataclass(frozen=True, slots=True)
class Point:
    """Something that was found.

    Attributes:
        finding: what.
        mend: what the person of this chat can type about it; None when there is nothing.
    """

    finding: Finding
    mend: Mend | None


def points(context: Context, slots: Mapping[str, Any]) -> Sequence[Point] | None:
    """Check the plan of this chat: its own, or that of the coalition on which it works; errors come first.

    None when there is no plan yet that can be checked.
    """
    coalition = coalition_of(context, slots) or current(context, slots)
    told = answers_to(context, slots, coalition)
    if any(told.get(name) is None for name in _NEEDED):
        return None
    draft = draft_of(context, slots, coalition)
    found = rules.check(draft.proposal, draft.call, context.today)
    if coalition is not None:
        found += [rules.overlap(one.theme, one.area) for one in overlap.others(context, coalition, slots)[:1]]
    order = ("error", "warning", "information")
    mine = _changeable(context, slots, coalition)
    return [Point(one, _mend(one, mine)) for one in sorted(found, key=lambda one: order.index(one.level))]


def _mend(finding: Finding, mine: frozenset[str] | None) -> Mend | None:
    mend = mend_of(finding)
    if mend is None or (mend.answer and mine is not None and mend.answer not in mine):
        return None
    return mend


def _changeable(context: Context, slots: Mapping[str, Any], coalition: Coalition | None) -> frozenset[str] | None:
    """Give the answers that may be changed in this chat; None for all: who asks for the coalition."""
    if coalition is None or is_asker(context, coalition):
        return None
    seen = slots.get(SEEN)
    writes = seen is not None and seen["coalition"] == coalition.id
    return frozenset(joint.answers()) if writes else frozenset()
