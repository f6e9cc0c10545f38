"""One question to the directory: who asks, for what, and what every fact about a candidate brings.

The rules stand here once. `ranking` applies them to whole columns of the index to find the best rows, and to the
few profiles it shows to say why. Both add up the same whole points, so the reasons always equal the score.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, NamedTuple, TypedDict

import numpy as np

from knowledge.areas import Area, AreaTree
from knowledge.call_model import partner_group
from knowledge.languages import Texts
from knowledge.matching.evidence import Evidence
from knowledge.matching.profile import Profile, Wish
from knowledge.matching.weights import Share, Weights, priors

TermKind = Literal["they_have", "we_have", "call_asks", "shared_theme", "call_theme", "shared_group", "guess"]
NearKind = Literal["near_same", "near_overlap", "near_municipality"]
PastKind = Literal["like_plan", "other_plan", "past"]
Kind = TermKind | NearKind | PastKind | Literal["partner_group", "lead", "other_type", "text", "new", "small"]

WORDS_SHOWN = 3
UNKNOWN_TYPE = "overig"  # says only what an organisation is not, so nothing follows from it


class Facts(TypedDict, total=False):
    """What a reason rests on, in plain JSON values; which of them it has depends on its kind.

    Attributes:
        facet: the candidate's facet that `terms` belong to.
        terms: ids of the terms that brought the points, sorted.
        inferred: the fact is not confirmed.
        area: the id of the area that both share.
        place: the name of that area.
        group: the partner group that the candidate counts for.
        type: the candidate's type.
        words: words of the call that the candidate uses too.
        plan: the name of the past plan that says most.
    """

    facet: str
    terms: tuple[str, ...]
    inferred: bool
    area: str
    place: str
    group: str
    type: str
    words: tuple[str, ...]
    plan: Texts


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a score.

    Attributes:
        kind: which rule it comes from.
        points: whole points, more than 0.
        values: the facts it rests on.
    """

    kind: Kind
    points: int
    values: Facts


class Traits(NamedTuple):
    """What is the same for many organisations, so that its points are counted once for all of them.

    Attributes:
        silent: it told nothing about what it offers.
    """

    type: str
    legal_person: bool | None
    willing: bool
    small: bool
    new: bool
    silent: bool

    @classmethod
    def of(cls, profile: Profile) -> "Traits":
        """Return the traits of an organisation."""
        return cls(
            type=profile.type,
            legal_person=profile.legal_person,
            willing=profile.willing,
            small=profile.small,
            new=profile.new,
            silent=not profile.offers,
        )


@dataclass(frozen=True, slots=True)
class TermPart:
    """A rule about the terms of one facet.

    Attributes:
        facet: the candidate's facet: "theme", "target_group", "offer" or "need".
        wanted: the terms that bring points.
        share: their worth.
    """

    kind: TermKind
    facet: str
    wanted: frozenset[str]
    share: Share


class Near(NamedTuple):
    """How near a candidate's area is, and what both share."""

    kind: NearKind
    area: Area


@dataclass(frozen=True, slots=True)
class Question:
    """Who asks for what.

    Attributes:
        term_parts: the rules about terms that can bring points to this asker.
        themes: a candidate must work on one of these; none when neither asker nor call names a theme.
        areas: a candidate must be active in one of these, expanded up and down the tree; None when no area is
            known, which leaves nobody out.
        near: how near each area is to where the asker works; areas further away are absent.
        evidence: what texts and past plans say; None where that is not asked or not known.
    """

    asker: Profile
    wish: Wish
    weights: Weights
    term_parts: tuple[TermPart, ...]
    themes: frozenset[str]
    areas: frozenset[str] | None
    near: Mapping[str, Near]
    evidence: Evidence | None = None

    @classmethod
    def build(cls, asker: Profile, wish: Wish, tree: AreaTree, weights: Weights) -> "Question":
        """Work out what this asker and this call want.

        Raises:
            KeyError: an area of the asker or the call is not in the tree.
        """
        places = wish.areas or asker.areas
        allowed = frozenset[str]().union(*(tree.within(area) for area in places)) if places else None
        return cls(
            asker=asker,
            wish=wish,
            weights=weights,
            term_parts=tuple(_term_parts(asker, wish, weights)),
            themes=asker.themes | wish.themes,
            areas=allowed,
            near=_nearness(asker.areas, tree),
        )

    def instead(self, asker: Profile, wish: Wish) -> "Question":
        """Return the same question for an asker and a call that differ only in capacities, groups or lead partner."""
        return replace(self, asker=asker, wish=wish, term_parts=tuple(_term_parts(asker, wish, self.weights)))

    @property
    def fresh_since(self) -> date | None:
        """The first day of which a confirmation is still sure; None where the day of the question is not known."""
        return self.weights.fresh_since(self.wish.when) if self.wish.when else None

    def seen(self, profile: Profile) -> Profile:
        """Return an organisation as it counts on the day of the question."""
        return profile.known_since(self.fresh_since)

    def reasons(self, profile: Profile) -> tuple[Reason, ...]:
        """Return every part of an organisation's score, most points first; equal points in the rules' order."""
        parts = [
            *self.of_terms(profile),
            *self.of_traits(Traits.of(profile)),
            *self.of_areas(profile),
            *self.of_evidence(profile),
        ]
        return tuple(sorted(parts, key=lambda reason: -reason.points))

    def of_terms(self, profile: Profile) -> Iterator[Reason]:
        """Yield a part per rule about terms: one for confirmed, one for inferred terms."""
        for part in self.term_parts:
            found = profile.terms(part.facet) & part.wanted
            inferred = found & profile.inferred_terms(part.facet)
            confirmed = found - inferred
            yield from _terms_reason(part, confirmed, part.share.worth(len(confirmed)), inferred=False)
            extra = self.weights.unconfirmed_worth(part.share, len(confirmed), len(inferred))
            yield from _terms_reason(part, inferred, extra, inferred=True)

    def of_traits(self, traits: Traits) -> Iterator[Reason]:
        """Yield the parts that follow from type, legal form, size and newness."""
        weights = self.weights
        group = partner_group(traits.type)
        if group in self.wish.partner_groups and group != partner_group(self.asker.type):
            yield Reason("partner_group", weights.partner_group, {"group": group})
        if self._can_lead_for_us(traits):
            yield Reason("lead", weights.lead, {})
        if traits.type != self.asker.type and UNKNOWN_TYPE not in {traits.type, self.asker.type}:
            yield Reason("other_type", weights.other_type, {"type": traits.type})
        if traits.silent:
            wanted = self.asker.needs | (self.wish.capacities - self.asker.offers)
            terms = wanted & priors().likely(traits.type)
            part = TermPart("guess", "offer", wanted, weights.guess)
            yield from _terms_reason(part, terms, weights.guess.worth(len(terms)), inferred=True)
        if traits.new:
            yield Reason("new", weights.new, {})
        if traits.small:
            yield Reason("small", weights.small, {})

    def of_area(self, area: str, *, inferred: bool) -> Reason | None:
        """Return the part for one area in which a candidate works, if it is near the asker."""
        near = self.near.get(area)
        if near is None:
            return None
        full: int = getattr(self.weights, near.kind)
        points = self.weights.unsure(full) if inferred else full
        if not points:
            return None
        return Reason(near.kind, points, Facts(area=near.area.id, place=near.area.name, inferred=inferred))

    def of_areas(self, profile: Profile) -> Iterator[Reason]:
        """Yield the part for the best of a candidate's areas; only that one counts."""
        inferred = profile.inferred_terms("area")
        found = [self.of_area(area, inferred=area in inferred) for area in sorted(profile.areas)]
        yield from sorted((reason for reason in found if reason), key=lambda reason: -reason.points)[:1]

    def of_evidence(self, profile: Profile) -> Iterator[Reason]:
        """Yield the parts that follow from texts, from past plans and from working together before."""
        evidence = self.evidence
        row = evidence.row(profile.id) if evidence else None
        together = profile.id in self.asker.past_partners or self.asker.id in profile.past_partners
        if evidence and row is not None:
            rows = np.asarray([row])
            if points := int(evidence.text(rows)[0]):
                yield Reason("text", points, Facts(words=evidence.words(profile, WORDS_SHOWN)))
            if points := int(evidence.plans(rows)[0]):
                plan = evidence.best_plan(profile.id)
                kind: PastKind = "like_plan" if evidence.alike[plan] else "other_plan"
                yield Reason(kind, points, Facts(plan=evidence.record.history.name(plan)))
            together = together or bool(evidence.worked_together(rows)[0])
        if together and self.weights.past:
            yield Reason("past", self.weights.past, {})

    def _can_lead_for_us(self, traits: Traits) -> bool:
        wish = self.wish
        needed = wish.lead_must_be_legal and not wish.accepts_lead(self.asker)
        return needed and traits.legal_person is True and traits.type not in wish.lead_excluded_types


def _term_parts(asker: Profile, wish: Wish, weights: Weights) -> Iterator[TermPart]:
    """Yield the rules that can bring points; a rule that wants no terms is left out."""
    parts = (
        TermPart("they_have", "offer", asker.needs, weights.they_have),
        TermPart("call_asks", "offer", wish.capacities - asker.offers - asker.needs, weights.call_asks),
        TermPart("we_have", "need", asker.offers, weights.we_have),
        TermPart("shared_theme", "theme", asker.themes, weights.shared_theme),
        TermPart("call_theme", "theme", wish.themes - asker.themes, weights.call_theme),
        TermPart("shared_group", "target_group", asker.target_groups, weights.shared_group),
    )
    return (part for part in parts if part.wanted)


def _nearness(areas: frozenset[str], tree: AreaTree) -> dict[str, Near]:
    """Say for each area near the asker how near it is; where the asker works in several, the nearest counts.

    Overlapping areas are named by the smaller of the two: of a whole city and a neighbourhood, the neighbourhood.
    """
    near: dict[str, Near] = {}
    for municipality in sorted({tree.municipality(area).id for area in areas}):
        for area in tree.within(municipality):
            near[area] = Near("near_municipality", tree.area(municipality))
    for own in sorted(areas, reverse=True):
        for area in tree.within(own):
            near[area] = Near("near_overlap", tree.area(own if _is_below(own, area, tree) else area))
    for own in areas:
        if tree.area(own).kind != "municipality":
            near[own] = Near("near_same", tree.area(own))
    return near


def _is_below(area: str, other: str, tree: AreaTree) -> bool:
    """Tell whether the first area is part of the second, other than itself."""
    above = tree.area(area).parent
    while above is not None:
        if above == other:
            return True
        above = tree.area(above).parent
    return False


def _terms_reason(part: TermPart, terms: frozenset[str], points: int, *, inferred: bool) -> Iterator[Reason]:
    if terms and points:
        facts = Facts(facet=part.facet, terms=tuple(sorted(terms)), inferred=inferred)
        yield Reason(part.kind, points, facts)
