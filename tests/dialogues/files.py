"""Reads dialogue files. A slip of the pen in one is an error, since a check that is not made looks like success."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.exceptions import best_match
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from knowledge.calls import shipped_calls

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""When a dialogue takes place, unless its metadata say otherwise."""

CALLS = frozenset(call.code for call in shipped_calls())
"""Those that come with the program."""

_FORMAT = YAML(typ="safe").load(Path(__file__).with_name("format.yml").read_text(encoding="utf-8"))
_UTTER_NAME = "utter_name cannot be checked: a message does not tell which response it came from. Use text_matches"


class DialogueError(Exception):
    """A dialogue file is wrong."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a person says, and what must be true afterwards.

    Attributes:
        user: what is said.
        assertions: kind and what is wanted, in order.
        new_process: first build everything anew on the same database, as a restart does.
        documents: the endings of the files that must come, in order; None: not checked.
    """

    user: str
    assertions: Sequence[tuple[str, Any]] = ()
    new_process: bool = False
    documents: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One dialogue.

    Attributes:
        name: how it is called.
        steps: all of them, those of the case that it begins with in front.
        now: when it takes place.
        language: the language of the phone or browser.
        calls: the codes of the calls in the database.
    """

    name: str
    steps: Sequence[Step]
    now: datetime = NOW
    language: str = "nl"
    calls: frozenset[str] = CALLS


def read(file: Path) -> list[Case]:
    """Read the cases of a file.

    Raises:
        DialogueError: the file is not in the format, or names what does not exist.
    """
    document = _checked(file)
    named = {name: values for item in document.get("metadata", ()) for name, values in item.items()}
    cases: dict[str, Case] = {}
    for item in document["test_cases"]:
        name = item["test_case"]
        if name in cases:
            raise DialogueError(f"{file.name}: two cases are called '{name}'; rename one")
        try:
            cases[name] = _case(file, item, named, cases)
        except DialogueError as error:
            raise DialogueError(f"{file.name}: case '{name}': {error}") from error
    return list(cases.values())


def _checked(file: Path) -> Any:
    try:
        document = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
    except YAMLError as error:
        raise DialogueError(f"{file.name}: {error}") from error
    error = best_match(Draft202012Validator(_FORMAT, format_checker=FormatChecker(["regex"])).iter_errors(document))
    if error:
        raise DialogueError(f"{file.name}: {''.join(_places(document, error))}{_why(error)}")
    return document


def _places(document: Any, error: ValidationError) -> Iterator[str]:
    """Tell where an error stands: in which case, at which step, under which keys."""
    here = document
    for key in error.absolute_path:
        here = here[key]
        match here:
            case {"test_case": name}:
                yield f"case '{name}': "
            case {"user": line}:
                yield f"step '{line}': "
            case _ if isinstance(key, str) and key not in {"test_cases", "steps", "assertions"}:
                yield f"{key}: "


def _why(error: ValidationError) -> str:
    if "'utter_name' was unexpected" in error.message:
        return _UTTER_NAME
    return error.message


def _case(file: Path, item: Mapping[str, Any], named: Mapping[str, Any], earlier: Mapping[str, Case]) -> Case:
    metadata = _metadata(item, named, {"begins_with", "now", "language", "calls"})
    calls = frozenset(metadata.get("calls", CALLS))
    if calls - CALLS:
        raise DialogueError(f"no call {', '.join(sorted(calls - CALLS))} comes with the program")
    return Case(
        item["test_case"],
        [*_begin(file, metadata.get("begins_with"), earlier), *(_step(step, named) for step in item["steps"])],
        datetime.fromisoformat(metadata["now"]) if "now" in metadata else NOW,
        metadata.get("language", "nl"),
        calls,
    )


def _begin(file: Path, reference: str | None, earlier: Mapping[str, Case]) -> Sequence[Step]:
    """Give the steps of another case: "name" stands earlier in the same file, "file.yml::name" in another one."""
    if reference is None:
        return ()
    other, _, name = reference.rpartition("::")
    cases = {case.name: case for case in read(file.with_name(other))} if other else earlier
    if name not in cases:
        raise DialogueError(f"begins with '{reference}', which does not stand {f'in {other}' if other else 'above it'}")
    return cases[name].steps


def _step(item: Mapping[str, Any], named: Mapping[str, Any]) -> Step:
    metadata = _metadata(item, named, {"new_process", "documents"})
    assertions = [pair for assertion in item.get("assertions", ()) for pair in assertion.items()]
    return Step(item["user"], assertions, metadata.get("new_process", False), metadata.get("documents"))


def _metadata(item: Mapping[str, Any], named: Mapping[str, Any], known: set[str]) -> Mapping[str, Any]:
    name = item.get("metadata")
    if name is None:
        return {}
    if name not in named:
        raise DialogueError(f"metadata '{name}' do not stand at the top of the file")
    found: Mapping[str, Any] = named[name]
    if found.keys() - known:
        raise DialogueError(
            f"metadata '{name}' hold {', '.join(sorted(found.keys() - known))}, which has no meaning here"
        )
    return found
