"""`coalitiewijzer directory doubles | merge | unmerge | different`."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import typer

from bot.commands.database import opened
from bot.commands.outcome import guarded, refuse, say
from bot.settings import Settings
from flows.services.areas import Areas
from flows.services.doubles import Double, find_doubles, with_entries
from flows.services.merging import Outlook, outlook
from knowledge.areas import AreaTree, areas
from knowledge.doubles import sentence
from knowledge.format import listing, number
from storage import differences, merging, organisations
from storage.database import Database
from storage.errors import NotFound
from storage.organisation_data import OrganisationData
from storage.statements import Session

_TABLES = {
    "person": "people",
    "coalition": "own coalitions",
    "coalition_partner": "places in coalitions",
    "exposure": "times shown",
    "mandate": "mandates",
    "revision": "versions of what was written",
    "invitation": "invitations",
    "message": "messages",
    "contact_consent": "consents to see contact data",
    "colleague_link": "links for colleagues",
    "claim": "claims",
    "claim_code": "codes",
}
_MOST_SEARCHED = 10_000
"""In a larger directory an import does not look for doubles: that would take longer than the import itself."""

_SHOWN = ("kvk", "website", "contact_email", "contact_phone", "postcode")


def list_doubles(settings: Settings, limit: int, *, as_json: bool) -> int:
    """List the pairs that are probably one organisation, with why and what is known of both; returns the exit code."""

    def command() -> int:
        with opened(settings) as database, database.snapshot() as session:
            tree = Areas(areas()).tree(session)
            pairs = find_doubles(session, tree)
            shown = with_entries(session, pairs[:limit])
            if as_json:
                say(json.dumps([_plain(double) for double in shown], ensure_ascii=False))
                return 0
            for double in shown:
                say("\n".join(_told(session, double, tree)))
        more = f" The first {len(shown)} are shown; --limit shows more." if len(shown) < len(pairs) else ""
        say(f"Possible doubles: {number(len(pairs), 'en')}.{more}")
        return 0

    return guarded(command)


def merge(settings: Settings, kept: int, gone: int, by: str, why: str, *, yes: bool) -> int:
    """Merge two organisations, after showing what that comes to and a yes; returns the exit code."""

    def work(session: Session) -> int:
        say("\n".join(_outlook(outlook(session, kept, gone), kept, gone)))
        if not yes and not typer.confirm("Merge them?"):
            say("Nothing was changed.")
            return 0
        merging.merge(session, kept, gone, by, why, datetime.now(UTC))
        say(f"{gone} was merged into {kept}. To take that back: coalitiewijzer directory unmerge {gone}")
        return 0

    return _changing(settings, work)


def unmerge(settings: Settings, gone: int, by: str) -> int:
    """Take a merge back; returns the exit code."""

    def work(session: Session) -> int:
        undone = merging.undo(session, gone, by, datetime.now(UTC))
        moved = len(undone.moves)
        say(f"{gone} stands by itself again, beside {undone.kept_id}. What referred to it before went back: {moved}.")
        return 0

    return _changing(settings, work)


def different(settings: Settings, one: int, other: int, by: str, why: str) -> int:
    """Remember that two organisations are not the same; returns the exit code."""

    def work(session: Session) -> int:
        new = differences.remember(session, one, other, by, why, datetime.now(UTC))
        say(f"{one} and {other} {'will not be' if new else 'were already not'} shown as doubles any more.")
        return 0

    return _changing(settings, work)


def _changing(settings: Settings, work: Callable[[Session], int]) -> int:
    def command() -> int:
        try:
            with opened(settings) as database, database.transaction() as session:
                return work(session)
        except NotFound as error:
            if error.kind == "merge":
                return refuse(f"organisation {error.key} was not merged into another. Nothing was changed.")
            return refuse(f"there is no organisation {error.key}. See: coalitiewijzer directory doubles")

    return guarded(command)


def _plain(double: Double) -> dict[str, object]:
    both = [{"id": key, "name": data.name, "source": data.source} for key, data in (double.one, double.other)]
    reasons = [sentence(reason, "en") for reason in double.pair.reasons]
    return {"likeness": double.pair.likeness, "reasons": reasons, "keep": both[0], "gone": both[1]}


def _told(session: Session, double: Double, tree: AreaTree) -> Iterator[str]:
    (one, _), (other, _) = double.one, double.other
    yield f"{double.pair.likeness:.2f}  {listing([sentence(reason, 'en') for reason in double.pair.reasons], 'en')}"
    for key, data in (double.one, double.other):
        yield from _entry(session, key, data, tree)
    yield f"  the same: coalitiewijzer directory merge {one} {other}"
    yield f"  not the same: coalitiewijzer directory different {one} {other}"
    yield ""


def _entry(session: Session, key: int, data: OrganisationData, tree: AreaTree) -> Iterator[str]:
    known = [value for name in _SHOWN if (value := getattr(data, name))]
    confirmed = f"confirmed {data.confirmed_at:%Y-%m-%d}" if data.confirmed_at else "never confirmed"
    where = tree.area(data.municipality).name if data.municipality in tree else data.municipality
    yield f"  {key}  {data.name} ({', '.join(filter(None, [data.type, where]))}; from {data.source}, {confirmed})"
    if known:
        yield f"      {', '.join(known)}"
    terms = sorted({facet.term for facet in data.facets if facet.facet == "theme"})
    if terms:
        yield f"      themes: {', '.join(terms)}"
    used = merging.referring(session, key)
    if used:
        yield f"      {', '.join(f'{_TABLES[name]}: {count}' for name, count in used.items())}"


def _outlook(seen: Outlook, kept: int, gone: int) -> Iterator[str]:
    yield f"{gone}  {seen.gone.name} will stand in the directory no longer."
    yield f"{kept}  {seen.kept.name} stands for both."
    for name in seen.filled_in:
        yield f"  {name.replace('_', ' ')}: {getattr(seen.together, name)}"
    more = len(seen.together.facets) - len(seen.kept.facets), len(seen.together.services) - len(seen.kept.services)
    yield f"  terms that come with it: {more[0]}; services: {more[1]}"
    for name, count in seen.moves.items():
        yield f"  {_TABLES[name]} that move: {count}"


def possible_doubles(database: Database) -> str:
    """Tell in one line how many possible doubles there are, and how to see them; for the report of an import."""
    with database.snapshot() as session:
        if organisations.count(session) > _MOST_SEARCHED:
            return "To look for doubles in a directory of this size: coalitiewijzer directory doubles"
        count = len(find_doubles(session, Areas(areas()).tree(session)))
    return f"Possible doubles: {number(count, 'en')}.{' See: coalitiewijzer directory doubles' if count else ''}"
