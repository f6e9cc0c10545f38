"""How fast a turn is: a whole conversation, over and over, each turn committed to a SQLite file."""

import resource
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from rich.progress import Progress

from bot.app import build, load_demo
from bot.bench.groups import fill
from bot.conversation import Incoming
from bot.notices import AT_ONCE, deliver_due
from bot.settings import Settings
from flows.engine.turns import Heard
from flows.services import playing
from flows.services.calls import demo_calls
from flows.services.context import DUTCH_TIME
from knowledge.content import read_yaml
from storage import coalitions as groups
from storage import revisions

_DIALOGUE = Path(__file__).with_name("dialogue.yml")
_PARTNER = Path(__file__).with_name("partner.yml")
_CHANNEL = "bench"


def dialogue(today: date) -> list[str]:
    """Give what an organisation types, with days that suit the example call as it is open today."""
    return _lines(_DIALOGUE, today)


def _lines(file: Path, today: date) -> list[str]:
    """Read what somebody types, with days that suit the example call."""
    (call,) = demo_calls(today)
    start = call.project_start + timedelta(days=90)
    days = {
        "start": start,
        "later": start + timedelta(days=30),
        "earlier": start + timedelta(days=300),
        "end": start + timedelta(days=360),
    }
    written = {name: f"{day:%d-%m-%Y}" for name, day in days.items()}
    return [line.format(**written) for line in read_yaml(file)]


def bench_turns(conversations: int, coalitions: int | None = None) -> dict[str, float | int]:
    """Run the conversation a number of times and measure each turn: update in, replies in the outbox, committed.

    Making the documents is one of the turns.

    Args:
        conversations: how often.
        coalitions: how many coalitions of others there are already; after each conversation a partner is then invited,
            who comes in and tells a contribution. None for neither.

    Returns:
        turns; turns_per_second; median_ms and p95_ms of one turn; max_ms; rss_mb: the most memory (MiB). With
        coalitions also together_median_ms and together_p95_ms: of the turns of the partner and of who invites, with
        what each leaves for the other; news_ms: how long it takes to bring such news, the median; fill_s: how long it
        took to write the coalitions; file_mb: how large the database is (MiB).
    """
    today = datetime.now(DUTCH_TIME).date()
    with TemporaryDirectory() as folder, Progress(transient=True) as progress:
        measured = _Measured(Path(folder) / "bench.db", coalitions or 0)
        task = progress.add_task("conversations", total=conversations)
        for number in range(conversations):
            measured.alone += measured.says(str(number), dialogue(today))
            if coalitions is not None:
                _together(measured, str(number), today)
            progress.advance(task)
        return measured.figures(several=coalitions is not None)


class _Measured:
    """A program on a database of its own, whose turns are measured.

    Args:
        file: the database.
        coalitions: how many there are before.
    """

    def __init__(self, file: Path, coalitions: int) -> None:
        self._file = file
        settings = Settings(database_url=f"sqlite:///{file}")
        self.talk = build(settings)
        load_demo(self.talk)
        start = perf_counter()
        if coalitions:
            (call,) = demo_calls(datetime.now(DUTCH_TIME).date())
            with self.talk.database.transaction() as session:
                fill(session, coalitions, call.code)
            self.talk.database.close()
            self.talk = build(settings)
        self._filled = perf_counter() - start
        self._updates = count()
        self.alone: list[float] = []
        self.together: list[float] = []
        self.news: list[float] = []

    def says(self, chat: str, lines: Iterable[str], given: Mapping[str, Any] | None = None) -> list[float]:
        """Run a turn a line, the first with these slots filled; gives how long each took."""
        took = []
        for line in lines:
            incoming = Incoming(_CHANNEL, chat, f"{next(self._updates)}-u", Heard(line), given=given or {})
            given = None
            start = perf_counter()
            self.talk.turn(incoming, datetime.now(UTC))
            took.append(perf_counter() - start)
        return took

    def deliver(self) -> None:
        """Bring the news of all chats."""
        start = perf_counter()
        deliver_due(self.talk, _CHANNEL, datetime.now(UTC), AT_ONCE)
        self.news.append(perf_counter() - start)

    def figures(self, *, several: bool) -> dict[str, float | int]:
        """Give what was measured, and close the database."""
        self.talk.database.close()
        took = self.alone + self.together
        return {
            "turns": len(took),
            "turns_per_second": round(len(took) / sum(took), 1),
            "median_ms": round(median(self.alone) * 1000, 3),
            "p95_ms": round(quantiles(self.alone, n=20)[-1] * 1000, 3),
            "max_ms": round(max(took) * 1000, 3),
            "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
            **(self._with_several() if several else {}),
        }

    def _with_several(self) -> dict[str, float]:
        """Give what was measured of several chats."""
        return {
            "together_median_ms": round(median(self.together) * 1000, 3),
            "together_p95_ms": round(quantiles(self.together, n=20)[-1] * 1000, 3),
            "news_ms": round(median(self.news) * 1000, 3),
            "fill_s": round(self._filled, 1),
            "file_mb": round(self._file.stat().st_size / 2**20, 1),
        }


def _together(measured: _Measured, chat: str, today: date) -> None:
    """Let who made a plan invite a partner, who comes in and tells a contribution."""
    name = f"Buren van trap {chat}"
    measured.together += measured.says(chat, [f"nodig uit {name}", "1"])
    with measured.talk.database.transaction() as session:
        (partner,) = playing.called(session, name)
        given = playing.begin(session, partner, _CHANNEL, f"{chat}-partner", datetime.now(UTC))
    for line in _lines(_PARTNER, today):
        measured.together += measured.says(f"{chat}-partner", [line], given)
        given = {}
        measured.deliver()
    measured.together += measured.says(chat, ["overslaan", "stand"])
    with measured.talk.database.snapshot() as session:
        (joined,) = (one for one in groups.of_organisation(session, partner))
        if not revisions.history(session, joined.id, partner, "contribution"):
            raise AssertionError("the partner did not come to its contribution")
