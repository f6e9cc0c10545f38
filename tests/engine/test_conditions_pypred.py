"""The same conditions through pypred 0.4.0, which Rasa uses, and through ours: the same truth.

Conditions are made from everything that our grammar reads: comparisons of slots with values and with other slots,
slots alone, `is empty`, `not`, and chains of `and` or of `or`. Slots are of every type, and null, empty and zero too.

Left out, and why:
- `and` beside `or` without parentheses: ours refuses it, since pypred groups it in a surprising way.
- `undefined` and slots that are not in the document: every slot is declared, so it is at least null.
- What makes pypred fail with a TypeError (null < 3, "a" contains 3): Rasa takes that for false at a branch and for an
  error of its own at a rejection. To ours such a comparison is false. Those evaluations are counted, not compared.
- `matches`, and words written in capitals: ours refuses them.
"""

from collections.abc import Iterator
from itertools import product
from random import Random
from typing import Any

import pypred
import pytest

from flows.engine.conditions import ConditionError, read_condition

CONDITIONS = 10_500
DOCUMENTS = 6
SEED = 20261123

SLOTS: dict[str, tuple[Any, ...]] = {
    "text": (None, "", "a", "ab", "b c", "1"),
    "kind": (None, "a", "b"),
    "sure": (None, True, False),
    "size": (None, 0, 1, 2.5, -3, 40, 2**53 + 1),
    "cents": (None, 0, 1, 40),
    "items": (None, [], ["a"], ["a", "b"], [1, 2.5], [None], [["a"]]),
    "any": (None, "", "a", 0, 1, True, False, [], ["a"], {}, {"a": 1}, [{"value": "a"}]),
}
CONSTANTS = {
    "text": ("'a'", '"ab"', "''", "'b'", "null"),
    "kind": ("'a'", '"b"', "null"),
    "sure": ("true", "false", "True", "False", "null", "1"),
    "size": ("0", "1", "2.5", "-3", "40", "9007199254740993", "null", "true"),
    "cents": ("0", "1", "40", "39.5"),
    "items": ("null", "'a'", "1"),
    "any": ("'a'", "0", "1", "true", "null", '"b c"'),
}
EQUALITY = ("=", "==", "is", "!=", "is not")
ORDER = ("<", "<=", ">", ">=")
ORDERED = {"text", "kind", "size", "cents"}


class Maker:
    """Makes conditions and documents, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - to vary conditions, not to keep a secret

    def comparison(self) -> str:
        name = self.random.choice(list(SLOTS))
        slot, chance = f"slots.{name}", self.random.random()
        if chance < 0.1:
            return slot
        if chance < 0.2:
            return f"{slot} {self.random.choice(EQUALITY)} empty"
        if name in {"items", "any", "text"} and chance < 0.5:
            return f"{slot} contains {self.random.choice((*CONSTANTS[name], 'slots.kind'))}"
        if name in ORDERED and chance < 0.7:
            other = self.random.choice((*CONSTANTS[name], f"slots.{name}"))
            return f"{slot} {self.random.choice(ORDER)} {other}"
        other = self.random.choice((*CONSTANTS[name], f"slots.{self.random.choice(list(SLOTS))}"))
        sides = (slot, other) if self.random.random() < 0.8 else (other, slot)
        return f" {self.random.choice(EQUALITY)} ".join(sides)

    def condition(self, depth: int) -> str:
        """A joined or negated part stands in parentheses; a chain of one joiner needs them only around it."""
        if depth == 0 or self.random.random() < 0.2:
            return self.comparison()
        if self.random.random() < 0.25:
            return f"not {self.part(depth)}"
        parts = [self.part(depth) for _ in range(self.random.choice((2, 2, 3)))]
        return f" {self.random.choice(('and', 'or'))} ".join(parts)

    def part(self, depth: int) -> str:
        return f"({self.condition(depth - 1)})"

    def document(self) -> dict[str, Any]:
        """Null is first of the values; it makes pypred fail most, so it is taken less often than by chance."""
        return {
            name: values[self.random.randrange(self.random.random() > 0.1, len(values))]
            for name, values in SLOTS.items()
        }


def truths(text: str, documents: list[dict[str, Any]]) -> Iterator[tuple[bool | None, bool]]:
    """Give, for each document, what pypred says (None: it fails) and what ours says."""
    theirs, ours = pypred.Predicate(text), read_condition(text)
    assert theirs.is_valid(), (text, theirs.errors())
    for document in documents:
        try:
            says = theirs.evaluate({"slots": document})
        except TypeError:
            says = None
        yield says, ours.holds(document)


def test_generated_conditions_are_as_true_as_they_are_to_pypred() -> None:
    maker = Maker(SEED)
    texts = {maker.condition(depth=3): None for _ in range(CONDITIONS)}
    while len(texts) < CONDITIONS:
        texts[maker.condition(depth=3)] = None
    different, compared, true, failed, both = [], 0, 0, 0, 0
    for text in texts:
        documents = [maker.document() for _ in range(DOCUMENTS)]
        found = list(truths(text, documents))
        kept = [(theirs, ours) for theirs, ours in found if theirs is not None]
        different += [(text, *pair) for pair in kept if pair[0] is not pair[1]]
        compared += len(kept)
        true += sum(ours for _, ours in kept)
        failed += len(found) - len(kept)
        both += len({ours for _, ours in kept}) == 2

    assert different == []
    assert compared + failed == CONDITIONS * DOCUMENTS
    assert failed < compared / 5, "too much is left out"
    assert 0.4 < true / compared < 0.6, "truths and falsehoods must both be tried"
    assert both > CONDITIONS / 4, "too many conditions are true, or false, of everything"


VALUES = [None, True, False, 0, 1, -2.5, "", "a", "ab", "1", [], ["a"], [1], ["a", "ab"], {}, {"a": 1}]


@pytest.mark.parametrize("operator", [*EQUALITY, *ORDER, "contains"])
def test_every_operator_on_every_pair_of_values_is_as_true_as_to_pypred(operator: str) -> None:
    pairs = [{"left": left, "right": right} for left, right in product(VALUES, repeat=2)]
    found = list(truths(f"slots.left {operator} slots.right", pairs))

    assert [pair for pair, (theirs, ours) in zip(pairs, found, strict=True) if theirs is (not ours)] == []
    assert not any(ours for theirs, ours in found if theirs is None), "what fails there is false here"


def test_what_pypred_groups_in_a_surprising_way_is_refused() -> None:
    text = "slots.a and slots.b or slots.c"
    assert pypred.Predicate(text).evaluate({"slots": {"a": False, "b": True, "c": True}}) is False
    with pytest.raises(ConditionError, match="put parentheses"):
        read_condition(text)
