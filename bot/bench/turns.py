"""How fast a turn is: a whole conversation, over and over, each turn committed to a SQLite file."""

import resource
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from rich.progress import Progress

from bot.app import build, load_demo
from bot.conversation import Incoming
from bot.settings import Settings
from flows.engine.turns import Heard
from flows.services.calls import demo_calls
from flows.services.context import DUTCH_TIME
from knowledge.content import read_yaml

_DIALOGUE = Path(__file__).with_name("dialogue.yml")


def dialogue(today: date) -> list[str]:
    """Give what an organisation types, with days that suit the example call as it is open today."""
    (call,) = demo_calls(today)
    start = call.project_start + timedelta(days=90)
    days = {
        "start": start,
        "later": start + timedelta(days=30),
        "earlier": start + timedelta(days=300),
        "end": start + timedelta(days=360),
    }
    written = {name: f"{day:%d-%m-%Y}" for name, day in days.items()}
    return [line.format(**written) for line in read_yaml(_DIALOGUE)]


def bench_turns(conversations: int) -> dict[str, float | int]:
    """Run the conversation a number of times and measure each turn: update in, replies in the outbox, committed.

    Making the documents is one of the turns.

    Returns:
        turns; turns_per_second; median_ms and p95_ms of one turn; max_ms; rss_mb: the most memory (MiB).
    """
    lines = dialogue(datetime.now(DUTCH_TIME).date())
    took: list[float] = []
    with TemporaryDirectory() as folder, Progress(transient=True) as progress:
        talk = build(Settings(database_url=f"sqlite:///{folder}/bench.db"))
        load_demo(talk)
        task = progress.add_task("turns", total=conversations * len(lines))
        for number in range(conversations):
            for place, line in enumerate(lines):
                incoming = Incoming("bench", str(number), f"{number}-{place}-u", Heard(line))
                start = perf_counter()
                talk.turn(incoming, datetime.now(UTC))
                took.append(perf_counter() - start)
                progress.advance(task)
        talk.database.close()
    return {
        "turns": len(took),
        "turns_per_second": round(len(took) / sum(took), 1),
        "median_ms": round(median(took) * 1000, 3),
        "p95_ms": round(quantiles(took, n=20)[-1] * 1000, 3),
        "max_ms": round(max(took) * 1000, 3),
        "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }
