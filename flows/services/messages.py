"""Messages between the organisations of a coalition, and questions to the project staff.

A message says which organisation wrote it, never which person. Contact data do not go by message: for these both sides
are asked (`contact.py`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rapidfuzz.fuzz import ratio

from flows.services import coalitions as working
from flows.services import contact, notices
from flows.services.context import Context
from flows.services.refusal import Refused
from knowledge.contact_data import holds_contact
from knowledge.languages import LANGUAGES
from knowledge.texts import text
from storage import coalitions, mandates, messages, organisations, people
from storage import conversations as chats
from storage import notices as left
from storage.coalitions import Coalition
from storage.errors import NotFound
from storage.messages import PartnerMessage, Way
from storage.organisations import name_key
from storage.statements import Session

FLOW = "message"
"""The flow in which a message arrives."""

MOST_SHOWN = 5
"""So many messages are listed at a time: more do not fit in one message of a chat."""

ALIKE = 75
"""From this likeness on (of 100, by rapidfuzz) a name may be the one that was meant."""

SHORTEST_PART = 4
"""A shorter part of a name says too little about which one is meant."""

_END_OF_NAME = re.compile(r"[:;,\n]")


class HoldsContact(Refused):
    """A message holds contact data, which the other side may not see (yet)."""


@dataclass(frozen=True, slots=True)
class Meant:
    """For whom a message seems to be.

    Attributes:
        exactly: the organisation of which the name was given; None when none has it.
        nearly: those that may be meant otherwise, the likeliest first.
        text: what stood behind the name.
    """

    exactly: int | None
    nearly: Sequence[int]
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the staff, as they see it.

    Attributes:
        organisation: its name; "" when the person speaks for none yet.
        call: the code of the call that it is about; "" when that is not known.
    """

    stored: PartnerMessage
    organisation: str
    call: str


def send(context: Context, coalition_id: int, to_organisation_id: int, text: str) -> int:
    """Send a message from the organisation of this chat to another one of the coalition; it arrives in their chats.

    Args:
        context: the turn.
        coalition_id: the coalition.
        to_organisation_id: for whom.
        text: what it says.

    Returns:
        The number of the message.

    Raises:
        Refused: these two cannot write to each other here, or nobody there has a chat.
        HoldsContact: there are contact data in it, and not both sides said yes to showing these.
        NotFound: there is no such coalition.
    """
    own, to = check(context, coalition_id, to_organisation_id)
    if holds_contact(text) and not contact.shared(context.session, coalition_id, own, to):
        raise HoldsContact(_sentence("message_holds_contact"))
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    number = messages.add(context.session, Way(coalition_id, own, to), person.id, text, context.now)
    notices.ask(context, to, FLOW, message=number)
    return number


def check(context: Context, coalition_id: int, to_organisation_id: int) -> tuple[int, int]:
    """Give who writes and for whom, when the organisation of this chat can write to the other one.

    Raises:
        Refused: these two cannot write to each other here, or nobody there has a chat.
        NotFound: there is no such coalition.
    """
    coalition = coalitions.read(context.session, coalition_id)
    own = working.own_organisation(context)
    to = organisations.standing(context.session, to_organisation_id)
    if own is None or to not in _possible(context, coalition, own):
        working.check(context, coalition_id, "send_message")
        raise Refused(_sentence("message_not_together"))
    if not mandates.of_organisation(context.session, to):
        raise Refused(_sentence("message_nobody_there", name=organisations.read(context.session, to).name))
    return own, to


def recipients(context: Context, coalition: Coalition) -> list[tuple[int, str]]:
    """Give the organisations to which this chat can write, with their names; also those where nobody has a chat."""
    own = working.own_organisation(context)
    found = [] if own is None else _possible(context, coalition, own)
    return [(number, organisations.read(context.session, number).name) for number in found]


def has_chat(context: Context, organisation_id: int) -> bool:
    """Tell whether somebody speaks for an organisation in a chat."""
    return bool(mandates.of_organisation(context.session, organisation_id))


def meant(possible: Sequence[tuple[int, str]], said: str) -> Meant:
    """Find for whom a message is, in words that begin with the name, perhaps with the message behind it.

    Args:
        possible: the organisations, with their names.
        said: the words.
    """
    head, *rest = _END_OF_NAME.split(said.strip(), maxsplit=1)
    return _meant(possible, said, head.strip(), " ".join(rest).strip())


def read(context: Context, message_id: int) -> PartnerMessage | None:
    """Give a message that was sent to the organisation of this chat; None when it is gone, or was not for it."""
    try:
        found = messages.read(context.session, message_id)
    except NotFound:
        return None
    own = working.own_organisation(context)
    to = found.to_organisation_id
    mine = to is not None and organisations.standing(context.session, to) == own
    return found if mine and found.text else None  # The words go when who wrote them has everything erased.


def reply(context: Context, message_id: int, text: str) -> int | None:
    """Answer a message; the answer is a message back. None when the message is gone.

    Raises:
        Refused: as for `send`.
    """
    found = read(context, message_id)
    if found is None or found.coalition_id is None or found.organisation_id is None:
        return None
    number = send(context, found.coalition_id, found.organisation_id, text)
    messages.answered(context.session, message_id, context.now)
    return number


def last(context: Context, coalition: Coalition | None) -> list[PartnerMessage]:
    """Give the last messages that the organisation of this chat wrote or got, and the person's questions to staff."""
    own = working.own_organisation(context)
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    found = messages.asked_by(context.session, person.id, MOST_SHOWN)
    if coalition is not None and own is not None:
        found += messages.between(context.session, coalition.id, own, MOST_SHOWN)
    return sorted((one for one in found if one.text), key=lambda one: one.id)[-MOST_SHOWN:]


def ask_staff(context: Context, coalition: Coalition | None, text: str) -> int:
    """Leave a question for the project staff; gives its number."""
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    way = Way(coalition.id if coalition else None, working.own_organisation(context), None)
    return messages.add(context.session, way, person.id, text, context.now)


def questions(session: Session, *, only_open: bool) -> list[Question]:
    """Give the questions to the staff, the oldest first, with what tells what they are about."""
    return [_question(session, one) for one in messages.to_staff(session, only_open=only_open)]


def answer_staff(session: Session, question_id: int, answer: str, by: str, now: datetime) -> bool:
    """Keep the answer of the staff to a question, and let it come in the chat of who asked.

    Returns:
        Whether somebody hears it; the person may have erased everything meanwhile.

    Raises:
        NotFound: there is no such question.
        Conflict: it was answered before.
    """
    found = messages.answer(session, question_id, answer, by, now)
    if found.person_id is None:
        return False
    given = {"question": found.text, "answer": answer}
    left.add(session, found.person_id, "say", "utter_staff_answer", given, (now, now))
    return True


def _possible(context: Context, coalition: Coalition, own: int) -> list[int]:
    """Give to whom an organisation can write: who takes part to all who do or are asked; who is asked, to who asks.

    Who is asked can also write to whoever wrote to it; that it is one of the others it learns by that only.
    """
    session = context.session
    states = {one.organisation_id: one.state for one in coalitions.partners(session, coalition.id)}
    if coalition.state == "ended":
        return []
    if states.get(own) == "accepted":
        return [one for one, state in states.items() if one != own and state in {"accepted", "invited"}]
    if states.get(own) != "invited":
        return []
    wrote = {one.organisation_id for one in messages.between(session, coalition.id, own, MOST_SHOWN)}
    asks = wrote | {working.asker_of(context, coalition)}
    return [one for one, state in states.items() if one != own and one in asks and state == "accepted"]


def _meant(possible: Sequence[tuple[int, str]], said: str, head: str, rest: str) -> Meant:
    words = said.split()
    exact: list[tuple[int, int, str]] = []
    near: list[tuple[float, int, str]] = []
    for number, name in possible:
        key = name_key(name)
        size = len(key.split())
        begin, behind = name_key(" ".join(words[:size])).strip(" :;,"), " ".join(words[size:])
        if name_key(head) == key:
            exact.append((len(key), number, rest))
        elif begin == key:
            exact.append((len(key), number, behind))
        elif (likeness := ratio(begin, key)) >= ALIKE:
            near.append((likeness, number, behind))
        elif len(head) >= SHORTEST_PART and f" {name_key(head)} " in f" {key} ":
            near.append((ALIKE, number, rest))
    if exact:
        _, number, behind = max(exact)
        return Meant(number, (), behind.lstrip(" :;,"))
    near.sort(key=lambda one: -one[0])
    behind = near[0][2] if near else ""
    return Meant(None, [number for _, number, _ in near], behind.lstrip(" :;,"))


def _question(session: Session, stored: PartnerMessage) -> Question:
    name = "" if stored.organisation_id is None else organisations.read(session, stored.organisation_id).name
    if stored.coalition_id is not None:
        return Question(stored, name, coalitions.read(session, stored.coalition_id).call_code)
    return Question(stored, name, "" if stored.person_id is None else _call_of(session, stored.person_id))


def _call_of(session: Session, person_id: int) -> str:
    """Give the call that a person chose in their chat, while there is no coalition yet."""
    person = people.read(session, person_id)
    conversation = chats.find(session, person.channel, person.chat)
    state: dict[str, Any] = (conversation.state if conversation else None) or {}
    return str(state.get("slots", {}).get("call") or "")


def _sentence(key: str, **values: object) -> dict[str, str]:
    return {language: text(key, language, **values) for language in LANGUAGES}
