"""The money of a plan as an Excel workbook: costs, cover, and the sums per partner and per year.

What people typed is written as text, whatever it looks like. The only formulas are the sums of this program, with their
outcome beside them, so that they also show where nothing is worked out.
"""

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from knowledge.calls import Call
from knowledge.proposal.archive import FIRST
from knowledge.proposal.budget import Budget, budget
from knowledge.proposal.model import Proposal
from knowledge.proposal.view import is_exercise, title_of, version_text, words
from knowledge.proposal.view.money import loose_note, year_note

_LONGEST_CELL: Final = 32_767
"""So many characters Excel allows in one cell."""
_LINE: Final = 15.5
_HIGHEST: Final = 400
"""The height of a line and of the highest row, in points."""
_MONEY: Final = '#,##0.00" €";[Red]-#,##0.00" €"'

Row = Sequence[str | int | None]


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: the name of its heading in texts.yml, its width in characters, and whether it holds euro cents."""

    name: str
    width: float
    money: bool = False


_COSTS: Final = (
    _Column("item", 45),
    _Column("activity", 32),
    _Column("who_gets", 32),
    _Column("kind", 18),
    _Column("year", 10),
    _Column("hours_heading", 10),
    _Column("amount", 16, money=True),
)
_INCOME: Final = (
    _Column("from_whom", 45),
    _Column("who_gives", 32),
    _Column("kind", 28),
    _Column("status", 18),
    _Column("amount", 16, money=True),
)
_PARTNERS: Final = (
    _Column("who", 45),
    _Column("gets_money", 22, money=True),
    _Column("gets_in_kind", 34, money=True),
    _Column("gives", 22, money=True),
)
_YEARS: Final = (_Column("year", 45), _Column("amount", 16, money=True))


class _Book:
    """A workbook in the making, in one language."""

    def __init__(self, proposal: Proposal, call: Call) -> None:
        self.t = words(proposal.language)
        self.target = io.BytesIO()
        # Else text that begins with "=" would be worked out, and an address would become a link.
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.book = Workbook(self.target, options)
        made = datetime.combine(proposal.made_on or FIRST, time(12), UTC).replace(tzinfo=None)
        self.book.set_properties(
            {"title": title_of(proposal)[:255], "author": proposal.organisation.name[:255], "created": made}
        )
        self.about = f"{title_of(proposal)} ({self.t['version']}: {version_text(proposal)})"
        self.warnings = (self.t["demo"],) if is_exercise(proposal, call) else ()
        self.warning = self._format(text_wrap=True, valign="top", bold=True)
        self.heading = self._format(bold=True, bg_color="#e3ebf5", border=1, text_wrap=True, valign="top")
        self.money_heading = self._format(
            bold=True, bg_color="#e3ebf5", border=1, text_wrap=True, valign="top", align="right"
        )
        self.text = self._format(text_wrap=True, valign="top")
        self.money = self._format(num_format=_MONEY, valign="top")
        self.sum = self._format(num_format=_MONEY, bold=True, top=1)
        self.bold = self._format(bold=True, top=1)

    def _format(self, **looks: Any) -> Format:
        return self.book.add_format(looks)

    def add(self, name: str, columns: Sequence[_Column], rows: Iterable[Row], note: str = "") -> None:
        """Add a sheet: lines about the plan, the headings, which stay in view, the rows and the sums."""
        sheet = self.book.add_worksheet(self.t[f"sheet_{name}"])
        top = self._add_lines(sheet, columns, note)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width)
            sheet.write_string(top, at, self.t[column.name], self.money_heading if column.money else self.heading)
        sheet.freeze_panes(top + 1, 0)
        found = list(rows)
        for line, row in enumerate(found, start=top + 1):
            for at, value in enumerate(row):
                self._write(sheet, (line, at), value, columns[at])
        self._add_sums(sheet, top + 1, columns, found)
        _set_page(sheet, self.about, top)

    def _add_lines(self, sheet: Worksheet, columns: Sequence[_Column], note: str) -> int:
        """Write what a reader must know first, each line over all columns; returns how many rows that took."""
        width = sum(column.width for column in columns)
        said = [(self.about, self.text), *((one, self.warning) for one in self.warnings), (note, self.text)]
        lines = [(text[:_LONGEST_CELL], look) for text, look in said if text]
        for row, (text, look) in enumerate(lines):
            sheet.merge_range(row, 0, row, len(columns) - 1, "", look)
            sheet.write_string(row, 0, text, look)
            # A merged cell does not grow with its text by itself.
            sheet.set_row(row, min(_LINE * -(-len(text) // int(width * 0.9)), _HIGHEST))
        return len(lines)

    def _write(self, sheet: Worksheet, place: tuple[int, int], value: str | int | None, column: _Column) -> None:
        if isinstance(value, str):
            sheet.write_string(*place, value[:_LONGEST_CELL], self.text)
        elif value is not None:
            sheet.write_number(
                *place, value / 100 if column.money else value, self.money if column.money else self.text
            )

    def _add_sums(self, sheet: Worksheet, first: int, columns: Sequence[_Column], rows: Sequence[Row]) -> None:
        last = len(rows) + first
        sheet.write_string(last, 0, self.t["total"], self.bold)
        for at, column in enumerate(columns[1:], start=1):
            if not column.money:
                sheet.write_blank(last, at, None, self.bold)
                continue
            letter, total = chr(ord("A") + at), sum(cents for row in rows if isinstance(cents := row[at], int))
            formula = f"=SUM({letter}{first + 1}:{letter}{last})" if rows else "=0"
            sheet.write_formula(last, at, formula, self.sum, total / 100)


def render_xlsx(p: Proposal, call: Call) -> bytes:
    """Write the money of a proposal as an Excel workbook with four sheets.

    Args:
        p: the proposal.
        call: that it answers.
    """
    book, found = _Book(p, call), budget(p)
    notes = {"partners": loose_note(p), "years": year_note(p)}
    sheets: tuple[tuple[str, Sequence[_Column], Callable[[Proposal, Budget], Iterable[Row]]], ...] = (
        ("costs", _COSTS, _costs),
        ("income", _INCOME, _income),
        ("partners", _PARTNERS, _partners),
        ("years", _YEARS, _years),
    )
    for name, columns, rows in sheets:
        book.add(name, columns, rows(p, found), notes.get(name, ""))
    book.book.close()
    return book.target.getvalue()


def _costs(p: Proposal, found: Budget) -> Iterable[Row]:
    t = words(p.language)
    for line in found.costs:
        kind = t[f"cost_{line.kind}"] if line.kind else ""
        part = line.activity or t["whole_plan"]
        yield line.text, part, line.partner or "", kind, line.year, line.hours, line.cents


def _income(p: Proposal, found: Budget) -> Iterable[Row]:
    t = words(p.language)
    for one in found.income:
        status = one.status or ("requested" if one.kind == "requested" else None)
        yield one.text, one.partner or "", t[f"kind_{one.kind}"], t[f"status_{status}"] if status else "", one.cents


def _partners(p: Proposal, found: Budget) -> Iterable[Row]:
    for one in found.partners:
        if one.name or one.gets_cents or one.own_cents:
            name = one.name or words(p.language)["no_partner"]
            yield name, one.money_cents, one.in_kind_cents, one.own_cents


def _years(p: Proposal, found: Budget) -> Iterable[Row]:
    for year, cents in found.years.items():
        yield str(year or words(p.language)["no_year"]), cents


def _set_page(sheet: Worksheet, about: str, headings: int) -> None:
    """Print a sheet on paper as wide as it is, with its headings on each page."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(headings)
    sheet.set_footer(f"&L{about.replace('&', '&&')[:120]}&R&P/&N")
