"""What the columns of somebody's table mean: a mapping file, and a first guess at one."""

import re
from collections.abc import Mapping as Map
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from shlex import quote

from pydantic import Field
from ruamel.yaml import YAML

from flows.services.exchange.columns import guess_columns, headings
from flows.services.exchange.meanings import FACETS, AreaNames, term_of
from knowledge.content import Content, ContentError, read_model
from knowledge.format import listing

_NEVER_FIXED = frozenset({"name", "key", "details", "source"})
_TOP = """\
# What the columns of {file} mean. Look whether this is right, change it where it is not, and import with
#   coalitiewijzer directory import {quoted} --format {format} --mapping THIS-FILE
# fields: {fields}
# More that may stand here:
#   fixed: {{municipality: gm0556, type: welzijn}}   what counts for every row
#   separators: {{theme: [","]}}                     what stands between words in a cell
#   words: {{theme: {{Sociaal isolement: eenzaamheid}}}}   what a word of this table means
# Columns that are not named are not read{unread}.
"""


class Mapping(Content):
    """What the columns of a table mean.

    Attributes:
        source: the source under which the organisations stand in the directory; the same for each new file of it.
        sheet: the sheet of an Excel file; "" for the first.
        columns: the field of each column that is read, by its heading; none for a file that is no table.
        separators: what stands between words in a cell, by field; what is usual where it does not say.
        fixed: what counts for every row where its own cell is empty, by field.
        words: what words of the table mean, by field and word: ids, names or codes.
    """

    source: str = Field(min_length=1)
    sheet: str = ""
    columns: Map[str, str] = Field(default_factory=dict)
    separators: Map[str, tuple[str, ...]] = Field(default_factory=dict)
    fixed: Map[str, str] = Field(default_factory=dict)
    words: Map[str, Map[str, str]] = Field(default_factory=dict)


def read_mapping(path: Path, areas: AreaNames, *, table: bool = True) -> Mapping:
    """Read a mapping file.

    Args:
        path: the mapping file.
        areas: the areas that it may name.
        table: it is about a table, so that it must say what the columns mean.

    Raises:
        ContentError: the file is missing or wrong; with the line of the fault.
    """
    mapping = read_model(path, Mapping)
    known = listing(headings().fields, "en")
    for field in (*mapping.columns.values(), *mapping.separators, *mapping.fixed, *mapping.words):
        if field not in headings().fields:
            raise ContentError(path, 1, f"there is no field {field}; use {known}")
    twice = {field for field in mapping.columns.values() if list(mapping.columns.values()).count(field) > 1}
    if twice - set(headings().several):
        raise ContentError(path, 1, f"columns: {listing(sorted(twice), 'en')} stands here twice")
    if table and "name" not in mapping.columns.values():
        raise ContentError(path, 1, "columns: say which column holds the name of the organisation")
    if wrong := sorted(_NEVER_FIXED & mapping.fixed.keys()):
        raise ContentError(path, 1, f"fixed: {listing(wrong, 'en')} differs for each row")
    for field, words in mapping.words.items():
        _check_meanings(path, field, words, areas)
    return mapping


def _check_meanings(path: Path, field: str, words: Map[str, str], areas: AreaNames) -> None:
    for word, meant in words.items():
        facet = "organisation_type" if field == "type" else FACETS.get(field)
        known = term_of(facet, meant) if facet else areas.find(meant) if field in {"area", "municipality"} else meant
        # Nothing at all means that the word is to be left out.
        if meant.strip() and known is None:
            raise ContentError(path, 1, f"words: {field}: {word}: there is no {field} {meant}")


def guess(path: Path, found: Sequence[str], municipality: str = "") -> Mapping:
    """Guess what the columns of a table mean; a person has to look at it.

    Raises:
        ValueError: no heading looks like the name of an organisation.
    """
    columns = guess_columns(found)
    if "name" not in columns.values():
        raise ValueError(f"no column looks like the name of an organisation; the headings are {listing(found, 'en')}")
    # Months and versions in the name of a file are no part of the source: the next file is of the same.
    source = re.sub(r"[\W\d_]+", "-", path.stem.casefold()).strip("-") or "import"
    return Mapping(source=source, columns=columns, fixed={"municipality": municipality} if municipality else {})


def as_yaml(mapping: Mapping, path: Path, found: Sequence[str]) -> str:
    """Write a mapping as a file that a person can change, with the fields that there are."""
    out = StringIO()
    yaml = YAML()
    yaml.width = 120
    yaml.dump(mapping.model_dump(exclude_defaults=True), out)
    left = [heading for heading in found if heading and heading not in mapping.columns]
    unread = f"; here these are {listing(left, 'en')}" if left else ""
    unread = " ".join(unread.split())
    file_format = path.suffix.casefold().removeprefix(".")
    top = _TOP.format(
        file=path.name, quoted=quote(path.name), format=file_format, fields=", ".join(headings().fields), unread=unread
    )
    return top + out.getvalue()
