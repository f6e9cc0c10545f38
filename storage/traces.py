"""Striking out what names a person in texts that are not theirs: messages to others, plans that others go on with.

What somebody may be told of another person is bounded, so only the chats of organisations that were told something are
looked through: those with which the person wrote, those that may see the contact data, and the person's colleagues.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from sqlalchemy import ColumnElement, Table, or_, select

from storage.people import Person
from storage.personal import HELD, table
from storage.statements import Session, run

GONE = "…"
"""What stands in the place of what was struck out."""

_SHORTEST_TEXT = 12
"""Shorter texts others may have written themselves."""
_SHORTEST_NAME = 2
_SENTENCE, _SPACES = 25, 3
"""What is shorter than this, or has fewer words, may be a title that stands in every chat."""
_CODE = re.compile(r"[a-z0-9_.:+-]*")
"""Words that programs use, and moments: nobody's own words."""
_TAG = re.compile(rb"<[^>]*>")
_person = table("person")
_mandate = table("mandate")
_conversation = table("conversation")
_place = table("coalition_partner")
_message = table("message")
_contact = table("contact_consent")
_invitation = table("invitation")
_organisation = table("organisation")
_KNOWS_OF_IT = ("invited", "accepted", "declined", "left")
_Strike = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Where:
    """Where a person may be named.

    Attributes:
        conversations: the chats of others.
        people: who talk there.
        coalitions: those in which the person's organisations are.
        organisations: names of organisations, which stay even when the person is called the same.
    """

    conversations: frozenset[int]
    people: frozenset[int]
    coalitions: frozenset[int]
    organisations: frozenset[str]


def where(session: Session, person: Person, organisations: Collection[int]) -> Where:
    """Find where a person may be named; to be asked before anything of the person is deleted.

    Args:
        session: the session.
        person: the person.
        organisations: for which the person speaks.
    """
    joined = run(session, select(_place.c.coalition_id).where(_place.c.organisation_id.in_(organisations)))
    coalitions = frozenset(row.coalition_id for row in joined)
    told = frozenset(organisations) | _told(session, person.id, organisations)
    speaking = select(_mandate.c.person_id).where(_mandate.c.organisation_id.in_(told))
    talking = select(_person.c.id).where(or_(_person.c.organisation_id.in_(told), _person.c.id.in_(speaking)))
    others = frozenset(row.id for row in run(session, talking)) - {person.id}
    chats = run(session, select(_conversation.c.id).where(_conversation.c.person_id.in_(others)))
    members = select(_place.c.organisation_id).where(_place.c.coalition_id.in_(coalitions))
    named = or_(_organisation.c.id.in_(told), _organisation.c.id.in_(members))
    names = run(session, select(_organisation.c.name).where(named))
    return Where(
        frozenset(row.id for row in chats), others, coalitions, frozenset(row.name for row in names if row.name)
    )


def strike(session: Session, person: Person, texts: Iterable[str], there: Where) -> None:
    """Strike out a person's name, address, number and texts where these may stand; drop files that hold them.

    A name that is also a word ("Wil") is struck out in the middle of a sentence only: at its beginning it is the word.

    Args:
        session: the session.
        person: the person, as before the erasing.
        texts: what the person wrote and others may have been shown.
        there: where to look.
    """
    found = [(part, row) for part, condition in _places(there) for row in _rows(session, part, condition)]
    name = person.name.strip() if len(person.name.strip()) >= _SHORTEST_NAME else ""
    is_word = any(
        _whole(name.lower()).search(text) for part, row in found for text in texts_in(list(row.values())) if name
    )
    own = [one for one in texts if len(one) >= _SHORTEST_TEXT and not _CODE.fullmatch(one)]
    expressions = {one: re.escape(one) for one in (*own, person.email, *there.organisations) if one}
    expressions |= {one: _whole(one).pattern for one in (person.phone,) if one}
    if name:
        inside = rf"(?<=[\w,;:]\s){re.escape(name)}(?!\w)|\A{re.escape(name)}\Z"
        expressions[name] = inside if is_word else _whole(name).pattern
    if not expressions.keys() - there.organisations:
        return
    # The longest first, so that an organisation that bears the name of a person keeps it.
    pattern = re.compile("|".join(expressions[one] for one in sorted(expressions, key=len, reverse=True)))

    def strike_text(text: str) -> str:
        return pattern.sub(lambda hit: hit.group() if hit.group() in there.organisations else GONE, text)

    for part, row in found:
        _strike_row(session, part, row, strike_text)
    _drop_files(session, there, strike_text)


def texts_in(value: Any) -> list[str]:
    """All texts in a JSON value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts_in(one)]
    return [text for one in value for text in texts_in(one)] if isinstance(value, (list, tuple)) else []


def sentences_in(state: Mapping[str, Any]) -> list[str]:
    """The sentences among the answers of a chat, those that were taken back too; no options, which are not theirs."""
    answers = [state.get("slots", {}), state.get("former", {}), state.get("aside", {})]
    answers += [undo[1] for undo in state.get("history", [])]
    said = [text for one in answers for name, value in one.items() if "options" not in name for text in texts_in(value)]
    return [text for text in said if len(text) >= _SENTENCE and text.count(" ") >= _SPACES]


def _told(session: Session, person_id: int, organisations: Collection[int]) -> frozenset[int]:
    """The organisations that were told something of a person: contact data, a message, an invitation."""
    found: set[int | None] = set()
    pairs = (
        (_contact.c.to_organisation_id, _contact.c.person_id == person_id),
        (_message.c.to_organisation_id, _message.c.person_id == person_id),
        (_message.c.organisation_id, _message.c.to_organisation_id.in_(organisations)),
        (_invitation.c.organisation_id, _invitation.c.person_id == person_id),
        (_invitation.c.asking_organisation_id, _invitation.c.organisation_id.in_(organisations)),
        (
            _place.c.organisation_id,
            _place.c.coalition_id.in_(_coalitions_with(organisations)) & _place.c.state.in_(_KNOWS_OF_IT),
        ),
    )
    for column, condition in pairs:
        found.update(row[0] for row in run(session, select(column).where(condition).distinct()))
    return frozenset(one for one in found if one is not None)


def _coalitions_with(organisations: Collection[int]) -> Any:
    there = _place.c.organisation_id.in_(organisations) & _place.c.state.in_(_KNOWS_OF_IT)
    return select(_place.c.coalition_id).where(there)


def _whole(word: str) -> re.Pattern[str]:
    """Match a word where it stands by itself."""
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")


def _places(there: Where) -> list[tuple[Table, ColumnElement[bool]]]:
    """The tables with texts in which others are named, each with the rows to look through."""
    found: list[tuple[Table, ColumnElement[bool]]] = []
    for name, held in HELD.items():
        columns = table(name).c
        if not held.words or name == "document":
            continue
        if "coalition_id" in columns:
            found.append((table(name), columns.coalition_id.in_(there.coalitions)))
        elif "conversation_id" in columns:
            found.append((table(name), columns.conversation_id.in_(there.conversations)))
        elif name == "notice":
            found.append((table(name), columns.person_id.in_(there.people)))
        else:
            numbers = {"coalition": there.coalitions, "conversation": there.conversations}
            found.append((table(name), columns.id.in_(numbers[name])))
    return found


def _rows(session: Session, part: Table, condition: ColumnElement[bool]) -> list[Mapping[str, Any]]:
    columns = [*part.primary_key, *(part.c[name] for name in HELD[part.name].words.split())]
    return [dict(row) for row in run(session, select(*columns).where(condition)).mappings()]


def _strike_row(session: Session, part: Table, row: Mapping[str, Any], strike_text: _Strike) -> None:
    names = HELD[part.name].words.split()
    changed = {name: struck for name in names if (struck := _struck(row[name], strike_text)) != row[name]}
    if changed:
        run(session, part.update().where(*(key == row[key.name] for key in part.primary_key)), changed)


def _struck(value: Any, strike_text: _Strike) -> Any:
    if isinstance(value, str):
        return strike_text(value)
    if isinstance(value, dict):
        return {name: _struck(one, strike_text) for name, one in value.items()}
    return [_struck(one, strike_text) for one in value] if isinstance(value, list) else value


def _drop_files(session: Session, there: Where, strike_text: _Strike) -> None:
    """Delete the files of others in which the person is named; who had one keeps their own copy."""
    document = table("document")
    theirs = document.c.conversation_id.in_(there.conversations)
    for row in run(session, select(document.c.id, document.c.content).where(theirs)).all():
        if any(strike_text(text) != text for text in _readable(row.content)):
            run(session, document.delete().where(document.c.id == row.id))


def _readable(content: bytes) -> Iterable[str]:
    """The texts in a file: in each part of an office document, or else in the file itself."""
    try:
        with ZipFile(BytesIO(content)) as parts:
            raw = [parts.read(name) for name in parts.namelist() if name.endswith((".xml", ".rels"))]
    except BadZipFile:
        raw = [content]
    return [_TAG.sub(b"", one).decode("utf-8", "replace") for one in raw]
