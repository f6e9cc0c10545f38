"""Every column that refers to an organisation, and what becomes of it when two organisations turn out to be one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table

from storage import (
    approvals,
    claims,
    coalitions,
    colleagues,
    contact_consents,
    exposure,
    invitations,
    mandates,
    messages,
    people,
    revisions,
    submissions,
)
from storage.statements import table_of

Row = Mapping[Any, Any]


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that refers to an organisation.

    Attributes:
        table: whose.
        column: its name.
        once: with the same values here, an organisation may stand there once only.
        live: which rows that holds for; all, when there is no condition.
        joined: what the row of the one that is kept becomes when both stand there; None: then they cannot be merged.
        clash: why not, with places for the columns.
    """

    table: Table
    column: str
    once: tuple[str, ...] = ()
    live: ColumnElement[bool] | None = None
    joined: Callable[[Row, Row], dict[str, Any]] | None = None
    clash: str = ""


def _as_partner(kept: Row, gone: Row) -> dict[str, Any]:
    """Who was only suggested makes way for who is in the coalition already; who leads it goes on leading."""
    in_it = gone if kept["state"] == "suggested" else kept
    role = "lead" if "lead" in {kept["role"], gone["role"]} else kept["role"]
    return {"role": role, "state": in_it["state"], "since": in_it["since"]}


def _as_shown(kept: Row, gone: Row) -> dict[str, Any]:
    chosen = [row["chosen_at"] for row in (kept, gone) if row["chosen_at"] is not None]
    return {"shown_at": min(kept["shown_at"], gone["shown_at"]), "chosen_at": min(chosen, default=None)}


def _as_speaker(kept: Row, gone: Row) -> dict[str, Any]:
    sure = gone if kept["confirmed_at"] is None else kept
    return {"confirmed_at": sure["confirmed_at"], "confirmed_by": sure["confirmed_by"]}


def _as_agreed(kept: Row, gone: Row) -> dict[str, Any]:
    return {"given_at": min(kept["given_at"], gone["given_at"])}


_mandate = table_of(mandates.Mandate)
_contact = table_of(contact_consents.ContactConsent)
_IN_CONSENT = ("coalition_id", "organisation_id", "to_organisation_id", "person_id")
REFERENCES = (
    Reference(table_of(people.Person), "organisation_id"),
    Reference(
        table_of(coalitions.Coalition),
        "asking_organisation_id",
        ("call_code",),
        clash="both have a plan for {call_code}; two plans cannot become one",
    ),
    Reference(table_of(coalitions.CoalitionPartner), "organisation_id", ("coalition_id",), joined=_as_partner),
    Reference(table_of(exposure.Exposure), "organisation_id", ("call_code", "conversation_id"), joined=_as_shown),
    Reference(_mandate, "organisation_id", ("person_id",), _mandate.c.ended_at.is_(None), _as_speaker),
    Reference(
        table_of(revisions.Revision),
        "organisation_id",
        ("coalition_id", "section", "number"),
        clash="both wrote for coalition {coalition_id}; two contributions cannot become one",
    ),
    *(
        Reference(
            _contact,
            column,
            tuple(one for one in _IN_CONSENT if one != column),
            _contact.c.withdrawn_at.is_(None),
            _as_agreed,
        )
        for column in ("organisation_id", "to_organisation_id")
    ),
    *(Reference(table_of(invitations.Invitation), one) for one in ("organisation_id", "asking_organisation_id")),
    *(Reference(table_of(messages.PartnerMessage), one) for one in ("organisation_id", "to_organisation_id")),
    Reference(table_of(approvals.Approval), "organisation_id"),
    Reference(table_of(submissions.StaffQuestion), "organisation_id"),
    Reference(table_of(colleagues.ColleagueLink), "organisation_id"),
    Reference(table_of(claims.Claim), "organisation_id"),
    Reference(table_of(claims.ClaimCode), "organisation_id"),
)
"""All that refers to an organisation, apart from what is a part of it, and merges themselves."""
