"""How fast and how small matching is with many organisations: a real database, and a process that only answers.

The crowd is written to a SQLite file. Then another process builds its index from that file, as any process of the
product does when it starts, and is asked. So neither the time nor the memory of inventing the crowd counts.
"""

import resource
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from sqlalchemy import text

from bot.bench.crowd import NOW, Crowd
from flows.services.calls import add_calls
from flows.services.directory import Directory
from knowledge.calls import shipped_calls
from knowledge.matching.ranking import rank
from knowledge.matching.reasons import sentences
from storage import organisations
from storage.changes import tick
from storage.coalitions import Coalition, CoalitionPartner
from storage.database import Database
from storage.organisations import Organisation, OrganisationFacet
from storage.statements import Session, run, table_of

QUESTIONS: Final = 200
CHANGES: Final = 20
BEST: Final = 10
_AT_ONCE: Final = 10_000


def bench_match(number: int) -> dict[str, float | int]:
    """Measure matching among so many invented organisations.

    Returns:
        organisations; median_ms and p95_ms of a question: the ten best with their reasons in sentences, what they need
        of the database included; build_s: from an empty index to one that answers; update_ms: the median time from the
        commit of a change to an index that shows it; rss_mb: the memory (MiB) of the process that answers, after all
        that.
    """
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        fill(url, number)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            return process.submit(answer, url, number).result()


def fill(url: str, number: int) -> None:
    """Write the crowd to a database."""
    crowd, database = Crowd(number), Database(url)
    database.upgrade()
    with database.transaction() as session:
        run(session, text("PRAGMA cache_size = -200000"))
        for first in range(1, number + 1, _AT_ONCE):
            plain, facets = crowd.rows(first, min(_AT_ONCE, number + 1 - first))
            run(session, table_of(Organisation).insert(), sorted(plain, key=lambda row: row["id"]))
            keys = ("organisation_id", "facet", "term")
            run(
                session,
                table_of(OrganisationFacet).insert(),
                sorted(facets, key=lambda row: [row[key] for key in keys]),
            )
        add_calls(session, shipped_calls(), NOW)
        _add_coalitions(session, crowd)
        tick(session, (), coalitions=True)
    database.close()


def answer(url: str, number: int) -> dict[str, float | int]:
    """Build an index from a database, ask it, change it, and measure that."""
    crowd, database = Crowd(number), Database(url)
    directory = Directory(crowd.tree)
    with _took() as build, database.snapshot() as session:
        directory.index(session)
    asked = [_ask(directory, database, crowd, question) for question in range(QUESTIONS)]
    changed = [_change(directory, database, 1 + one * max(1, number // CHANGES)) for one in range(min(CHANGES, number))]
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    database.close()
    return {
        "organisations": number,
        "median_ms": round(median(asked) * 1000, 2),
        "p95_ms": round(quantiles(asked, n=20)[-1] * 1000, 2),
        "build_s": round(build[0], 2),
        "update_ms": round(median(changed) * 1000, 2),
        "rss_mb": round(pages * resource.getpagesize() / 2**20, 1),
    }


def _ask(directory: Directory, database: Database, crowd: Crowd, question: int) -> float:
    asker, wish = crowd.asker(question)
    with database.snapshot() as session, _took() as took:
        found = rank(directory.index(session), asker, wish, (), BEST, str(question))
        for match in found:
            sentences(match, "nl")
    return took[0]


def _change(directory: Directory, database: Database, number: int) -> float:
    """Change one organisation, and return how long it took from the commit until the index showed it."""
    with database.transaction() as session:
        data = organisations.read(session, number)
        organisations.save(session, replace(data, description=data.description + " Ook koffie.", willing=True), NOW)
    with database.snapshot() as session, _took() as took:
        index = directory.index(session)
    if not len(index.rows_of([number])):
        raise AssertionError(f"{number} is not in the index")
    return took[0]


@contextmanager
def _took() -> Iterator[list[float]]:
    """Put the seconds that a block takes into a list."""
    took: list[float] = []
    start = perf_counter()
    yield took
    took.append(perf_counter() - start)


def _add_coalitions(session: Session, crowd: Crowd) -> None:
    """Write past coalitions; one organisation asks once for a call."""
    start = NOW - timedelta(days=800)
    agreed = {(code, members[0]): members for code, members in crowd.coalitions()}
    plain = [
        {"id": number, "call_code": code, "name": "", "asking_organisation_id": asker, "state": "agreed"}
        | {"created_at": start, "updated_at": start}
        for number, (code, asker) in enumerate(agreed, start=1)
    ]
    partners = [
        {"coalition_id": number, "organisation_id": member, "role": "partner", "state": "accepted", "since": start}
        for number, members in enumerate(agreed.values(), start=1)
        for member in members
    ]
    for table, rows in ((Coalition, plain), (CoalitionPartner, partners)):
        if rows:
            run(session, table_of(table).insert(), rows)
