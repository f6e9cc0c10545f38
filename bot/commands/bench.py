"""`coalitiewijzer bench ...`."""

import json
from pathlib import Path

from bot.bench.engine import bench_engine
from bot.bench.fuzz import Fuzz
from bot.bench.partners import bench_partners
from bot.bench.rest import bench_rest
from bot.bench.suggest import BadFile, bench_suggest
from bot.bench.teams import bench_teams
from bot.bench.turns import bench_turns
from bot.commands.outcome import guarded, refuse, say


def turns(conversations: int, *, engine: bool, as_json: bool) -> int:
    """Measure turns and print the figures; returns the exit code."""

    def command() -> int:
        figures = bench_engine(conversations) if engine else bench_turns(conversations)
        say(json.dumps(figures) if as_json else "\n".join(f"{name}: {value}" for name, value in figures.items()))
        return 0

    return guarded(command)


def rest(clients: int, conversations: int, most: int, *, as_json: bool) -> int:
    """Measure turns over HTTP and print the figures; returns the exit code."""

    def command() -> int:
        figures = bench_rest(clients, conversations, most)
        say(json.dumps(figures) if as_json else "\n".join(f"{name}: {value}" for name, value in figures.items()))
        return 0

    return guarded(command)


def fuzz(number: int, seed: int, *, as_json: bool) -> int:
    """Run random conversations and print what came of them; the exit code is 1 when anything went wrong."""

    def command() -> int:
        outcome = Fuzz(number, seed).run()
        figures = {**outcome.to_json(), "seed": seed}
        say(json.dumps(figures) if as_json else "\n".join(f"{name}: {value}" for name, value in figures.items()))
        return 0 if outcome.good else 1

    return guarded(command)


def suggest(data: Path, *, semantic: bool, as_json: bool) -> int:
    """Measure how well free text is understood and print the figures; the exit code is 1 when the file is wrong."""

    def command() -> int:
        figures = bench_suggest(data, semantic=semantic)
        say(json.dumps(figures) if as_json else "\n".join(f"{name}: {value}" for name, value in figures.items()))
        return 0

    try:
        return guarded(command)
    except BadFile as error:
        refuse(str(error))
        return 1


def partners(data: Path, split: str, parts: int, *, seen: bool, as_json: bool) -> int:
    """Predict the partners of real consortia and print the figures; returns the exit code."""

    def command() -> int:
        figures = bench_partners(data, split, parts, seen=seen)
        say(json.dumps(figures) if as_json else "\n".join(f"{name}: {value}" for name, value in figures.items()))
        return 0

    return guarded(command)


def teams(data: Path, organisations: Path, *, as_json: bool) -> int:
    """Compose teams for calls with a known best and print the figures; the exit code is 1 when a file is wrong."""

    def command() -> int:
        figures = bench_teams(data, organisations)
        say(json.dumps(figures) if as_json else "\n".join(f"{name}: {value}" for name, value in figures.items()))
        return 0

    try:
        return guarded(command)
    except BadFile as error:
        refuse(str(error))
        return 1
