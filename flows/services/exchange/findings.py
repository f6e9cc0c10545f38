"""What is found wrong in a file: where it stands, which rule it breaks, and what to do."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from knowledge.content import Content, read_model

_FILE = Path(__file__).with_name("findings.yml")
_KEPT = 1000
_LONGEST = 60


class Place(NamedTuple):
    """A place in a file: the row counted as a spreadsheet does (0 is the file as a whole), and the column or field."""

    file: str
    row: int = 0
    field: str = ""


class _Text(Content):
    text: str
    do: str


class _File(Content):
    errors: Mapping[str, _Text]
    warnings: Mapping[str, _Text]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or that somebody should look at.

    Attributes:
        place: where it stands.
        rule: the rule that it breaks, a key of `findings.yml`.
        found: what stands there.
        more: what else the sentence needs.
    """

    place: Place
    rule: str
    found: str = ""
    more: str = ""

    def __str__(self) -> str:
        """Say where it stands, what is wrong, what to do, and in brackets which rule it is."""
        rules = _rules()
        told = rules.errors.get(self.rule) or rules.warnings[self.rule]
        where = [self.place.file, f"row {self.place.row}" if self.place.row else "", self.place.field]
        why = told.text.format(found=_short(self.found), more=self.more)
        return f"{', '.join(filter(None, where))}: {why}. {told.do.format(more=self.more)} [{self.rule}]"


@dataclass(slots=True)
class Findings:
    """All that is found in a file; of very many the first are kept, and all are counted."""

    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    _seen: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    _first: dict[tuple[str, str, str], Place] = field(default_factory=dict)

    def add(self, place: Place, rule: str, found: str = "", more: str = "") -> None:
        """Note what was found at a place."""
        kept = self.errors if rule in _rules().errors else self.warnings
        self.counts[rule] += 1
        if len(kept) < _KEPT:
            kept.append(Finding(place, rule, found, more))

    def add_word(self, place: Place, rule: str, found: str) -> None:
        """Note a word that may stand in very many rows; it is told once, with how often."""
        key = (rule, place.field, found)
        self._seen[key] += 1
        if len(self._first) < _KEPT:
            self._first.setdefault(key, place)

    def tell_words(self) -> None:
        """Turn the words that were noted into findings, those that stand in most rows first."""
        for key, place in sorted(self._first.items(), key=lambda pair: (-self._seen[pair[0]], pair[1])):
            rule, column, found = key
            times = self._seen[key]
            self.add(Place(place.file, place.row, column), rule, found, f"{times} row{'s' if times > 1 else ''}")

    def how_many_errors(self) -> int:
        """Count the errors, those that were not kept included."""
        return sum(self.counts[rule] for rule in _rules().errors)

    def how_many_warnings(self) -> int:
        """Count the warnings, those that were not kept included."""
        return sum(self.counts[rule] for rule in _rules().warnings)


class FaultyFile(Exception):
    """A file has errors in it; nothing of it was imported.

    Attributes:
        findings: what is wrong.
    """

    def __init__(self, findings: Findings) -> None:
        super().__init__("; ".join(str(finding) for finding in findings.errors[:3]))
        self.findings = findings


def _short(found: str) -> str:
    plain = " ".join(found.split())
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}..."


@cache
def _rules() -> _File:
    return read_model(_FILE, _File)
