"""Reads flow and domain files into a `Script`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from flows.engine.conditions import Condition, ConditionError, read_condition
from flows.engine.definitions import LANGUAGES, Flow, Labels, Option, Response, ResponseButton, Script, Slot
from flows.engine.errors import FlowError
from flows.engine.steps import StepReader

Definition = TypeVar("Definition")


def load_script(
    files: Iterable[Path],
    actions: Iterable[str] = (),
    options: Mapping[str, tuple[Option, ...]] | None = None,
) -> Script:
    """Read all flow and domain files.

    Args:
        files: YAML files with any of the keys `flows`, `slots`, `responses`, `words`.
        actions: the names of the actions that exist.
        options: lists of options that questions may name under `choices`.

    Raises:
        FlowError: a file cannot be read, or says something that the format does not know.
    """
    flows: dict[str, Flow] = {}
    slots: dict[str, Slot] = {}
    responses: dict[str, Response] = {}
    words: dict[str, frozenset[str]] = {}
    for file in files:
        document = read_file(file)
        _read_each(file, document, "flows", _flow, flows)
        _read_each(file, document, "slots", _slot, slots)
        _read_each(file, document, "responses", _response, responses)
        words.update({name: _words(body) for name, body in (document.get("words") or {}).items()})
    return Script(flows, slots, responses, words, frozenset(actions), options or {})


def _read_each(
    file: Path,
    document: Mapping[str, Any],
    kind: str,
    read: Callable[[Path, str, Any, int], Definition],
    into: dict[str, Definition],
) -> None:
    for name, body in (document.get(kind) or {}).items():
        line = line_of(document[kind], name)
        if name in into:
            raise FlowError(file, line, f"{name} stands twice; rename one of the two")
        into[name] = read(file, name, body, line)


def read_file(file: Path) -> Mapping[str, Any]:
    """Read one YAML file with its line numbers.

    Raises:
        FlowError: it is no YAML, or not a mapping with the keys of a flow or domain file.
    """
    try:
        document = YAML(typ="rt").load(file.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise FlowError(file, line, f"this is no YAML: {error.problem}") from error
    if not isinstance(document, Mapping):
        raise FlowError(file, 1, "the file must hold flows, slots, responses or words")
    for key in document:
        if key not in {"version", "flows", "slots", "responses", "words"}:
            raise FlowError(file, line_of(document, key), f"unknown key {key}; use flows, slots, responses or words")
    return document


def line_of(node: Any, key: Any) -> int:
    """Give the line, from 1, of a key or item of a node that `read_file` gave."""
    if isinstance(node, Mapping):
        return int(node.lc.key(key)[0]) + 1  # type: ignore[attr-defined]
    return int(node.lc.item(key)[0]) + 1


def _flow(file: Path, name: str, body: Mapping[str, Any], line: int) -> Flow:
    _only(
        file,
        body,
        {"name", "description", "steps", "if", "persisted_slots", "metadata", "translation", "nlu_trigger"},
    )
    if "description" not in body:
        raise FlowError(file, line, f"flow {name} has no description; say in one sentence what it is for")
    if not isinstance(body.get("steps"), Sequence) or not body["steps"]:
        raise FlowError(file, line, f"flow {name} has no steps; add at least one")
    metadata = body.get("metadata") or {}
    _only(file, metadata, {"version", "said_as", "argument", "progress", "waits"})
    reader = StepReader(file)
    reader.read(body["steps"])
    return Flow(
        id=name,
        file=file,
        line=line,
        names=_labels(body.get("name", name), body.get("translation"), "name"),
        description=str(body["description"]),
        steps=reader.steps,
        first=next(iter(reader.steps)),
        guard=_guard(file, line, body.get("if")),
        persisted=frozenset(body.get("persisted_slots") or ()),
        said_as={language: tuple(said) for language, said in (metadata.get("said_as") or {}).items()},
        argument=metadata.get("argument", ""),
        progress=bool(metadata.get("progress")),
        waits=bool(metadata.get("waits")),
    )


def _guard(file: Path, line: int, text: str | None) -> Condition | None:
    if text is None:
        return None
    try:
        return read_condition(str(text))
    except ConditionError as error:
        raise FlowError(file, line, str(error)) from error


def _slot(file: Path, name: str, body: Mapping[str, Any] | None, line: int) -> Slot:
    body = body or {}
    _only(file, body, {"type", "initial_value", "values", "mappings"})
    kind = body.get("type", "text")
    if kind not in {"text", "bool", "float", "categorical", "list", "any"}:
        raise FlowError(file, line, f"slot {name} has type {kind}; use text, bool, float, categorical, list or any")
    return Slot(name, kind, body.get("initial_value"))


def _response(file: Path, name: str, body: Any, line: int) -> Response:
    if not isinstance(body, Sequence) or len(body) != 1:
        raise FlowError(file, line, f"response {name} needs exactly one variant: a list with one text")
    variant = body[0]
    _only(file, variant, {"text", "translation", "buttons"})
    buttons = tuple(
        ResponseButton(_labels(button.get("title", ""), button.get("translation"), "title"), str(button["payload"]))
        for button in variant.get("buttons") or ()
    )
    return Response(name, _labels(variant.get("text", ""), variant.get("translation")), buttons)


def _labels(text: Any, translation: Mapping[str, Any] | None, key: str = "") -> Labels:
    """The file's own language is the first of LANGUAGES; the others stand under `translation`."""
    labels = {LANGUAGES[0]: str(text).strip()}
    for language, other in (translation or {}).items():
        labels[language] = str(other[key] if key else other).strip()
    return labels


def _words(body: Mapping[str, Sequence[str]]) -> frozenset[str]:
    return frozenset(str(word) for said in body.values() for word in said)


def _only(file: Path, body: Mapping[str, Any], known: set[str]) -> None:
    for key in body:
        if key not in known:
            raise FlowError(file, line_of(body, key), f"unknown key {key}; use one of {', '.join(sorted(known))}")
