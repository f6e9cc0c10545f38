"""How a coalition stands, as one of its members reads it: who, what is open, what now; and who is still missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from flows.services import approvals, contributions, exposure, forming, leads, matching, returning
from flows.services.calls import find_call
from flows.services.coalitions import asker_of, check, own_organisation, roles
from flows.services.context import Context
from flows.services.directory import profile_of
from knowledge.format import date_text, listing
from knowledge.forming import NextStep, RoleName
from knowledge.forming import forming as texts
from knowledge.languages import Language
from knowledge.lifecycle import public_name
from knowledge.matching.mixing import fill
from knowledge.matching.ranking import Match
from knowledge.matching.team import Gap, gap
from storage import coalitions, organisations, proposals
from storage.coalitions import Coalition, CoalitionPartner

MOST_FILLS = 2
"""How many organisations are suggested at a time."""

_ORDER = ("accepted", "invited", "suggested", "left", "declined")


@dataclass(frozen=True, slots=True)
class Missing:
    """Who a coalition misses.

    Attributes:
        gap: with those who take part.
        fills: who adds most to what is missing, of those who were not asked yet.
    """

    gap: Gap
    fills: Sequence[Match]


def is_shared(context: Context, coalition: Coalition) -> bool:
    """Tell whether others know of a coalition, and the organisation of this chat takes part in it."""
    own = own_organisation(context)
    if own is None or "partner" not in roles(context, coalition, own):
        return False
    places = coalitions.partners(context.session, coalition.id)
    return any(one.organisation_id != own and one.state != "suggested" for one in places)


def report(context: Context, coalition: Coalition, language: Language) -> str:
    """Tell how a coalition stands: its name, who, what is open, what is next for the organisation of this chat, dates.

    Names of people are not in it.

    Raises:
        Refused: the organisation does not take part.
    """
    check(context, coalition.id, "see")
    call, said = find_call(context, coalition.call_code), texts()
    head = [
        said.line("name", language, name=said.short(coalition.name)),
        said.line("call", language, call=said.short(call.title[language])),
        said.line("state", language, state=public_name("coalition", coalition.state, language)),
    ]
    rule = said.short(forming.decision(coalition, language))
    dates = {"closes": date_text(call.closes, language), "decision_by": date_text(call.decision_by, language)}
    tail = [
        *([said.line("decision", language, rule=rule)] if rule else []),
        said.line("next", language, next=_next(context, coalition, language)),
        said.line("dates", language, **dates),
        said.line("help", language),
    ]
    who = "\n".join([said.line("who", language), *_who(context, coalition, language)])
    plan = _plan(context, coalition, language)
    return "\n\n".join(["\n".join(head), who, *(["\n".join(plan)] if plan else []), *tail])


def next_step(context: Context, coalition: Coalition) -> tuple[NextStep, Sequence[int]]:
    """Give the one thing that the organisation of this chat can do next, and about which organisations it is."""
    own = own_organisation(context) or 0
    candidate = leads.candidate_of(context, coalition.id)
    if coalition.state == "ended":
        return ("ended_asker" if forming.chooses(context, coalition) else "ended"), ()
    if candidate and candidate.organisation_id == own:
        return "answer_lead", ()
    still = contributions.open_for(context, coalition.id)
    if own in still:
        return "contribute", ()
    if of_plan := _next_of_plan(context, coalition, own):
        return of_plan
    if forming.chooses(context, coalition) and coalition.state != "agreed":
        return _next_of_asker(context, coalition, candidate, still)
    return ("plan" if forming.chooses(context, coalition) else "others"), ()


def missing(context: Context, coalition: Coalition) -> Missing:
    """Tell who a coalition misses with those who really take part, and who would add most.

    Raises:
        Refused: the organisation of this chat does not take part.
    """
    check(context, coalition.id, "see")
    call = find_call(context, coalition.call_code)
    asker = asker_of(context, coalition) or coalition.asking_organisation_id
    others = [one.organisation_id for one in forming.members(context, coalition.id) if one.organisation_id != asker]
    team = matching.team(context, {"partners": others})
    asking = profile_of(asker, organisations.read(context.session, asker))
    wish = matching.wish_of(call, context.today)
    lacking = gap(team, asking, wish)
    if lacking.closed:
        return Missing(lacking, ())
    # Who has a place was asked or is going to be; one round has nobody twice.
    known = {one.organisation_id for one in coalitions.partners(context.session, coalition.id)}
    fairness = exposure.fairness_of(context, call, f"{coalition.id}:{call.code}")
    index = context.directory.index(context.session)
    found = fill(index, asking, wish, MOST_FILLS + len(known), fairness, team)
    fills = [one for one in found if one.profile.id not in known][:MOST_FILLS]
    exposure.show(context, {"call": call.code}, [one.profile.id for one in fills])
    return Missing(lacking, fills)


def _who(context: Context, coalition: Coalition, language: Language) -> list[str]:
    """One line for each organisation. Who was only suggested is the affair of those who may ask them."""
    own, said = own_organisation(context) or 0, texts()
    asks = forming.chooses(context, coalition)
    found = [one for one in coalitions.partners(context.session, coalition.id) if asks or one.state != "suggested"]
    found.sort(key=lambda one: _ORDER.index(one.state))
    still = contributions.open_for(context, coalition.id)
    lines = []
    for one in found[: said.most_members]:
        told = {
            "name": said.short(organisations.read(context.session, one.organisation_id).name),
            "role": said.roles[_role(one)][language],
            "state": public_name("place", one.state, language),
        }
        line = said.line("own" if one.organisation_id == own else "member", language, **told)
        is_open = one.organisation_id in still and coalition.state != "ended"
        lines.append(line + (said.line("contribution_open", language) if is_open else ""))
    if more := len(found) - said.most_members:
        lines += [said.line("more", language, count=more)] if more > 0 else []
    return lines


def _role(place: CoalitionPartner) -> RoleName:
    """Give the role that a place has; who does not take part leads nobody, whatever was proposed."""
    return "partner" if place.state in {"declined", "left"} else place.role  # type: ignore[return-value] # of lifecycle


def _next(context: Context, coalition: Coalition, language: Language) -> str:
    step, about = next_step(context, coalition)
    names = [texts().short(organisations.read(context.session, number).name) for number in about]
    return texts().next[step][language].format(name=listing(names, language))


def _plan(context: Context, coalition: Coalition, language: Language) -> list[str]:
    """Tell in which state the plan is, once it is more than a draft, and who agreed to it."""
    state = proposals.state_of(context.session, coalition.id)
    if state == "draft":
        return []
    line = texts().line("plan", language, state=public_name("proposal", state, language))
    return [line, *approvals.report(context, coalition, language)]


def _next_of_plan(context: Context, coalition: Coalition, own: int) -> tuple[NextStep, Sequence[int]] | None:
    """Give the next step once the plan is with the partners or with the municipality; None before."""
    state = proposals.state_of(context.session, coalition.id)
    if state == "for_approval":
        standing = approvals.standing_stored(context, coalition)
        open_ = [one.organisation_id for one in standing if not one.counts]
        if own in open_ and not forming.chooses(context, coalition):
            return "approve", ()
        if not forming.chooses(context, coalition):
            return "others", ()
        objects = [one.organisation_id for one in standing if one.objects]
        if objects or not open_:
            return ("solve_objection" if objects else "submit"), objects[:1]
        asked = {one.organisation_id for one in approvals.standing_of_last(context, coalition) if not one.counts}
        return ("wait_approval", open_[:1]) if asked == set(open_) and own not in asked else ("ask_approval", ())
    if state == "returned":
        return ("answer_questions" if returning.for_chat(context, coalition) else "others"), ()
    return None if state in {"draft", "withdrawn"} else ("wait_decision", ())


def _next_of_asker(
    context: Context, coalition: Coalition, candidate: CoalitionPartner | None, still: Sequence[int]
) -> tuple[NextStep, Sequence[int]]:
    """Give the next step of who may ask others, choose and agree: first people, then agreements."""
    places = coalitions.partners(context.session, coalition.id)
    of_state = {state: [one.organisation_id for one in places if one.state == state] for state in _ORDER}
    alone = len(of_state["accepted"]) == 1
    asked, candidates = of_state["invited"], [candidate.organisation_id] if candidate else []
    leads_now, named = leads.lead_of(context, coalition.id), forming.has_own_name(context, coalition)
    found: Sequence[tuple[bool, NextStep, Sequence[int]]] = (
        (bool(of_state["suggested"]), "invite", ()),
        (alone and bool(asked), "wait_answer", asked[:1]),
        (alone, "missing", ()),
        (leads_now is None and candidate is None, "choose_lead", ()),
        (leads_now is None, "wait_lead", candidates),
        (not named, "name", ()),
        (not coalition.decision_rule, "decide", ()),
        (bool(asked), "wait_answer", asked[:1]),
        (bool(still), "wait_contribution", still[:1]),
        (not _is_complete(context, coalition), "missing", ()),
    )
    return next(((step, about) for holds, step, about in found if holds), ("agree", ()))


def _is_complete(context: Context, coalition: Coalition) -> bool:
    """Tell whether a group is large enough, and lacks nothing that the call asks."""
    call = find_call(context, coalition.call_code)
    if len(forming.members(context, coalition.id)) < call.min_partners:
        return False
    lacking = missing(context, coalition).gap
    return not (lacking.capacities or lacking.partner_groups)
