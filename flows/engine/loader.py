"""Reads flow and domain files into a `Script`."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args

from flows.engine.answers import plain
from flows.engine.definitions import LANGUAGES, Flow, Items, Option, Response, ResponseButton, Script, Slot, SlotType
from flows.engine.errors import FlowError, Issue
from flows.engine.files import line_of
from flows.engine.page import Page
from flows.engine.steps import StepReader

Definition = TypeVar("Definition")

_FLOW = {"name", "description", "steps", "if", "persisted_slots", "metadata", "translation"}
_FLOW_METADATA = {"version", "said_as", "argument", "argument_names", "progress", "waits", "was", "items"}
_ITEMS = {"slot", "prefix", "called", "plain"}
_SLOT = {"type", "initial_value", "values", "mappings", "metadata"}


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
    script, issues = read_script(files, actions, options)
    for issue in issues:
        if issue.refuses:
            raise FlowError(issue.file, issue.line, issue.what)
    return script


def read_script(
    files: Iterable[Path],
    actions: Iterable[str] = (),
    options: Mapping[str, tuple[Option, ...]] | None = None,
) -> tuple[Script, list[Issue]]:
    """Read all flow and domain files as far as they can be read, and tell everything that is wrong in them.

    Args:
        files: as for `load_script`.
        actions: as for `load_script`.
        options: as for `load_script`.
    """
    flows: dict[str, Flow] = {}
    slots: dict[str, Slot] = {}
    responses: dict[str, Response] = {}
    words: dict[str, frozenset[str]] = {}
    issues: list[Issue] = []
    content = hashlib.sha256(repr(sorted((options or {}).items())).encode())
    for file in files:
        page = Page(file)
        _read_each(page, "flows", _flow, flows)
        _read_each(page, "slots", _slot, slots)
        _read_each(page, "responses", _response, responses)
        _read_each(page, "words", _words, words)
        issues += page.issues
        content.update(repr(page.document).encode())
    issues += [*_old_names_in_use("flow", flows), *_old_names_in_use("slot", slots)]
    version = content.hexdigest()[:12]
    return Script(flows, slots, responses, words, frozenset(actions), options or {}, version), issues


def _old_names_in_use(what: str, found: Mapping[str, Flow] | Mapping[str, Slot]) -> Iterable[Issue]:
    """An old name must lead to one thing that there is now, or an answer would end up with the wrong question."""
    old_names: dict[str, str] = {}
    for name, one in found.items():
        for old in one.was:
            if old in found or old_names.setdefault(old, name) != name:
                why = f"{what} {name} cannot be what {old} was: that name is taken; choose one"
                yield Issue(one.file, one.line, "old_name", why)


def _read_each(
    page: Page,
    kind: str,
    read: Callable[[Page, str, Any, int], Definition],
    into: dict[str, Definition],
) -> None:
    body = page.mapping(line_of(page.document, kind), page.document.get(kind), kind)
    for name in body:
        line = line_of(body, name)
        page.name(line, str(name), "a name")
        definition = read(page, str(name), body[name], line)
        if str(name) in into:
            page.wrong(line, "stands_twice", f"{name} stands twice; rename one of the two")
        else:
            into[str(name)] = definition


def _flow(page: Page, name: str, body: Any, line: int) -> Flow:
    body = page.mapping(line, body, f"flow {name}", _FLOW)
    description = page.word(body, "description")
    if not description:
        what = f"flow {name} has no description; say in one sentence what it is for"
        page.wrong(line, "missing_description", what)
    reader = StepReader(page)
    first = reader.read_flow(name, body, line)
    where = line_of(body, "metadata")
    metadata = page.mapping(where, body.get("metadata"), f"metadata of flow {name}", _FLOW_METADATA)
    return Flow(
        id=name,
        file=page.file,
        line=line,
        names=page.labels(body, "name", name),
        description=description,
        steps=reader.steps,
        first=first,
        guard=page.condition(body, "if") if "if" in body else None,
        persisted=frozenset(page.names(body, "persisted_slots")),
        said_as=page.words(metadata, "said_as"),
        argument=page.word(metadata, "argument"),
        argument_names=page.word(metadata, "argument_names"),
        progress=page.flag(metadata, "progress"),
        waits=page.flag(metadata, "waits"),
        was=page.names(metadata, "was"),
        renamed=reader.renamed,
        items=_items(page, name, metadata),
    )


def _items(page: Page, flow: str, metadata: Mapping[str, Any]) -> Items | None:
    if "items" not in metadata:
        return None
    body = page.mapping(line_of(metadata, "items"), metadata["items"], f"items of flow {flow}", _ITEMS)
    slot, prefix, called = page.word(body, "slot"), page.word(body, "prefix"), page.words(body, "called")
    return Items(slot, prefix, called, page.flag(body, "plain"))


def _slot(page: Page, name: str, body: Any, line: int) -> Slot:
    body = page.mapping(line, body, f"slot {name}", _SLOT)
    metadata = page.mapping(line_of(body, "metadata"), body.get("metadata"), f"metadata of slot {name}", {"was"})
    kind: Any = page.word(body, "type", "text")
    if kind not in get_args(SlotType):
        what = f"slot {name} has type {kind}; use one of {', '.join(get_args(SlotType))}"
        page.wrong(line_of(body, "type"), "unknown_type", what)
    values = page.names(body, "values")
    return Slot(name, kind, body.get("initial_value"), page.file, line, page.names(metadata, "was"), values)


def _response(page: Page, name: str, body: Any, line: int) -> Response:
    if not isinstance(body, list) or len(body) != 1:
        what = f"response {name} needs exactly one variant: a list with one text; choose between texts with next"
        page.wrong(line, "variants", what)
    variants = body if isinstance(body, list) and body else [None]
    variant = page.mapping(line, variants[0], f"response {name}", {"text", "translation", "buttons"})
    buttons = page.listing(line_of(variant, "buttons"), variant.get("buttons"), "buttons")
    return Response(
        name,
        page.labels(variant, "text", nested=False),
        tuple(_button(page, line_of(buttons, index), button, name) for index, button in enumerate(buttons)),
        page.file,
        line,
    )


def _button(page: Page, line: int, body: Any, response: str) -> ResponseButton:
    written = page.mapping(line, body, f"a button of {response}", {"title", "payload", "translation"})
    if isinstance(body, Mapping) and "payload" not in body:
        what = f"this button of {response} has no payload; say what pressing it means"
        page.wrong(line, "missing_payload", what)
    return ResponseButton(page.labels(written, "title"), page.word(written, "payload"), line)


def _words(page: Page, name: str, body: Any, line: int) -> frozenset[str]:
    said = page.mapping(line, body, f"words {name}", LANGUAGES)
    return frozenset(plain(word) for language in said for word in page.names(said, language))
