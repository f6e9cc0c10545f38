"""`coalitiewijzer directory mandates` and `directory mandate ...`."""

from collections.abc import Callable
from datetime import UTC, datetime

from bot.commands import outcome
from bot.commands.database import opened
from bot.commands.outcome import guarded, say
from bot.settings import Settings
from flows.services import mandates as service
from storage import mandates, organisations, people
from storage.mandates import Mandate
from storage.statements import Session


def list_unconfirmed(settings: Settings) -> int:
    """Print the mandates that nobody confirmed; returns the exit code."""

    def command() -> int:
        with opened(settings) as database, database.snapshot() as session:
            found = service.unconfirmed(session)
            for one in found:
                say(_line(session, one))
        if not found:
            say("No mandates that wait for a confirmation.")
        return 0

    return guarded(command)


def confirm(settings: Settings, number: int, by: str) -> int:
    """Confirm a mandate, and tell the person; returns the exit code."""
    if not by.strip():
        return outcome.refuse("say who decides this, with --by NAME.")
    return _decide(
        settings,
        number,
        lambda session, now: service.confirm_and_tell(session, number, by.strip(), now),
        "confirmed",
    )


def end(settings: Settings, number: int) -> int:
    """End a mandate, and tell the person; returns the exit code."""
    return _decide(settings, number, lambda session, now: service.end_and_tell(session, number, now), "ended")


def _decide(settings: Settings, number: int, decide: Callable[[Session, datetime], None], done: str) -> int:
    def command() -> int:
        with opened(settings) as database, database.transaction() as session:
            decide(session, datetime.now(UTC))
        say(f"Mandate {number} is {done}. The person hears it in their chat.")
        return 0

    return guarded(command)


def _line(session: Session, one: Mandate) -> str:
    number = organisations.standing(session, one.organisation_id)
    data, person = organisations.read(session, number), people.read(session, one.person_id)
    who = ", ".join(filter(None, (person.name or "somebody without a name", person.role, person.channel)))
    others = [other for other in mandates.of_organisation(session, number) if other.confirmed_at is not None]
    known = f"; confirmed to speak for it already: {len(others)}" if others else ""
    place = f"{number} {data.name} ({data.type}, {data.municipality}, source {data.source})"
    return f"Mandate {one.id}, since {one.started_at:%Y-%m-%d}: {who}, for {place}{known}"
