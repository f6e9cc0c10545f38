"""What people may do in a conversation, from what it offers at that moment: right answers, other ones, and nonsense."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from flows.engine.definitions import Collect
from flows.engine.interpreter import Interpreter
from flows.engine.options import value_text
from flows.engine.state import Frame, State
from flows.engine.turns import Heard
from knowledge.content import read_yaml

_FILE = Path(__file__).with_name("inputs.yml")

LONG = 5000
"""More characters than any answer may have, and than one message of Telegram holds."""

_WRITTEN = {
    "choice": ["1"],
    "amount": ["100", "0"],
    "amount_or_hours": ["100", "120 uur"],
    "integer": ["40"],
    "lines": ["koffie; thee"],
    "amount_lines": ["drukwerk: 350; koffie 12,50"],
}
_SENTENCE = "Samen koken met de buurt, en daarna eten."


@dataclass(frozen=True, slots=True)
class Input:
    """Something that a person does, and which kind of thing that is."""

    kind: str
    heard: Heard


def open_question(interpreter: Interpreter, state: State) -> Collect | None:
    """Give the question that waits for an answer; none where a new version of the flows took it away."""
    if not state.stack or not state.asked:
        return None
    flow, at = state.stack[-1]
    found = interpreter.script.flows.get(flow)
    step = found.steps.get(at) if found else None
    return step if isinstance(step, Collect) else None


def answers(interpreter: Interpreter, state: State) -> list[str]:
    """Give right answers to the open question, the one that sooner leads to the end in front.

    Where there is a choice the last one ("ready", "no") leads there, and where there is not it is one of the others.
    A date is one of those that the conversation knows already, such as the limits of a call.
    """
    step = open_question(interpreter, state)
    if step is None:
        return ["hallo"]
    options = interpreter.questions.options(step, state.slots, state.asked.only if state.asked else ())
    skip = ["/skip"] if step.optional else []
    if options and step.multiple:
        chosen = state.chosen.get(step.slot, [])
        done = ["alleen 1"] if len(chosen) > step.most else ["/done"] if chosen else []
        return [*done, "1", f"{min(2, len(options))}, 1", *skip]
    if options:
        return [str(number) for number in range(len(options), 0, -1)]
    dates = _dates(state)
    written = {"date": dates, "end_date": dates[::-1], "text": [text_for(step)], **_WRITTEN}
    return [*written[step.kind], *skip]


def toward_the_end(interpreter: Interpreter, state: State, visits: Counter[Frame]) -> Heard:
    """Give what most likely leads to the end; who comes back to the same question gives another answer.

    Args:
        interpreter: the conversation.
        state: where it is.
        visits: how often each question was answered so far; counted here.
    """
    found = answers(interpreter, state)
    at = state.stack[-1] if state.stack else ("", "")
    visits[at] += 1
    return Heard(found[(visits[at] - 1) % len(found)])


def waits(interpreter: Interpreter, state: State) -> bool:
    """Tell whether a conversation is where it may be between two turns: at an open question, paused, or ended."""
    step = open_question(interpreter, state)
    if step is None or state.asked is None:
        return not state.stack or state.paused
    unanswered = step.slot not in state.slots or step.slot == "language"
    return state.paused or (step.slot == state.asked.slot and unanswered)


def text_for(step: Collect) -> str:
    """Give the longest text that is allowed, since long answers make long summaries."""
    return (_SENTENCE * (step.most // len(_SENTENCE) + 1))[: step.most].strip()


def _dates(state: State) -> list[str]:
    return sorted({value for value in state.slots.values() if isinstance(value, str) and _is_date(value)})


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def every(interpreter: Interpreter, state: State) -> Iterator[Input]:
    """Give everything that is worth trying: what is on offer in every way to say it, and all nonsense."""
    yield from right(interpreter, state)
    yield from offered(interpreter, state)
    yield from stale(state)
    yield from near_misses(interpreter, state)
    yield from nonsense()


def right(interpreter: Interpreter, state: State) -> Iterator[Input]:
    """Give right answers, typed."""
    return (Input("answer", Heard(text)) for text in answers(interpreter, state))


def offered(interpreter: Interpreter, state: State) -> Iterator[Input]:
    """Give every button of the card pressed, and every option by its payload, its names and its number."""
    asked, step = state.asked, open_question(interpreter, state)
    if asked is None or step is None:
        return
    yield from (Input("button", Heard(card=asked.card, button=place)) for place in range(len(asked.payloads)))
    options = interpreter.questions.options(step, state.slots, asked.only)
    for number, option in enumerate(options, start=1):
        yield Input("payload", Heard(f"/SetSlots({step.slot}={value_text(option.value)})"))
        yield Input("number", Heard(str(number)))
        yield from (Input("label", Heard(title)) for title in dict.fromkeys(option.titles.values()))


def stale(state: State) -> Iterator[Input]:
    """Press what is not there: buttons of other cards, and places that the card does not have."""
    asked = state.asked
    if asked:
        yield from (Input("stale", Heard(card=card, button=0)) for card in (asked.card - 1, asked.card + 1))
        yield from (Input("stale", Heard(card=asked.card, button=place)) for place in (len(asked.payloads), -1))
    yield Input("stale", Heard(card=-1, button=0))


def near_misses(interpreter: Interpreter, state: State) -> Iterator[Input]:
    """Give what is just not an answer: too much, too long, a value or number that is not offered."""
    step = open_question(interpreter, state)
    if step is None:
        return
    options = interpreter.questions.options(step, state.slots)
    yield Input("near", Heard(str(max(len(options), step.most) + 1)))
    yield Input("near", Heard("a" * (step.most + 1)))
    yield Input("near", Heard(f"/SetSlots({step.slot}=)"))
    yield Input("near", Heard(", ".join(str(number) for number in range(1, len(options) + 1))))


def moves() -> Iterator[Input]:
    """Say the words that work everywhere, and those that start another flow."""
    return (one for one in nonsense() if one.kind in {"moves", "asides"})


@cache
def nonsense() -> Sequence[Input]:
    """Give what answers no question."""
    listed = [Input(kind, Heard(text)) for kind, texts in read_yaml(_FILE).items() for text in texts]
    endless = ("x" * LONG, "😀" * LONG, "1," * (LONG // 2), "ja " * (LONG // 3), "\n" * LONG, "a: 1\n" * (LONG // 5))
    return (*listed, *(Input("long", Heard(text)) for text in endless), Input("writing", Heard("half \ud83d")))
