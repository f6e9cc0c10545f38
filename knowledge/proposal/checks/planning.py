"""Rules about who does what, and when."""

from datetime import date

from knowledge.proposal.checks.hit import Draft, Hit, Hits
from knowledge.proposal.parts import Activity, Period, same


def activities_have_an_owner(draft: Draft) -> Hits:
    """V05: each activity has one responsible partner, and that is a partner in this plan."""
    members = {same(partner.name) for partner in draft.proposal.members}
    for activity in draft.proposal.activities:
        if not activity.owner:
            yield Hit("none", {"activity": activity.name})
        elif same(activity.owner) not in members:
            yield Hit("stranger", {"activity": activity.name, "owner": activity.owner})


def nothing_starts_too_early(draft: Draft) -> Hits:
    """V12: no costs of days that are past, or before plans in this call may start."""
    start = draft.proposal.period.start
    if start is not None and start < draft.earliest:
        yield Hit("period", {"start": start, "earliest": draft.earliest})
    if start is not None:
        return  # an activity before the period is told so by V13
    for activity in draft.proposal.activities:
        if activity.start is not None and activity.start < draft.earliest:
            yield Hit("activity", {"activity": activity.name, "start": activity.start, "earliest": draft.earliest})


def dates_fit(draft: Draft) -> Hits:
    """V13: beginnings before ends, activities inside the period, and the period inside the call."""
    yield from _period_fits(draft)
    period = draft.proposal.period
    if period.start and period.end and period.end < period.start:
        period = Period()  # nothing can lie inside such a period, which is no fault of the activities
    for activity in draft.proposal.activities:
        yield from _activity_fits(activity, period)


def _period_fits(draft: Draft) -> Hits:
    period, call = draft.proposal.period, draft.call
    if period.start and period.end and period.end < period.start:
        yield Hit("period_order", {"start": period.start, "end": period.end})
    if period.end and period.end > call.project_end:
        yield Hit("period_late", {"end": period.end, "latest": call.project_end})
    if period.months is not None and period.months > call.max_months:
        yield Hit("period_long", {"months": period.months, "maximum": call.max_months})


def _activity_fits(activity: Activity, period: Period) -> Hits:
    start, end = activity.start, activity.end
    if start and end and end < start:
        yield Hit("activity_order", {"activity": activity.name, "start": start, "end": end})
    elif _outside(start, period) or _outside(end, period):
        yield Hit("activity_outside", {"activity": activity.name})


def _outside(day: date | None, period: Period) -> bool:
    early = bool(day and period.start and day < period.start)
    late = bool(day and period.end and day > period.end)
    return early or late
