"""What a person may always do: see everything stored about them, and have it erased."""

import json
from datetime import date
from typing import Any

from flows.services.context import Context
from knowledge.languages import Language
from knowledge.texts import text
from storage import documents, people, privacy

CONSENT = "store"
"""The purpose that a person agrees to at the start: storing what they tell."""

CONSENT_TEXT = "2026-11-23"
"""Version of the text shown before that (`utter_privacy`); change it together with the text."""


def give_consent(context: Context) -> None:
    """Note that this person agreed, in the words of the text that was shown."""
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    people.give_consent(context.session, person.id, CONSENT, CONSENT_TEXT, context.now)


def overview(context: Context) -> dict[str, list[dict[str, Any]]]:
    """Give everything stored about this person, as rows per kind of record."""
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    return privacy.overview(context.session, person.id)


def overview_file(context: Context, rows: dict[str, list[dict[str, Any]]], language: Language) -> dict[str, Any]:
    """Store an overview as a JSON file; returns it as `{"id", "name"}`."""
    name = text("my_data_file", language, day=_iso(context.today))
    content = json.dumps(rows, ensure_ascii=False, indent=2).encode()
    number = documents.add(context.session, context.conversation_id, name, "application/json", content, context.now)
    return {"id": number, "name": name}


def erase(context: Context) -> None:
    """Erase this person and everything said in this chat."""
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    privacy.erase(context.session, person.id, context.now)


def _iso(day: date) -> str:
    return day.isoformat()
