"""The table of the lifecycle against what people can really do: each move by its use case, and every other refused."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import product
from typing import get_args

import pytest

from flows.services import (
    approvals,
    contributions,
    forming,
    invitation_answers,
    invitations,
    leads,
    plan_states,
    returning,
    standing,
    submissions,
)
from flows.services.coalitions import do, roles
from flows.services.refusal import Refused
from flows.services.versions import freeze
from knowledge.contribution import Contribution
from knowledge.lifecycle import Kind, Role, lifecycle, may
from storage import coalitions, people, proposals
from storage import invitations as stored
from storage import submissions as submissions_stored
from storage.invitations import Invitation
from storage.statements import Session
from tests.bot.approving import PLAN as ANSWERS
from tests.flows.grouping import CALL, NOW, Group, grouped

UseCase = Callable[["Meeting", int], object]


class Meeting(Group):
    """The group with a lead partner, De Bakker; and De Smid, whose place is the one that things are done with."""

    def begin(self) -> None:
        self.smid = self.organisation("De Smid")
        self.stranger = self.organisation("De Vreemde")
        for number in (self.linde, self.kring, self.bakker, self.smid, self.stranger):
            self.confirm(number)
        self.put(self.bakker, role="lead")
        self.put(self.smid, state="suggested")
        plan = freeze(self.chat(self.linde), self.now, PLAN)
        proposals.save(self.session, self.id, {}, NOW)
        person = people.person_for(self.session, "test", str(self.linde), NOW).id
        submissions_stored.add(self.session, self.id, (plan.number, plan.hash), person, NOW)

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Do things that do not last."""
        with self.session.connection.begin_nested() as saved:
            yield
            saved.rollback()

    def stands(self, kind: Kind, state: str, *, group: str = "forming", role: str = "partner") -> None:
        if kind == "proposal":
            coalitions.change(self.session, self.id, NOW, state=group)
            self.put(self.smid)
            proposals.move(self.session, self.id, state, NOW)
            return
        coalitions.change(self.session, self.id, NOW, state=state if kind == "coalition" else group)
        self.put(self.smid, role=role, state="accepted" if kind == "coalition" else state)

    def state_of(self, kind: Kind) -> str:
        if kind == "proposal":
            return proposals.state_of(self.session, self.id)
        return self.now.state if kind == "coalition" else self.state(self.smid)

    def invitation(self) -> Invitation:
        """One that De Linde left for De Smid."""
        person = people.person_for(self.session, "test", str(self.linde), NOW).id
        return stored.add(self.session, self.id, self.smid, self.linde, person, NOW)


@pytest.fixture(scope="module")
def meeting() -> Iterator[Meeting]:
    with grouped(Meeting) as made:
        made.begin()
        yield made


def by_table(action: str, *, about: bool = False) -> UseCase:
    """What no use case does that can be refused: those of other chapters, and those that staff or a clock begin."""
    return lambda meeting, who: do(meeting.chat(who), meeting.id, action, about=meeting.smid if about else None)


def as_itself(action: str, use_case: UseCase) -> UseCase:
    """What has no other use case than that of the organisation itself."""
    other = by_table(action, about=True)
    return lambda meeting, who: (use_case if who == meeting.smid else other)(meeting, who)


def of_plan(action: str) -> UseCase:
    """What is done with the plan by use cases that ask for more than the table does."""
    return lambda meeting, who: plan_states.do(meeting.chat(who), meeting.now, action)


def by_staff(action: str, use_case: Callable[[Session, int, datetime], object] | None) -> UseCase:
    """What staff do, who are in no organisation; whoever else tries is refused by the table."""

    def does(meeting: Meeting, who: int) -> object:
        if who != STAFF:
            return plan_states.do(meeting.chat(who), meeting.now, action)
        if use_case is None:
            return plan_states.do_as_staff(meeting.session, meeting.now, action, NOW)
        return use_case(meeting.session, proposals.read(meeting.session, meeting.id).id, NOW)

    return does


STAFF = 0
"""In the place of an organisation: the project staff."""

PLAN = {"language": "nl", "call": CALL, **ANSWERS}

USE_CASES: dict[tuple[Kind, str], UseCase] = {
    ("proposal", "see"): by_staff("see", lambda session, number, _: returning.handed_in(session, number)),
    ("proposal", "change"): of_plan("change"),
    ("proposal", "ask_approval"): lambda meeting, who: approvals.ask(meeting.chat(who), meeting.now, PLAN),
    ("proposal", "approve"): lambda meeting, who: approvals.answer(meeting.chat(who), meeting.now, 1, "yes", ""),
    ("proposal", "object"): lambda meeting, who: approvals.answer(meeting.chat(who), meeting.now, 1, "objection", "!"),
    ("proposal", "submit"): of_plan("submit"),
    ("proposal", "withdraw"): lambda meeting, who: submissions.withdraw(meeting.chat(who), meeting.now),
    ("proposal", "answer_question"): of_plan("answer_question"),
    ("proposal", "start_review"): by_staff("start_review", returning.start_review),
    ("proposal", "return"): by_staff(
        "return",
        lambda session, number, now: returning.send_back(session, number, [("title", "Wat?")], None, "Wil", now),
    ),
    ("proposal", "advise"): by_staff("advise", None),
    ("proposal", "decide"): by_staff("decide", None),
    ("proposal", "withdraw_for_group"): by_staff("withdraw_for_group", returning.withdraw_for_group),
    ("coalition", "see"): lambda meeting, who: standing.report(meeting.chat(who), meeting.now, "nl"),
    ("coalition", "rename"): lambda meeting, who: forming.rename(meeting.chat(who), meeting.now, "Anders"),
    ("coalition", "invite"): lambda meeting, who: invitations.invite(
        meeting.chat(who), meeting.id, meeting.organisation("De Nieuwe")
    ),
    ("coalition", "choose_lead"): lambda meeting, who: leads.choose(meeting.chat(who), meeting.now, meeting.smid),
    ("coalition", "choose_decision_rule"): lambda meeting, who: forming.decide(
        meeting.chat(who), meeting.now, "everyone", ""
    ),
    ("coalition", "write_together"): by_table("write_together"),
    ("coalition", "send_message"): by_table("send_message"),
    ("coalition", "agree"): lambda meeting, who: forming.agree(meeting.chat(who), meeting.now),
    ("coalition", "reopen"): lambda meeting, who: forming.reopen(meeting.chat(who), meeting.now),
    ("coalition", "end"): lambda meeting, who: forming.end(meeting.chat(who), meeting.now),
    ("place", "invite"): lambda meeting, who: invitations.invite(meeting.chat(who), meeting.id, meeting.smid),
    ("place", "withdraw_invitation"): lambda meeting, who: invitations.withdraw(
        meeting.chat(who), meeting.invitation().id
    ),
    ("place", "accept"): by_table("accept", about=True),
    ("place", "decline"): by_table("decline", about=True),
    ("place", "return"): as_itself("return", lambda meeting, who: forming.come_back(meeting.chat(who), meeting.id)),
    ("place", "contribute"): as_itself(
        "contribute",
        lambda meeting, who: contributions.save(meeting.chat(who), meeting.id, Contribution(gains="Leden"), 0),
    ),
    ("place", "remind"): by_table("remind", about=True),
    ("place", "leave"): as_itself("leave", lambda meeting, who: forming.leave(meeting.chat(who), meeting.now, {})),
    ("place", "give_role"): lambda meeting, who: forming.give_role(
        meeting.chat(who), meeting.now, meeting.smid, "support"
    ),
    ("place", "accept_lead"): as_itself(
        "accept_lead", lambda meeting, who: leads.answer(meeting.chat(who), meeting.now, yes=True)
    ),
    ("place", "refuse_lead"): as_itself(
        "refuse_lead", lambda meeting, who: leads.answer(meeting.chat(who), meeting.now, yes=False)
    ),
}


def test_every_action_of_the_table_has_a_use_case() -> None:
    kinds = get_args(Kind)
    assert set(USE_CASES) == {(kind, action) for kind in kinds for action in lifecycle().of(kind).actions}


@pytest.mark.parametrize(("kind", "action"), USE_CASES)
def test_what_the_table_allows_is_done_and_all_else_refused_with_a_sentence(
    meeting: Meeting, kind: Kind, action: str
) -> None:
    done = refused = 0
    groups = ("forming",) if kind == "coalition" else tuple(lifecycle().coalition.states)
    everybody = (meeting.linde, meeting.bakker, meeting.kring, meeting.smid, meeting.stranger)
    everybody += (STAFF,) if kind == "proposal" else ()
    asked = ("candidate", "partner") if action in {"accept_lead", "refuse_lead"} else ("partner",)
    for state, group, who, role in product(lifecycle().of(kind).states, groups, everybody, asked):
        with meeting.undone():
            meeting.stands(kind, state, group=group, role=role)
            about = meeting.smid if kind == "place" else None
            staff: set[Role] = {"coordinator"}
            allowed = staff if who == STAFF else roles(meeting.chat(who), meeting.now, who, about)
            verdict = may(allowed, action, kind, state, confirmed=True, group=None if kind == "coalition" else group)
            if verdict:
                USE_CASES[kind, action](meeting, who)
                assert meeting.state_of(kind) == verdict.to
                done += 1
                continue
            with pytest.raises(Refused) as caught:
                USE_CASES[kind, action](meeting, who)
            assert all(caught.value.sentence[language] for language in ("nl", "en"))
            assert meeting.state_of(kind) == state
            refused += 1
    assert done
    assert refused


def test_what_binds_the_organisation_asks_a_confirmed_voice() -> None:
    with grouped() as group:
        group.put(group.bakker, role="lead")
        with pytest.raises(Refused, match="bevestigd"):
            forming.agree(group.chat(group.linde), group.now)
        assert group.now.state == "forming"


@pytest.mark.parametrize(("answer", "state"), [("accept", "accepted"), ("decline", "declined")])
def test_who_is_asked_answers_in_its_own_chat(meeting: Meeting, answer: str, state: str) -> None:
    with meeting.undone():
        asked = invitations.invite(meeting.chat(meeting.linde), meeting.id, meeting.smid).invitation.id
        if answer == "accept":
            assert invitation_answers.accept(meeting.chat(meeting.smid), asked)
        else:
            assert invitation_answers.decline(meeting.chat(meeting.smid), asked, "Geen tijd.")
        assert meeting.state(meeting.smid) == state
        with pytest.raises(Refused):
            invitations.invite(meeting.chat(meeting.linde), meeting.id, meeting.smid)


def test_an_invitation_of_a_group_that_stopped_opens_nothing(meeting: Meeting) -> None:
    with meeting.undone():
        asked = invitations.invite(meeting.chat(meeting.linde), meeting.id, meeting.smid).invitation.id
        forming.end(meeting.chat(meeting.linde), meeting.now)
        assert meeting.state(meeting.smid) == "suggested"
        assert invitation_answers.accept(meeting.chat(meeting.smid), asked) is None
        assert not invitation_answers.decline(meeting.chat(meeting.smid), asked, "")
        assert meeting.state(meeting.smid) == "suggested"


@pytest.mark.parametrize(("action", "state", "after"), [("reopen", "agreed", "forming"), ("end", "forming", "ended")])
def test_the_program_itself_moves_a_group_only_as_the_table_says(
    meeting: Meeting, action: str, state: str, after: str
) -> None:
    with meeting.undone():
        meeting.stands("coalition", state)
        assert do(meeting.chat(meeting.stranger), meeting.id, action, system=True) == after
        with pytest.raises(Refused):
            do(meeting.chat(meeting.stranger), meeting.id, "agree", system=True)
