"""The costs of a plan and what pays them, from the answers of a conversation.

A cost of the organisation that asks is `{"text", "cents"}`, and as far as these were told `activity` (a name),
`partner` (as who is responsible for an activity), `kind` and `year`. A source of money has `kind`, `status` and
`partner`.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from flows.services import members
from flows.services.context import Context
from flows.services.members import Member
from flows.services.plan_owners import OWN
from knowledge.languages import Language
from knowledge.proposal.budget_words import hours_text, kind_of_income
from knowledge.proposal.parts import Activity, Income, IncomeKind, Line, same
from knowledge.texts import text
from storage import organisations
from storage.errors import NotFound


class Gift(NamedTuple):
    """Hours, rooms or goods that an organisation gives itself.

    Attributes:
        hours: of volunteers; None for rooms, goods and help that was told as an amount.
    """

    text: str
    cents: int
    hours: int | None


def gifts(name: str, said: int | Mapping[str, int] | None, rate_cents: int | None, language: Language) -> list[Gift]:
    """Give what an organisation gives itself, hours of volunteers at what the call says that an hour counts for.

    Args:
        name: of the organisation.
        said: an amount in cents, or hours and an amount; None or 0 for nothing.
        rate_cents: what an hour counts for; None where the call does not say, and then hours are worth no money.
        language: of the plan.
    """
    if not said:
        return []
    hours, cents = (0, said) if isinstance(said, int) else (said["hours"], said["cents"])
    found = [Gift(hours_text(name, hours, rate_cents, language), hours * (rate_cents or 0), hours)] if hours else []
    return [*found, Gift(members.given_by(name, "own_in_kind", language), cents, None)] if cents else found


def costs_of_gifts(given: Iterable[Gift]) -> list[Line]:
    """Hours, rooms and goods cost as much as they are worth: they stand on both sides."""
    return [
        Line(text=one.text, cents=one.cents, kind=None if one.hours is None else "volunteers", hours=one.hours)
        for one in given
    ]


def income_of_gifts(given: Iterable[Gift], name: str) -> list[Income]:
    """What is worth money among what an organisation gives itself."""
    return [Income(text=one.text, kind="own_in_kind", cents=one.cents, partner=name) for one in given if one.cents]


def costs_of(found: Iterable[Member], rate_cents: int | None, language: Language) -> list[Line]:
    """Write what partners give in hours, rooms and goods among the costs."""
    return [line for one in found for line in costs_of_gifts(_gifts_of(one, rate_cents, language))]


def income_of(found: Iterable[Member], rate_cents: int | None, language: Language) -> list[Income]:
    """Write what partners give themselves."""
    items: list[Income] = []
    for one in found:
        name, cents = one.profile.name, one.contribution.own_money_cents
        if cents:
            said = members.given_by(name, "own_money", language)
            items.append(Income(text=said, kind="own_money", cents=cents, partner=name))
        items += income_of_gifts(_gifts_of(one, rate_cents, language), name)
    return items


def costs(context: Context, slots: Mapping[str, Any], rate_cents: int | None) -> list[Line]:
    """Give the costs that the organisation that asks told, beside those of its activities."""
    found = [
        Line(
            text=item["text"],
            cents=item["cents"],
            activity=item.get("activity"),
            partner=partner_name(context, slots, item.get("partner")),
            kind=item.get("kind"),
            year=item.get("year"),
        )
        for item in slots.get("other_costs") or ()
    ]
    given = gifts(slots["organisation_name"], slots.get("own_in_kind"), rate_cents, slots["language"])
    return [*found, *costs_of_gifts(given)]


def income(
    context: Context,
    slots: Mapping[str, Any],
    municipality: str,
    of_members: Iterable[Income],
    rate_cents: int | None,
) -> list[Income]:
    """What is asked, what the organisation that asks gives itself, what its partners give, and what others give."""
    language, name = slots["language"], slots["organisation_name"]
    asked = text("income_requested", language, municipality=municipality)
    found = [Income(text=asked, kind="requested", cents=slots["requested"])] if slots.get("requested") else []
    if slots.get("own_money"):
        own = members.given_by(name, "own_money", language)
        found.append(Income(text=own, kind="own_money", cents=slots["own_money"], partner=name))
    found += income_of_gifts(gifts(name, slots.get("own_in_kind"), rate_cents, language), name)
    return [*found, *of_members, *(_other(context, slots, item) for item in slots.get("other_income") or ())]


def on_top(activities: Sequence[Activity], lines: Sequence[Line]) -> tuple[tuple[Activity, ...], tuple[Line, ...]]:
    """Let separate costs of an activity come on top of the amount that was told for it as a whole.

    In a plan the lines of an activity take the place of its amount. People tell that amount first and name more costs
    afterwards, so the amount becomes a line itself, and the activity costs all of its lines together.
    """
    detailed = {same(line.activity) for line in lines if line.activity}
    own = [
        Line(text=one.name, cents=one.cost_cents, activity=one.name)
        for one in activities
        if one.cost_cents and same(one.name) in detailed
    ]
    every = (*own, *lines)

    def whole(activity: Activity) -> Activity:
        name = same(activity.name)
        cents = sum(line.cents for line in every if line.activity and same(line.activity) == name)
        return activity.model_copy(update={"cost_cents": cents}) if name in detailed else activity

    return tuple(map(whole, activities)), every


def partner_name(context: Context, slots: Mapping[str, Any], partner: Any) -> str | None:
    """Name who is meant; None for nobody, or for an organisation that is not known any more."""
    if partner == OWN:
        return str(slots["organisation_name"])
    if partner is not None:
        with suppress(NotFound):
            return organisations.read(context.session, organisations.standing(context.session, partner)).name
    return None


def _gifts_of(member: Member, rate_cents: int | None, language: Language) -> list[Gift]:
    return gifts(member.profile.name, member.contribution.in_kind, rate_cents, language)


def _other(context: Context, slots: Mapping[str, Any], item: Mapping[str, Any]) -> Income:
    kind: IncomeKind = item.get("kind") or kind_of_income(item["text"]) or "other"
    partner = item.get("partner", OWN if kind in {"own_money", "own_in_kind"} else None)
    return Income(
        text=item["text"],
        kind=kind,
        status=item.get("status"),
        cents=item["cents"],
        partner=partner_name(context, slots, partner),
    )
