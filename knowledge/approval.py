"""Whose agreement a change of a plan opens again, and which answer is in which part of it; approval.yml says so."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from knowledge.content import Content, read_model
from knowledge.proposal.changes import Change, between
from knowledge.proposal.fingerprint import fingerprint
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import same

Touched = Literal["everyone", "partner", "helpers", "lead"]
Occasion = Literal["joint", "own", "money", "money_of_nobody", "totals"]


class Rules(Content):
    """What approval.yml says; each value is explained there."""

    touches: Mapping[Occasion, tuple[Touched, ...]]
    answers: Mapping[str, str]
    contribution: Mapping[str, str]
    not_asked: tuple[str, ...]
    most_letters: int = Field(gt=0)
    most_changes: int = Field(gt=0)
    most_shown: int = Field(gt=0)


@cache
def rules() -> Rules:
    """Give the rules.

    Raises:
        ContentError: approval.yml is wrong.
    """
    return read_model(Path(__file__).with_name("approval.yml"), Rules)


def section_of(answer: str) -> str:
    """Name the part of a plan in which an answer stands."""
    return rules().answers.get(answer, answer)


def touched(old: Proposal, new: Proposal) -> frozenset[str]:
    """Tell whose agreement to the one version is no agreement to the other, by names as `same` writes them.

    An agreement to `old` is one to `new` for exactly those who are not named here.
    """
    everyone = frozenset(same(partner.name) for plan in (old, new) for partner in plan.partners)
    if fingerprint(old) == fingerprint(new):
        return frozenset()
    found = between(old, new, new.language)
    if not found:  # They differ in something that cannot be told: then nobody agreed to it.
        return everyone
    names: set[str] = set()
    for occasion, whose in _occasions(old, new, found):
        for who in rules().touches[occasion]:
            names |= everyone if who == "everyone" else _named(who, whose, (old, new))
    return frozenset(names)


def touches(old: Proposal, new: Proposal, name: str) -> bool:
    """Tell whether a partner that agreed to the one version has to be asked about the other."""
    return same(name) in touched(old, new)


def _occasions(old: Proposal, new: Proposal, found: tuple[Change, ...]) -> Iterator[tuple[Occasion, str]]:
    """Give on what occasion each change touches somebody, and the partner that it is about."""
    if _totals(old) != _totals(new):
        yield "totals", ""
    for change in found:
        if change.kind == "money" and not change.partner:
            yield "money_of_nobody", ""
        elif change.kind == "own" and not change.partner:  # An activity of which nobody takes care yet.
            yield "joint", ""
        else:
            yield change.kind, change.partner


def _named(who: Touched, whose: str, plans: tuple[Proposal, Proposal]) -> set[str]:
    if who == "partner":
        return {same(whose)}
    if who == "lead":
        return {same(plan.lead.name) for plan in plans if plan.lead}
    old, new = plans
    helping = {same(name) for plan in plans for activity in plan.activities for name in activity.helpers}
    return {name for name in helping if _helped(old, name) != _helped(new, name)}


def _helped(plan: Proposal, name: str) -> list[object]:
    """Give the activities in which a partner helps."""
    return [activity for activity in plan.activities if name in map(same, activity.helpers)]


def _totals(plan: Proposal) -> tuple[int, int, int]:
    return plan.cost_cents, plan.income_cents, plan.requested_cents
