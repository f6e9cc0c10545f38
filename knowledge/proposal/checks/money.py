"""Rules about costs and the money that pays them."""

from knowledge.proposal.checks.hit import Draft, Hit, Hits
from knowledge.proposal.parts import same

TOLERANCE_CENTS = 100
"""Costs and income may differ by one euro, because people round (V07)."""


def costs_are_covered(draft: Draft) -> Hits:
    """V07: costs and income are equal; nothing to say while one of the two is empty."""
    proposal = draft.proposal
    if not proposal.cost_lines() or not proposal.income:
        return
    short = proposal.cost_cents - proposal.income_cents
    if short > TOLERANCE_CENTS:
        yield Hit("short", {"difference_cents": short})
    if short < -TOLERANCE_CENTS:
        yield Hit("over", {"difference_cents": -short})


def request_fits_the_call(draft: Draft) -> Hits:
    """V08: the amount asked is at most the ceiling of the call.

    That it equals the sum of the requested income holds by itself: it is that sum.
    """
    requested, ceiling = draft.proposal.requested_cents, draft.call.ceiling_cents
    if requested > ceiling:
        yield Hit("ceiling", {"requested_cents": requested, "ceiling_cents": ceiling})


def lines_make_the_activity(draft: Draft) -> Hits:
    """V09: the lines of an activity add up to its amount, and each line's activity is in the plan."""
    proposal = draft.proposal
    names = {same(activity.name) for activity in proposal.activities}
    for line in proposal.costs:
        if line.activity and same(line.activity) not in names:
            yield Hit("unknown", {"line": line.text, "activity": line.activity})
    for activity in proposal.activities:
        given, lines = activity.cost_cents, proposal.activity_cents(activity)
        if given is not None and lines is not None and given != lines:
            yield Hit("differs", {"activity": activity.name, "given_cents": given, "lines_cents": lines})


def others_pay_as_well(draft: Draft) -> Hits:
    """V10: the share of other money is at least what the call asks; help in kind only where the call counts it."""
    proposal, call = draft.proposal, draft.call
    ignored = {"requested"} if call.in_kind_counts else {"requested", "own_in_kind"}
    others = sum(item.cents for item in proposal.income if item.kind not in ignored)
    if proposal.income and others * 100 < call.min_cofinancing_pct * proposal.cost_cents:
        case = "low" if call.in_kind_counts else "low_money"
        share = others * 100 // proposal.cost_cents
        yield Hit(case, {"share": share, "minimum": call.min_cofinancing_pct})


def cover_is_sure(draft: Draft) -> Hits:
    """V11: not too much of the money that pays the costs is only an idea; the share stands in rules.yml."""
    proposal = draft.proposal
    idea = sum(item.cents for item in proposal.income if item.status == "idea")
    if idea * 100 > draft.unsure_pct * proposal.income_cents:
        share = idea * 100 // proposal.income_cents
        yield Hit("unsure", {"idea_cents": idea, "share": share, "maximum": draft.unsure_pct})


def large_sum(draft: Draft) -> Hits:
    """V23: an amount for which people should look at the law; the limit stands in rules.yml."""
    requested = draft.proposal.requested_cents
    if requested >= draft.legal_check_cents:
        yield Hit("legal_check", {"requested_cents": requested})
