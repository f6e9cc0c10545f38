from itertools import product
from typing import get_args

import pytest

from knowledge.lifecycle import Kind, Role, Thing, lifecycle, may, public_name, sentences

KINDS: tuple[Kind, ...] = get_args(Kind)
ROLES: tuple[Role, ...] = get_args(Role)
MOVES = {
    ("coalition", "agree"): ("forming", "agreed"),
    ("coalition", "reopen"): ("agreed", "forming"),
    ("place", "invite"): ("suggested", "invited"),
    ("place", "accept"): ("invited", "accepted"),
    ("place", "decline"): ("invited", "declined"),
    ("place", "leave"): ("accepted", "left"),
    ("proposal", "ask_approval"): ("draft", "for_approval"),
    ("proposal", "submit"): ("for_approval", "submitted"),
    ("proposal", "start_review"): ("submitted", "in_review"),
    ("proposal", "return"): ("in_review", "returned"),
    ("proposal", "advise"): ("in_review", "advised"),
    ("proposal", "decide"): ("advised", "decided"),
    ("proposal", "withdraw"): ("submitted", "withdrawn"),
}


def every() -> list[tuple[Kind, str, str]]:
    things = [(kind, lifecycle().of(kind)) for kind in KINDS]
    return [(kind, action, state) for kind, thing in things for action, state in product(thing.actions, thing.states)]


@pytest.mark.parametrize(("kind", "action", "state"), every())
def test_each_action_in_each_state_by_each_role(kind: Kind, action: str, state: str) -> None:
    rule = lifecycle().of(kind).actions[action]
    for role, confirmed in product(ROLES, (False, True)):
        verdict = may([role], action, kind, state, confirmed=confirmed)
        if role not in rule.by:
            assert (verdict.refusal, verdict.to) == ("role", state)
        elif state not in rule.states:
            assert (verdict.refusal, verdict.to) == ("state", state)
        elif rule.mandate == "confirmed" and not confirmed:
            assert (verdict.refusal, verdict.to) == ("mandate", state)
        else:
            assert verdict
            assert verdict.to == (rule.to or state)


@pytest.mark.parametrize("action", lifecycle().place.actions)
def test_what_is_possible_with_a_place_depends_on_the_group(action: str) -> None:
    rule = lifecycle().place.actions[action]
    for group in lifecycle().coalition.states:
        verdict = may(rule.by, action, "place", rule.states[0], confirmed=True, group=group)
        assert verdict.refusal == (None if group in (rule.during or (group,)) else "group")
        assert may([], action, "place", rule.states[0], confirmed=True, group=group).refusal == "role"


def test_in_a_group_that_stopped_nothing_goes_on() -> None:
    possible = {
        action
        for action, rule in lifecycle().place.actions.items()
        if may(rule.by, action, "place", rule.states[0], confirmed=True, group="ended")
    }
    assert possible == {"withdraw_invitation", "decline", "return", "refuse_lead"}


@pytest.mark.parametrize(("kind", "action"), MOVES)
def test_the_moves_that_a_coalition_lives_by(kind: Kind, action: str) -> None:
    before, after = MOVES[kind, action]
    who = lifecycle().of(kind).actions[action].by
    assert may(who, action, kind, before, confirmed=True).to == after


def test_nobody_is_asked_again_after_a_no() -> None:
    assert may(["asker", "lead"], "invite", "place", "declined", confirmed=True).refusal == "state"
    assert may(["self"], "return", "place", "declined", confirmed=False)


def test_a_stranger_may_do_nothing_and_learns_no_state() -> None:
    for kind, action, state in every():
        assert may([], action, kind, state, confirmed=True).refusal == "role"


def test_what_binds_an_organisation_asks_a_confirmed_mandate() -> None:
    assert may(["lead"], "agree", "coalition", "forming", confirmed=False).refusal == "mandate"
    assert may(["lead"], "agree", "coalition", "forming", confirmed=True)


def test_only_staff_move_what_they_read() -> None:
    actions = lifecycle().proposal.actions
    for state in ("in_review", "advised"):
        moving = [rule for rule in actions.values() if rule.to not in {None, state} and state in rule.states]
        assert {role for rule in moving for role in rule.by} == {"coordinator"}
    assert may(["asker", "lead"], "withdraw", "proposal", "in_review", confirmed=True).refusal == "state"


def test_nobody_agrees_without_a_confirmed_voice_but_anybody_may_object() -> None:
    assert may(["partner"], "approve", "proposal", "for_approval", confirmed=False).refusal == "mandate"
    assert may(["partner"], "object", "proposal", "for_approval", confirmed=False)


@pytest.mark.parametrize("kind", KINDS)
def test_every_state_can_be_reached_and_left_or_is_the_last(kind: Kind) -> None:
    thing: Thing = lifecycle().of(kind)
    reached = {thing.first}
    while True:
        more = {rule.to for rule in thing.actions.values() if rule.to and reached & set(rule.states)} - reached
        if not more:
            break
        reached |= more
    assert reached == set(thing.states)


def test_a_refusal_names_the_state_as_everybody_may_read_it() -> None:
    assert sentences("state", "coalition", "ended")["nl"].endswith("de groep is gestopt.")
    assert public_name("place", "suggested", "en") == "suggested, not asked yet"
    with pytest.raises(KeyError):
        may(["lead"], "agree", "coalition", "nowhere", confirmed=True)
