"""Words about the money of a plan: what people call a kind of cost, an activity or a year, and how sums are told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from knowledge.content import Content, read_model
from knowledge.format import euros, listing, number
from knowledge.languages import Language, Texts
from knowledge.proposal.parts import CostKind, IncomeKind, IncomeStatus, same

FIRST_YEAR, LAST_YEAR = 2000, 2099
"""A number between these is a year, where somebody names what a cost belongs to."""

Value = str | int | tuple[str, ...]


class _Named(Content):
    title: Texts
    words: Mapping[Language, tuple[str, ...]]

    def called(self) -> set[str]:
        """Give all that it may be called, in every language."""
        return {same(word) for one in (*self.words.values(), self.title.values()) for word in one}


class BudgetWords(Content):
    """What budget.yml says."""

    idea_pct: int
    most_pct: int
    cost_kinds: Mapping[CostKind, _Named]
    income_kinds: Mapping[IncomeKind, _Named]
    statuses: Mapping[IncomeStatus, _Named]
    before: Mapping[Literal["activity", "partner"], Mapping[Language, tuple[str, ...]]]
    articles: Mapping[Language, tuple[str, ...]]
    us: Mapping[Language, tuple[str, ...]]
    from_year: Mapping[Language, tuple[str, ...]]
    hours: Texts
    hours_and_amount: Texts
    hours_of: Texts
    hours_of_uncounted: Texts
    suggestions: Mapping[str, Texts]
    overview: Mapping[str, Texts]
    groups: Mapping[str, Texts]
    refusals: Mapping[str, Texts]
    between: Mapping[Language, tuple[str, ...]]


@cache
def budget_words() -> BudgetWords:
    """Give what budget.yml says."""
    return read_model(Path(__file__).with_name("budget.yml"), BudgetWords)


@dataclass(frozen=True, slots=True)
class Detail:
    """Something said of a line of the budget, and what it is called in `parts`.

    Attributes:
        field: the attribute of a `Line` or an `Income`.
        value: what it becomes: the name of an activity or a partner, an id, or a year.
    """

    field: Literal["activity", "partner", "kind", "status", "year"]
    value: str | int


def detail_of(
    said: str, side: Literal["costs", "income"], activities: Sequence[str] = (), partners: Sequence[str] = ()
) -> Detail | None:
    """Find what a few words say of a line: "voor het buurtdiner", "van De Kade", "een fonds", "in 2028".

    Args:
        said: the words.
        side: on which side the line stands.
        activities: the names of activities.
        partners: the names of partners; the first is who is talking ("van ons").

    Returns:
        None when it names nothing that is known, or a part of a name that several have.
    """
    words = budget_words()
    if year := _year(said):
        return Detail("year", year) if side == "costs" else None
    kinds: Mapping[Any, _Named] = words.cost_kinds if side == "costs" else words.income_kinds
    if kind := _named(said, kinds):
        return Detail("kind", kind)
    if side == "income" and (status := _named(said, words.statuses)):
        return Detail("status", status)
    known: dict[Literal["activity", "partner"], Sequence[str]] = {
        "activity": activities if side == "costs" else (),
        "partner": partners,
    }
    us = {one for each in words.us.values() for one in each}
    if partners and _bare(said, words.before["partner"]) in us:
        return Detail("partner", partners[0])
    for field, names in known.items():
        if found := _one_of(_bare(said, words.before[field]), names):
            return Detail(field, found)
    return None


def kind_of_income(text: str) -> IncomeKind | None:
    """Give the kind of income that a line names itself: "fonds", "deelnemers"; None when it says something else."""
    kinds = {kind: named for kind, named in budget_words().income_kinds.items() if kind in {"fund", "participants"}}
    first = same(text).partition(" ")[0]
    kind: IncomeKind | None = _named(text, kinds) or _named(first, kinds)
    return kind


def split_status(text: str) -> tuple[str, IncomeStatus | None]:
    """Part a line from a word at its end that says how sure it is: "fonds toegezegd"."""
    name, _, last = " ".join(text.split()).rpartition(" ")
    status = _named(last, budget_words().statuses) if name else None
    return (name.rstrip(" ,"), status) if status else (text, None)


def split_activity(text: str, activities: Sequence[str]) -> tuple[str, str]:
    """Part a line from an activity named at its end: "koffie voor het buurtdiner" gives "koffie" and the activity.

    Returns:
        The text alone and "" when it names none.
    """
    words = " ".join(text.split()).split(" ")
    small = {one for each in budget_words().before["activity"].values() for one in each}
    for place in (at for at, word in enumerate(words) if at and word.casefold() in small):
        if found := _one_of(_bare(" ".join(words[place:]), budget_words().before["activity"]), activities):
            return " ".join(words[:place]).rstrip(" ,"), found
    return text, ""


def kind_title(kind: str | None, side: Literal["costs", "income"], language: Language) -> str:
    """Name a kind of cost or of income; "" for none."""
    kinds: Mapping[Any, _Named] = budget_words().cost_kinds if side == "costs" else budget_words().income_kinds
    return kinds[kind].title[language] if kind in kinds else ""


def status_title(status: IncomeStatus | None, language: Language) -> str:
    """Say how sure an income is; "" when nobody said."""
    return budget_words().statuses[status].title[language] if status else ""


def amount_or_hours(said: int | Mapping[str, int], language: Language) -> str:
    """Write what somebody gives: an amount of cents, or `{"hours": ..., "cents": ...}`."""
    if isinstance(said, int):
        return euros(said, language)
    words, hours = budget_words(), number(said["hours"], language)
    if not said["cents"]:
        return words.hours[language].format(hours=hours)
    return words.hours_and_amount[language].format(hours=hours, amount=euros(said["cents"], language))


def hours_text(name: str, hours: int, rate_cents: int | None, language: Language) -> str:
    """Name hours of volunteers in a budget, with what an hour counts for where the call says so."""
    words, shown = budget_words(), number(hours, language)
    if rate_cents is None:
        return words.hours_of_uncounted[language].format(name=name, hours=shown)
    return words.hours_of[language].format(name=name, hours=shown, rate=euros(rate_cents, language))


def suggestion_text(key: str, values: Mapping[str, Value], language: Language) -> str:
    """Say what to do; amounts are euro cents under names that end in `_cents`."""
    shown = {name: _shown(name, value, language) for name, value in values.items()}
    return budget_words().suggestions[key][language].format_map(shown)


def _shown(name: str, value: Value, language: Language) -> str:
    if isinstance(value, int):
        return euros(value, language) if name.endswith("_cents") else number(value, language)
    return listing((value,) if isinstance(value, str) else value, language)


def _year(said: str) -> int | None:
    last = _bare(said, budget_words().from_year)
    return int(last) if last.isdecimal() and len(last) == 4 and FIRST_YEAR <= int(last) <= LAST_YEAR else None


def _named(said: str, known: Mapping[Any, _Named]) -> Any:
    plain = same(said).strip(" .!")
    bare = _bare(plain, {})
    return next((one for one, named in known.items() if named.called() & {plain, bare}), None)


def _bare(said: str, before: Mapping[Language, Sequence[str]]) -> str:
    """Take small words off the beginning: "voor het buurtdiner" is "buurtdiner"."""
    words, articles = same(said).strip(" .!\"'").split(" "), budget_words().articles
    for small in (before, articles):
        if len(words) > 1 and words[0] in {one for each in small.values() for one in each}:
            words = words[1:]
    return " ".join(words)


def _one_of(said: str, names: Sequence[str]) -> str:
    """Give the one name that is meant: the whole name, with or without its article, or a part that no other has."""
    if not said:
        return ""
    exact = [name for name in names if said in {same(name), _bare(name, {})}]
    if exact:
        return exact[0]
    parts = list(dict.fromkeys(name for name in names if len(said) > 3 and said in same(name)))
    return parts[0] if len(parts) == 1 else ""
