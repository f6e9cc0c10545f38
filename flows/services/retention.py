"""Deleting what is kept for too long, a little at a time, and warning people before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flows.services.context import DUTCH_TIME
from flows.services.invitations import next_moment
from flows.services.privacy import forget
from knowledge.format import date_text
from knowledge.languages import LANGUAGES
from knowledge.retention import Period, retention
from storage import coalitions, mandates, notices
from storage import retention as stored
from storage.database import scrub_after_commit
from storage.retention import KINDS, Old, Quiet
from storage.statements import Session

PERSON, COALITION = "person", "coalition"


@dataclass(frozen=True, slots=True)
class Swept:
    """What one time came to.

    Attributes:
        gone: how many of each kind went; kinds of which none went are left out.
        warned: how many people and coalitions were warned.
        more: there is more that is too old.
    """

    gone: Mapping[str, int]
    warned: int
    more: bool


def sweep(session: Session, now: datetime) -> Swept:
    """Delete what is too old, and warn people: at most so much as `retention.yml` says, so that chats need not wait."""
    rules, gone = retention(), {}
    warned = _warn_people(session, now) + _warn_coalitions(session, now)
    gone[PERSON] = _forget_people(session, now)
    gone[COALITION] = _drop_coalitions(session, now)
    for kind in KINDS:
        gone[kind] = stored.drop(session, kind, rules.kinds[kind].before(now), rules.rows_at_once)
    if gone[PERSON] or gone[COALITION]:
        scrub_after_commit(session)
    full = max(gone[PERSON], gone[COALITION], warned) >= rules.people_at_once
    full |= any(gone[kind] >= rules.rows_at_once for kind in KINDS)
    return Swept({kind: number for kind, number in gone.items() if number}, warned, full)


def too_old(session: Session, now: datetime) -> list[Old]:
    """Tell what would go now, per kind; kinds of which nothing would go are left out."""
    rules = retention().kinds
    people = [one for one in stored.quiet(session, rules[PERSON].before(now)) if _was_warned(one, rules[PERSON], now)]
    groups = stored.dormant(session, rules[COALITION].before(now))
    warned = [one for one in groups if _is_over(one[1], rules[COALITION], now)]
    oldest = min((coalitions.read(session, one[0]).updated_at for one in warned), default=None)
    found = [
        Old(PERSON, len(people), min((one.heard_at for one in people), default=None)),
        Old(COALITION, len(warned), oldest),
        *(stored.old(session, kind, rules[kind].before(now)) for kind in KINDS),
    ]
    return [one for one in found if one.number]


def to_warn(session: Session, now: datetime) -> tuple[int, int]:
    """Tell how many people and how many coalitions would be warned now."""
    rules = retention().kinds
    people = stored.quiet(session, rules[PERSON].warn_before(now))
    groups = stored.dormant(session, rules[COALITION].warn_before(now))
    return sum(_is_to_be_warned(one) for one in people), sum(one[1] is None for one in groups)


def keep(session: Session, organisation_id: int, now: datetime) -> int:
    """Keep the coalitions of an organisation, since somebody says so; gives how many would else have gone."""
    kept = 0
    for one in coalitions.of_organisation(session, organisation_id):
        place = coalitions.place(session, one.id, organisation_id)
        if one.state == "forming" and place is not None and place.state == "accepted":
            coalitions.change(session, one.id, now)
            kept += 1
    return kept


def _warn_people(session: Session, now: datetime) -> int:
    period = retention().kinds[PERSON]
    quiet = [one for one in stored.quiet(session, period.warn_before(now)) if _is_to_be_warned(one)]
    due = quiet[: retention().people_at_once]
    for one in due:
        stored.warn(session, one.person_id, now)
        day = max(period.after(one.heard_at), now + period.warning)
        notices.add(session, one.person_id, "say", "utter_retention_person", _day(day), (now, next_moment(now)))
    return len(due)


def _forget_people(session: Session, now: datetime) -> int:
    period = retention().kinds[PERSON]
    quiet = stored.quiet(session, period.before(now))
    due = [one for one in quiet if _was_warned(one, period, now)][: retention().people_at_once]
    for one in due:
        forget(session, one.person_id, now)
    return len(due)


def _warn_coalitions(session: Session, now: datetime) -> int:
    period = retention().kinds[COALITION]
    dormant = [number for number, warned_at in stored.dormant(session, period.warn_before(now)) if warned_at is None]
    for number in dormant[: retention().people_at_once]:
        stored.warn_members(session, number, now)
        found = coalitions.read(session, number)
        day = max(period.after(found.updated_at), now + period.warning)
        _tell_members(session, number, "utter_retention_coalition", {"coalition": found.name, **_day(day)}, now)
    return len(dormant[: retention().people_at_once])


def _drop_coalitions(session: Session, now: datetime) -> int:
    period = retention().kinds[COALITION]
    dormant = stored.dormant(session, period.before(now))
    due = [number for number, warned_at in dormant if _is_over(warned_at, period, now)][: retention().people_at_once]
    for number in due:
        name = coalitions.read(session, number).name
        _tell_members(session, number, "utter_coalition_dropped", {"coalition": name}, now)
        stored.drop_coalition(session, number)
    return len(due)


def _was_warned(one: Quiet, period: Period, now: datetime) -> bool:
    return not one.has_chat or _is_over(one.warned_at, period, now)


def _is_to_be_warned(one: Quiet) -> bool:
    return one.has_chat and one.warned_at is None


def _is_over(warned_at: datetime | None, period: Period, now: datetime) -> bool:
    """Whether the time between a warning and what it warns of is over."""
    return warned_at is not None and warned_at + period.warning <= now


def _tell_members(
    session: Session, coalition_id: int, response: str, values: Mapping[str, object], now: datetime
) -> None:
    """Say something to all who speak for the organisations that take part in a coalition."""
    members = [one.organisation_id for one in coalitions.partners(session, coalition_id) if one.state == "accepted"]
    people = {one.person_id for member in members for one in mandates.of_organisation(session, member)}
    for person_id in sorted(people):
        notices.add(session, person_id, "say", response, values, (now, next_moment(now)))


def _day(moment: datetime) -> dict[str, object]:
    day = moment.astimezone(DUTCH_TIME).date()
    return {"day": {language: date_text(day, language) for language in LANGUAGES}}
