"""Whether every part of a plan is filled in that the call asks."""

from collections.abc import Callable

from knowledge.call_sections import Section
from knowledge.proposal.checks.hit import Draft, Hit, Hits
from knowledge.proposal.model import Proposal

Parts = tuple[tuple[str, Section | None, Callable[[Proposal], bool]], ...]

_PARTS: Parts = (
    ("title", None, lambda p: bool(p.title)),
    ("summary", "summary", lambda p: bool(p.summary)),
    ("areas", "areas", lambda p: bool(p.areas)),
    ("problem", "problem", lambda p: bool(p.problem)),
    ("evidence", "evidence", lambda p: any(one.text for one in p.evidence)),
    ("existing", "existing", lambda p: bool(p.existing)),
    ("goal", "change", lambda p: bool(p.goal)),
    ("reach_n", "reach", lambda p: bool(p.reach_n)),
    ("reach_how", "reach", lambda p: bool(p.reach_how)),
    ("resident_roles", "resident_roles", lambda p: bool(p.resident_roles)),
    ("support", "support", lambda p: bool(p.support)),
    ("decision_rule", "decision_rule", lambda p: bool(p.decision_rule)),
    ("agreement", "agreement", lambda p: p.agreed in {"draft", "signed"}),
    ("activities", "activities", lambda p: bool(p.activities)),
    ("period_start", "period", lambda p: p.period.start is not None),
    ("period_end", "period", lambda p: p.period.end is not None),
    ("milestones", "milestones", lambda p: any(one.text for one in p.milestones)),
    ("costs", "costs", lambda p: bool(p.cost_lines())),
    ("income", "income", lambda p: bool(p.income)),
    ("results", "results", lambda p: any(one.text for one in p.results)),
    ("sustain", "sustain", lambda p: bool(p.sustain)),
    ("risks", "risks", lambda p: any(one.text for one in p.risks)),
    ("comms", "comms", lambda p: bool(p.comms)),
    ("personal_data", "personal_data", lambda p: p.personal_data is not None),
    ("learning", "learning", lambda p: bool(p.learning)),
)
"""Per part: the case in missing.yml, the section of the call that asks it (None: always), and whether it is there."""


def nothing_is_missing(draft: Draft) -> Hits:
    """Every part that the call requires is filled in; of those that may be left out, one sentence names the empty ones.

    A part that the call does not ask is never missing.
    """
    proposal, call = draft.proposal, draft.call
    requested = proposal.requested_cents if proposal.income else None
    asked = call.sections_for(requested)
    left_open = []
    for case, section, is_there in _PARTS:
        if is_there(proposal) or (section is not None and section not in asked):
            continue
        if section is None or call.requires(section, requested):
            yield Hit(case)
        else:
            left_open.append(case)
    if left_open:
        yield Hit("optional", {"parts": tuple(left_open)})


def attachments_are_there(draft: Draft) -> Hits:
    """Every kind of file is there that the call wants with a plan of this amount."""
    proposal, call = draft.proposal, draft.call
    requested = proposal.requested_cents if proposal.income else None
    if "attachments" not in call.sections_for(requested):
        return
    there = {one.kind for one in proposal.attachments}
    wanted = [one for one in call.attachments if one.from_cents is None or (requested or 0) >= one.from_cents]
    missing = tuple(one.title[proposal.language] for one in wanted if one.id not in there)
    if missing:
        required = call.requires("attachments", requested)
        yield Hit("attachments" if required else "attachments_optional", {"attachments": missing})
