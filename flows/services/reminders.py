"""Reminding partners of a contribution that is still to come, and stopping that when they ask."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flows.services.context import DUTCH_TIME, Context
from knowledge.call_model import Call
from knowledge.reminders import Reminders
from knowledge.reminders import reminders as usual
from storage import calls, coalitions, mandates, notices, organisations, people, reminders
from storage.reminders import RESPONSE, Waiting
from storage.statements import Session


def due(session: Session, now: datetime) -> list[Waiting]:
    """Give who is to be reminded now; nobody outside the hours in which people may be disturbed."""
    rules = usual()
    if not rules.may_remind_at(now.astimezone(DUTCH_TIME)):
        return []
    of_call = {code: rules.of(call.reminders) for code, call in _calls(session)}
    # A call may want it sooner than others.
    soonest = min(min(one.first_after_days, one.every_days) for one in (rules, *of_call.values()))
    quiet = now - timedelta(hours=rules.quiet_hours)
    waiting = reminders.waiting(session, now - timedelta(days=soonest), quiet)
    return [one for one in waiting if _is_due(one, of_call[one.call_code], now)][: rules.at_once]


def remind(session: Session, one: Waiting, now: datetime) -> bool:
    """Leave a reminder for a person; it is delivered as other news is.

    Returns:
        False when somebody else just did so, or the person stopped it.
    """
    if not reminders.note(session, one.person_id, one.coalition_id, one.count, now):
        return False
    about = {"organisation": organisations.read(session, one.organisation_id).name, "coalition": one.name}
    notices.add(session, one.person_id, "say", RESPONSE, about, (now, now))
    return True


def stop(context: Context) -> None:
    """Write that the person of this chat wants no reminders any more, in none of the coalitions as they are now."""
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    spoken_for = {one.organisation_id for one in mandates.of_person(context.session, person.id)}
    joined = [one.id for number in spoken_for for one in coalitions.of_organisation(context.session, number)]
    reminders.stop(context.session, person.id, sorted(set(joined)), context.now)
    reminders.take_back(context.session, [person.id])


def not_needed(session: Session, organisation_id: int) -> None:
    """Take back the reminders that are on their way to those who speak for an organisation."""
    reminders.take_back(session, [one.person_id for one in mandates.of_organisation(session, organisation_id)])


def _is_due(one: Waiting, rules: Reminders, now: datetime) -> bool:
    if one.count >= rules.most:
        return False
    return (one.last_at or one.since) <= now - timedelta(days=rules.days_before(one.count))


def _calls(session: Session) -> Iterator[tuple[str, Call]]:
    for record in calls.all(session):
        yield record.code, Call.model_validate(record.content)
