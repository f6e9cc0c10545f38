"""Calls: which are open where, and what they say."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from flows.services.context import Context
from knowledge.call_model import Call
from knowledge.calls import opened, shipped_calls
from knowledge.demo import demo_organisations
from storage import calls
from storage.statements import Session


def add_calls(session: Session, new: Iterable[Call], now: datetime) -> int:
    """Save calls, or replace them; returns how many were new or different."""
    return sum(calls.save(session, call.code, call.model_dump(mode="json"), call.demo, now) for call in new)


def demo_calls(today: date) -> list[Call]:
    """Give the example calls of the municipalities that have example organisations, open today."""
    municipalities = {organisation.municipality for organisation in demo_organisations()}
    return [opened(call, today) for call in shipped_calls() if call.municipality in municipalities]


def find_call(context: Context, code: str) -> Call:
    """Give a call.

    Raises:
        NotFound: there is no such call.
    """
    return call_of(context.session, code)


def call_of(session: Session, code: str) -> Call:
    """Give a call, where no turn runs.

    Raises:
        NotFound: there is no such call.
    """
    return _parsed(calls.text(session, code))


def open_calls(context: Context) -> list[Call]:
    """Give the calls for which a plan can be handed in today, the one that closes first in front."""
    return calls_open_on(context.session, context.today)


def calls_open_on(session: Session, day: date) -> list[Call]:
    """Give the calls for which a plan can be handed in on a day, the one that closes first in front."""
    found = (Call.model_validate(record.content) for record in calls.all(session))
    return sorted((call for call in found if call.is_open(day)), key=lambda call: (call.closes, call.code))


@lru_cache(maxsize=256)
def _parsed(stored: str) -> Call:
    return Call.model_validate_json(stored)
