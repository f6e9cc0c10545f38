"""Versions of the whole plan: with a number, and a hash by which everybody can see that it is the same plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.services.coalitions import do
from flows.services.context import DUTCH_TIME, Context
from flows.services.proposals import draft_of
from flows.services.revising import moment, who
from knowledge.languages import LANGUAGES, Language
from knowledge.proposal.changes import between
from knowledge.proposal.comparing import marked, words
from knowledge.proposal.fingerprint import content, fingerprint
from knowledge.proposal.model import Proposal
from knowledge.revising import phrase
from storage import people, versions
from storage.coalitions import Coalition
from storage.versions import ProposalVersion

SHORT = 8
"""So many digits of a hash are shown to people."""
_SHOWN = 6
"""So many versions are listed."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """A version of the plan of a coalition.

    Attributes:
        number: from 1.
        hash: of what is agreed on.
        proposal: what it says, without contact data.
    """

    number: int
    hash: str
    proposal: Proposal


def freeze(context: Context, coalition: Coalition, slots: Mapping[str, Any]) -> Frozen:
    """Give the plan of a coalition as it stands now as a version: a new one when it says otherwise than the last.

    It is the same in whichever chat it is made: lines that the program writes itself are in Dutch.

    Args:
        context: the turn.
        coalition: whose plan.
        slots: the answers in this chat.

    Raises:
        Conflict: somebody else makes a version at this moment.
    """
    plan = _now(context, coalition, slots)
    found, last = fingerprint(plan), versions.last(context.session, coalition.id)
    if last is None or last.hash != found:
        person = people.person_for(context.session, context.channel, context.chat, context.now)
        key = (coalition.id, last.number + 1 if last else 1)
        last = versions.add(context.session, key, found, content(plan), person.id, context.now)
    return Frozen(last.number, last.hash, proposal_of(last))


def proposal_of(version: ProposalVersion) -> Proposal:
    """Give what a version says."""
    made_on = version.at.astimezone(DUTCH_TIME).date()
    return Proposal.model_validate({**version.content, "version": version.number, "made_on": made_on})


def all_in_words(context: Context, coalition: Coalition, language: Language) -> str:
    """Tell which versions of the whole plan there are, the newest first: with whose it is and when; "" for none.

    Raises:
        Refused: the organisation of this chat does not take part.
    """
    do(context, coalition.id, "see")
    lines = [
        phrase(
            "version",
            language,
            number=one.number,
            mark=one.hash[:SHORT],
            moment=moment(one.at, language),
            who=who(context, coalition, one.person_id, language),
        )
        for one in reversed(versions.all_of(context.session, coalition.id))
    ]
    if len(lines) > _SHOWN:
        lines = [*lines[:_SHOWN], phrase("more", language, number=len(lines) - _SHOWN)]
    return "\n".join(lines)


def compare(
    context: Context, coalition: Coalition, slots: Mapping[str, Any], numbers: Sequence[int]
) -> tuple[str, str, list[str]] | None:
    """Compare two versions of the whole plan, or one with the plan as it stands now.

    Args:
        context: the turn.
        coalition: whose plan.
        slots: the answers in this chat.
        numbers: of the versions; without any, the newest is compared with the plan of now.

    Returns:
        What is compared with what, in words, and what changed, a line each; None when there is no such version.

    Raises:
        Refused: the organisation of this chat does not take part.
    """
    do(context, coalition.id, "see")
    language: Language = slots["language"]
    known = {one.number: one for one in versions.all_of(context.session, coalition.id)}
    asked = list(numbers[:2]) or [max(known, default=0)]
    if any(one not in known for one in asked):
        return None
    plans = [proposal_of(known[one]) for one in asked]
    names = [phrase("numbered", language, number=one) for one in asked]
    if len(plans) == 1:
        plans.append(_now(context, coalition, slots))
        names.append(phrase("now", language))
    found = between(plans[0], plans[1], language)
    lines = []
    for one in found:
        change = marked(words(one.before, one.after)) or phrase("empty", language)
        lines.append(phrase("change", language, title=one.title, change=change))
    return names[0], names[1], lines


def _now(context: Context, coalition: Coalition, slots: Mapping[str, Any]) -> Proposal:
    """Give the plan as it stands now, the same in whichever chat."""
    return draft_of(context, {**slots, "language": LANGUAGES[0]}, coalition).proposal
