"""Whatever people type or press, in whatever order, the conversation goes on."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.engine.definitions import Collect, Script
from flows.engine.interpreter import Interpreter

GOOD = st.sampled_from(
    ["hallo", "Akkoord", "ja", "nee", "Anna", "1", "2", "1, 3", "Noord", "40", "200", "€ 5", "koffie; thee", "klaar"]
)
MOVES = st.sampled_from(
    ["terug", "/skip", "hulp", "stop", "verder", "opnieuw", "geen van deze", "niets", "/start", "/wat"]
)
ASIDES = st.sampled_from(
    [
        "wijzig",
        "wijzig naam",
        "wijzig thema's",
        "waarom",
        "waarom 2",
        "taal",
        "taal English",
        "vraag wat",
        "wat is dit?",
    ]
)
BAD = st.sampled_from(
    ["", " ", "?", "/", "x" * 5000, "nan", "-1", "1e309", "/SetSlots(", "/SetSlots(consent=true)", "{name}", "\x00"]
)
TYPED = st.tuples(st.just("say"), GOOD | GOOD | MOVES | ASIDES | BAD)
PRESSED = st.tuples(st.just("press"), st.integers(0, 9))
STALE = st.tuples(st.just("press_old"), st.integers(0, 9))


def suggest(_choices: str, text: str, _language: str) -> list[str]:
    return ["residents"] if text == "koffie; thee" else []


@pytest.fixture
def start(load: Callable[[], Script], talk: Callable[..., Any]) -> Callable[[], Any]:
    """Start new conversations on one and the same script."""
    interpreter = Interpreter(load(), suggest=suggest)

    def begin() -> Any:
        person = talk()
        person.interpreter = interpreter
        return person

    return begin


def act(person: Any, what: str, how: str | int) -> None:
    if what == "say" or not person.cards:
        person.say(str(how))
    else:
        card = person.cards[-1 if what == "press" else 0]
        titles = [button.title for button in (*card.options, *card.buttons)]
        person.press(titles[int(how) % len(titles)], card)


def must_hold(person: Any) -> None:
    state, script = person.state, person.interpreter.script
    assert person.messages or not state.stack, "a turn that says nothing"
    assert all(message.text or message.kind == "ask" for message in person.messages)
    assert all(len(button.payload.encode()) <= 64 for m in person.messages for button in (*m.options, *m.buttons))
    assert state.slots.keys() <= script.slots.keys()
    if state.asked:
        step = script.flows[state.stack[-1][0]].steps[state.stack[-1][1]]
        assert isinstance(step, Collect)
        assert step.slot == state.asked.slot
        assert step.slot not in state.slots or step.slot == "language"
    else:
        assert not state.stack or state.paused


@given(st.lists(TYPED | PRESSED | STALE, max_size=25))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_every_turn_says_something_and_waits_at_an_open_question(
    start: Callable[[], Any], inputs: list[tuple[str, Any]]
) -> None:
    person = start()
    for what, how in inputs:
        act(person, what, how)
        must_hold(person)


@given(st.lists(TYPED | PRESSED, max_size=25))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_going_back_again_and_again_leads_to_the_first_question(
    start: Callable[[], Any], inputs: list[tuple[str, Any]]
) -> None:
    person = start()
    person.say("hallo")
    for what, how in inputs:
        act(person, what, how)
        if not person.state.stack:
            return
    for _ in range(len(inputs)):
        person.say("/back")

    assert person.state.history == []
    assert person.slots == {"language": "nl"}
    assert person.question.text == "Mag ik bewaren wat u vertelt?"
