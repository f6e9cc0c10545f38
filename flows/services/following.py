"""Following a link that somebody made for somebody else, or for themselves: what it opens is told by its secret."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flows.services import carrying, mandates
from flows.services.invitations import FLOW
from storage import colleagues, conversations, invitations, notices
from storage.conversations import Conversation
from storage.links import digest
from storage.statements import Session


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of following a link.

    Attributes:
        told: the text of the knowledge base that is said; "" for none.
        goes_on: the conversation goes on with what was heard.
        slots: what the conversation knows from the link, before it hears anything.
    """

    told: str
    goes_on: bool = True
    slots: Mapping[str, Any] = field(default_factory=dict)


def follow(session: Session, secret: str, channel: str, chat: str, now: datetime) -> Followed:
    """Do what a link is for."""
    if invitations.by_link(session, digest(secret)):
        return _invited(session, secret, conversations.find(session, channel, chat), now)
    if colleagues.find(session, digest(secret), now):
        return _of_colleague(session, digest(secret), conversations.find(session, channel, chat), now)
    followed = carrying.follow(session, secret, channel, chat, now)
    told = "" if followed == "already_here" else f"link_{followed}"
    return Followed(told, goes_on=followed not in {"dead", "occupied"})


def _of_colleague(session: Session, key: str, here: Conversation | None, now: datetime) -> Followed:
    """Bring the link of a colleague into a chat: after its consent, or at once where that was given."""
    slots = ((here.state if here else None) or {"slots": {}})["slots"]
    if here and here.person_id is not None and slots.get("consent"):
        notices.add(session, here.person_id, "flow", mandates.FLOW, {"colleague_key": key}, (now, now))
        return Followed("")
    return Followed("", slots={"colleague_key": key, "joined": False})


def _invited(session: Session, secret: str, here: Conversation | None, now: datetime) -> Followed:
    """Bring an invitation into a chat: after its consent, or at once where that was given."""
    found = invitations.by_link(session, digest(secret))
    slots = ((here.state if here else None) or {"slots": {}})["slots"]
    if found is None or not found.waits or found.link_expires_at is None or found.link_expires_at <= now:
        return Followed("link_invitation_dead", goes_on=False)
    mine = slots.get("invitation") == found.id
    if not mine and not invitations.use_up(session, found.id, now):
        return Followed("link_invitation_used", goes_on=False)
    if here and here.person_id is not None and slots.get("consent"):
        notices.add(session, here.person_id, "flow", FLOW, {"invitation": found.id}, (now, now))
        return Followed("")
    return Followed("" if mine else "link_invitation", slots={"invitation": found.id, "joined": False})
