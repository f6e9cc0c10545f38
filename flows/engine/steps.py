"""Reads the steps of one flow; nested steps under a branch become steps of the flow itself."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flows.engine.conditions import Condition, ConditionError, read_condition
from flows.engine.definitions import (
    END,
    Action,
    Branch,
    Call,
    Collect,
    Link,
    Noop,
    Rejection,
    SetSlots,
    Step,
)
from flows.engine.errors import FlowError
from flows.engine.files import line_of, listing, mapping, names

_KINDS = ("collect", "action", "set_slots", "call", "link", "noop")
_KEYS = {
    "collect": {"utter", "ask_before_filling", "rejections"},
    "action": set[str](),
    "set_slots": set[str](),
    "call": set[str](),
    "link": set[str](),
    "noop": set[str](),
}
_COLLECT_METADATA = {"kind", "choices", "multiple", "optional", "ask_again", "after", "least", "most"}
_ANSWER_KINDS = {"text", "choice", "amount", "integer", "date", "end_date", "lines", "amount_lines"}


class StepReader:
    """Reads one flow's steps.

    Attributes:
        steps: the steps by id, in file order.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.steps: dict[str, Step] = {}

    def read(self, items: Sequence[Mapping[str, Any]], after: str = END) -> str:
        """Read a list of steps and give the id of the first.

        Args:
            items: the steps as they stand in the file.
            after: where the last one goes on when it does not say so.

        Raises:
            FlowError: a step is not as the format wants it.
        """
        ids = [self._id(items, index) for index in range(len(items))]
        for index, (item, following) in enumerate(zip(items, (*ids[1:], after), strict=True)):
            self._read_one(item, following, line_of(items, index))
        return ids[0]

    def _id(self, items: Sequence[Mapping[str, Any]], index: int) -> str:
        line = line_of(items, index)
        if not isinstance(items[index], Mapping) or "id" not in items[index]:
            raise FlowError(self.file, line, "give this step an id, so that conversations survive a change of the file")
        name = str(items[index]["id"])
        if not name.isidentifier() or name == END:
            raise FlowError(self.file, line, f"{name} cannot be an id; use letters, digits and _")
        return name

    def _read_one(self, item: Mapping[str, Any], following: str, line: int) -> None:
        name = str(item["id"])
        if name in self.steps:
            raise FlowError(self.file, line, f"the id {name} stands twice in this flow; rename one")
        kinds = [kind for kind in _KINDS if kind in item]
        if len(kinds) != 1:
            raise FlowError(self.file, line, f"step {name} must have exactly one of {', '.join(_KINDS)}")
        kind = kinds[0]
        for key in item:
            if key not in {"id", "next", "description", "metadata", kind} | _KEYS[kind]:
                raise FlowError(self.file, line_of(item, key), f"unknown key {key} in step {name}")
        # The place is taken before nested steps are read, so that steps stand in file order.
        self.steps[name] = Noop(name, (), line)
        following_branches = self._branches(item.get("next"), following, line)
        self.steps[name] = self._step(kind, item, following_branches, line)

    def _step(self, kind: str, item: Mapping[str, Any], following: tuple[Branch, ...], line: int) -> Step:
        name, body = str(item["id"]), item[kind]
        if kind in {"collect", "action", "call", "link"} and not isinstance(body, str):
            raise FlowError(self.file, line, f"step {name} must name what to {kind}")
        match kind:
            case "collect":
                return self._collect(item, following, line)
            case "action":
                return Action(name, following, line, str(body))
            case "set_slots":
                each = [
                    mapping(self.file, line, one, "set_slots") for one in listing(self.file, line, body, "set_slots")
                ]
                return SetSlots(name, following, line, {k: v for values in each for k, v in values.items()})
            case "call":
                return Call(name, following, line, str(body))
            case "link":
                if "next" in item or following[0].target != END:
                    raise FlowError(
                        self.file, line, f"step {name} is a link; it must be the last step and have no next"
                    )
                return Link(name, following, line, str(body))
            case _:
                return Noop(name, following, line)

    def _collect(self, item: Mapping[str, Any], following: tuple[Branch, ...], line: int) -> Collect:
        slot = str(item["collect"])
        metadata = mapping(self.file, line, item.get("metadata"), f"metadata of step {item['id']}", _COLLECT_METADATA)
        chosen = metadata.get("choices") or metadata.get("multiple")
        kind: Any = str(metadata.get("kind", "choice" if chosen else "text"))
        if kind not in _ANSWER_KINDS:
            raise FlowError(self.file, line, f"kind {kind} is unknown; use one of {', '.join(sorted(_ANSWER_KINDS))}")
        return Collect(
            id=str(item["id"]),
            next=following,
            line=line,
            slot=slot,
            utter=str(item.get("utter", f"utter_ask_{slot}")),
            kind=kind,
            ask_before_filling=bool(item.get("ask_before_filling")),
            rejections=tuple(
                self._rejection(one, line) for one in listing(self.file, line, item.get("rejections"), "rejections")
            ),
            choices=str(metadata.get("choices", "")),
            multiple=bool(metadata.get("multiple")),
            optional=bool(metadata.get("optional")),
            ask_again=names(self.file, line, metadata.get("ask_again"), "ask_again"),
            after=str(metadata.get("after", "")),
            least=self._count(metadata.get("least", 1), line),
            most=self._count(metadata.get("most", 2000), line),
        )

    def _count(self, value: Any, line: int) -> int:
        if not isinstance(value, int) or value < 0:
            raise FlowError(self.file, line, f"least and most must be whole numbers, not {value}")
        return value

    def _rejection(self, item: Any, line: int) -> Rejection:
        if set(mapping(self.file, line, item, "a rejection")) != {"if", "utter"}:
            raise FlowError(self.file, line, "a rejection needs exactly: if, utter")
        return Rejection(self._condition(item["if"], line), str(item["utter"]))

    def _branches(self, item: Any, following: str, line: int) -> tuple[Branch, ...]:
        if item is None:
            return (Branch(None, following),)
        if isinstance(item, str):
            return (Branch(None, item),)
        branches: list[Branch] = []
        for index, one in enumerate(listing(self.file, line, item, "next")):
            here = line_of(item, index)
            if branches and branches[-1].condition is None:
                raise FlowError(self.file, here, "this branch stands after the else, so it is never reached")
            keys = set(mapping(self.file, here, one, "a branch"))
            if keys == {"else"}:
                branches.append(Branch(None, self._target(one["else"], following, here)))
            elif keys == {"if", "then"}:
                branches.append(Branch(self._condition(one["if"], here), self._target(one["then"], following, here)))
            else:
                raise FlowError(self.file, here, "a branch needs: if with then, or else")
        if not branches or branches[-1].condition is not None:
            raise FlowError(self.file, line, "the last branch must be an else, so that no answer falls through")
        return tuple(branches)

    def _target(self, item: Any, following: str, line: int) -> str:
        if isinstance(item, str):
            return item
        if not listing(self.file, line, item, "then and else"):
            raise FlowError(self.file, line, "a branch has no steps; give the id of a step, END, or a list of steps")
        return self.read(item, following)

    def _condition(self, text: Any, line: int) -> Condition:
        try:
            return read_condition(str(text))
        except ConditionError as error:
            raise FlowError(self.file, line, str(error)) from error
