"""What staff do with a plan that was handed in, and what those who made it answer when it came back with questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flows.services import consents, plan_states
from flows.services.calls import call_of
from flows.services.coalitions import own_organisation, roles
from flows.services.context import Context
from flows.services.drafts import EVERY, files_of
from flows.services.proposals import Draft
from flows.services.refusal import Refused
from flows.services.versions import proposal_of
from knowledge.approval import rules
from knowledge.languages import LANGUAGES
from knowledge.proposal.changes import section_title, sections
from knowledge.texts import text
from storage import coalitions, mandates, notices, organisations, people, proposals, submissions, versions
from storage.coalitions import Coalition
from storage.errors import Conflict, NotFound
from storage.notices import NoticeKind
from storage.statements import Session
from storage.submissions import Asked, StaffQuestion, Submission

FLOW = "staff_task"
"""The flow in which a question of staff arrives."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A plan that was handed in, as staff see it.

    Attributes:
        number: of the proposal.
        submission: what was handed in last; it may be withdrawn.
        partners: the names of the organisations in the version that was handed in.
    """

    number: int
    coalition: Coalition
    state: str
    submission: Submission
    title: str
    partners: Sequence[str]


def all_handed_in(session: Session) -> list[HandedIn]:
    """Give the plans that were handed in, also those that were withdrawn, in the order in which they first were."""
    return [_handed_in(session, one) for one in submissions.coalitions_with_one(session)]


def handed_in(session: Session, number: int) -> HandedIn:
    """Give a plan that was handed in.

    Raises:
        NotFound: there is no such plan, or it was never handed in.
    """
    coalition_id = proposals.by_number(session, number).coalition_id
    if not submissions.of_coalition(session, coalition_id):
        raise NotFound("proposal", number)
    return _handed_in(session, coalition_id)


def start_review(session: Session, number: int, now: datetime) -> None:
    """Begin to read a plan: from then on the group cannot withdraw it by itself. Everybody in it hears it.

    Raises:
        NotFound: there is no such plan.
        Refused: it is not in a state in which that can be.
    """
    plan = handed_in(session, number)
    plan_states.do_as_staff(session, plan.coalition, "start_review", now)
    for one in _taking_part(session, plan.coalition):
        _leave(session, one, "say", "utter_review_started", {"group": plan.coalition.name}, now)


def send_back(
    session: Session, number: int, asked: Sequence[tuple[str, str]], concerns: int | None, by: str, now: datetime
) -> list[int]:
    """Send a plan back with questions; the parts that they are about may change. Who they concern gets them as tasks.

    Args:
        session: the session.
        number: of the proposal.
        asked: each part, and the question about it; "" opens the part and asks nothing.
        concerns: the organisation that they are for; None for those who write the plan.
        by: the name of the member of staff.
        now: the moment.

    Returns:
        The numbers of the questions.

    Raises:
        NotFound: there is no such plan.
        KeyError: there is no such part, or staff ask nothing about it.
        Refused: the plan is not in a state in which that can be.
    """
    plan = handed_in(session, number)
    if wrong := [section for section, _ in asked if section not in possible_sections()]:
        raise KeyError(wrong[0])
    plan_states.do_as_staff(session, plan.coalition, "return", now)
    found = []
    for section, question in asked:
        asks = Asked(section, question, concerns)
        found.append(submissions.ask(session, plan.submission, asks, by, now))
        if question:
            for one in _concerned(session, plan.coalition, concerns):
                _leave(session, one, "flow", FLOW, {"task": found[-1]}, now)
    for one in _taking_part(session, plan.coalition):
        _leave(session, one, "say", "utter_plan_returned", {"group": plan.coalition.name}, now)
    return found


def withdraw_for_group(session: Session, number: int, now: datetime) -> None:
    """Take a plan back for its group, once people read it; everybody in it hears it.

    Raises:
        NotFound: there is no such plan.
        Refused: it is not in a state in which that can be.
    """
    plan = handed_in(session, number)
    plan_states.do_as_staff(session, plan.coalition, "withdraw_for_group", now)
    submissions.withdraw(session, plan.submission.id, now)
    for one in _taking_part(session, plan.coalition):
        _leave(session, one, "say", "utter_plan_withdrawn", {"group": plan.coalition.name}, now)


def possible_sections() -> list[str]:
    """Give the parts of a plan about which staff can ask something."""
    return [one for one in sections() if one not in rules().not_asked]


def partners_named(session: Session, plan: HandedIn, name: str) -> list[int]:
    """Give the organisations of a plan that have a name, or this number."""
    there = _taking_part(session, plan.coalition)
    if name.isdecimal():
        return [one for one in there if one == int(name)]
    wanted = organisations.name_key(name)
    return [one for one in there if organisations.name_key(organisations.read(session, one).name) == wanted]


def partners(session: Session, plan: HandedIn) -> list[tuple[int, str]]:
    """Give the organisations that take part in a plan, with their names."""
    return [(one, organisations.read(session, one).name) for one in _taking_part(session, plan.coalition)]


def documents(session: Session, plan: HandedIn) -> tuple[str, Sequence[tuple[str, str, bytes]]]:
    """Make what was handed in as files: their name, then the end of it, the type and the bytes of each."""
    version = versions.read(session, plan.coalition.id, plan.submission.number)
    kept = proposal_of(version)
    shown = consents.fill(session, plan.coalition, kept, lambda: (kept, version.hash))
    return files_of(Draft(shown, call_of(session, plan.coalition.call_code)), EVERY)


def for_chat(context: Context, coalition: Coalition) -> list[StaffQuestion]:
    """Give the questions of staff that concern the organisation of this chat, since the plan last came back.

    Raises:
        Refused: the organisation takes no part.
    """
    plan_states.check(context, coalition, "see")
    found = submissions.questions(context.session, coalition.id, open_only=True)
    return [one for one in found if one.question and _concerns_here(context, coalition, one)]


def of_others(context: Context, coalition: Coalition) -> list[StaffQuestion]:
    """Give the questions of staff that concern others, for those who write the plan."""
    own = own_organisation(context) or 0
    if not roles(context, coalition, own) & {"asker", "lead"}:
        return []
    found = submissions.questions(context.session, coalition.id, open_only=True)
    return [one for one in found if one.question and not _concerns_here(context, coalition, one)]


def task(context: Context, question_id: int | None) -> tuple[Coalition, StaffQuestion] | None:
    """Give a question of staff with its coalition; None when it is closed, or does not concern this chat."""
    if question_id is None:
        return None
    try:
        found = submissions.question(context.session, question_id)
        coalition = coalitions.read(context.session, found.coalition_id)
        plan_states.check(context, coalition, "answer_question")
    except (NotFound, Refused):
        return None
    return (coalition, found) if found.closed_at is None and _concerns_here(context, coalition, found) else None


def answer(context: Context, question_id: int, said: str) -> None:
    """Keep what the organisation of this chat says that it did with a question of staff.

    Raises:
        Refused: the question is closed, or does not concern it.
    """
    found = task(context, question_id)
    if found is None:
        raise Refused(_sentence("question_not_yours"))
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    try:
        submissions.answer(context.session, question_id, said.strip(), person.id, context.now)
    except Conflict:
        raise Refused(_sentence("question_not_yours")) from None
    coalition, question = found
    own = own_organisation(context) or 0
    name = organisations.read(context.session, own).name
    given = {"name": name, "section": titles(question.section), "answer": said.strip()}
    for one in {*_concerned(context.session, coalition, None)} - {own}:
        _leave(context.session, one, "say", "utter_task_answered", given, context.now)


def titles(section: str) -> dict[str, str]:
    """Name a part of a plan in every language."""
    return {language: section_title(section, language) for language in LANGUAGES}


def _handed_in(session: Session, coalition_id: int) -> HandedIn:
    stored, last = proposals.read(session, coalition_id), submissions.of_coalition(session, coalition_id)[-1]
    plan = proposal_of(versions.read(session, coalition_id, last.number))
    partners = [one.name for one in plan.members]
    return HandedIn(stored.id, coalitions.read(session, coalition_id), stored.state, last, plan.title, partners)


def _taking_part(session: Session, coalition: Coalition) -> list[int]:
    return [one.organisation_id for one in coalitions.partners(session, coalition.id) if one.state == "accepted"]


def _concerned(session: Session, coalition: Coalition, organisation_id: int | None) -> list[int]:
    """Give whom a question is for: an organisation, or else those who write the plan."""
    there = _taking_part(session, coalition)
    if organisation_id is not None and organisation_id in there:
        return [organisation_id]
    # The lead partner comes first; who asks stands for the group when there is none, and so does who is left.
    places = {one.organisation_id: one.role for one in coalitions.partners(session, coalition.id)}
    writing = [one for one in there if one == coalition.asking_organisation_id or places[one] == "lead"]
    return writing or there[:1]


def _concerns_here(context: Context, coalition: Coalition, one: StaffQuestion) -> bool:
    return own_organisation(context) in _concerned(context.session, coalition, one.organisation_id)


def _leave(
    session: Session, organisation_id: int, kind: NoticeKind, name: str, given: Mapping[str, Any], now: datetime
) -> None:
    standing = organisations.standing(session, organisation_id)
    for one in mandates.of_organisation(session, standing):
        notices.add(session, one.person_id, kind, name, given, (now, now))


def _sentence(key: str) -> dict[str, str]:
    return {language: text(key, language) for language in LANGUAGES}
