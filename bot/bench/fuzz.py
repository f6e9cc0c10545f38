"""Random conversations with the real storage: nothing may fail, and from everywhere the end can be reached."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from itertools import count
from random import Random
from time import perf_counter
from typing import Any

from rich.progress import Progress
from structlog.testing import capture_logs

from bot.app import build
from bot.bench import inputs
from bot.bench.inputs import Input
from bot.conversation import Conversations, Incoming
from bot.settings import Settings
from flows.engine.interpreter import Interpreter
from flows.engine.state import State
from flows.engine.turns import Heard
from flows.services.calls import add_calls, demo_calls
from flows.services.directory import Directory, add_demo
from knowledge.areas import areas
from storage import conversations, outbox

_NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""Always the same moment, so that the same seed gives the same conversations."""

_CHANNEL = "fuzz"
_AT_ONCE = 20
_MOST_TRIES = 100
"""To make what leads to a fault shorter."""
_MOST_FAULTS = 3
"""Told with how to get there; the others are only counted."""
_TURNS_BETWEEN_RESTARTS = 1000
_MOST_TURNS = 200
"""After so many turns at most a conversation is brought to its end, in as many turns again at most."""

_MIX = {"right": 60, "offered": 20, "moves": 5, "stale": 3, "near": 4, "nonsense": 8}
"""How often what is done, in percent: mostly right answers, so that conversations get far."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that must never happen, and how to get there.

    Attributes:
        conversation: its number in this run.
        what: what happened.
        inputs: what was done, as short as it could be made, in a new conversation.
        language: of that conversation.
    """

    conversation: int
    what: str
    inputs: tuple[Heard, ...]
    language: str

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON values; a text stands for itself, and a button for its card and place."""
        done = [[one.card, one.button] if one.button is not None else one.text for one in self.inputs]
        return {**asdict(self), "inputs": done}


@dataclass(slots=True)
class Outcome:
    """What came of a run.

    Attributes:
        turns: how many were run, without those that only led to the end.
        conversations: how many there were.
        ended: how many of them came to the end within their random turns.
        restarts: how often the program was built anew on the same database.
        failed: turns with an error.
        wrong: turns that said nothing, or after which no question was open.
        no_end: conversations that could not be brought to their end.
        kinds: turns by kind of input.
        faults: the first ones, with how to get there.
        seconds: how long it all took.
    """

    turns: int = 0
    conversations: int = 0
    ended: int = 0
    restarts: int = 0
    failed: int = 0
    wrong: int = 0
    no_end: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        """Whether nothing happened that must never happen."""
        return not (self.failed or self.wrong or self.no_end)

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON values."""
        figures = {one.name: getattr(self, one.name) for one in fields(self)}
        return {**figures, "seconds": round(self.seconds, 1), "faults": [one.to_json() for one in self.faults]}


def bench_fuzz(turns: int, seed: int) -> dict[str, Any]:
    """Run random conversations, and give what came of them as plain JSON values."""
    outcome = Fuzz(turns, seed).run()
    return {**outcome.to_json(), "good": outcome.good, "seed": seed}


class Talks:
    """Runs turns with a database of its own, in memory, and looks at what they did."""

    def __init__(self) -> None:
        self._talk = build(Settings(database_url="sqlite://"))
        self._updates = count()
        with self._talk.database.transaction() as session:
            add_calls(session, demo_calls(_NOW.date()), _NOW)
            add_demo(session, _NOW)

    @property
    def interpreter(self) -> Interpreter:
        """The conversation."""
        return self._talk.interpreter

    def restart(self) -> None:
        """Build everything anew on the same database; the flow files, which cannot have changed, are not read again."""
        before = self._talk
        self._talk = Conversations(before.database, before.interpreter, before.runner, Directory(areas()))

    def new_state(self, language: str) -> State:
        """Give the state in which every conversation begins."""
        return State(self.interpreter.slots_at_start(language))

    def turn(self, chat: str, heard: Heard, language: str) -> tuple[State, str]:
        """Run a turn; gives the state afterwards, and what went wrong, if anything did."""
        incoming = Incoming(_CHANNEL, chat, str(next(self._updates)), heard, language)
        with capture_logs() as logs:
            self._talk.turn(incoming, _NOW)
        with self._talk.database.transaction() as session:
            conversation = conversations.take(session, _CHANNEL, chat, _NOW)
            said = outbox.pending(session, conversation.id)
            for item in said:
                outbox.mark_sent(session, item.id, _NOW)
        state = State.from_json(conversation.state) if conversation.state else self.new_state(language)
        if logs:
            return state, f"failed: {logs[-1].get('error')} at {' '.join(logs[-1].get('at', ())[-3:])}"
        if not said:
            return state, "wrong: it says nothing"
        return state, "" if inputs.waits(self.interpreter, state) else f"wrong: it waits at {state.stack}"

    def bring_to_the_end(self, chat: str, state: State, language: str) -> str:
        """Bring a conversation to its end; gives where that did not work, if it did not."""
        visits: Counter[tuple[str, str]] = Counter()
        for _ in range(_MOST_TURNS):
            if state.turn and not state.stack:
                return ""
            heard = inputs.toward_the_end(self.interpreter, state, visits)
            state, wrong = self.turn(chat, heard, language)
            if wrong:
                return wrong
        return f"no end, {_MOST_TURNS} turns later at {state.stack}"


class _Person:
    """Somebody who does random things."""

    def __init__(self, talks: Talks, seed: int, number: int) -> None:
        self.number = number
        self.random = Random(f"{seed}-{number}")  # noqa: S311 - nothing secret
        self.language = self.random.choice(("nl", "en"))
        self.state = talks.new_state(self.language)
        self.left = self.random.randint(1, _MOST_TURNS)
        self.done: list[Heard] = []
        self.chat = str(number)

    def next(self, talks: Talks) -> Input:
        (kind,) = self.random.choices(list(_MIX), list(_MIX.values()))
        found = list(_of_kind(kind, talks, self.state)) or list(inputs.right(talks.interpreter, self.state))
        return self.random.choice(found)


def _of_kind(kind: str, talks: Talks, state: State) -> Iterator[Input]:
    match kind:
        case "offered":
            yield from inputs.offered(talks.interpreter, state)
        case "moves":
            yield from inputs.moves()
        case "stale":
            yield from inputs.stale(state)
        case "near":
            yield from inputs.near_misses(talks.interpreter, state)
        case "nonsense":
            yield from inputs.nonsense()


class Fuzz:
    """One run.

    Args:
        turns: how many turns.
        seed: the same seed gives the same run.
    """

    def __init__(self, turns: int, seed: int) -> None:
        self._turns = turns
        self._seed = seed
        self._talks = Talks()
        self._numbers = count()
        self.outcome = Outcome()

    def run(self) -> Outcome:
        """Run it."""
        start = perf_counter()
        random = Random(self._seed)  # noqa: S311 - nothing secret
        people = [self._new_person() for _ in range(min(_AT_ONCE, 1 + self._turns // 50))]
        with Progress(transient=True) as progress:
            task = progress.add_task("turns", total=self._turns)
            for number in range(1, self._turns + 1):
                place = random.randrange(len(people))
                if not self._goes_on(people[place]):
                    people[place] = self._new_person()
                if number % _TURNS_BETWEEN_RESTARTS == 0:
                    self._talks.restart()
                    self.outcome.restarts += 1
                progress.advance(task)
        for person in people:
            self._end(person)
        self.outcome.seconds = perf_counter() - start
        return self.outcome

    def _new_person(self) -> _Person:
        self.outcome.conversations += 1
        return _Person(self._talks, self._seed, next(self._numbers))

    def _goes_on(self, person: _Person) -> bool:
        """Let somebody do something; false when the conversation is over."""
        one = person.next(self._talks)
        person.done.append(one.heard)
        person.left -= 1
        person.state, wrong = self._talks.turn(person.chat, one.heard, person.language)
        self.outcome.turns += 1
        self.outcome.kinds[one.kind] += 1
        if wrong:
            self.outcome.failed += wrong.startswith("failed")
            self.outcome.wrong += wrong.startswith("wrong")
            self._note(person, wrong)
            return False
        if person.state.turn and not person.state.stack:
            self.outcome.ended += 1
            return False
        if person.left == 0:
            self._end(person)
        return person.left > 0

    def _end(self, person: _Person) -> None:
        if wrong := self._talks.bring_to_the_end(person.chat, person.state, person.language):
            self.outcome.no_end += 1
            self._note(person, wrong)

    def _note(self, person: _Person, what: str) -> None:
        if len(self.outcome.faults) < _MOST_FAULTS:
            short = shortened(person.done, person.language, what)
            self.outcome.faults.append(Fault(person.number, what, tuple(short), person.language))


def shortened(done: Sequence[Heard], language: str, what: str) -> list[Heard]:
    """Leave out what is not needed to get the same fault in a new conversation: large pieces first, then small ones."""
    talks, chats = Talks(), count()
    kept = list(done)
    size = len(kept) // 2
    while size and next(chats) < _MOST_TRIES:
        for place in range(0, len(kept), size):
            without = [*kept[:place], *kept[place + size :]]
            if _fault_of(talks, str(next(chats)), without, language) == what:
                kept = without
                break
        else:
            size //= 2
    return kept


def _fault_of(talks: Talks, chat: str, done: Sequence[Heard], language: str) -> str:
    state = talks.new_state(language)
    for heard in done:
        state, wrong = talks.turn(chat, heard, language)
        if wrong:
            return wrong
    return talks.bring_to_the_end(chat, state, language)
