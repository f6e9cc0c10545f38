"""Which parts of a plan may change now: none once it was handed in, and what staff asked about when it came back."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from flows.services import kept, plan_states
from flows.services.answers import coalition_of
from flows.services.context import Context
from flows.services.refusal import Refused
from knowledge import lifecycle
from knowledge.approval import rules, section_of
from knowledge.contribution import Contribution
from knowledge.format import listing
from knowledge.languages import LANGUAGES, Language, Texts
from knowledge.proposal.changes import section_title
from knowledge.texts import text
from storage import proposals, submissions
from storage.statements import Session


def open_sections(session: Session, coalition_id: int) -> frozenset[str] | None:
    """Give the parts that staff asked about when the plan came back; None when it did not, so that all are open."""
    asked = submissions.questions(session, coalition_id, open_only=True)
    return frozenset(one.section for one in asked) if asked else None


def why_locked(session: Session, coalition_id: int, section: str) -> Texts | None:
    """Say why a part of a plan cannot change now, in every language; None when it can."""
    if not plan_states.may_change(session, coalition_id):
        state = proposals.state_of(session, coalition_id)
        return {one: text("plan_locked", one, state=_public(state, one)) for one in LANGUAGES}
    opened = open_sections(session, coalition_id)
    if opened is None or section in opened:
        return None
    return {
        one: text("section_locked", one, section=_title(section, one), open=_titles(opened, one)) for one in LANGUAGES
    }


def locked_answers(context: Context, slots: Mapping[str, Any], names: Collection[str]) -> dict[str, Texts]:
    """Tell which of these answers of a chat may not change now, and why, in every language."""
    coalition = coalition_of(context, slots) if names else None
    # Who begins again with another call writes another plan.
    if coalition is None or slots.get("call") not in {None, coalition.call_code}:
        return {}
    in_plan = sorted(kept.names(own=True) & set(names))
    found = {name: why_locked(context.session, coalition.id, section_of(name)) for name in in_plan}
    return {name: why for name, why in found.items() if why is not None}


def as_kept(context: Context, slots: Mapping[str, Any]) -> dict[str, Any]:
    """Give the answers of the plan of this chat as they were written down last."""
    coalition = coalition_of(context, slots)
    return {} if coalition is None else {name: value for name, (_, value) in kept.answers(context, coalition).items()}


def check_contribution(context: Context, coalition_id: int, before: Contribution, after: Contribution) -> None:
    """Look whether a partner may change what it contributes now.

    Raises:
        Refused: something changes in a part that may not change.
    """
    for field, section in rules().contribution.items():
        if getattr(before, field) != getattr(after, field):
            why = why_locked(context.session, coalition_id, section)
            if why:
                raise Refused(why)


def why_closed(session: Session, coalition_id: int) -> Texts | None:
    """Say why nothing of a plan can change now, in every language; None when something can."""
    opened = open_sections(session, coalition_id)
    return why_locked(session, coalition_id, min(opened) if opened else "")


def _public(state: str, language: Language) -> str:
    return lifecycle.public_name("proposal", state, language)


def _title(section: str, language: Language) -> str:
    try:
        return section_title(section, language)
    except KeyError:
        return section


def _titles(sections: Iterable[str], language: Language) -> str:
    return listing([_title(one, language) for one in sorted(sections)], language)
