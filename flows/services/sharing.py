"""Writing the plan together: what several people answer in their own chats becomes one plan, and nothing is lost.

Every answer of theirs is a version of one section of the coalition (`kept`), written at the end of the turn in which
it was given. A chat holds the answers of one coalition, and knows of each which version it has (slot `joint_seen`).
Chats of the organisation that asks also hold its own part, which its people write together in the same way.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flows.services import kept
from flows.services.answers import SEEN, is_asker
from flows.services.coalitions import CURRENT, current, own_organisation, roles
from flows.services.context import Context
from flows.services.refusal import Refused
from knowledge import joint, lifecycle
from storage import coalitions
from storage.coalitions import Coalition
from storage.errors import Conflict, NotFound

__all__ = ["CONFLICTS", "FLOW", "SEEN", "WRITING", "Synced"]

# SEEN holds what this chat has: {"coalition": number, "numbers": {answer: version}, "passed": number, "own": bool}.
# `coalition` is that to which the answers in this chat belong; `passed` is one on which the chat works without writing
# its plan; `own` is whether the answers are also those that the organisation that asks gives alone.

CONFLICTS = "joint_conflicts"
"""The slot with the answers that somebody else changed at the same time."""

FLOW = "conflict"
"""The flow that asks which answer it is to be."""

WRITING = frozenset({"plan", "activities", "money", "future", "review", "write_plan"})
"""The flows in which a chat looks for what others wrote."""


@dataclass(slots=True)
class Synced:
    """What came of comparing the answers of a chat with those of others.

    Attributes:
        slots: to fill.
        news: the answers that somebody else gave.
        conflicts: the answers that both changed.
    """

    slots: dict[str, Any] = field(default_factory=dict)
    news: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """Give the answers of the plan that are filled otherwise than before; one that was cleared is asked again."""
    now = ((name, after.get(name)) for name in kept.names(own=True))
    return {name for name, value in now if value is not None and value != before.get(name)}


def is_asked(slots: Mapping[str, Any], names: Collection[str]) -> bool:
    """Tell, without looking into the database, whether `sync` may have anything to do."""
    coalition, seen = slots.get(CURRENT), slots.get(SEEN)
    if coalition is None:
        return False
    # Chats of before know nothing of the own part.
    return bool(names) or seen is None or "own" not in seen or coalition not in {seen["coalition"], seen["passed"]}


def sync(context: Context, slots: Mapping[str, Any], names: Collection[str], asked: str = "") -> Synced:
    """Write down what was answered in this chat, and find out what others answered meanwhile.

    Args:
        context: the turn.
        slots: the answers.
        names: those that changed in this turn.
        asked: the answer that is open now, which stays as it is.
    """
    seen = slots.get(SEEN) or {"coalition": None, "numbers": {}, "passed": None, "own": False}
    if slots.get(CURRENT) != seen["coalition"]:
        here = current(context, slots)
        if here and is_asker(context, here) and _may_write(context, here):
            return _attach(context, slots, here, asked)
        seen = {**seen, "passed": slots.get(CURRENT)}
    belongs = _writable(context, seen["coalition"])
    own = belongs is not None and is_asker(context, belongs)
    found = Synced({SEEN: {**seen, "own": own}})
    if belongs:
        if own and not seen.get("own"):
            names = {*names, *joint.own()}
            _pass_over(found, kept.answers(context, belongs), _profile_of(slots))
        _exchange(context, slots, belongs, kept.names(own=own) & set(names), found)
    return found


def news(context: Context, slots: Mapping[str, Any], asked: str) -> Synced | None:
    """Find out what others answered; None when there is nothing new.

    Args:
        context: the turn.
        slots: the answers.
        asked: the answer that is open now, which stays as it is.
    """
    seen = slots.get(SEEN)
    if not seen or seen["coalition"] is None:
        return None
    held = {asked, *(slots.get(CONFLICTS) or ())}
    newer = kept.newer(context, seen["coalition"], seen["numbers"], own=seen.get("own", False)) - held
    newer = {name for name in newer if _holds(slots, name)}
    belongs = _writable(context, seen["coalition"]) if newer else None
    if belongs is None:
        return None
    found = Synced({SEEN: {**seen, "numbers": dict(seen["numbers"])}})
    for name, version in kept.answers(context, belongs).items():
        if name in newer:
            _take(slots, name, version, found)
    return found


def open_plan(context: Context, slots: Mapping[str, Any]) -> Synced:
    """Let this chat write the plan of the coalition on which it works.

    Raises:
        Refused: its organisation may not.
    """
    here = current(context, slots)
    if here is None or not _may_write(context, here):
        state = here.state if here else "forming"
        raise Refused(lifecycle.sentences("role", "coalition", state))
    seen = slots.get(SEEN)
    if seen and seen["coalition"] == here.id:
        return news(context, slots, "") or Synced()
    return _attach(context, slots, here, "")


def clash(context: Context, slots: Mapping[str, Any]) -> tuple[dict[str, Any], str, Any]:
    """Give the next answer that two people changed, and what the other says; "" when there is none (any more).

    Returns:
        The slots to fill, the name of the answer, and the other's.
    """
    seen = slots.get(SEEN)
    belongs = _writable(context, seen["coalition"]) if seen else None
    waiting = list(slots.get(CONFLICTS) or ())
    if not seen or belongs is None:
        return {CONFLICTS: None}, "", None
    versions, numbers = kept.answers(context, belongs), dict(seen["numbers"])
    while waiting:
        name = waiting[0]
        number, value = versions[name]
        numbers[name] = number
        if slots.get(name) is not None and slots.get(name) != value:
            return {CONFLICTS: waiting, SEEN: {**seen, "numbers": numbers}}, name, value
        waiting.pop(0)
    return {CONFLICTS: None, SEEN: {**seen, "numbers": numbers}}, "", None


def solve(context: Context, slots: Mapping[str, Any], name: str, choice: joint.Choice) -> dict[str, Any]:
    """Write down which of two answers it is to be; both were written down already.

    Returns:
        The slots to fill. When somebody wrote again meanwhile it stays among the conflicts.
    """
    seen, waiting = slots[SEEN], list(slots.get(CONFLICTS) or ())
    belongs = _writable(context, seen["coalition"])
    number, theirs = kept.answers(context, belongs)[name] if belongs else (0, None)
    mine = slots.get(name)
    if belongs is None or number != seen["numbers"].get(name):
        return {}
    value = joint.together(name, theirs, mine) if choice == "both" else {"theirs": theirs, "mine": mine}[choice]
    if value != theirs:
        number = kept.append(context, belongs, name, number, value)
    left = [one for one in waiting if one != name]
    return {name: value, CONFLICTS: left or None, SEEN: {**seen, "numbers": {**seen["numbers"], name: number}}}


def _attach(context: Context, slots: Mapping[str, Any], here: Coalition, asked: str) -> Synced:
    """Let the answers in this chat be those of a coalition; what they were is kept where they belonged."""
    seen = slots.get(SEEN)
    former = _writable(context, seen["coalition"]) if seen else None
    own = is_asker(context, here)
    # Who asked for both goes on with the same plan for another call; else these answers belong elsewhere.
    stays = own and (former is None or is_asker(context, former))
    if not seen and not stays:
        _keep_former(context, slots)
    found = Synced({SEEN: {"coalition": here.id, "numbers": {}, "passed": None, "own": own}, CONFLICTS: None})
    versions = kept.answers(context, here)
    _pass_over(found, versions, _profile_of(slots) if own else ())
    for name in sorted(one for one in kept.names(own=own) - {asked} if _holds(slots, one)):
        mine = slots.get(name)
        theirs = mine is None or former is not None or not stays
        if name in joint.own():
            theirs = mine is None or (former is not None and name in joint.of_plan())
        if name in versions:
            if theirs:
                _take(slots, name, versions[name], found)
        elif mine is not None and not stays and name in joint.answers():
            found.slots[name] = None
    if own:
        names = kept.names(own=True) if stays else joint.own().keys()
        _exchange(context, slots, here, names - found.slots.keys(), found)
    return found


def _holds(slots: Mapping[str, Any], name: str) -> bool:
    """Whether a chat has to do with an answer: who joined the plan of others has nothing of its own part."""
    if name in joint.answers() or slots.get(name) is not None:
        return True
    return name in joint.of_plan() and not slots.get("joined")


def _profile_of(slots: Mapping[str, Any]) -> list[str]:
    return [name for name in joint.of_profile() if slots.get(name) is not None]


def _pass_over(found: Synced, versions: Mapping[str, tuple[int, Any]], names: Collection[str]) -> None:
    """Let this chat have seen some answers: what it says of them itself goes before what stands there."""
    numbers = {name: versions[name][0] for name in names if name in versions}
    found.slots[SEEN] = {**found.slots[SEEN], "numbers": {**found.slots[SEEN]["numbers"], **numbers}}


def _keep_former(context: Context, slots: Mapping[str, Any]) -> None:
    """Write down the answers of a plan of one's own that were given before answers were kept with the coalition."""
    own = own_organisation(context)
    for one in coalitions.of_organisation(context.session, own) if own is not None else ():
        if one.asking_organisation_id == own and one.call_code == slots.get("call"):
            _exchange(context, slots, one, kept.names(own=True), Synced({SEEN: {"numbers": {}}}))


def _exchange(
    context: Context, slots: Mapping[str, Any], coalition: Coalition, names: Iterable[str], found: Synced
) -> None:
    """Write down answers of this chat, unless somebody else changed them since it last looked."""
    numbers = dict(found.slots[SEEN]["numbers"])
    found.slots[SEEN] = {**found.slots[SEEN], "numbers": numbers}
    given = sorted(name for name in names if slots.get(name) is not None)
    versions = kept.answers(context, coalition) if given else {}
    for name in given:
        number, theirs = versions.get(name, (0, None))
        mine = slots[name]
        if name in versions and theirs == mine:
            numbers[name] = number
        elif number > numbers.get(name, 0) and mine in ("", []):  # Left open here, answered there.
            _take(slots, name, (number, theirs), found)
        elif number > numbers.get(name, 0) and theirs not in ("", []):
            kept.keep_beside(context, coalition, name, mine)
            found.conflicts.append(name)
        else:
            try:
                numbers[name] = kept.append(context, coalition, name, number, mine)
            except Conflict:  # By a transaction that ended since the look above.
                found.conflicts.append(name)


def _take(slots: Mapping[str, Any], name: str, version: tuple[int, Any], found: Synced) -> None:
    """Fill in what somebody else answered."""
    number, value = version
    found.slots[SEEN]["numbers"][name] = number
    if slots.get(name) is None and value in ("", []):
        return  # Who left it open leaves it to the others.
    if slots.get(name) != value:
        found.slots[name] = value
        found.news.append(name)


def _writable(context: Context, coalition_id: int | None) -> Coalition | None:
    """Give a coalition whose plan this chat may write."""
    try:
        found = None if coalition_id is None else coalitions.read(context.session, coalition_id)
    except NotFound:
        return None
    return found if found and _may_write(context, found) else None


def _may_write(context: Context, coalition: Coalition) -> bool:
    own = own_organisation(context)
    who = set() if own is None else roles(context, coalition, own)
    return bool(lifecycle.may(who, "write_together", "coalition", coalition.state, confirmed=True))
