"""Handing in a plan: what is still needed, the receipt, and taking it back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.services import approvals, leads, locking, notices, plan_states
from flows.services.answers import keep_own
from flows.services.calls import find_call
from flows.services.consents import Standing
from flows.services.context import DUTCH_TIME, Context
from flows.services.proposals import Draft
from flows.services.versions import proposal_of
from knowledge.format import date_text
from knowledge.languages import Language
from knowledge.proposal.changes import between, section_title
from knowledge.proposal.model import Proposal
from knowledge.proposal.rules import check, finding_text
from knowledge.texts import text
from storage import organisations, people, submissions, versions
from storage.coalitions import Coalition
from storage.submissions import Submission

FLOW = "receipt"
"""The flow in which an organisation gets the receipt in its chat."""

_OF_APPROVAL = frozenset({"no_consent", "waits"})
"""The cases of V17 that are told for each partner by itself."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was handed in.

    Attributes:
        number: of the receipt.
        version: the number of the version.
        day: when.
        closes: the last day of the call.
        decision_by: by which day the municipality decides.
        demo: the call is an example.
    """

    number: str
    version: int
    day: date
    closes: date
    decision_by: date
    demo: bool


def needed(context: Context, coalition: Coalition, slots: Mapping[str, Any]) -> list[str]:
    """Tell what is still needed before the plan can be handed in, a line each; nothing when it can.

    Raises:
        Refused: the organisation of this chat may not hand it in, or not in this state.
    """
    plan_states.check(context, coalition, "submit")
    keep_own(context, slots)
    language: Language = slots["language"]
    standing, draft = approvals.standing_now(context, coalition, slots)
    return [
        *_of_call(context, draft, language),
        *_of_lead(context, coalition, language),
        *_of_rules(context, draft, language),
        *(line for one in standing if (line := _of_partner(one, language))),
        *_of_staff(context, coalition, draft.proposal, language),
    ]


def submit(context: Context, coalition: Coalition, slots: Mapping[str, Any]) -> Submission | None:
    """Hand in the plan as it stands now; every partner gets the receipt.

    Returns:
        None when something is still needed: then nothing was done.

    Raises:
        Refused: the organisation of this chat may not, or somebody else does so just now.
    """
    if needed(context, coalition, slots):
        return None
    frozen = approvals.frozen_now(context, coalition, slots)
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    done = submissions.add(context.session, coalition.id, (frozen.number, frozen.hash), person.id, context.now)
    submissions.close(context.session, coalition.id, context.now)
    plan_states.do(context, coalition, "submit")
    for number in approvals.members_to_tell(context, coalition):
        notices.ask(context, number, FLOW, about_group=coalition.id)
    return done


def withdraw(context: Context, coalition: Coalition) -> None:
    """Take back what was handed in; the others hear it.

    Raises:
        Refused: the organisation of this chat may not, or people of the municipality read it already.
    """
    plan_states.do(context, coalition, "withdraw")
    last = submissions.last(context.session, coalition.id)
    if last is not None:
        submissions.withdraw(context.session, last.id, context.now)
    for number in approvals.members_to_tell(context, coalition):
        notices.tell(context, number, "utter_plan_withdrawn", group=coalition.name)


def receipt(context: Context, coalition: Coalition) -> Receipt | None:
    """Give what was handed in last; None when that was nothing, or it was withdrawn.

    Raises:
        Refused: the organisation of this chat takes no part in the coalition.
    """
    plan_states.check(context, coalition, "see")
    last = submissions.last(context.session, coalition.id)
    if last is None:
        return None
    call = find_call(context, coalition.call_code)
    day = last.at.astimezone(DUTCH_TIME).date()
    return Receipt(last.receipt, last.number, day, call.closes, call.decision_by, call.demo)


def _of_call(context: Context, draft: Draft, language: Language) -> Iterator[str]:
    call = draft.call
    if not call.is_open(context.today):
        days = {"opens": date_text(call.opens, language), "closes": date_text(call.closes, language)}
        yield text("needed_closed", language, **days)


def _of_lead(context: Context, coalition: Coalition, language: Language) -> Iterator[str]:
    lead = leads.lead_of(context, coalition.id)
    if lead is None:
        yield text("needed_no_lead", language)
    elif any(one.organisation_id == lead and one.unfit for one in leads.possible(context, coalition)):
        yield text("needed_lead_unfit", language, name=organisations.read(context.session, lead).name)


def _of_rules(context: Context, draft: Draft, language: Language) -> Iterator[str]:
    """Give what the rules stop it for, apart from what is told of the lead partner and of each partner by itself."""
    # As a version that is handed in: then who was asked and did not answer yet may not stand in it.
    plan = draft.proposal.model_copy(update={"version": 1})
    for one in check(plan, draft.call, context.today):
        if one.level == "error" and one.rule != "V01" and not (one.rule == "V17" and one.case in _OF_APPROVAL):
            yield text("needed_finding", language, finding=finding_text(one, language))


def _of_partner(one: Standing, language: Language) -> str:
    if one.counts:
        return ""
    if one.given is None:
        return text("needed_answer", language, name=one.name)
    if one.objects:
        return text("needed_objection", language, name=one.name, remark=one.given.remark)
    return text("needed_again", language, name=one.name, number=one.given.number)


def _of_staff(context: Context, coalition: Coalition, plan: Proposal, language: Language) -> Iterator[str]:
    """Give the questions of staff without an answer, and what changed that they did not ask about."""
    asked = submissions.questions(context.session, coalition.id, open_only=True)
    for one in asked:
        if one.question and one.answered_at is None:
            yield text("needed_question", language, section=section_title(one.section, language))
    opened = locking.open_sections(context.session, coalition.id)
    if opened is None:
        return
    handed_in = submissions.read(context.session, asked[0].submission_id)
    before = versions.read(context.session, coalition.id, handed_in.number)
    changed = (one.section for one in between(proposal_of(before), plan, language))
    for section in dict.fromkeys(changed):
        if section not in opened:
            yield text("needed_section", language, section=section_title(section, language))
