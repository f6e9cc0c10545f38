"""Reads flow and domain files into a `Script`."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from flows.engine.answers import plain
from flows.engine.conditions import Condition, ConditionError, read_condition
from flows.engine.definitions import LANGUAGES, Flow, Labels, Option, Response, ResponseButton, Script, Slot
from flows.engine.errors import FlowError
from flows.engine.files import line_of, listing, mapping, names, read_file
from flows.engine.steps import StepReader

Definition = TypeVar("Definition")

_FLOW = {"name", "description", "steps", "if", "persisted_slots", "metadata", "translation", "nlu_trigger"}


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
        _read_each(file, document, "words", _words, words)
    return Script(flows, slots, responses, words, frozenset(actions), options or {})


def _read_each(
    file: Path,
    document: Mapping[str, Any],
    kind: str,
    read: Callable[[Path, str, Any, int], Definition],
    into: dict[str, Definition],
) -> None:
    if document.get(kind) is None:
        return
    for name, body in mapping(file, line_of(document, kind), document[kind], kind).items():
        line = line_of(document[kind], name)
        if not str(name).isidentifier():
            raise FlowError(file, line, f"{name} cannot be a name; use letters, digits and _")
        if name in into:
            raise FlowError(file, line, f"{name} stands twice; rename one of the two")
        into[name] = read(file, name, body, line)


def _flow(file: Path, name: str, body: Any, line: int) -> Flow:
    body = mapping(file, line, body, f"flow {name}", _FLOW)
    if not body.get("description"):
        raise FlowError(file, line, f"flow {name} has no description; say in one sentence what it is for")
    if not isinstance(body.get("steps"), list) or not body["steps"]:
        raise FlowError(file, line, f"flow {name} has no steps; add at least one")
    reader = StepReader(file)
    reader.read(body["steps"])
    what = {"version", "said_as", "argument", "progress", "waits"}
    metadata = mapping(file, line, body.get("metadata"), f"metadata of flow {name}", what)
    said_as = mapping(file, line, metadata.get("said_as"), "said_as", LANGUAGES)
    return Flow(
        id=name,
        file=file,
        line=line,
        names=_labels(file, line, body.get("name", name), body.get("translation"), "name"),
        description=str(body["description"]),
        steps=reader.steps,
        first=next(iter(reader.steps)),
        guard=_guard(file, line, body.get("if")),
        persisted=frozenset(names(file, line, body.get("persisted_slots"), "persisted_slots")),
        said_as={language: names(file, line, said, "said_as") for language, said in said_as.items()},
        argument=str(metadata.get("argument", "")),
        progress=bool(metadata.get("progress")),
        waits=bool(metadata.get("waits")),
    )


def _guard(file: Path, line: int, text: Any) -> Condition | None:
    if text is None:
        return None
    try:
        return read_condition(str(text))
    except ConditionError as error:
        raise FlowError(file, line, str(error)) from error


def _slot(file: Path, name: str, body: Any, line: int) -> Slot:
    body = mapping(file, line, body, f"slot {name}", {"type", "initial_value", "values", "mappings"})
    kind: Any = str(body.get("type", "text"))
    if kind not in {"text", "bool", "float", "categorical", "list", "any"}:
        raise FlowError(file, line, f"slot {name} has type {kind}; use text, bool, float, categorical, list or any")
    return Slot(name, kind, body.get("initial_value"), file, line)


def _response(file: Path, name: str, body: Any, line: int) -> Response:
    if not isinstance(body, list) or len(body) != 1:
        raise FlowError(file, line, f"response {name} needs exactly one variant: a list with one text")
    variant = mapping(file, line, body[0], f"response {name}", {"text", "translation", "buttons"})
    buttons = listing(file, line, variant.get("buttons"), f"buttons of {name}")
    return Response(
        name,
        _labels(file, line, variant.get("text", ""), variant.get("translation")),
        tuple(_button(file, line_of(buttons, index), button, name) for index, button in enumerate(buttons)),
        file,
        line,
    )


def _button(file: Path, line: int, body: Any, response: str) -> ResponseButton:
    body = mapping(file, line, body, f"a button of {response}", {"title", "payload", "translation"})
    if "payload" not in body:
        raise FlowError(file, line, f"this button of {response} has no payload; say what pressing it means")
    return ResponseButton(
        _labels(file, line, body.get("title", ""), body.get("translation"), "title"), str(body["payload"])
    )


def _labels(file: Path, line: int, text: Any, translation: Any, key: str = "") -> Labels:
    """The file's own language is the first of LANGUAGES; the others stand under `translation`."""
    labels = {LANGUAGES[0]: str(text).strip()}
    for language, other in mapping(file, line, translation, "translation", LANGUAGES).items():
        if key:
            other = mapping(file, line, other, f"translation {language}", {key}).get(key, "")  # noqa: PLW2901
        if isinstance(other, (Mapping, list)):
            raise FlowError(file, line, f"translation {language} must be a text")
        labels[language] = str(other).strip()
    return labels


def _words(file: Path, name: str, body: Any, line: int) -> frozenset[str]:
    said = mapping(file, line, body, f"words {name}", LANGUAGES)
    return frozenset(plain(word) for words in said.values() for word in names(file, line, words, f"words {name}"))
