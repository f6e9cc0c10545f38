"""Partners are reminded of a contribution that is still to come: not too soon, not too often, not at night."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.delivery import Outgoing, Receipt
from bot.interruption import remind, run_errands
from bot.notices import AT_ONCE, deliver_due
from bot.worker import Worker
from flows.services.calls import add_calls
from knowledge.call_model import Call, OwnReminders
from knowledge.calls import shipped_calls
from knowledge.reminders import reminders as rules
from storage import calls, coalitions, mandates
from tests.bot.together import CALL, NOW, Together

_TASK = ("Samen koken", *("overslaan",) * 4, "Dit is alles")
KNOWN = (*_TASK, "Ja, dit brengen wij mee", *("overslaan",) * 3, "Jan", "overslaan", "Ja, zo klopt het")


@pytest.fixture
def at() -> Iterator[Together]:
    """A partner that joined on the first day, and said nothing since."""
    at = Together()
    at.joins("linde", at.linde, joined=None)
    at.joins("kring", at.kring)
    yield at
    at.database.close()


def heard(at: Together, days: float, chat: str = "kring") -> list[str]:
    """What the partner hears when the worker looks so many days after it joined."""
    at.now = NOW + timedelta(days=days)
    remind(at.talk, at.now)
    deliver_due(at.talk, "t", at.now, AT_ONCE)
    return at.said(chat)


def reminded(at: Together, *days: float) -> list[float]:
    """On which of these days it hears something."""
    return [day for day in days if heard(at, day)]


def test_the_first_comes_after_some_days_and_tells_of_what_and_how_to_stop(at: Together) -> None:
    assert heard(at, 3.9) == []
    (said,) = heard(at, 4.01)
    for word in ("De Kring", "Samen Sterk", "'bijdrage'", "'stop met herinneren'"):
        assert word in said
    assert at.said("linde") == []


def test_at_most_three_come_with_days_between_also_when_the_bot_restarts(at: Together) -> None:
    days = [number + 0.01 for number in range(60)]
    first, rest = reminded(at, *days[:5]), days[5:]
    at.restart()
    assert [*first, *reminded(at, *rest)] == [4.01, 9.01, 14.01]


def test_nobody_is_reminded_at_night_nor_right_after_saying_something(at: Together) -> None:
    assert heard(at, 4 + 11 / 24) == []  # 21:30 in the Netherlands
    assert heard(at, 4 + 22 / 24) == []  # 8:30
    at.now = NOW + timedelta(days=4, hours=23)
    at.says("kring", "help")
    assert heard(at, 5.01) == []
    assert heard(at, 6.01)


def test_stop_reminding_stops_it_for_that_person_and_says_so(at: Together) -> None:
    at.joins("kring 2", at.kring)
    assert heard(at, 4.01)
    assert "herinner u niet meer" in at.says("kring", "stop met herinneren")[0]
    assert reminded(at, 9.5, 15.5, 30.5) == []
    assert at.said("kring 2")


def test_who_told_its_contribution_is_not_reminded_nor_is_its_colleague(at: Together) -> None:
    at.joins("kring 2", at.kring)
    said = at.says("kring", "bijdrage", *KNOWN)
    assert "bewaard" in said[0]
    assert reminded(at, 4.5, 9.5) == []
    assert at.said("kring 2") == []


def test_a_reminder_on_its_way_is_taken_back_when_the_contribution_came(at: Together) -> None:
    at.joins("kring 2", at.kring)
    at.now = NOW + timedelta(days=4, hours=1)
    assert remind(at.talk, at.now) == 2
    assert remind(at.talk, at.now + timedelta(days=9)) == 0  # Not a second one before the first arrived.
    at.says("kring", "bijdrage", *KNOWN)
    deliver_due(at.talk, "t", at.now, AT_ONCE)
    assert at.said("kring 2") == []


def test_after_a_reminder_the_word_for_a_contribution_works_also_in_a_chat_that_does_something_else(
    at: Together,
) -> None:
    at.joins("kring 2", at.kring, coalition=None, joined=None, organisation_name="De Kring")
    assert heard(at, 4.01, "kring 2")
    assert "Wat gaat u doen" in at.says("kring 2", "bijdrage")[-1]


@pytest.mark.parametrize("state", ["left", "declined", "invited"])
def test_who_does_not_take_part_is_not_reminded(at: Together, state: str) -> None:
    with at.database.transaction() as session:
        coalitions.put(session, at.coalition, at.kring, "partner", state, NOW)
    assert reminded(at, 4.5, 9.5) == []


def test_nobody_is_reminded_of_a_coalition_that_ended_nor_who_no_longer_speaks_for_it(at: Together) -> None:
    person = at.joins("bakker", at.bakker)
    with at.database.transaction() as session:
        mandates.end(session, person, at.bakker, NOW)
    assert heard(at, 4.5, "bakker") == []
    with at.database.transaction() as session:
        coalitions.change(session, at.coalition, NOW, state="ended")
    assert reminded(at, 9.5, 15.5) == []


def test_a_call_may_want_it_otherwise(at: Together) -> None:
    with at.database.transaction() as session:
        call = Call.model_validate(calls.read(session, CALL).content)
        own = OwnReminders(first_after_days=1, every_days=2, most=2)
        add_calls(session, [call.model_copy(update={"reminders": own})], NOW)
    days = [number + 0.01 for number in range(12)]
    assert reminded(at, *days) == [1.01, 3.01]


def test_the_shipped_rules_are_those_of_the_issue() -> None:
    assert rules().most == 3
    assert all(call.reminders is None for call in shipped_calls())


class Sender:
    """Takes what the worker sends."""

    def __init__(self) -> None:
        self.texts: list[Any] = []
        self.sent = asyncio.Event()

    async def send(self, outgoing: Outgoing) -> Receipt:
        self.texts.append(outgoing.body["text"])
        self.sent.set()
        return Receipt(None, None, 1)


def test_the_worker_reminds_by_itself(at: Together) -> None:
    sender = Sender()
    at.now = NOW + timedelta(days=4, hours=1)
    errands, news = partial(run_errands, at.talk, "t"), partial(deliver_due, at.talk, "t")
    worker = Worker(at.database, "t", sender, lambda: at.now, errands, news)

    async def run() -> None:
        stopping = asyncio.Event()
        running = asyncio.create_task(worker.run(stopping))
        async with asyncio.timeout(20):
            await sender.sent.wait()
        stopping.set()
        await running

    asyncio.run(run())
    assert "Samen Sterk" in sender.texts[0]
