"""Putting back what a part of a plan said: a new version with the words of an old one; nothing is ever written over."""

from collections.abc import Mapping
from typing import Any

from flows.services import agreements, contributions, kept, locking
from flows.services.agreements import SECTION as AGREEMENT
from flows.services.answers import SEEN, is_asker
from flows.services.coalitions import do, own_organisation
from flows.services.context import Context
from flows.services.kept import Said
from flows.services.refusal import Refused
from flows.services.revising import Part, history
from knowledge import joint, lifecycle
from knowledge.approval import section_of
from knowledge.contribution import Contribution
from storage.coalitions import Coalition
from storage.errors import Conflict
from storage.reminders import CONTRIBUTION

ELSEWHERE = frozenset({"partners", "organisation_type", "legal_person"})
"""Who takes part, and what an organisation is, changes elsewhere: putting back the words would change nothing there."""


def restore(
    context: Context, slots: Mapping[str, Any], coalition: Coalition, part: Part, number: int | None
) -> tuple[Said | None, dict[str, Any]]:
    """Let a part say again what it said, as the person of this chat.

    Args:
        context: the turn.
        slots: the answers in this chat.
        coalition: whose plan.
        part: which part.
        number: of the version; None for the last one that says otherwise than now.

    Returns:
        The new version and the slots to fill; no version when there is none to put back, or when it says so already.

    Raises:
        Refused: the organisation of this chat may not write it, or the plan may not change now.
        Conflict: somebody else writes it at this moment.
    """
    _check(context, coalition, part)
    *_, last = said = history(context, coalition, part)
    wanted = (one for one in reversed(said) if (one.value != last.value if number is None else one.number == number))
    old = next(wanted, None)
    if old is None or old.value is None or old.value == last.value or part.name in ELSEWHERE:
        return None, {}
    filled = _write(context, slots, coalition, part, last.number, old.value)
    return history(context, coalition, part)[-1], filled


def _check(context: Context, coalition: Coalition, part: Part) -> None:
    """Look whether the organisation of this chat may write a part now.

    Raises:
        Refused: it may not.
    """
    of_partner = part.name == CONTRIBUTION
    if (of_partner and part.organisation_id != own_organisation(context)) or (
        part.name in joint.own() and not is_asker(context, coalition)
    ):
        raise Refused(lifecycle.sentences("role", "coalition", coalition.state))
    if of_partner:  # Saving it looks at the rest.
        return
    do(context, coalition.id, "write_together")
    if why := locking.why_locked(context.session, coalition.id, section_of(part.name)):
        raise Refused(why)


def _write(
    context: Context, slots: Mapping[str, Any], coalition: Coalition, part: Part, after: int, value: Any
) -> dict[str, Any]:
    """Write the words of before again; gives the slots to fill.

    Raises:
        Conflict: somebody else wrote it.
    """
    if part.name == CONTRIBUTION:
        if contributions.save(context, coalition.id, Contribution.model_validate(value), after):
            raise Conflict("revision", part.key, "somebody else of the organisation wrote it")
        return {}
    if part.name == AGREEMENT:
        agreements.choose(context, coalition, after, value)
        return {}
    number = kept.append(context, coalition, part.name, kept.answers(context, coalition)[part.name][0], value)
    seen = slots.get(SEEN)
    if not seen or seen["coalition"] != coalition.id:
        return {}
    return {part.name: value, SEEN: {**seen, "numbers": {**seen["numbers"], part.name: number}}}
