"""What is stored about a person, in plain words; the file with everything is made by `flows.services.privacy`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flows.services import contact
from flows.services.context import DUTCH_TIME, Context
from knowledge.format import date_text
from knowledge.languages import Language
from knowledge.lifecycle import public_name
from knowledge.privacy import headings, purpose_name, sentence
from knowledge.retention import retention
from storage import organisations
from storage.contact_consents import Match
from storage.statements import Session

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""What `storage.privacy.overview` gives."""

_DAY = len("2026-11-23")
_WROTE = ("revision", "proposal_version", "message", "invitation", "approval", "staff_question")
_KEPT = (("outbox", "outbox"), ("document", "documents"))
_KEYS = {
    "revision": "revisions",
    "proposal_version": "versions",
    "message": "messages",
    "invitation": "invitations",
    "approval": "approvals",
    "staff_question": "staff_answers",
}


class MyData:
    """The overview of one person.

    Args:
        context: the turn.
        rows: everything stored about the person.
        language: in which language.
    """

    def __init__(self, context: Context, rows: Rows, language: Language) -> None:
        self._session: Session = context.session
        self._rows = rows
        self._language = language

    def text(self) -> str:
        """Give the overview: a heading with lines for each part of which there is anything."""
        parts = []
        for key in headings():
            part: Callable[[], Iterator[str]] = getattr(self, f"_{key}")
            if lines := [f"- {line}" for line in part()]:
                parts.append("\n".join([sentence("headings", key, self._language), *lines]))
        return "\n\n".join(parts)

    def _person(self) -> Iterator[str]:
        for person in self._rows["person"]:
            for key in ("name", "email", "phone"):
                if person[key]:
                    yield self._line(key, **{key: person[key]})
            if person["channel"] == "telegram":
                yield self._line("telegram")
            yield self._line("known_since", day=self._day(person["created_at"]))

    def _mandates(self) -> Iterator[str]:
        for one in self._rows["mandate"]:
            values = {"organisation": self._name(one["organisation_id"]), "day": self._day(one["started_at"])}
            if one["ended_at"]:
                yield self._line("mandate_ended", **values, end=self._day(one["ended_at"]))
            else:
                yield self._line("mandate_confirmed" if one["confirmed_at"] else "mandate_told", **values)

    def _consents(self) -> Iterator[str]:
        for one in self._rows["consent"]:
            purpose = purpose_name(one["purpose"], self._language)
            if one["withdrawn_at"]:
                yield self._line("consent_withdrawn", purpose=purpose, day=self._day(one["withdrawn_at"]))
                continue
            version = date_text(date.fromisoformat(one["text_version"][:_DAY]), self._language)
            yield self._line("consent", purpose=purpose, day=self._day(one["given_at"]), version=version)
        for one in self._rows["contact_consent"]:
            key = "contact_withdrawn" if one["withdrawn_at"] else "contact"
            day = self._day(one["withdrawn_at"] or one["given_at"])
            names = {"organisation": self._other(one), "coalition": self._coalition(one)}
            yield self._line(key, day=day, **names)

    def _coalitions(self) -> Iterator[str]:
        own = {one["organisation_id"] for one in self._rows["mandate"]} | {
            one["organisation_id"] for one in self._rows["person"]
        }
        for one in self._rows["coalition"]:
            for place in self._rows["coalition_partner"]:
                if place["coalition_id"] == one["id"] and place["organisation_id"] in own:
                    state = public_name("coalition", one["state"], self._language)
                    there = public_name("place", place["state"], self._language)
                    yield self._line("coalition", coalition=one["name"], state=state, place=there)

    def _wrote(self) -> Iterator[str]:
        if any((one["state"] or {}).get("slots") for one in self._rows["conversation"]):
            yield self._line("answers")
        me = {one["id"] for one in self._rows["person"]}
        for name in _WROTE:
            if number := sum(one["person_id"] in me for one in self._rows[name]):
                yield self._line(_KEYS[name], number=number)
        for name, key in _KEPT:
            if self._rows[name]:
                yield self._line(key, number=len(self._rows[name]))

    def _seen(self) -> Iterator[str]:
        standing = [one for one in self._rows["contact_consent"] if not one["withdrawn_at"]]
        seen = {one["to_organisation_id"]: self._other(one) for one in standing}
        for number in sorted(seen):
            yield self._line("seen_by", organisation=seen[number])
        if not seen:
            yield self._line("seen_by_nobody")
        yield self._line("seen_by_staff")

    def _until(self) -> Iterator[str]:
        periods = retention().kinds
        for one in self._rows["conversation"]:
            heard = datetime.fromisoformat(one["heard_at"] or one["updated_at"])
            person = periods["person"]
            values = {"months": person.months, "days": person.warn_days}
            yield self._line("until", day=self._day(person.after(heard).isoformat()), **values)
        yield self._line("until_chat", days=periods["outbox"].days)

    def _line(self, key: str, **values: Any) -> str:
        return sentence("lines", key, self._language, **values)

    def _day(self, moment: str) -> str:
        return date_text(datetime.fromisoformat(moment).astimezone(DUTCH_TIME).date(), self._language)

    def _name(self, organisation_id: int) -> str:
        return organisations.read(self._session, organisation_id).name

    def _other(self, consent: Mapping[str, Any]) -> str:
        """Name whom a consent is for; one of another group has no name here until both sides said yes."""
        match = Match(*(consent[name] for name in Match._fields))
        return contact.name_of(self._session, match)[self._language]

    def _coalition(self, consent: Mapping[str, Any]) -> str:
        found = (one["name"] for one in self._rows["coalition"] if one["id"] == consent["coalition_id"])
        return next(found, "")
