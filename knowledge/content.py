"""Reading the project's own content files, with errors that an editor can act on."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

Model = TypeVar("Model", bound=BaseModel)


class ContentError(Exception):
    """A content file is wrong. The editor of that file can mend it.

    Attributes:
        file: the file, as the editor knows it.
        line: the line, counted from 1 (1 where the fault is the file as a whole).
        why: what is wrong, as one sentence.
    """

    def __init__(self, file: Path, line: int, why: str) -> None:
        super().__init__(f"{file.name}:{line}: {why}")
        self.file = file
        self.line = line
        self.why = why


class Content(BaseModel):
    """Base of all content models: unchangeable, and unknown keys are errors (mostly spelling mistakes)."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def read_yaml(path: Path) -> Any:
    """Read a YAML file as plain dicts and lists.

    Raises:
        ContentError: the file is missing or is no YAML.
    """
    return _load(path, "safe")


def read_model(path: Path, model: type[Model]) -> Model:
    """Read a YAML file as a content model.

    Raises:
        ContentError: the file is missing, is no YAML, or does not fit the model; with the line of the fault.
    """
    data = read_yaml(path)
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        line = _line_of(_load(path, "rt"), first["loc"])
        raise ContentError(path, line, f"{where}: {first['msg']}") from error


def _load(path: Path, kind: str) -> Any:
    try:
        text = path.read_text(encoding="utf-8")
        try:
            return YAML(typ=kind).load(text)
        except MarkedYAMLError:
            # The fast parser refuses a "?" before a comma or brace; the slower one does not.
            return YAML(typ=kind, pure=True).load(text)
    except FileNotFoundError as error:
        raise ContentError(path, 1, "the file does not exist") from error
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ContentError(path, line, str(error.problem)) from error


def _line_of(node: Any, location: Sequence[str | int]) -> int:
    """Follow a path of keys as deep as it exists; ruamel's round-trip nodes know their lines."""
    line = 1
    for key in location:
        if isinstance(node, Mapping) and key in node:
            line = node.lc.key(key)[0] + 1  # type: ignore[attr-defined]
        elif isinstance(node, Sequence) and not isinstance(node, str) and isinstance(key, int):
            line = node.lc.item(key)[0] + 1  # type: ignore[attr-defined]
        else:
            break
        node = node[key]
    return line
