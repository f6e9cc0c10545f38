"""How one chat reaches another: a notice, left in the turn, and delivered after it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from flows.services.context import Context
from knowledge.languages import Language
from storage import mandates, notices, organisations, people
from storage.notices import NoticeKind

FLOWS = frozenset(
    {
        *("conflict", "contribution", "freshness", "invitation", "lead_asked", "partner_question"),
        *("contact_shared", "join_colleague", "message", "share_contact"),
        *("approval_asked", "receipt", "staff_task"),
        *("other_group", "other_group_shared"),
    }
)
"""The flows that begin though nobody said anything. In each chat one of them is open at a time."""


def tell(
    context: Context, organisation_id: int, response: str, *, not_before: datetime | None = None, **values: Any
) -> None:
    """Say something to all who speak for an organisation, apart from the person of this turn.

    Args:
        context: the turn.
        organisation_id: the organisation.
        response: what to say.
        not_before: when it may be said; None for at once.
        **values: for the places in it: a text, a number, or a text for each language.
    """
    _leave(context, _speakers(context, organisation_id), "say", response, values, not_before)


def ask(context: Context, organisation_id: int, flow: str, *, not_before: datetime | None = None, **slots: Any) -> None:
    """Start a flow in the chats of all who speak for an organisation, apart from the person of this turn.

    Args:
        context: the turn.
        organisation_id: the organisation.
        flow: which, one of `FLOWS`.
        not_before: when it may begin; None for at once.
        **slots: the slots with which it begins.
    """
    _leave(context, _speakers(context, organisation_id), "flow", flow, slots, not_before)


def tell_person(
    context: Context, person_id: int, response: str, *, not_before: datetime | None = None, **values: Any
) -> None:
    """Say something to one person; see `tell`."""
    _leave(context, [person_id], "say", response, values, not_before)


def ask_person(
    context: Context, person_id: int, flow: str, *, not_before: datetime | None = None, **slots: Any
) -> None:
    """Start a flow in the chat of one person; see `ask`."""
    _leave(context, [person_id], "flow", flow, slots, not_before)


def in_language(given: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """Give the values of a notice in one language."""
    return {
        name: value[language] if isinstance(value, dict) and language in value else value
        for name, value in given.items()
    }


def _speakers(context: Context, organisation_id: int) -> list[int]:
    here = people.person_for(context.session, context.channel, context.chat, context.now).id
    standing = mandates.of_organisation(context.session, organisations.standing(context.session, organisation_id))
    return [one.person_id for one in standing if one.person_id != here]


def _leave(
    context: Context,
    to: Iterable[int],
    kind: NoticeKind,
    name: str,
    given: Mapping[str, Any],
    not_before: datetime | None,
) -> None:
    if kind == "flow" and name not in FLOWS:
        raise ValueError(f"{name} is not a flow that begins by itself")
    for person_id in to:
        notices.add(context.session, person_id, kind, name, given, (context.now, not_before or context.now))
