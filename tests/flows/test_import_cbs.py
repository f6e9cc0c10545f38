"""Reading files of CBS. The municipalities are made up, and so are their codes; GM0556 is really Maassluis."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from flows.services.imports.cbs import read_places
from flows.services.imports.errors import MalformedFile

Cells = Sequence[object]
Write = Callable[..., Path]

KEY_FIGURES: Sequence[Cells] = (
    ("gwb_code_10", "gwb_code_8", "regio", "gm_naam", "recs", "gwb_code", "a_inw"),
    ("NL00", "0", "Nederland", "Nederland", "Land", "NL00", 18_000_000),
    ("GM9901", "9901", "Voorbeeldstad", "Voorbeeldstad", "Gemeente", "9901", 5000),
    ("WK990100", "990100", "Wijk 00 Curaçaowijk", "Voorbeeldstad", "Wijk", "990100", 3000),
    ("BU99010000", "99010000", "'t Zand", "Voorbeeldstad", "Buurt", "99010000", 1000),
    ("BU9901000A", "9901000A", "Oude Haven; kade", "Voorbeeldstad", "Buurt", "9901000A", 2000),
    ("WK990101", "990101", "Wijk 01", "Voorbeeldstad", "Wijk", "990101", 2000),
    ("GM0556", "556", "Maassluis", "Maassluis", "Gemeente", "0556", 36_000),
)
FOUND = [
    ("GM0556", "Maassluis"),
    ("GM9901", "Voorbeeldstad"),
    ("WK990100", "Curaçaowijk"),
    ("BU99010000", "'t Zand"),
    ("BU9901000A", "Oude Haven; kade"),
    ("WK990101", "Wijk 01"),
]
BY_NEIGHBOURHOOD: Sequence[Cells] = (
    ("buurtcode2020", "buurtnaam2020", "GM_2020", "GM2020", "GM_NAAM", "WK_2020", "WK2020", "WK_NAAM"),
    (990000, "Duin", "GM0099", 99, "Proefdorp", "WK009900", 9900, "Wijk 00 Zee"),
    (990001, "Strand", "GM0099", 99, "Proefdorp", "WK009900", 9900, "Wijk 00 Zee"),
)
MAP: Sequence[Cells] = (
    ("BU_CODE", "BU_NAAM", "WK_CODE", "GM_CODE", "GM_NAAM", "WATER"),
    ("BU99010000", "'t Zand", "WK990100", "GM9901", "Voorbeeldstad", "NEE"),
    ("BU99010099", "", "WK990100", "GM9901", "Voorbeeldstad", "JA"),
    ("BU09980000", "Baarle-Hertog", "WK099800", "GM0998", "Buitenland", "B"),
)


def write_csv(path: Path, rows: Sequence[Cells], *, encoding: str = "utf-8", separator: str = ";") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)
    return path


def write_xlsx(path: Path, rows: Sequence[Cells]) -> Path:
    book = Workbook()
    book.active.title = "Toelichting"
    sheet = book.create_sheet("KWB2025")
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def found_in(path: Path) -> list[tuple[str, str]]:
    return [(place.code, place.name) for place in read_places(path).places]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_key_figures_in_any_usual_encoding_and_with_any_usual_separator(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    path = write_csv(tmp_path / "kwb.csv", KEY_FIGURES, encoding=encoding, separator=separator)
    assert found_in(path) == FOUND


def test_key_figures_in_excel_under_a_title(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "kwb.xlsx", [("Kerncijfers wijken en buurten",), (), *KEY_FIGURES])
    read = read_places(path)
    assert [(place.code, place.name) for place in read.places] == FOUND
    assert (read.rows, read.left_out) == (7, 1)
    assert read.places[0].row == 10


def test_each_area_lies_in_one_that_comes_before_it(tmp_path: Path) -> None:
    shuffled = [KEY_FIGURES[0], *reversed(KEY_FIGURES[1:])]
    places = read_places(write_csv(tmp_path / "kwb.csv", shuffled)).places
    assert [place.inside for place in places] == ["", "", "GM9901", "WK990100", "WK990100", "GM9901"]
    assert {place.municipality for place in places[1:]} == {"GM9901"}


def test_the_table_of_statline(tmp_path: Path) -> None:
    rows = [
        ("WijkenEnBuurten", "Gemeentenaam_1", "SoortRegio_2", "Codering_3", "AantalInwoners_5"),
        ("Voorbeeldstad (gemeente)", "Voorbeeldstad   ", "Gemeente  ", "GM9901    ", "5000"),
        ("Wijk 00 Centrum", "Voorbeeldstad   ", "Wijk      ", "WK990100  ", "."),
    ]
    assert found_in(write_csv(tmp_path / "83765NED.csv", rows)) == [
        ("GM9901", "Voorbeeldstad"),
        ("WK990100", "Centrum"),
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_neighbourhoods_with_codes_whose_zeros_are_gone(tmp_path: Path, kind: str) -> None:
    write = {"csv": write_csv, "xlsx": write_xlsx}[kind]
    assert found_in(write(tmp_path / f"brt2020.{kind}", BY_NEIGHBOURHOOD)) == [
        ("GM0099", "Proefdorp"),
        ("WK009900", "Zee"),
        ("BU00990000", "Duin"),
        ("BU00990001", "Strand"),
    ]


def test_the_map_without_water_foreign_ground_and_names_of_districts(tmp_path: Path) -> None:
    read = read_places(write_csv(tmp_path / "wbk.csv", MAP))
    assert [(place.code, place.name) for place in read.places] == [
        ("GM9901", "Voorbeeldstad"),
        ("WK990100", "Wijk 00"),
        ("BU99010000", "'t Zand"),
    ]
    assert read.left_out == 2


def changed(rows: Sequence[Cells], number: int, heading: str, value: object) -> list[Cells]:
    """Give the rows with another value in the row that a spreadsheet shows with this number."""
    row = list(rows[number - 1])
    row[rows[0].index(heading)] = value
    return [*rows[: number - 1], row, *rows[number:]]


@pytest.mark.parametrize(
    ("rows", "row", "field", "why"),
    [
        (changed(KEY_FIGURES, 5, "gwb_code_10", "BU990100"), 5, "gwb_code_10", "a code such as BU00000000"),
        (changed(KEY_FIGURES, 5, "gwb_code_10", "PC3141AB"), 5, "gwb_code_10", "GM0000 or WK000000 or BU00000000"),
        (changed(KEY_FIGURES, 5, "gwb_code_10", ""), 5, "gwb_code_10", 'found ""'),
        (changed(KEY_FIGURES, 5, "regio", " "), 5, "regio", "the name of BU99010000"),
        (changed(KEY_FIGURES, 5, "gwb_code_10", "BU99010200"), 5, "gwb_code_10", "lies in WK990102, which has no row"),
        ([*KEY_FIGURES, ("GM9901", "", "Elders", "Elders")], 9, "regio", "and Voorbeeldstad in row 3"),
        (changed(BY_NEIGHBOURHOOD, 3, "WK_2020", "WK009901"), 3, "WK_2020", "not in WK009901"),
        (changed(BY_NEIGHBOURHOOD, 3, "WK_NAAM", "Bos"), 3, "WK_NAAM", "is Bos here, and Zee in row 2"),
        (changed(BY_NEIGHBOURHOOD, 2, "buurtcode2020", "1,5"), 2, "buurtcode2020", 'found "1,5"'),
    ],
)
def test_what_is_wrong_is_told_with_its_row_and_field(
    tmp_path: Path, rows: Sequence[Cells], row: int, field: str, why: str
) -> None:
    with pytest.raises(MalformedFile) as error:
        read_places(write_csv(tmp_path / "wrong.csv", rows))
    assert (error.value.row, error.value.field) == (row, field)
    assert why in error.value.why


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.csv", b"Naam;Plaats\nDe Es;Dorp\n", "expected headings such as gwb_code_10"),
        ("a.csv", b"", "expected headings"),
        ("a.csv", b'gwb_code_10;regio\n"GM9901;Voorbeeldstad', "expected a CSV file"),
        ("a.csv", b"\xff\xfeg", "UTF-16"),
        ("a.xlsx", b"gwb_code_10;regio", "expected an Excel file"),
        ("a.xls", b"", "before 2007"),
    ],
)
def test_a_file_that_is_something_else_is_refused(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(MalformedFile, match=why):
        read_places(path)
