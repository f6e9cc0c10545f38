"""How fast the engine alone is: the same conversation without storage, its business steps answered from a recording."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from statistics import mean, median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from bot.app import build, load_demo
from bot.bench.turns import dialogue
from bot.conversation import Conversations, Incoming
from bot.settings import Settings
from flows.engine.interpreter import Interpreter
from flows.engine.state import State
from flows.engine.turns import ActionCall, ActionResult, Heard, Turn
from flows.services.context import DUTCH_TIME


@dataclass(frozen=True, slots=True)
class _Line:
    """What a person types, and what the business steps of that turn gave."""

    heard: Heard
    results: list[ActionResult] = field(default_factory=list)


class _Recorder(Interpreter):
    """Interprets as another interpreter does, and keeps what the business steps gave."""

    def __init__(self, interpreter: Interpreter, tape: list[_Line]) -> None:
        vars(self).update(vars(interpreter))
        self._tape = tape

    def turn(self, state: State, heard: Heard, today: date) -> Generator[ActionCall, ActionResult, Turn]:
        line = _Line(heard)
        self._tape.append(line)
        steps = super().turn(state, heard, today)
        try:
            call = next(steps)
            while True:
                result = yield call
                line.results.append(result)
                call = steps.send(result)
        except StopIteration as end:
            turn: Turn = end.value
            return turn


def bench_engine(conversations: int) -> dict[str, float | int]:
    """Run the conversation a number of times through the engine alone.

    Returns:
        turns; mean_us, median_us and p95_us of one turn (microseconds); turns_per_second.
    """
    today = datetime.now(DUTCH_TIME).date()
    interpreter, tape = _recording(dialogue(today))
    took: list[float] = []
    for _ in range(conversations):
        state = State(slots=interpreter.slots_at_start("nl"))
        for line in tape:
            start = perf_counter()
            state = _played(interpreter, state, line, today)
            took.append(perf_counter() - start)
    return {
        "turns": len(took),
        "turns_per_second": round(len(took) / sum(took), 1),
        "mean_us": round(mean(took) * 1e6, 1),
        "median_us": round(median(took) * 1e6, 1),
        "p95_us": round(quantiles(took, n=20)[-1] * 1e6, 1),
    }


def _recording(lines: Sequence[str]) -> tuple[Interpreter, list[_Line]]:
    """Run the conversation once for real, on a database."""
    tape: list[_Line] = []
    with TemporaryDirectory() as folder:
        real = build(Settings(database_url=f"sqlite:///{folder}/bench.db"))
        load_demo(real)
        talk = Conversations(real.database, _Recorder(real.interpreter, tape), real.runner, real.directory)
        for place, text in enumerate(lines):
            talk.turn(Incoming("bench", "1", f"{place}-u", Heard(text)), datetime.now(UTC))
        real.database.close()
        return real.interpreter, tape


def _played(interpreter: Interpreter, state: State, line: _Line, today: date) -> State:
    steps = interpreter.turn(state, line.heard, today)
    results = iter(line.results)
    try:
        next(steps)
        while True:
            steps.send(next(results))
    except StopIteration as end:
        turn: Turn = end.value
        return turn.state
