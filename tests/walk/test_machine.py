"""What the walk abstracts away: free texts, both languages, restarts, new versions, taking back, and erasing."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.bench import inputs
from bot.bench.fuzz import Talks
from flows.engine.definitions import SetSlots
from flows.engine.interpreter import Interpreter
from flows.engine.state import State
from flows.engine.turns import Heard
from tests.walk.test_versions import load, rename

PLACES = {"change_what", "restart_sure", "forget_sure"}
"""Questions whose answers are meant to clear others."""


class Talking(RuleBasedStateMachine):
    """One person in one conversation. The model: the answers that must hold, and those before each turn.

    Each conversation has a database of its own: what others did would change what it is offered.
    """

    versions: tuple[Interpreter, ...]

    @initialize(language=st.sampled_from(["nl", "en"]), turns=st.integers(0, 60))
    def begin(self, language: str, turns: int) -> None:
        self.talks, self.language = Talks(), language
        self.version = 0
        self.use_version()
        self.state = self.talks.new_state(language)
        self.answers = self.of(self.state)
        self.before: list[tuple[str, dict[str, Any]]] = []
        visits: Counter[tuple[str, str]] = Counter()
        for _ in range(turns):
            self.hear(inputs.toward_the_end(self.talks.interpreter, self.state, visits))

    def use_version(self) -> None:
        self.talks._talk.interpreter = self.versions[self.version]

    def of(self, state: State) -> dict[str, Any]:
        """Give the answers of a state, without those that only pass by, and without the language."""
        questions = self.talks.interpreter.questions
        passing = {name for names in questions.passing.values() for name in names} | {"language"}
        return {name: value for name, value in state.slots.items() if name in questions.asks.keys() - passing}

    def cleared(self) -> set[str]:
        """Give the answers that flows themselves clear on the way, as for a call that is not open any more."""
        flows = [flow for flow in self.talks.interpreter.script.flows.values() if flow.id != "restart"]
        sets = [step for flow in flows for step in flow.steps.values() if isinstance(step, SetSlots)]
        return {name for step in sets for name, value in step.values.items() if value is None}

    def hear(self, heard: Heard) -> None:
        asked = self.state.asked.slot if self.state.asked else ""
        depth = len(self.state.history)
        self.state, wrong = self.talks.turn("one", heard, self.language)
        assert not wrong
        if not self.state.turn:  # everything was erased
            assert self.state.slots == self.talks.new_state(self.language).slots
        if len(self.state.history) > depth:
            self.before.append((asked, self.answers))
        del self.before[len(self.state.history) :]  # "terug" is among what is said at random, too
        self.answers = self.of(self.state)

    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        found = list(inputs.right(self.talks.interpreter, self.state))
        step, before = inputs.open_question(self.talks.interpreter, self.state), self.answers
        self.hear(data.draw(st.sampled_from(found)).heard)
        if step and step.slot not in PLACES and self.state.turn:
            assert before.keys() - self.answers.keys() <= {step.slot, *step.ask_again, "activity_next", *self.cleared()}

    @rule(data=st.data())
    def press(self, data: st.DataObject) -> None:
        found = [*inputs.offered(self.talks.interpreter, self.state), *inputs.moves()]
        self.hear(data.draw(st.sampled_from(found)).heard)

    @rule(text=st.text(max_size=40))
    def type_anything(self, text: str) -> None:
        self.hear(Heard(text))

    @rule(one=st.sampled_from(inputs.nonsense()))
    def talk_nonsense(self, one: inputs.Input) -> None:
        self.hear(one.heard)

    @rule(data=st.data())
    def press_what_is_gone(self, data: st.DataObject) -> None:
        before = self.answers
        self.hear(data.draw(st.sampled_from(list(inputs.stale(self.state)))).heard)
        assert self.answers == before

    @rule(language=st.sampled_from(["nl", "en"]))
    def switch_language(self, language: str) -> None:
        before = self.answers
        self.hear(Heard(f"/taal {language}"))
        assert self.answers == before
        assert self.state.slots["language"] == language

    @precondition(lambda self: self.before)
    @rule(times=st.integers(1, 5))
    def take_back(self, times: int) -> None:
        for _ in range(min(times, len(self.before))):
            asked, answers = self.before.pop()
            self.hear(Heard("/back"))
            assert self.answers == answers
            assert (self.state.asked.slot if self.state.asked else "") == asked

    @rule()
    def restart(self) -> None:
        self.talks.restart()
        self.use_version()

    @precondition(lambda self: self.version + 1 < len(self.versions))
    @rule()
    def switch_version(self) -> None:
        self.version += 1
        self.use_version()

    @rule(sure=st.booleans())
    def erase(self, sure: bool) -> None:
        self.hear(Heard("/verwijder"))
        if sure:
            self.hear(Heard("/SetSlots(forget_sure=true)"))
            assert not self.state.turn

    @invariant()
    def it_stays_as_it_was_stored(self) -> None:
        assert State.from_json(self.state.to_json()) == self.state


def test_what_was_answered_holds(tmp_path_factory: pytest.TempPathFactory) -> None:
    Talking.versions = (Talks().interpreter, load(tmp_path_factory.mktemp("newer"), rename))
    few = settings(
        max_examples=25,
        stateful_step_count=25,
        deadline=None,
        phases=[Phase.reuse, Phase.generate],  # making a failure shorter takes minutes
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Talking, settings=few)
