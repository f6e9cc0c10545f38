"""Storing what was read from a file, or telling what that would change."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from flows.services.imports.reading import Reading
from storage import organisations_bulk
from storage.organisation_data import OrganisationData
from storage.organisations import Change
from storage.organisations_bulk import Outcome
from storage.statements import Session

_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """An organisation that changes: by field what stood there and what will."""

    name: str
    fields: dict[str, tuple[str, str]]


@dataclass(slots=True)
class Stored:
    """What storing came to, or would come to.

    Attributes:
        changes: how many organisations were added, changed and the same.
        differences: the first organisations that changed.
        missing: the first organisations of the same sources that the file does not have; they stay as they are.
        how_many_missing: how many of these there are.
        inferred: how many terms of the organisations of the file nobody confirmed, per facet.
        without_theme: how many of these organisations have no theme: matching asks for one.
    """

    changes: Counter[Change] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    how_many_missing: int = 0
    inferred: Counter[str] = field(default_factory=Counter)
    without_theme: int = 0

    def count(self, outcome: Outcome) -> None:
        """Add an organisation of the file."""
        self.changes[outcome.change] += 1
        facets = outcome.data.facets
        self.inferred.update(one.facet for one in facets if one.inferred)
        self.without_theme += not any(one.facet == "theme" for one in facets)
        if outcome.change == "changed" and len(self.differences) < _MOST_SHOWN:
            self.differences.append(_difference(outcome))


def store(
    session: Session, reading: Reading, now: datetime, done: Callable[[int], None], *, write: bool = True
) -> Stored:
    """Store what was read, in the transaction of the session: all of it or, when that fails, nothing.

    An organisation that does not want to be suggested stays so, whatever the file says.

    Args:
        session: the session; a snapshot will do when nothing is written.
        reading: what was read.
        now: the moment, aware, UTC.
        done: is told after each organisation how many are done.
        write: False tells only what would happen.
    """
    stored = Stored()
    known: set[int] = set()
    sources: dict[str, None] = {}
    outcomes = organisations_bulk.save_all(session, reading.organisations, now, write=write)
    for number, outcome in enumerate(outcomes, start=1):
        stored.count(outcome)
        known.add(outcome.id)
        sources.setdefault(outcome.data.source)
        done(number)
    for source in sources:
        others = organisations_bulk.others_of_source(session, source, known)
        left = _MOST_SHOWN - len(stored.missing)
        stored.missing.extend(name for _, name in islice(others, left))
        stored.how_many_missing += sum(1 for _ in organisations_bulk.others_of_source(session, source, known))
    return stored


def _difference(outcome: Outcome) -> Difference:
    fields: dict[str, tuple[str, str]] = {}
    if outcome.before is not None:
        before, after = (dict(_texts(data)) for data in (outcome.before, outcome.data))
        for name in dict.fromkeys((*before, *after)):
            if before.get(name, "") != after.get(name, ""):
                fields[name] = before.get(name, ""), after.get(name, "")
    return Difference(outcome.data.name, fields)


def _texts(data: OrganisationData) -> Iterator[tuple[str, str]]:
    """The fields of an organisation as texts; each facet and each service is one."""
    for name in OrganisationData.__dataclass_fields__:
        if name not in {"facets", "services"}:
            value = getattr(data, name)
            yield name, "" if value is None else str(value)
    for facet in data.facets:
        how = "inferred" if facet.inferred else "stated"
        yield f"{facet.facet} {facet.term}", ", ".join(filter(None, (how, facet.words, facet.note)))
    for service in data.services:
        yield f"service {service.key}", ", ".join(filter(None, (service.name, service.description)))
