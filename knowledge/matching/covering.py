"""What a call and an asker ask of a team, and who brings it: for one profile, and for all rows of an index."""

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from knowledge.call_model import partner_group
from knowledge.matching.arrays import Rows
from knowledge.matching.coalition import Cover, Member, Requirement, Rules, Team
from knowledge.matching.index import Index
from knowledge.matching.profile import Applicant, Profile, Wish
from knowledge.matching.question import Question

NO, LIKELY, SURE = 0, 1, 2
"""How sure it is that an organisation brings something."""

Levels = NDArray[np.int8]


def requirements(asker: Profile, wish: Wish, rules: Rules) -> tuple[Requirement, ...]:
    """Return what is asked of a team, in a fixed order."""
    return tuple(_requirements(asker, wish, rules))


def _requirements(asker: Profile, wish: Wish, rules: Rules) -> Iterator[Requirement]:
    for capacity in sorted(wish.capacities):
        yield Requirement("capacity", capacity, rules.several.get(capacity, 1))
    for group in sorted(wish.partner_groups):
        yield Requirement("group", group)
    if wish.lead_must_be_legal or wish.lead_excluded_types:
        yield Requirement("lead", "")
    # What the call asks and the asker lacks, another must bring already.
    for need in sorted(asker.needs - asker.inferred_terms("need") - (wish.capacities - asker.offers)):
        yield Requirement("need", need)


def brings(requirement: Requirement, profile: Profile, wish: Wish) -> int:
    """Tell how sure it is that an organisation brings what is asked."""
    if requirement.kind in {"capacity", "need"}:
        if requirement.term not in profile.offers:
            return NO
        return LIKELY if requirement.term in profile.inferred_terms("offer") else SURE
    return _brings_itself(requirement, profile, wish)


def levels(index: Index, asked: Sequence[Requirement], rows: Rows, question: Question) -> Levels:
    """Return how sure it is that each row brings each thing that is asked, shape (rows, asked)."""
    found = np.zeros((len(rows), len(asked)), dtype=np.int8)
    for place, requirement in enumerate(asked):
        if requirement.kind in {"capacity", "need"}:
            confirmed, inferred = index.count("offer", {requirement.term}, rows, question)
            found[:, place] = SURE * confirmed + LIKELY * inferred
        else:
            found[:, place] = index.traits.look_up(partial(_brings_itself, requirement, wish=question.wish), rows)
    return found


def team_of(
    question: Question, partners: Sequence[tuple[Profile, int]], asked: Sequence[Requirement], rules: Rules
) -> Team:
    """Put partners, each with its points, together with the asker."""
    asker, wish = question.asker, question.wish
    ordered = sorted(partners, key=lambda pair: (-pair[1], pair[0].id))
    covers = []
    for requirement in asked:
        counted = [profile for profile, _ in ordered]
        if requirement.kind != "need":
            counted = [asker, *counted]
        sure, likely = (
            tuple(profile.id for profile in counted if brings(requirement, profile, wish) == level)
            for level in (SURE, LIKELY)
        )
        covers.append(Cover(requirement, sure, likely))
    members = (
        Member(profile.id, profile.name, profile.type, points, profile.id in rules.must) for profile, points in ordered
    )
    return Team(tuple(members), tuple(covers), sum(points for _, points in ordered))


def _brings_itself(requirement: Requirement, applicant: Applicant, wish: Wish) -> int:
    """Tell how sure it is that an organisation is of a group, or may apply, by its type and legal form."""
    if requirement.kind == "group":
        return SURE if partner_group(applicant.type) == requirement.term else NO
    return {True: SURE, None: LIKELY, False: NO}[wish.accepts_lead(applicant)]
