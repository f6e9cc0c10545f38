"""`coalitiewijzer bench ...`: runs a measurement and prints its figures."""

import json
from collections.abc import Callable, Mapping

from bot.bench.bad_file import BadFile
from bot.commands.outcome import guarded, refuse, say

Figures = Mapping[str, object]


def show(measure: Callable[[], Figures], *, as_json: bool) -> int:
    """Measure and print the figures.

    Args:
        measure: gives the figures; where things can go wrong, "good" tells whether all is well.
        as_json: print one JSON object, else a line for each figure.

    Returns:
        The exit code: 1 when all is not well, or a file with data cannot be used.
    """

    def command() -> int:
        figures = measure()
        say(json.dumps(figures) if as_json else "\n".join(f"{name}: {value}" for name, value in figures.items()))
        return 0 if figures.get("good", True) else 1

    try:
        return guarded(command)
    except BadFile as error:
        refuse(str(error))
        return 1
