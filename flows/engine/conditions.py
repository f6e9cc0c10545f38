"""Conditions in flow files: read once, then evaluated without `eval`.

The language is the part of Rasa's predicates that flows need (https://www.rasa.com/docs/reference/primitives/conditions):
comparisons of slots with values, `contains`, `is`, `is not`, joined by `and`, `or`, `not` and parentheses.
They mean what they mean to pypred, Rasa's own reader, so also: `is empty` is false for a slot that was never filled.
Where pypred would fail, as at a number compared with a text, the comparison is false.
Mixing `and` with `or` without parentheses is refused, since pypred groups them in a surprising way.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_TOKENS = re.compile(
    r"""\s*(?:(?P<string>"[^"]*"|'[^']*')
    |(?P<number>-?\d+(?:\.\d+)?)
    |(?P<operator>>=|<=|!=|==|=|<|>)
    |(?P<bracket>[()])
    |(?P<word>[A-Za-z_][\w.]*))""",
    re.VERBOSE,
)
_CONSTANTS = {"true": True, "True": True, "false": False, "False": False, "null": None}

Evaluate = Callable[[Mapping[str, Any]], Any]


class ConditionError(ValueError):
    """A condition that cannot be read; the message says what to do."""


class MixedError(ConditionError):
    """A condition that joins its parts by `and` and by `or`, without parentheses."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that has been read.

    Attributes:
        text: as it stands in the file.
        slots: the names of the slots that it looks at.
        asks_empty: it says `is empty`.
    """

    text: str
    slots: frozenset[str]
    _evaluate: Evaluate
    asks_empty: bool = False

    def holds(self, slots: Mapping[str, Any]) -> bool:
        """Tell whether the condition is true; a comparison of things that cannot be compared is false."""
        return bool(self._evaluate(slots))


def read_condition(text: str) -> Condition:
    """Read a condition such as `slots.consent and slots.type = "bewoners"`.

    Raises:
        ConditionError: the text is no condition.
        MixedError: it mixes `and` with `or` without parentheses.
    """
    reader = _Reader(text)
    try:
        evaluate = reader.expression()
    except RecursionError as error:
        raise ConditionError("this condition is nested too deeply; spread it over several steps") from error
    if reader.position < len(reader.tokens):
        raise ConditionError(f"'{reader.tokens[reader.position]}' was not expected in: {text}")
    return Condition(text, frozenset(reader.slots), evaluate, "empty" in reader.tokens)


class _Reader:
    """Recursive descent over: expression = unit (and unit)* | unit (or unit)*; unit = not unit | comparison."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.position = 0
        self.slots: set[str] = set()

    def peek(self) -> str:
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def take(self, expected: str = "") -> str:
        token = self.peek()
        if not token or (expected and token != expected):
            raise ConditionError(f"expected '{expected or 'a value'}' after '{self._before()}' in: {self.text}")
        self.position += 1
        return token

    def expression(self) -> Evaluate:
        parts = [self.unit()]
        joiner = self.peek() if self.peek() in {"and", "or"} else ""
        while self.peek() in {"and", "or"}:
            if self.peek() != joiner:
                raise MixedError(f"put parentheses around the 'and' or the 'or' part of: {self.text}")
            self.take()
            parts.append(self.unit())
        if len(parts) == 1:
            return parts[0]
        return _all_of(parts) if joiner == "and" else _any_of(parts)

    def unit(self) -> Evaluate:
        if self.peek() == "not":
            self.take()
            inner = self.unit()
            return lambda slots: not inner(slots)
        if self.peek() == "(":
            self.take()
            inner = self.expression()
            self.take(")")
            return inner
        return self.comparison()

    def comparison(self) -> Evaluate:
        at = self.position
        left = self.value()
        name = self.peek()
        if name not in _OPERATORS:
            return left
        self.take()
        if name == "is" and self.peek() == "not":
            self.take()
            name = "!="
        if self.peek() == "empty" and name in {"is", "=", "==", "!="}:
            self.take()
            return (lambda slots: not _empty(left(slots))) if name == "!=" else (lambda slots: _empty(left(slots)))
        compare, after = _OPERATORS[name], self.position
        right = self.value()
        if _is_slot(self.tokens[at]) and not _is_slot(self.tokens[after]):  # by far the most common, and faster so
            slot, constant = self.tokens[at].removeprefix("slots."), right({})
            return lambda slots: compare(slots.get(slot), constant)
        return lambda slots: compare(left(slots), right(slots))

    def value(self) -> Evaluate:
        token = self.take()
        if token[0] in "\"'":
            text = token[1:-1]
            return lambda _: text
        if token[0].isdigit() or token[0] == "-":
            number = float(token)
            return lambda _: number
        if token in _CONSTANTS:
            constant = _CONSTANTS[token]
            return lambda _: constant
        if _is_slot(token):
            name = token.removeprefix("slots.")
            self.slots.add(name)
            return lambda slots: slots.get(name)
        raise ConditionError(f"'{token}' is no value; write slots.NAME, a number, true, false, null or \"text\"")

    def _before(self) -> str:
        return self.tokens[self.position - 1] if self.position else "the start"


def _is_slot(token: str) -> bool:
    return token.startswith("slots.") and token.count(".") == 1


def _tokens(text: str) -> list[str]:
    tokens = []
    position = 0
    while position < len(text.rstrip()):
        match = _TOKENS.match(text, position)
        if not match:
            raise ConditionError(f"'{text[position:].strip()}' cannot be read in: {text}")
        tokens.append(match.group().strip())
        position = match.end()
    return tokens


def _all_of(parts: Sequence[Evaluate]) -> Evaluate:
    def all_hold(slots: Mapping[str, Any]) -> bool:
        for part in parts:  # noqa: SIM110  a generator costs more than the conditions themselves
            if not part(slots):
                return False
        return True

    return all_hold


def _any_of(parts: Sequence[Evaluate]) -> Evaluate:
    def any_holds(slots: Mapping[str, Any]) -> bool:
        for part in parts:  # noqa: SIM110  as above
            if part(slots):
                return True
        return False

    return any_holds


def _empty(value: Any) -> bool:
    return value in ("", [], {})


def _if_comparable(compare: Callable[[Any, Any], Any]) -> Callable[[Any, Any], bool]:
    def compared(left: Any, right: Any) -> bool:
        try:
            return bool(compare(left, right))
        except TypeError:
            return False

    return compared


_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "is": operator.eq,
    "=": operator.eq,
    "==": operator.eq,
    "!=": operator.ne,
    "<": _if_comparable(operator.lt),
    "<=": _if_comparable(operator.le),
    ">": _if_comparable(operator.gt),
    ">=": _if_comparable(operator.ge),
    "contains": _if_comparable(operator.contains),
}
