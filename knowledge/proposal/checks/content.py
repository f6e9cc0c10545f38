"""Rules about what is written: is it there, is it clear, is it plain."""

from knowledge.languages import Language
from knowledge.proposal.checks.hit import Draft, Hit, Hits, Value
from knowledge.proposal.checks.quoting import shortened
from knowledge.proposal.own_words import by_answer
from knowledge.proposal.parts import Outcome, same
from knowledge.proposal.wording import hard_words, has_moment, has_number, long_sentences, says_what_changes

_WORDS_OF_OTHERS = frozenset({"other_costs", "other_income"})
"""Answers in which names stand more than sentences: their language is not judged."""


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
    """V15: each result says how many and when, and who measures it where it is told with details."""
    members = {same(partner.name) for partner in draft.proposal.members}
    for result in draft.proposal.results:
        if not result.text:
            continue
        lacks = _lacks(result, draft.proposal.language)
        if _has_details(result):
            if lacks:
                yield Hit("lacks", {"result": shortened(result.text), "parts": lacks})
            if result.owner and same(result.owner) not in members:
                yield Hit("stranger", {"result": shortened(result.text), "owner": result.owner})
        elif case := "_and_".join(part for part in lacks if part != "measurer"):
            yield Hit(case, {"result": shortened(result.text)})


def _has_details(result: Outcome) -> bool:
    """Whether more was told than the result itself."""
    return bool(result.indicator or result.baseline or result.target or result.how or result.when or result.owner)


def _lacks(result: Outcome, language: Language) -> tuple[str, ...]:
    """What nobody can tell from a result, in its words or in its details."""
    told = f"{result.text} {result.indicator} {result.target}"
    there = {
        "number": has_number(told, language),
        "moment": result.when is not None or has_moment(told, language),
        "measurer": bool(result.owner),
    }
    return tuple(part for part, known in there.items() if not known)


def language_is_plain(draft: Draft) -> Hits:
    """V20: short sentences and words that people know (Dutch B1); each hard word is named once."""
    proposal = draft.proposal
    if proposal.language != "nl":
        return
    named: set[str] = set()
    for slot, text in by_answer(proposal).items():
        if slot in _WORDS_OF_OTHERS:
            continue
        sentences = long_sentences(text)
        if sentences:
            values: dict[str, Value] = {"field": slot, "count": len(sentences), "sentence": shortened(sentences[0])}
            yield Hit("one_long_sentence" if len(sentences) == 1 else "long_sentences", values, slot)
        for word, plain in hard_words(text, proposal.language):
            if plain not in named:
                named.add(plain)
                yield Hit("hard_word", {"field": slot, "word": word, "plain": plain}, slot)
