"""What may be done with the proposal of a coalition, by whom and in which state, as `knowledge/lifecycle.yml` says."""

from datetime import datetime

from flows.services.coalitions import is_confirmed, own_organisation, roles
from flows.services.context import Context
from flows.services.refusal import Refused
from knowledge import lifecycle
from knowledge.lifecycle import Role, Verdict
from storage import coalitions, proposals
from storage.coalitions import Coalition
from storage.statements import Session


def check(context: Context, coalition: Coalition, action: str) -> str:
    """Tell what state would follow if the organisation of this chat did something with the proposal of a coalition.

    Raises:
        Refused: this may not be done, by this organisation or in this state.
    """
    own = own_organisation(context)
    who: set[Role] = set() if own is None else roles(context, coalition, own)
    return _allowed(context.session, coalition, action, who, confirmed=is_confirmed(context))


def do(context: Context, coalition: Coalition, action: str) -> str:
    """Do something with the proposal of a coalition, as the organisation of this chat; gives the state that follows.

    Raises:
        Refused: this may not be done, by this organisation or in this state.
    """
    state = check(context, coalition, action)
    _move(context.session, coalition, state, context.now)
    return state


def do_as_staff(session: Session, coalition: Coalition, action: str, now: datetime) -> str:
    """Do something with the proposal of a coalition as staff; gives the state that follows.

    Raises:
        Refused: this may not be done in this state.
    """
    state = _allowed(session, coalition, action, {"coordinator"}, confirmed=True)
    _move(session, coalition, state, now)
    return state


def may_change(session: Session, coalition_id: int) -> bool:
    """Tell whether the proposal of a coalition is in a state in which those who make it may change it at all."""
    state = proposals.state_of(session, coalition_id)
    return bool(lifecycle.may({"partner"}, "change", "proposal", state, confirmed=False))


def _allowed(session: Session, coalition: Coalition, action: str, who: set[Role], *, confirmed: bool) -> str:
    state = proposals.state_of(session, coalition.id)
    group = coalitions.read(session, coalition.id).state
    verdict: Verdict = lifecycle.may(who, action, "proposal", state, confirmed=confirmed, group=group)
    if verdict.refusal == "group":
        raise Refused(lifecycle.sentences("group", "coalition", group))
    if verdict.refusal:
        raise Refused(lifecycle.sentences(verdict.refusal, "proposal", state))
    return verdict.to


def _move(session: Session, coalition: Coalition, state: str, now: datetime) -> None:
    if state != proposals.state_of(session, coalition.id):
        proposals.move(session, coalition.id, state, now)
