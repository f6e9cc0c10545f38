"""Walks through every state of the conversation, breadth first.

A state is seen as the same as another one when these are the same: the stack, what is asked, which slots are filled,
which conditions of the flows hold, how many options there are (none, one, more) and how many are chosen (none, some, so
many too many), whether the options are a guess, and whether there is something to take back.

So abstracted away are: what exactly was answered (as far as no condition looks at it), the language, the order of turns
before, lists of options that actions made, and how often an answer was refused. The random machine (`test_machine.py`)
and `coalitiewijzer bench fuzz` vary those.

A detour is a flow beside the main road. States behind more detours than `detours` are not looked at: with a detour in
each detour there would be no end. Nor is every detour looked at from every state of the road, but from `ENTRIES` states
of each flow of the road: what happens in a detour hardly depends on which of its questions is open below. Everything is
tried once at every place (the top of the stack and what is asked); elsewhere what is right and what is on offer.

Of one place, with the same stack and the same question, `ALIKE` states are looked at; a later one counts as the first
of them. Answers of long ago that hardly matter any more would otherwise double everything that comes after them.
"""

import heapq
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bot.bench import inputs
from bot.bench.inputs import Input
from flows.engine.display import reachable
from flows.engine.state import State
from flows.engine.turns import Heard, Turn
from tests.walk.rules import broken
from tests.walk.world import Stored, World, saved

Key = tuple[Any, ...]
END: Key = ("the end",)
ERASED: Key = ("everything erased",)
ENTRIES = int(os.environ.get("COALITIEWIJZER_WALK_ENTRIES", "2"))
"""How many states of each flow each detour is entered from."""
ALIKE = int(os.environ.get("COALITIEWIJZER_WALK_ALIKE", "6"))
"""How many states of one place are looked at."""


@dataclass(slots=True)
class Found:
    """What a walk found.

    Attributes:
        faults: what must never be, with how to get there.
        edges: from which state each state was reached.
        turns: how many turns there were, by kind of input.
        states: how many states.
    """

    faults: list[str] = field(default_factory=list)
    edges: defaultdict[Key, set[Key]] = field(default_factory=lambda: defaultdict(set))
    turns: Counter[str] = field(default_factory=Counter)
    states: int = 0


@dataclass(slots=True)
class Place:
    """A state to look at: how it was reached, and the database as it was then."""

    state: State
    stored: Stored
    path: tuple[Input, ...]


class Walk:
    """One walk."""

    def __init__(self, world: World, detours: int) -> None:
        self.world = world
        self.detours = detours
        script = world.interpreter.script
        self._road = set(reachable(script, "main"))
        self._conditions = sorted(
            {
                branch.condition
                for flow in script.flows.values()
                for step in flow.steps.values()
                for branch in step.next
                if branch.condition
            },
            key=lambda condition: condition.text,
        )
        self._lists = {step.choices.removeprefix("slots.") for step in world.interpreter.questions.asks.values()}
        self._visited: set[Any] = set()
        self._entries: Counter[tuple[str, ...]] = Counter()
        self._alike: defaultdict[Key, list[Key]] = defaultdict(list)

    def run(self) -> Found:
        """Look at every state, those behind few detours first."""
        found, number = Found(), count()
        start = Place(self.world.new_state(), self.world.start, ())
        best: dict[Key, int] = {self.key(start.state): 0}
        roads: dict[Key, str] = {}
        ahead: list[tuple[int, int, Key, Place]] = [(0, next(number), self.key(start.state), start)]
        while ahead:
            detours, _, key, place = heapq.heappop(ahead)
            if best[key] < detours:
                continue
            roads[key] = _road(place.path)
            for one, turn, stored in self._tries(place, found, last=detours == self.detours):
                started = self._detour(turn)
                further = detours + bool(started)
                target = self._one_of_alike(turn.state)
                if target not in best and (further > self.detours or self._is_known(place.state, started)):
                    continue
                found.edges[target].add(key)
                if further < best.get(target, self.detours + 1):
                    best[target] = further
                    heapq.heappush(
                        ahead, (further, next(number), target, Place(turn.state, stored, (*place.path, one)))
                    )
        found.states = len(best)
        dead = best.keys() - _leading_to_the_end(found)
        found.faults += [f"no way to the end after {roads[key]}" for key in sorted(dead, key=lambda key: roads[key])]
        return found

    def key(self, state: State) -> Key:
        """Give what makes a state different from others."""
        if state.slots.get("forgotten"):
            return ERASED
        if not state.stack and state.turn:
            return END
        step, asked = inputs.open_question(self.world.interpreter, state), state.asked
        options = (
            self.world.interpreter.questions.options(step, state.slots, asked.only if asked else ()) if step else ()
        )
        chosen = len(state.chosen.get(step.slot, ())) if step else 0
        return (
            tuple(state.stack),
            asked.slot if asked else "",
            frozenset(state.slots.keys() - self._lists),
            tuple(condition.text for condition in self._conditions if condition.holds(state.slots)),
            min(len(options), 2),
            (chosen > 0, max(chosen - step.most, 0)) if step else (),
            bool(asked and asked.only),
            bool(state.history),
            state.paused,
        )

    def _one_of_alike(self, state: State) -> Key:
        """Give what makes a state different from others, or when there are enough of its place the first of those."""
        key = self.key(state)
        if key in {END, ERASED}:
            return key
        alike = self._alike[*key[:2], state.paused]
        if key not in alike and len(alike) >= ALIKE:
            return alike[0]
        if key not in alike:
            alike.append(key)
        return key

    def _detour(self, turn: Turn) -> str:
        """Give the first flow beside the road that began in a turn; "" when none did."""
        started = (event.flow for event in turn.events if event.kind == "started")
        return next((flow for flow in started if flow not in self._road), "")

    def _is_known(self, state: State, started: str) -> bool:
        """Tell whether a detour was entered from enough states of the same flow before; counts this one."""
        if not started:
            return False
        entry = (started, *(flow for flow, _ in state.stack[-1:]))
        self._entries[entry] += 1
        return self._entries[entry] > ENTRIES

    def _tries(self, place: Place, found: Found, *, last: bool) -> Iterator[tuple[Input, Turn, Stored]]:
        """Run what is worth trying; each turn twice, the second time from the state as it was saved."""
        state = saved(place.state)
        if state != place.state:
            found.faults.append(_told(place, Input("", Heard()), "a saved state is another state"))
        new = self._is_new(place.state)
        for one in self._inputs(place.state, new=new, last=last):
            found.turns[one.kind] += 1
            try:
                turn, stored = self.world.turn(place.state, one.heard, place.stored)
                again = self.world.turn(state, one.heard, place.stored)[0] if new else turn
            except Exception as error:  # noqa: BLE001 - any error at all is what this looks for
                found.faults.append(_told(place, one, f"{type(error).__name__}: {error}"))
                continue
            wrong = list(broken(self.world.interpreter, place.state, one, turn))
            if again != turn and _without_secrets(again) != _without_secrets(turn):
                wrong.append("a saved state gives another turn")
            found.faults += [_told(place, one, what) for what in wrong]
            yield one, turn, stored

    def _is_new(self, state: State) -> bool:
        here = (*state.stack[-1:], state.asked and state.asked.slot, state.paused)
        new = here not in self._visited
        self._visited.add(here)
        return new

    def _inputs(self, state: State, *, new: bool, last: bool) -> Iterable[Input]:
        interpreter = self.world.interpreter
        if new:
            return inputs.every(interpreter, state)
        right = inputs.right(interpreter, state)
        return right if last else (*right, *inputs.offered(interpreter, state), *inputs.moves())


def _without_secrets(turn: Turn) -> str:
    """Write a turn down without the secrets of links, which are different each time."""
    return re.sub(r"[A-Za-z0-9_-]{43}", "*", repr(turn))


def _leading_to_the_end(found: Found) -> set[Key]:
    leading, ahead = {END, ERASED}, [END, ERASED]
    while ahead:
        new = found.edges[ahead.pop()] - leading
        leading |= new
        ahead += new
    return leading


def _told(place: Place, one: Input, what: str) -> str:
    return f"{what} [{one.kind}] after {_road((*place.path, one))}"


def _road(path: Iterable[Input]) -> str:
    done = (one.heard for one in path)
    return " > ".join(repr(one.text)[:60] if one.button is None else f"<{one.card}:{one.button}>" for one in done)
