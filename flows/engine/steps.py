"""Reads the steps of one flow; nested steps under a branch become steps of the flow itself."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from flows.engine.definitions import (
    END,
    Action,
    Branch,
    Call,
    Collect,
    Kind,
    Link,
    Noop,
    Rejection,
    SetSlots,
    Step,
)
from flows.engine.files import line_of
from flows.engine.page import Page

_KINDS = ("collect", "action", "set_slots", "call", "link", "noop")
_KEYS = {"id", "next", "description", "metadata"}
_COLLECT = {"utter", "ask_before_filling", "rejections"}
_METADATA = {"was"}
_COLLECT_METADATA = {
    "kind",
    "choices",
    "multiple",
    "optional",
    "ask_again",
    "after",
    "least",
    "most",
    "was",
    "also_called",
    "for_others",
    "later",
    "particulars",
}

Place = tuple[str, Mapping[str, Any], int]
"""A step as it stands in the file: its id, what stands there, and the line."""


class StepReader:
    """Reads one flow's steps.

    Attributes:
        steps: the steps by id, in file order.
        renamed: the steps that were called something else in earlier versions, by that name.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.steps: dict[str, Step] = {}
        self.renamed: dict[str, str] = {}
        self._ids: set[str] = set()

    def read_flow(self, flow: str, body: Mapping[str, Any], line: int) -> str:
        """Read the steps of a flow, and give the id of the first."""
        items = self.page.listing(line_of(body, "steps"), body.get("steps"), f"steps of flow {flow}")
        if not body.get("steps"):
            self.page.wrong(line, "empty_steps", f"flow {flow} has no steps; add at least one")
        first = self._read(items, END)
        if not self.steps:
            first = "(no step)"
            self.steps[first] = Noop(first, (Branch(None, END),), line)
        for old in sorted(self.renamed.keys() & self.steps.keys()):
            what = f"step {self.renamed[old]} cannot be what {old} was: there still is a step {old}; choose one"
            self.page.wrong(self.steps[self.renamed[old]].line, "old_name", what)
        return first

    def _read(self, items: Sequence[Any], after: str) -> str:
        """Read a list of steps and give the id of the first; the last goes on to `after` when it does not say so."""
        places = [place for index, item in enumerate(items) if (place := self._place(item, line_of(items, index)))]
        ids = [name for name, _, _ in places]
        for place, following in zip(places, (*ids[1:], after), strict=False):
            self._read_one(*place, following)
        return ids[0] if ids else after

    def _place(self, item: Any, line: int) -> Place | None:
        """A step whose id cannot be used gets a made-up one, so that the rest of it is read too."""
        made_up = f"(line {line})"
        if not isinstance(item, Mapping) or "id" not in item:
            what = "give this step an id, so that conversations survive a change of the file"
            self.page.wrong(line, "missing_id", what)
            return (made_up, item, line) if isinstance(item, Mapping) else None
        name = str(item["id"])
        self.page.name(line, name, "an id")
        if name in self._ids:
            self.page.wrong(line, "stands_twice", f"the id {name} stands twice in this flow; rename one")
        if name in self._ids or name == END:
            name = made_up
        self._ids.add(name)
        return name, item, line

    def _read_one(self, name: str, item: Mapping[str, Any], line: int, following: str) -> None:
        kinds = [kind for kind in _KINDS if kind in item]
        if len(kinds) != 1:
            self.page.wrong(line, "step_kind", f"step {name} must have exactly one of {', '.join(_KINDS)}")
        kind = kinds[0] if kinds else "noop"
        known = _KEYS | {*kinds} | (_COLLECT if kind == "collect" else set())
        self.page.mapping(line, item, f"step {name}", known)
        # The place is taken before nested steps are read, so that steps stand in file order.
        self.steps[name] = Noop(name, (), line)
        branches = self._branches(item, following, line)
        metadata = self.page.mapping(
            line_of(item, "metadata"),
            item.get("metadata"),
            f"metadata of step {name}",
            _COLLECT_METADATA if kind == "collect" else _METADATA,
        )
        self.steps[name] = self._step(name, kind, item, metadata, branches)
        for old in self.page.names(metadata, "was"):
            if self.renamed.setdefault(old, name) != name:
                what = f"step {self.renamed[old]} and step {name} cannot both be what {old} was; choose one"
                self.page.wrong(line, "old_name", what)

    def _step(
        self, name: str, kind: str, item: Mapping[str, Any], metadata: Mapping[str, Any], branches: tuple[Branch, ...]
    ) -> Step:
        line = self.steps[name].line
        if kind == "set_slots":
            return SetSlots(name, branches, line, self._values(item))
        what = item.get(kind)
        if kind != "noop" and (not isinstance(what, str) or not what):
            self.page.wrong(line_of(item, kind), "wrong_shape", f"step {name} must name what to {kind}")
            kind = "noop"
        if kind == "link" and ("next" in item or branches[0].target != END):
            self.page.wrong(line, "after_link", f"step {name} is a link; it must be the last step and have no next")
        if kind == "collect":
            return self._collect(name, str(what), item, metadata, branches)
        naming = {"action": Action, "call": Call, "link": Link}.get(kind)
        return naming(name, branches, line, str(what)) if naming else Noop(name, branches, line)

    def _values(self, item: Mapping[str, Any]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        items = self.page.listing(line_of(item, "set_slots"), item["set_slots"], "set_slots")
        for index, one in enumerate(items):
            values |= self.page.mapping(line_of(items, index), one, "each of set_slots")
        if not item["set_slots"]:
            self.page.wrong(line_of(item, "set_slots"), "wrong_shape", "set_slots must name at least one slot")
        return values

    def _collect(
        self, name: str, slot: str, item: Mapping[str, Any], metadata: Mapping[str, Any], branches: tuple[Branch, ...]
    ) -> Collect:
        page = self.page
        chosen = metadata.get("choices") or metadata.get("multiple")
        kind: Any = page.word(metadata, "kind", "choice" if chosen else "text")
        if kind not in get_args(Kind):
            what = f"kind {kind} is unknown; use one of {', '.join(get_args(Kind))}"
            page.wrong(line_of(metadata, "kind"), "unknown_type", what)
        rejections = page.listing(line_of(item, "rejections"), item.get("rejections"), "rejections")
        each = (self._rejection(one, line_of(rejections, index)) for index, one in enumerate(rejections))
        return Collect(
            id=name,
            next=branches,
            line=self.steps[name].line,
            slot=slot,
            utter=page.word(item, "utter", f"utter_ask_{slot}"),
            kind=kind,
            ask_before_filling=page.flag(item, "ask_before_filling"),
            rejections=tuple(rejection for rejection in each if rejection),
            choices=page.word(metadata, "choices"),
            multiple=page.flag(metadata, "multiple"),
            optional=page.flag(metadata, "optional"),
            ask_again=page.names(metadata, "ask_again"),
            after=page.word(metadata, "after"),
            least=page.count(metadata, "least", 1),
            most=page.count(metadata, "most", 2000),
            also_called=page.words(metadata, "also_called"),
            for_others=page.flag(metadata, "for_others"),
            later=page.flag(metadata, "later"),
            particulars=page.word(metadata, "particulars"),
        )

    def _rejection(self, item: Any, line: int) -> Rejection | None:
        if not isinstance(item, Mapping) or {*item} != {"if", "utter"}:
            self.page.wrong(line, "bad_rejection", "a rejection needs exactly: if, and utter with what is wrong")
            return None
        return Rejection(self.page.condition(item, "if"), self.page.word(item, "utter"), line)

    def _branches(self, item: Mapping[str, Any], following: str, line: int) -> tuple[Branch, ...]:
        body = item.get("next")
        if body is None:
            return (Branch(None, following, line),)
        here = line_of(item, "next")
        if isinstance(body, str):
            return (Branch(None, body, here),)
        if not isinstance(body, list):
            self.page.wrong(here, "wrong_shape", "next must be the id of a step, END, or a list of branches")
            return (Branch(None, following, here),)
        branches: list[Branch] = []
        for index, one in enumerate(body):
            if index and isinstance(body[index - 1], Mapping) and "else" in body[index - 1]:
                what = "this branch stands after the else, so it is never reached; put the else last"
                self.page.wrong(line_of(body, index), "bad_branch", what)
            branches.append(self._branch(one, following, line_of(body, index)))
        if not branches or branches[-1].condition:
            self.page.wrong(here, "missing_else", "the last branch must be an else, so that no answer falls through")
            branches.append(Branch(None, following, here))
        return tuple(branches)

    def _branch(self, item: Any, following: str, line: int) -> Branch:
        """A branch that cannot be read counts as an else."""
        keys = {*item} if isinstance(item, Mapping) else set()
        if keys == {"else"}:
            return Branch(None, self._target(item, "else", following), line)
        if keys == {"if", "then"}:
            return Branch(self.page.condition(item, "if"), self._target(item, "then", following), line)
        if keys == {"if"}:
            self.page.wrong(line, "missing_then", "an if needs a then: the id of a step, END, or a list of steps")
            return Branch(self.page.condition(item, "if"), following, line)
        self.page.wrong(line, "bad_branch", "a branch needs exactly: if with then, or else")
        return Branch(None, following, line)

    def _target(self, item: Mapping[str, Any], key: str, following: str) -> str:
        body = item[key]
        if isinstance(body, str):
            return body
        if not isinstance(body, list) or not body:
            what = "this branch has no steps; give the id of a step, END, or a list of steps"
            self.page.wrong(line_of(item, key), "empty_steps", what)
            return following
        return self._read(body, following)
