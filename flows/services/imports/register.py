"""Reading the register of grants of the municipality of Amsterdam: one JSON array, an object for each grant."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from flows.services.imports.errors import MalformedFile

_Text = Annotated[str, StringConstraints(strip_whitespace=True)]
_Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Amount = Annotated[str, StringConstraints(pattern=r"^€ (0|[1-9]\d{0,2}(\.\d{3})*)(,\d{2})?$")]

_EXPECTED = {
    "Naam": "a text that is not empty",
    "Project": "a text",
    "Regeling": "a text",
    "Organisatie": "a text that is not empty",
    "Thema": "a text",
    "Jaar": "a year, such as 2016",
    "Periodiciteit": '"Eenmalig" or "Periodiek"',
    "Aangevraagd": 'an amount, such as "€ 15.000"',
    "Verleend": "a number of euros, 0 or more, such as 10358.00",
}


class _Row(BaseModel):
    """A grant as it stands in the file. Fields that are not named here may be there, and are not read."""

    model_config = ConfigDict(strict=True, allow_inf_nan=False)

    name: _Filled = Field(alias="Naam")
    project: _Text = Field(alias="Project")
    scheme: _Text = Field(alias="Regeling")
    department: _Filled = Field(alias="Organisatie")
    theme: _Text = Field(alias="Thema")
    year: int = Field(alias="Jaar", ge=1900, le=2200)
    periodicity: Literal["Eenmalig", "Periodiek"] = Field(alias="Periodiciteit")
    asked: _Amount = Field(alias="Aangevraagd")
    granted: float = Field(alias="Verleend", ge=0)


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant that was asked for.

    Attributes:
        row: its place in the file, counted from 1.
        name: who asked for it.
        project: what for.
        scheme: under which rules.
        department: the district or department that decides about it.
        theme: the heading in the budget.
        year: for which year.
        granted_cents: how much was granted, in euro cents; 0 when it was refused.
    """

    row: int
    name: str
    project: str
    scheme: str
    department: str
    theme: str
    year: int
    granted_cents: int


def read_grants(path: Path) -> tuple[Grant, ...]:
    """Read all grants of a file.

    Raises:
        FileNotFoundError: there is no such file.
        MalformedFile: a row is not as expected, or the file is no JSON array.
    """
    rows = _read_json(path)
    if not isinstance(rows, list):
        raise MalformedFile(path, "expected a JSON array with an object for each grant")
    return tuple(_read_row(path, number, row) for number, row in enumerate(rows, start=1))


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise MalformedFile(path, "expected a text file in UTF-8; save it again with that encoding") from error
    except json.JSONDecodeError as error:
        why = f"expected JSON; line {error.lineno}, column {error.colno}: {error.msg}"
        raise MalformedFile(path, why) from error


def _read_row(path: Path, number: int, row: object) -> Grant:
    if not isinstance(row, dict):
        raise MalformedFile(path, f"expected an object with {', '.join(_EXPECTED)}", number)
    try:
        read = _Row.model_validate(row)
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        found = json.dumps(row[field], ensure_ascii=False) if field in row else "nothing"
        raise MalformedFile(path, f"expected {_EXPECTED[field]}, found {_short(found)}", number, field) from error
    return Grant(
        row=number,
        name=" ".join(read.name.split()),
        project=" ".join(read.project.split()),
        scheme=" ".join(read.scheme.split()),
        department=" ".join(read.department.split()),
        theme=" ".join(read.theme.split()),
        year=read.year,
        granted_cents=round(read.granted * 100),
    )


def _short(found: str, longest: int = 60) -> str:
    return found if len(found) <= longest else f"{found[:longest]}..."
