"""`coalitiewijzer directory claims` and `directory claim`."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from bot.commands import outcome
from bot.commands.database import opened
from bot.commands.outcome import guarded, say
from bot.settings import Settings
from flows.services import claims as service
from flows.services.claim_report import Told, told
from storage import claims
from storage.claims import Claim
from storage.errors import NotFound
from storage.statements import Session


def list_claims(settings: Settings, *, decided: bool) -> int:
    """Print the open claims, or all of them; returns the exit code."""

    def command() -> int:
        with opened(settings) as database, database.snapshot() as session:
            found = claims.all_claims(session, only_open=not decided)
            for one in found:
                for line in _lines(one, told(session, one)):
                    say(line)
        if not found:
            say("No claims." if decided else "No open claims.")
        return 0

    return guarded(command)


def confirm(settings: Settings, number: int, by: str) -> int:
    """Let the person of a claim speak for the organisation, and tell them; returns the exit code."""

    def decide(session: Session, now: datetime) -> None:
        service.confirm_and_tell(session, number, by.strip(), now)

    return _decide(settings, number, by, decide, "confirmed. The person hears it in their chat")


def refuse(settings: Settings, number: int, by: str, why: str) -> int:
    """Refuse a claim, and tell the person why; returns the exit code."""
    if not why.strip():
        return outcome.refuse("give the reason with --why TEXT, as the person will read it.")

    def decide(session: Session, now: datetime) -> None:
        service.refuse_and_tell(session, number, by.strip(), why.strip(), now)

    return _decide(settings, number, by, decide, "refused. The person hears why in their chat")


def _decide(settings: Settings, number: int, by: str, decide: Callable[[Session, datetime], None], done: str) -> int:
    if not by.strip():
        return outcome.refuse("say who decides this, with --by NAME.")

    def command() -> int:
        try:
            with opened(settings) as database, database.transaction() as session:
                decide(session, datetime.now(UTC))
        except NotFound:
            return outcome.refuse(f"there is no claim {number}. See: coalitiewijzer directory claims --all")
        say(f"Claim {number} is {done}.")
        return 0

    return guarded(command)


def _lines(one: Claim, about: Told) -> Iterator[str]:
    since = f"{one.created_at:%Y-%m-%d}"
    if one.state == "open":
        yield f"Claim {one.id}, open since {since}"
    else:
        by = f" by {one.decided_by}" if one.decided_by else ""
        yield f"Claim {one.id}, {one.state}{by} on {one.decided_at:%Y-%m-%d}, made on {since}"
    yield f"  organisation: {about.entry}"
    yield f"  speak for it already: {about.speakers}"
    yield f"  asked by: {about.person}"
    if one.why:
        yield f"  reason: {one.why}"
    if one.state == "open":
        for change in about.changes or ("nothing yet",):
            yield f"  would change: {change}"
