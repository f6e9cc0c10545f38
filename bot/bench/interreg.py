"""Real consortia in the Interreg format, with the words of that world put in the place of ours.

A region (NUTS 3) stands for a municipality, the countries of a programme for the area of a call, the programme for who
calls, a project for a plan. What an organisation works on, offers or needs is not told; neither is its type, of which
the data know only public or private. So an organisation is a name and an address, and what it did before.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

from knowledge.areas import Area, AreaTree
from knowledge.content import ContentError
from knowledge.matching.history import PastCoalition
from knowledge.matching.profile import Profile, Wish
from knowledge.matching.question import UNKNOWN_TYPE

Made = TypeVar("Made")

HISTORY_ENDS: Final = date(2013, 12, 31)
"""The older teams carry no date, only a period: 2000 to 2013."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """One line of organisations.jsonl, as far as it is used."""

    id: str
    name: str
    country: str
    nuts2: str
    nuts3: str

    @property
    def area(self) -> str:
        """The smallest region that is known of its address; the country when none is."""
        return self.nuts3 or self.nuts2 or self.country


@dataclass(frozen=True, slots=True)
class Project:
    """One line of projects.jsonl; proper names are masked in its texts already."""

    id: str
    programme: str
    start: date
    themes: tuple[str, ...]
    objective: str
    text: str
    lead: str
    partners: tuple[str, ...]
    split: str

    @property
    def members(self) -> frozenset[str]:
        """Who took part, the lead included."""
        return frozenset({self.lead, *self.partners})

    @property
    def words(self) -> str:
        """All that is told about its subject."""
        return "\n".join((self.text, self.objective, *self.themes))


@dataclass(frozen=True, slots=True)
class Interreg:
    """The whole data set.

    Attributes:
        history: older teams, of which only the members are known.
    """

    organisations: Mapping[str, Organisation]
    projects: tuple[Project, ...]
    history: tuple[frozenset[str], ...]

    @classmethod
    def read(cls, folder: Path) -> "Interreg":
        """Read organisations.jsonl, projects.jsonl and, where it is there, history_2000_2013.json.

        Of an organisation that only a team names, nothing but that is known.

        Raises:
            ContentError: a file is missing or not as expected.
        """
        organisations = {one.id: one for one in _lines(folder / "organisations.jsonl", Organisation, _organisation)}
        projects = tuple(_lines(folder / "projects.jsonl", Project, _project))
        file = folder / "history_2000_2013.json"
        teams = json.loads(_read(file)) if file.exists() else []
        named = frozenset[str]().union(*(project.members for project in projects), *teams)
        unknown = {one: Organisation(one, one, "", "", "") for one in named - organisations.keys()}
        return cls({**organisations, **unknown}, projects, tuple(map(frozenset, teams)))

    def tree(self) -> AreaTree:
        """Return the regions as municipalities of which no parts are known."""
        regions = sorted({one.area for one in self.organisations.values()})
        return AreaTree(Area(id=region, name=region, kind="municipality") for region in regions)

    def regions(self, countries: Iterable[str]) -> frozenset[str]:
        """Return the municipalities of these countries."""
        wanted = frozenset(countries)
        there = [one for one in self.organisations.values() if one.country in wanted]
        return frozenset(one.area for one in there)

    def countries(self, programme: str, known: Sequence[Project]) -> frozenset[str]:
        """Return where a programme is: the countries in its title, and those of its earlier projects; or all."""
        everywhere = frozenset(one.country for one in self.organisations.values())
        title = programme.casefold()
        titled = frozenset(country for country in everywhere if country and country in title)
        earlier = frozenset(
            self.organisations[member].country
            for project in known
            if project.programme == programme
            for member in project.members
        )
        return titled | earlier or everywhere

    def profile(self, organisation: str, number: int) -> Profile:
        """Return an organisation as matching sees it; that it works where its address is, is inferred."""
        one, nothing = self.organisations[organisation], frozenset[str]()
        return Profile(
            number, one.name, UNKNOWN_TYPE, frozenset({one.area}), nothing, nothing, nothing, nothing,
            inferred=frozenset({("area", one.area)}),
        )  # fmt: skip

    def wish(self, project: Project, known: Sequence[Project]) -> Wish:
        """Return a project as a call, without its partners."""
        countries = self.countries(project.programme, known) | {self.organisations[project.lead].country}
        return Wish(
            areas=self.regions(countries),
            themes=frozenset(project.themes),
            text=project.words,
            programme=project.programme,
            when=project.start,
        )

    def plans(self, projects: Iterable[Project], numbers: Mapping[str, int]) -> Iterator[PastCoalition]:
        """Yield projects as past plans, with the members that have a number."""
        for project in projects:
            name = project.objective or project.id
            yield PastCoalition(
                members=frozenset(numbers[member] for member in project.members),
                when=project.start,
                name={"nl": name, "en": name},
                programme=project.programme,
                themes=frozenset(project.themes),
                areas=self._areas(project.members),
                text=project.words,
            )

    def old_plans(self, teams: Iterable[frozenset[str]], numbers: Mapping[str, int]) -> Iterator[PastCoalition]:
        """Yield older teams as past plans of which nothing else is known."""
        name = {"nl": "een plan van voor 2014", "en": "a plan from before 2014"}
        for team in teams:
            members = frozenset(numbers[member] for member in team)
            yield PastCoalition(members, HISTORY_ENDS, name, areas=self._areas(team))

    def _areas(self, members: Iterable[str]) -> frozenset[str]:
        return frozenset(self.organisations[member].area for member in members)


def _lines(file: Path, kind: type[Organisation | Project], made: Callable[[dict[str, Any]], Made]) -> Iterator[Made]:
    """Yield what the lines of a file hold; a field that is not used is passed over."""
    wanted = [field.name for field in fields(kind)]
    for number, line in enumerate(_read(file).splitlines(), start=1):
        try:
            row = json.loads(line)
            yield made({name: row[name] for name in wanted})
        except (ValueError, KeyError, TypeError) as error:
            raise ContentError(file, number, f"no object with all of: {', '.join(wanted)}") from error


def _organisation(row: Mapping[str, Any]) -> Organisation:
    plain = {name: value or "" for name, value in row.items()}
    return Organisation(**{**plain, "country": plain["country"].casefold()})


def _project(row: Mapping[str, Any]) -> Project:
    texts = {name: row[name] or "" for name in ("programme", "objective", "text")}
    lists = {name: tuple(row[name] or ()) for name in ("themes", "partners")}
    return Project(**{**row, **texts, **lists, "start": date.fromisoformat(row["start"][:10])})


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise ContentError(file, 1, "the file does not exist or cannot be read") from error
