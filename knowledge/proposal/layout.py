"""What stands where in a proposal: one order of sections and parts for every kind of document.

A part is left out when it is empty and the call does not ask for it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from knowledge.call_sections import Section as Asked

Kind = Literal["text", "facts", "items", "table", "note", "strong", "findings", "pictures"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        name: of its heading in texts.yml.
        field: the field of a row that stands in it.
        width: in cm; 17 together.
        optional: an empty cell says that it is not filled in yet.
        amount: it holds amounts, which stand on the right.
    """

    name: str
    field: str
    width: float
    optional: bool = False
    amount: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a section.

    Attributes:
        kind: how it looks.
        names: the fields of the view that it shows; facts may be several, all else is one.
        asked: the section of a call that asks for it; None for what only stands there when it is filled.
        heading: whether a heading of its own stands above it.
        columns: of a table.
        total: the field of the view with the sum of the last column of a table.
    """

    kind: Kind
    names: tuple[str, ...]
    asked: Asked | None = None
    heading: bool = False
    columns: tuple[Column, ...] = ()
    total: str = ""

    @property
    def name(self) -> str:
        """The field that it shows; of facts the first one."""
        return self.names[0]


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its name, which is that of its heading in texts.yml, and its parts."""

    name: str
    parts: tuple[Part, ...]


def _text(name: str, asked: Asked | None, *, heading: bool = False) -> Part:
    return Part("text", (name,), asked, heading)


_PARTNERS: Final = (
    Column("who", "name", 3.7),
    Column("type", "type", 3.7, optional=True),
    Column("role", "role", 2.6),
    Column("brings", "brings", 4.2, optional=True),
    Column("state", "state", 2.8),
)
_CONSENTS: Final = (
    Column("who", "name", 5.0),
    Column("agreed_on", "day", 4.0),
    Column("version", "version", 2.0),
    Column("remark", "remark", 6.0),
)
_ACTIVITIES: Final = (
    Column("activity", "name", 3.7),
    Column("owner", "owner", 3.2, optional=True),
    Column("when", "when", 3.8, optional=True),
    Column("output", "output", 3.7, optional=True),
    Column("cost", "cost", 2.6, optional=True, amount=True),
)
_MOMENTS: Final = (Column("when", "when", 4.5, optional=True), Column("what", "what", 12.5))
_RISKS: Final = (
    Column("risk", "text", 6.0),
    Column("chance", "chance", 2.2, optional=True),
    Column("effect", "effect", 2.3, optional=True),
    Column("measure", "measure", 6.5, optional=True),
)
_COSTS: Final = (
    Column("item", "text", 8.3),
    Column("activity", "part", 5.2),
    Column("amount", "amount", 3.5, amount=True),
)
_INCOME: Final = (
    Column("from_whom", "text", 5.8, optional=True),
    Column("kind", "kind", 4.5),
    Column("status", "status", 3.2, optional=True),
    Column("amount", "amount", 3.5, amount=True),
)
_PER_PARTNER: Final = (
    Column("who", "name", 6.5),
    Column("gets_money", "money", 3.5, amount=True),
    Column("gets_in_kind", "in_kind", 3.5, amount=True),
    Column("gives", "gives", 3.5, amount=True),
)
_PER_ACTIVITY: Final = (
    Column("activity", "name", 13.5),
    Column("amount", "amount", 3.5, optional=True, amount=True),
)
_PER_YEAR: Final = (Column("year", "name", 13.5), Column("amount", "amount", 3.5, amount=True))

LAYOUT: Final = (
    Section("summary", (_text("summary", "summary"),)),
    Section(
        "coalition",
        (
            Part("table", ("partners",), "partners", columns=_PARTNERS),
            Part("note", ("lead_note",)),
            Part("note", ("suggested_note",)),
            _text("decision_rule", "decision_rule", heading=True),
            Part("facts", ("agreed",), "agreement"),
            Part("table", ("consents",), heading=True, columns=_CONSENTS),
        ),
    ),
    Section("problem", (_text("problem", "problem"), Part("items", ("evidence",), "evidence", heading=True))),
    Section("existing", (_text("existing", "existing"),)),
    Section("goal", (_text("goal", "change"),)),
    Section(
        "reach_heading",
        (
            Part("facts", ("target_groups",), "target_groups"),
            Part("facts", ("reach",), "reach"),
            _text("reach_how", "reach", heading=True),
        ),
    ),
    Section(
        "residents",
        (Part("facts", ("resident_roles",), "resident_roles"), _text("support", "support", heading=True)),
    ),
    Section("activities", (Part("table", ("activities",), "activities", columns=_ACTIVITIES),)),
    Section(
        "planning",
        (
            Part("facts", ("period",), "period"),
            Part("table", ("moments",), columns=_MOMENTS),
            Part("table", ("milestones",), "milestones", heading=True, columns=_MOMENTS),
        ),
    ),
    Section(
        "money",
        (
            Part("table", ("costs",), "costs", heading=True, columns=_COSTS, total="cost_total"),
            Part("table", ("income",), "income", heading=True, columns=_INCOME, total="income_total"),
            Part("strong", ("balance",)),
            Part("table", ("per_partner",), heading=True, columns=_PER_PARTNER),
            Part("note", ("loose_note",)),
            Part("table", ("per_activity",), heading=True, columns=_PER_ACTIVITY, total="cost_total"),
            Part("table", ("per_year",), heading=True, columns=_PER_YEAR, total="cost_total"),
            Part("note", ("year_note",)),
        ),
    ),
    Section("results", (Part("items", ("results",), "results"),)),
    Section("risks", (Part("table", ("risks",), "risks", columns=_RISKS),)),
    Section("comms", (_text("comms", "comms"),)),
    Section(
        "personal_data_heading",
        (
            Part("facts", ("personal_data",), "personal_data"),
            _text("personal_data_how", None, heading=True),
        ),
    ),
    Section("learning", (_text("learning", "learning"),)),
    Section("sustain", (_text("sustain", "sustain"),)),
    Section("attachments", (Part("items", ("attachments",), "attachments"),)),
    Section("pictures", (Part("pictures", ("charts",)),)),
    Section("open", (Part("note", ("wanted",)), Part("findings", ("points",)))),
)


def shown(filled: Collection[str], asked: Collection[Asked]) -> frozenset[str]:
    """Tell which sections and fields a document shows.

    Args:
        filled: the fields of the view that are not empty.
        asked: the sections that the call asks for.

    Returns:
        The names of the fields, and those of the sections with the word `section_` before them.
    """
    return frozenset(_shown(filled, asked))


def _shown(filled: Collection[str], asked: Collection[Asked]) -> Iterator[str]:
    for section in LAYOUT:
        names = [
            name
            for part in section.parts
            for name in part.names
            if name in filled or part.asked in asked or part.kind == "findings"
        ]
        yield from names
        if names:
            yield f"section_{section.name}"
