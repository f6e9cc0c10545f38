"""Rules of the fields of a plan (the field list of the domain file, 3.2): numbers, lengths and who sees to what."""

from knowledge.proposal.checks.hit import Draft, Hit, Hits
from knowledge.proposal.checks.quoting import shortened
from knowledge.proposal.parts import same
from knowledge.proposal.wording import has_number

LEAST = 2
"""A plan with fewer milestones, or risks, was hardly thought through."""

MOST_RESULTS = 5
"""More results than this nobody keeps an eye on."""

SUMMARY_LENGTHS = (300, 1200)
"""A summary has about so many characters."""


def outputs_are_counted(draft: Draft) -> Hits:
    """Each activity delivers a number of something, and not none."""
    language = draft.proposal.language
    uncounted = []
    for activity in draft.proposal.activities:
        if activity.output_n == 0:
            yield Hit("output_none", {"activity": activity.name})
        elif activity.output_n is None and not has_number(activity.output, language):
            uncounted.append(activity.name)
    if uncounted:
        yield Hit("output_uncounted", {"activities": tuple(uncounted)})


def reach_fits_the_activities(draft: Draft) -> Hits:
    """The number of people reached is that of the activities together; only once all of them have a number."""
    proposal = draft.proposal
    numbers = [activity.reach_n for activity in proposal.activities]
    known = [number for number in numbers if number is not None]
    if not proposal.reach_n or not known or len(known) < len(numbers):
        return
    values = {"people": proposal.reach_n, "together": sum(known)}
    if proposal.reach_n > sum(known):
        yield Hit("reach_high", values)
    if proposal.reach_n < sum(known):
        yield Hit("reach_low", values)


def milestones_are_enough(draft: Draft) -> Hits:
    """A plan with milestones has at least two of them; each has a day."""
    milestones = [one for one in draft.proposal.milestones if one.text]
    if 0 < len(milestones) < LEAST:
        yield Hit("milestones_few", {"minimum": LEAST})
    undated = tuple(shortened(one.text) for one in milestones if one.day is None)
    if undated:
        yield Hit("milestone_dates", {"milestones": undated})


def risks_are_looked_after(draft: Draft) -> Hits:
    """A plan with risks has at least two of them; a partner in the plan sees to each."""
    risks = [one for one in draft.proposal.risks if one.text]
    members = {same(partner.name) for partner in draft.proposal.members}
    if 0 < len(risks) < LEAST:
        yield Hit("risks_few", {"minimum": LEAST})
    nobody = tuple(shortened(one.text) for one in risks if not one.owner)
    if nobody:
        yield Hit("risk_nobody", {"risks": nobody})
    for risk in risks:
        if risk.owner and same(risk.owner) not in members:
            yield Hit("risk_stranger", {"risk": shortened(risk.text), "owner": risk.owner})


def results_are_few_and_differ(draft: Draft) -> Hits:
    """At most five results, and what is aimed at is otherwise than now."""
    results = [one for one in draft.proposal.results if one.text]
    if len(results) > MOST_RESULTS:
        yield Hit("results_many", {"count": len(results), "maximum": MOST_RESULTS})
    for one in results:
        if one.target and same(one.target) == same(one.baseline):
            yield Hit("target_same", {"result": shortened(one.text)})


def evidence_has_sources(draft: Draft) -> Hits:
    """Each piece of evidence says where it comes from; plain words, without any source of their own, say so inside."""
    pieces = [one for one in draft.proposal.evidence if one.text]
    without = tuple(shortened(one.text) for one in pieces if not one.source)
    if 0 < len(without) < len(pieces):
        yield Hit("evidence_source", {"evidence_items": without})


def summary_has_its_length(draft: Draft) -> Hits:
    """A summary tells the whole plan, and is no second plan."""
    least, most = SUMMARY_LENGTHS
    asked = draft.call.section("summary")
    most = min(most, asked.most) if asked and asked.most else most
    length = len(draft.proposal.summary)
    if 0 < length < min(least, most):
        yield Hit("summary_short", {"length": length, "minimum": min(least, most)})
    if length > most:
        yield Hit("summary_long", {"length": length, "maximum": most})


def data_are_explained(draft: Draft) -> Hits:
    """Who keeps data about the people who take part says which, and how they are kept safe."""
    if draft.proposal.personal_data and not draft.proposal.personal_data_how:
        yield Hit("personal_data_how")
