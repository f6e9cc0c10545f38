import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from storage.database import Database

Row = dict[str, Any]
WriteRows = Callable[[Sequence[Mapping[str, Any]]], Path]


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/test.db")
    database.upgrade()
    yield database
    database.close()


@pytest.fixture
def row() -> Callable[..., Row]:
    """Make a row of the register; only what a test is about has to be named."""

    def make(name: str = "Stichting Zonneveld Noord", **other: Any) -> Row:
        given = {
            "Project": "",
            "Regeling": "Eenmalige Initiatieven",
            "Organisatie": "stadsdeel Noord",
            "Thema": "Algemeen",
            "Jaar": 2016,
            "Periodiciteit": "Eenmalig",
            "Aangevraagd": "€ 5.000",
            "Verleend": 5000.0,
        }
        return {"Naam": name, **given, **other}

    return make


@pytest.fixture
def write(tmp_path: Path) -> WriteRows:
    """Write rows as a file of the register."""

    def write_rows(rows: Sequence[Mapping[str, Any]]) -> Path:
        path = tmp_path / "register.json"
        path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        return path

    return write_rows
