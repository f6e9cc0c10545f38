"""`coalitiewijzer directory exposure`."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from pydantic_core import to_jsonable_python

from bot.commands.database import opened
from bot.commands.outcome import guarded, refuse, say
from bot.settings import Settings
from flows.services.directory import Directory
from flows.services.exposure_report import ExposureReport, report
from flows.services.exposure_simulation import Simulation, simulate
from knowledge.areas import areas
from knowledge.call_model import Call
from knowledge.format import listing, number
from storage import calls


def exposure(settings: Settings, code: str | None, askers: int, seed: int, *, as_json: bool) -> int:
    """Tell how often organisations were shown and chosen, for each call or for one; returns the exit code.

    Args:
        settings: the settings.
        code: the call; None for all.
        askers: when more than 0, what a simulation with so many askers gives is told instead.
        seed: of the simulation.
        as_json: print one JSON object a call.
    """

    def command() -> int:
        now, directory = datetime.now(UTC), Directory(areas())
        with opened(settings) as database, database.snapshot() as session:
            everything = [Call.model_validate(record.content) for record in calls.all(session)]
            wanted = [call for call in everything if code in (None, call.code)]
            if not wanted:
                return _no_such_call(code, everything)
            for call in wanted:
                told = (
                    simulate(session, directory, call, now, askers, seed)
                    if askers
                    else report(session, directory, call, now)
                )
                say(
                    json.dumps(to_jsonable_python(told), ensure_ascii=False)
                    if as_json
                    else "\n".join(_lines(call.code, told))
                )
        return 0

    return guarded(command)


def _no_such_call(code: str | None, everything: list[Call]) -> int:
    if not everything:
        return refuse("there is no call yet. Add one with coalitiewijzer call import FILE and try again.")
    return refuse(f"there is no call {code}. Use {listing([call.code for call in everything], 'en')}.")


def _lines(code: str, told: ExposureReport | Simulation | None) -> Iterator[str]:
    yield f"Call: {code}"
    if told is None:
        yield "Fewer than two organisations may be suggested, so that nobody finds a partner. Add organisations first."
    else:
        yield from _report(told) if isinstance(told, ExposureReport) else _simulation(told)


def _report(told: ExposureReport) -> Iterator[str]:
    rules = told.rules
    yield f"Conversations in which somebody was shown: {_whole(told.conversations)}"
    yield f"Organisations that may be suggested: {_whole(told.organisations)} ({_whole(told.newcomers)} newcomers)"
    yield f"Organisations shown: {_whole(told.organisations_shown)}, together {_whole(told.shown)} times"
    yield f"Chosen: {_whole(told.chosen)} times"
    yield f"Shown most{':' if told.most_shown else ': nobody yet'}"
    for one in told.most_shown:
        yield f"  {one.shown} times, chosen {one.chosen} times: {one.name}"
    yield f"Never shown: {_whole(told.never_shown)}{_names(told.never_shown_names, told.never_shown)}"
    yield f"Concentration (Gini): {told.gini:.3f}; spread as evenly as can be it would be {told.least_gini:.3f}"
    yield (
        f"Rules: margin {rules.margin_pct}% of the points; cap {rules.cap} conversations more than others that fit"
        f" about as well; a newcomer in each {rules.newcomer_each} places (0 is none)"
    )


def _names(names: tuple[str, ...], of: int) -> str:
    return f" ({'; '.join(names)}{'; ...' if of > len(names) else ''})" if names else ""


def _simulation(told: Simulation) -> Iterator[str]:
    yield (
        f"Simulated: {_whole(told.askers)} organisations of the directory ask one after the other, and each sees"
        f" {told.places} of the {_whole(told.organisations)} that may be suggested"
    )
    yield f"{'':34}{'by score':>10}{'fair':>10}"
    before, after = told.by_score, told.fair
    rows = (
        ("Concentration (Gini)", f"{before.gini:.3f}", f"{after.gini:.3f}"),
        ("Organisations shown", _whole(before.organisations_shown), _whole(after.organisations_shown)),
        ("Times that the first was shown", _whole(before.most), _whole(after.most)),
        ("Newcomers shown", _whole(before.newcomers_shown), _whole(after.newcomers_shown)),
        ("Places of newcomers", f"{before.newcomer_pct:.1f}%", f"{after.newcomer_pct:.1f}%"),
        ("Points, of the most possible", f"{before.fit_pct:.1f}%", f"{after.fit_pct:.1f}%"),
    )
    for name, one, other in rows:
        yield f"{name:34}{one:>10}{other:>10}"
    yield f"Spread as evenly as can be, the Gini would be {told.least_gini:.3f}"
    yield f"Cost of fairness in fit: {told.cost_pct:.1f}%; in the list that it costs most {told.greatest_cost_pct:.1f}%"


def _whole(count: int) -> str:
    return number(count, "en")
