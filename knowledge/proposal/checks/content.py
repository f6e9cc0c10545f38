"""Rules about what is written: is it there, is it clear, is it plain."""

from collections.abc import Callable

from knowledge.proposal.checks.hit import Draft, Hit, Hits, Value
from knowledge.proposal.model import Proposal
from knowledge.proposal.wording import hard_words, has_moment, has_number, long_sentences, says_what_changes

QUOTE = 60
"""Longer texts are quoted up to this many characters."""

_PARTS: tuple[tuple[str, str | None, Callable[[Proposal], bool]], ...] = (
    ("title", None, lambda p: bool(p.title)),
    ("problem", "problem", lambda p: bool(p.problem)),
    ("evidence", "evidence", lambda p: any(one.text for one in p.evidence)),
    ("existing", "existing", lambda p: bool(p.existing)),
    ("goal", "change", lambda p: bool(p.goal)),
    ("reach_n", "reach", lambda p: bool(p.reach_n)),
    ("reach_how", "reach", lambda p: bool(p.reach_how)),
    ("resident_roles", "resident_roles", lambda p: bool(p.resident_roles)),
    ("support", "support", lambda p: bool(p.support)),
    ("activities", "activities", lambda p: bool(p.activities)),
    ("period_start", "period", lambda p: p.period.start is not None),
    ("period_end", "period", lambda p: p.period.end is not None),
    ("costs", "costs", lambda p: bool(p.cost_lines())),
    ("income", "income", lambda p: bool(p.income)),
    ("results", "results", lambda p: any(one.text for one in p.results)),
    ("sustain", "sustain", lambda p: bool(p.sustain)),
)
"""Per part: the case in rules.yml, the section of the call that asks it (None: always), and whether it is there."""


def nothing_is_missing(draft: Draft) -> Hits:
    """Every part that the call asks for is filled in; the sentence names the part."""
    proposal = draft.proposal
    sections = draft.call.sections_for(proposal.requested_cents if proposal.income else None)
    for case, section, is_there in _PARTS:
        if (section is None or section in sections) and not is_there(proposal):
            yield Hit(case)


def activities_are_complete(draft: Draft) -> Hits:
    """Every activity has its dates and its costs, be it 0."""
    activities = draft.proposal.activities
    undated = tuple(activity.name for activity in activities if activity.start is None or activity.end is None)
    unpriced = tuple(activity.name for activity in activities if draft.proposal.activity_cents(activity) is None)
    if undated:
        yield Hit("activity_dates", {"activities": undated})
    if unpriced:
        yield Hit("activity_costs", {"activities": unpriced})


def goal_is_clear(draft: Draft) -> Hits:
    """V14: the goal has a target group, and names a change that can be seen."""
    proposal = draft.proposal
    if not proposal.goal:
        return
    if not proposal.target_groups:
        yield Hit("target_group")
    if not says_what_changes(proposal.goal, proposal.language):
        yield Hit("change")


def results_can_be_seen(draft: Draft) -> Hits:
    """V15: each result says how many and when."""
    language = draft.proposal.language
    for result in filter(None, (one.text for one in draft.proposal.results)):
        number, moment = has_number(result, language), has_moment(result, language)
        if not (number and moment):
            case = "moment" if number else "number" if moment else "number_and_moment"
            yield Hit(case, {"result": shortened(result)})


def language_is_plain(draft: Draft) -> Hits:
    """V20: short sentences and words that people know (Dutch B1); each hard word is named once."""
    proposal = draft.proposal
    if proposal.language != "nl":
        return
    named: set[str] = set()
    for slot, text in _free_text(proposal):
        sentences = long_sentences(text)
        if sentences:
            values: dict[str, Value] = {"field": slot, "count": len(sentences), "sentence": shortened(sentences[0])}
            yield Hit("one_long_sentence" if len(sentences) == 1 else "long_sentences", values, slot)
        for word, plain in hard_words(text, proposal.language):
            if plain not in named:
                named.add(plain)
                yield Hit("hard_word", {"field": slot, "word": word, "plain": plain}, slot)


def _free_text(proposal: Proposal) -> tuple[tuple[str, str], ...]:
    """What people wrote in their own words, with the answer it belongs to."""
    activities = (f"{activity.name}\n{activity.output}" for activity in proposal.activities)
    return (
        ("title", proposal.title),
        ("problem", proposal.problem),
        ("evidence", "\n".join(one.text for one in proposal.evidence)),
        ("existing", proposal.existing),
        ("change", proposal.goal),
        ("reach_how", proposal.reach_how),
        ("support", proposal.support),
        ("activities", "\n".join(activities)),
        ("results", "\n".join(one.text for one in proposal.results)),
        ("sustain", proposal.sustain),
    )


def shortened(text: str) -> str:
    """The text on one line, cut at a space where it is longer than `QUOTE` characters."""
    line = " ".join(text.split())
    if len(line) <= QUOTE:
        return line
    head = line[:QUOTE].rpartition(" ")[0] or line[:QUOTE]
    return f"{head} ..."
