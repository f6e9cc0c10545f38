"""How often organisations were shown for a call, for staff."""

from dataclasses import dataclass
from datetime import date, datetime

from flows.services.context import DUTCH_TIME
from flows.services.directory import Directory
from flows.services.exposure import newcomers
from flows.services.matching import wish_of
from knowledge.call_model import Call
from knowledge.matching.fairness import FairnessRules, fairness_rules, gini, least_gini
from knowledge.matching.index import Index
from knowledge.matching.profile import Profile, Wish
from knowledge.matching.ranking import eligible
from knowledge.matching.weights import weights
from storage import exposure, organisations
from storage.statements import Session

NAMED = 10
"""How many organisations a report names."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An organisation, in how many conversations it was shown, and in how many of those it is chosen."""

    name: str
    shown: int
    chosen: int


@dataclass(frozen=True, slots=True)
class ExposureReport:
    """How often organisations were shown for one call.

    Attributes:
        call: the code of the call.
        rules: the rules of this call.
        conversations: in how many conversations somebody was shown.
        organisations: how many may be suggested for the call, whoever asks.
        newcomers: how many of those are new in the directory.
        organisations_shown: how many were shown at least once.
        shown: how often anybody was shown; once in a conversation at most.
        chosen: how often anybody is chosen.
        most_shown: who was shown most.
        never_shown: how many of `organisations` never were.
        never_shown_names: some of them; those that are in the directory longest.
        gini: how concentrated it is (`fairness.gini`), over `organisations` and whoever else was shown.
        least_gini: how concentrated the same number of times would be at the least.
    """

    call: str
    rules: FairnessRules
    conversations: int
    organisations: int
    newcomers: int
    organisations_shown: int
    shown: int
    chosen: int
    most_shown: tuple[Shown, ...]
    never_shown: int
    never_shown_names: tuple[str, ...]
    gini: float
    least_gini: float


def report(session: Session, directory: Directory, call: Call, now: datetime) -> ExposureReport:
    """Tell how often organisations were shown for a call, and who never was."""
    fitting = fitting_ids(directory.index(session), wish_of(call, day_of(now)))
    counts = exposure.counts(session, call.code)
    never = [number for number in fitting if number not in counts]
    most = sorted(counts, key=lambda number: (-counts[number].shown, number))[:NAMED]
    times = [count.shown for count in counts.values()] + [0] * len(never)
    return ExposureReport(
        call=call.code,
        rules=fairness_rules(call.fairness),
        conversations=exposure.conversations(session, call.code),
        organisations=len(fitting),
        newcomers=len(newcomers(session, now).intersection(fitting)),
        organisations_shown=len(counts),
        shown=sum(times),
        chosen=sum(count.chosen for count in counts.values()),
        most_shown=tuple(Shown(organisations.read(session, number).name, *counts[number]) for number in most),
        never_shown=len(never),
        never_shown_names=tuple(organisations.read(session, number).name for number in never[:NAMED]),
        gini=gini(times),
        least_gini=least_gini(times),
    )


def fitting_ids(index: Index, wish: Wish) -> list[int]:
    """Give the organisations that may be suggested for a call, whoever asks, in the order of their ids."""
    nobody = Profile(0, "", "", wish.areas, wish.themes, frozenset(), frozenset(), frozenset())
    rows = eligible(index, index.ask(nobody, wish, weights()), ())
    return sorted(index.ids[rows].tolist())


def day_of(now: datetime) -> date:
    """Give the day in the Netherlands."""
    return now.astimezone(DUTCH_TIME).date()
