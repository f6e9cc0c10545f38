"""The table of the lifecycle against what people can really do: each move by its use case, and every other refused."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product

import pytest

from flows.services import contributions, forming, invitation_answers, invitations, leads, standing
from flows.services.coalitions import do, roles
from flows.services.refusal import Refused
from knowledge.contribution import Contribution
from knowledge.lifecycle import Kind, lifecycle, may
from storage import coalitions, people
from storage import invitations as stored
from storage.invitations import Invitation
from tests.flows.grouping import NOW, Group, grouped

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

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Do things that do not last."""
        with self.session.connection.begin_nested() as saved:
            yield
            saved.rollback()

    def stands(self, kind: Kind, state: str, *, group: str = "forming", role: str = "partner") -> None:
        coalitions.change(self.session, self.id, NOW, state=state if kind == "coalition" else group)
        self.put(self.smid, role=role, state="accepted" if kind == "coalition" else state)

    def state_of(self, kind: Kind) -> str:
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


USE_CASES: dict[tuple[Kind, str], UseCase] = {
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
    kinds: tuple[Kind, ...] = ("coalition", "place")
    assert set(USE_CASES) == {(kind, action) for kind in kinds for action in lifecycle().of(kind).actions}


@pytest.mark.parametrize(("kind", "action"), USE_CASES)
def test_what_the_table_allows_is_done_and_all_else_refused_with_a_sentence(
    meeting: Meeting, kind: Kind, action: str
) -> None:
    done = refused = 0
    groups = ("forming",) if kind == "coalition" else tuple(lifecycle().coalition.states)
    everybody = (meeting.linde, meeting.bakker, meeting.kring, meeting.smid, meeting.stranger)
    asked = ("candidate", "partner") if action in {"accept_lead", "refuse_lead"} else ("partner",)
    for state, group, who, role in product(lifecycle().of(kind).states, groups, everybody, asked):
        with meeting.undone():
            meeting.stands(kind, state, group=group, role=role)
            about = meeting.smid if kind == "place" else None
            allowed = roles(meeting.chat(who), meeting.now, who, about)
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
