"""`coalitiewijzer bench ...`."""

import json

from bot.bench.turns import bench_turns
from bot.commands.outcome import guarded, say


def turns(conversations: int, *, as_json: bool) -> int:
    """Measure turns and print the figures; returns the exit code."""

    def command() -> int:
        figures = bench_turns(conversations)
        say(json.dumps(figures) if as_json else "\n".join(f"{name}: {value}" for name, value in figures.items()))
        return 0

    return guarded(command)
