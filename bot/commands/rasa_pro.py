"""Holds flow files against the schema in Rasa Pro's package: the user's own copy, since its licence is not open."""

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from flows.engine.errors import Issue
from flows.engine.files import line_of, read_yaml

SCHEMA = "rasa/shared/core/flows/flows_yaml_schema.json"
"""Where the schema stands in the package."""

_GET_IT = "Get it with: pip download --no-deps rasa-pro"
_LONGEST = 200
"""Characters of the schema's own message, which may quote half a file."""


class RasaProError(Exception):
    """The schema cannot be used; the message says what to do."""


def read_schema(place: Path) -> Mapping[str, Any]:
    """Read the schema.

    Args:
        place: a wheel of rasa-pro, a folder with one wheel, or a folder where it was unpacked.

    Raises:
        RasaProError: the schema is not there, or the extra `rasa` is not installed.
    """
    library = _jsonschema()
    text = _text(_found(place))
    try:
        schema: dict[str, Any] = dict(json.loads(text))
        library.validators.validator_for(schema).check_schema(schema)
    except (ValueError, TypeError, library.SchemaError) as error:
        raise RasaProError(f"{SCHEMA} in {place} is no JSON schema. {_GET_IT}") from error
    return schema


def _found(place: Path) -> Path:
    if not place.is_dir() or (place / SCHEMA).is_file():
        return place
    wheels = sorted(place.glob("rasa_pro-*.whl"))
    if len(wheels) > 1:
        raise RasaProError(f"{place} holds {len(wheels)} wheels of rasa-pro. Name one of them.")
    if not wheels:
        raise RasaProError(f"{place} holds no wheel of rasa-pro, and no {SCHEMA}. {_GET_IT}")
    return wheels[0]


def _text(place: Path) -> bytes:
    if place.is_dir():
        return (place / SCHEMA).read_bytes()
    try:
        with zipfile.ZipFile(place) as wheel:
            return wheel.read(SCHEMA)
    except zipfile.BadZipFile as error:
        raise RasaProError(f"{place} is no wheel (a zip file). {_GET_IT}") from error
    except KeyError as error:
        raise RasaProError(f"{place} holds no {SCHEMA}, so it is no rasa-pro that knows flows. {_GET_IT}") from error


def schema_issues(schema: Mapping[str, Any], files: Iterable[Path]) -> Iterator[Issue]:
    """Find what the schema does not allow; files without flows are passed over."""
    library = _jsonschema()
    validator = library.validators.validator_for(schema)(schema)
    for file in files:
        document = read_yaml(file, [])
        if not isinstance(document, Mapping) or "flows" not in document:
            continue
        for error in validator.iter_errors(document):
            # Of alternatives that all fail, the one that fails deepest is the one that was meant.
            meant = library.exceptions.best_match([error])
            path = list(meant.absolute_path)
            what = f"at {'.'.join(map(str, path)) or 'the top'}: {meant.message[:_LONGEST]}"
            yield Issue(file, _line(document, path), "rasa_pro", f"{what}; what only we know stands under metadata")


def _line(document: Any, path: Iterable[Any]) -> int:
    line = 1
    for key in path:
        line, document = line_of(document, key), document[key]
    return line


def _jsonschema() -> Any:
    try:
        return import_module("jsonschema")
    except ImportError as error:
        raise RasaProError("jsonschema is missing. Install it with: pip install 'coalitiewijzer[rasa]'") from error
