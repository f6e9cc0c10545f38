"""The answers of a plan as they are kept with its coalition: each a section of its own, with all that it ever said.

Those that partners write together and those that the organisation that asks gives alone both stand under that
organisation. Of old plans its own part is one section with all of these answers, which is read still.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flows.services.context import Context
from knowledge import joint
from storage import people, revisions
from storage.coalitions import Coalition
from storage.revisions import OWN_PART, Revision


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer said at a moment.

    Attributes:
        number: of this version, from 1.
        value: the answer; None when it was left out then.
        person_id: who wrote it; None when that person is gone.
        at: when.
    """

    number: int
    value: Any
    person_id: int | None
    at: datetime


def names(*, own: bool) -> frozenset[str]:
    """Give the names of the answers that a chat may write: of the organisation that asks also its own part."""
    return frozenset(joint.answers()) | (frozenset(joint.own()) if own else frozenset())


def section_of(name: str) -> str:
    """Give the section in which an answer is kept."""
    return f"{OWN_PART}.{name}" if name in joint.own() else name


def name_of(section: str) -> str:
    """Give the answer that a section holds; "" for other sections."""
    name = section.removeprefix(f"{OWN_PART}.")
    known = joint.own() if name != section else joint.answers()
    return name if name in known else ""


def answers(context: Context, coalition: Coalition) -> dict[str, tuple[int, Any]]:
    """Give what each answer says now, with the number of its version; 0 for one that stands in the old section only."""
    known = revisions.sections(context.session, coalition.id, coalition.asking_organisation_id)
    old = next((one.content for one in known if one.section == OWN_PART), {})
    found: dict[str, tuple[int, Any]] = {name: (0, old[name]) for name in joint.own() if name in old}
    for one in known:
        if name := name_of(one.section):
            found[name] = (one.number, one.content["value"])
    return found


def newer(context: Context, coalition_id: int, seen: Mapping[str, int], *, own: bool) -> set[str]:
    """Tell which answers have a version that a chat did not see.

    Args:
        context: the turn.
        coalition_id: whose plan.
        seen: the number of the version that the chat has, by the names of the answers.
        own: the chat is one of the organisation that asks.
    """
    numbers = revisions.numbers(context.session, coalition_id)
    found = {name_of(section): number for section, number in numbers.items()}
    return {name for name in names(own=own) & found.keys() if found[name] > seen.get(name, 0)}


def append(context: Context, coalition: Coalition, name: str, after: int, value: Any) -> int:
    """Write the next version of an answer, as the person of this chat.

    Args:
        context: the turn.
        coalition: whose plan.
        name: the answer.
        after: the number of the version that the person saw.
        value: what it says now.

    Returns:
        The number of the version.

    Raises:
        Conflict: somebody else wrote it since.
    """
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    key = (coalition.id, coalition.asking_organisation_id, section_of(name))
    return revisions.append(context.session, key, after, {"value": value}, person.id, context.now)


def keep_beside(context: Context, coalition: Coalition, name: str, mine: Any) -> None:
    """Write down an answer that came second, and that of the other after it again: it stands until somebody chooses."""
    key = (coalition.id, coalition.asking_organisation_id, section_of(name))
    known = revisions.history(context.session, *key)
    if any(one.content["value"] == mine for one in known):
        return
    number = append(context, coalition, name, known[-1].number, mine)
    revisions.append(context.session, key, number, known[-1].content, known[-1].person_id, context.now)


def history(context: Context, coalition: Coalition, name: str) -> list[Said]:
    """Give all that an answer said, oldest first.

    What stands in the old section comes first; the versions after it are counted on from there.
    """
    asks = coalition.asking_organisation_id
    before: list[Said] = []
    if name in joint.own():
        before = _of_old(revisions.history(context.session, coalition.id, asks, OWN_PART), name)
    found = revisions.history(context.session, coalition.id, asks, section_of(name))
    after = (Said(len(before) + one.number, one.content["value"], one.person_id, one.at) for one in found)
    return [*before, *after]


def _of_old(found: Sequence[Revision], name: str) -> list[Said]:
    """Give what one answer said in the old section: a version each time that it changed."""
    said: list[Said] = []
    for one in found:
        value = one.content.get(name)
        if value != (said[-1].value if said else None):
            said.append(Said(len(said) + 1, value, one.person_id, one.at))
    return said
