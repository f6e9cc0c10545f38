"""Why an organisation is suggested and what a group still misses, in plain sentences."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from pydantic import Field

from knowledge.call_model import partner_group
from knowledge.content import Content, read_model
from knowledge.format import date_text, listing
from knowledge.languages import Language, Texts
from knowledge.matching.profile import Profile
from knowledge.matching.question import Kind, Reason
from knowledge.matching.ranking import Barrier, Match
from knowledge.matching.standing import Standing
from knowledge.matching.team import Gap
from knowledge.matching.weights import priors
from knowledge.vocabulary import Facet, vocabulary


class _ReasonTexts(Content):
    name: Texts | None = None
    one: Texts
    many: Texts | None = None
    likely: Texts | None = None


class _ScoreTexts(Content):
    title: Texts
    point: Texts
    points: Texts
    part: Texts
    total: Texts
    without: Texts
    item: Texts
    likely: Texts
    stale: Texts
    never: Texts
    choice: Texts


class _GapTexts(Content):
    capacities: Texts
    unconfirmed: Texts
    own_needs: Texts
    needs: Texts
    partner_groups: Texts
    no_lead: Texts
    unknown_lead: Texts
    closed: Texts


class _FillTexts(Content):
    has: Texts
    likely: Texts
    perhaps: Texts
    group: Texts


class _StandingTexts(Content):
    barriers: dict[Barrier, Texts]
    nothing: Texts
    first: Texts
    place: Texts
    fits: Texts
    best: Texts
    more: Texts


class _Words(Content):
    capacity: dict[str, Texts]
    theme: dict[str, Texts]
    target_group: dict[str, Texts]
    group: dict[str, Texts]


class _Sentences(Content):
    reasons_shown: int = Field(ge=1)
    terms_shown: int = Field(ge=1)
    more: Texts
    reasons: dict[Kind, _ReasonTexts]
    order: Texts
    stale: Texts
    score: _ScoreTexts
    standing: _StandingTexts
    gap: _GapTexts
    fill: _FillTexts
    words: _Words


@cache
def _texts() -> _Sentences:
    return read_model(Path(__file__).with_name("reasons.yml"), _Sentences)


def sentences(match: Match, language: Language) -> list[str]:
    """Return the strongest reasons for a suggestion, strongest first.

    Each item is one reason in one to three short sentences; long lists of terms are cut off with "and more". Behind
    them it says so when all of it was confirmed too long ago to be sure.
    """
    texts = _texts()
    shown = match.reasons[: texts.reasons_shown]
    return [*(_sentence(reason, language, texts.terms_shown) for reason in shown), *_stale(match.profile, language)]


def _stale(profile: Profile, language: Language) -> list[str]:
    """Return when an organisation was last confirmed, when that is too long ago to be sure."""
    if not profile.stale or profile.confirmed is None:
        return []
    return [_texts().stale[language].format(day=date_text(profile.confirmed, language))]


def order_sentence(language: Language) -> str:
    """Return what to say above a list made by `mixing.mixed`: points alone do not decide its order."""
    return _texts().order[language]


def newcomer_sentence(language: Language) -> str:
    """Return what to say of an organisation that is new in the directory; it may have got its place for that."""
    return _texts().reasons["new"].one[language]


def whole_score(match: Match, language: Language) -> str:
    """Return the whole score in plain words: every part with its points, the sum, and what was not counted."""
    score = _texts().score
    parts = [
        score.part[language].format(points=_points(reason.points, language), sentence=_sentence(reason, language, None))
        for reason in match.reasons
    ]
    lines = [
        score.title[language].format(name=match.profile.name),
        *parts,
        score.total[language].format(points=_points(match.score, language)),
    ]
    without = [score.item[language].format(name=name) for name in _names_without_points(match, language)]
    if without:
        lines += [score.without[language], *without]
    if any(reason.values.get("inferred") and reason.kind != "guess" for reason in match.reasons):
        lines.append((score.stale if match.profile.stale else score.likely)[language])
    return "\n".join([*lines, *_stale(match.profile, language), score.never[language], score.choice[language]])


def standing_sentences(standing: Standing, language: Language) -> list[str]:
    """Return why an organisation is not suggested, or where it stands, what fits and what the best has more."""
    texts, name = _texts().standing, standing.profile.name
    if standing.barriers:
        return [texts.barriers[barrier][language].format(name=name) for barrier in standing.barriers]
    if standing.match is None:
        return [texts.nothing[language].format(name=name)]
    own = _points(standing.match.score, language)
    fits = [texts.fits[language], *(f"- {sentence}" for sentence in sentences(standing.match, language))]
    if standing.best is None:
        return [texts.first[language].format(name=name, points=own), *fits]
    best = standing.best
    return [
        texts.place[language].format(name=name, points=own, place=standing.place, count=standing.count),
        *fits,
        texts.best[language].format(best=best.profile.name, points=_points(best.score, language)),
        *(
            texts.more[language].format(points=_points(more, language), sentence=_sentence(reason, language, None))
            for reason, more in standing.ahead[: _texts().reasons_shown]
        ),
    ]


def gap_sentences(gap: Gap, language: Language) -> list[str]:
    """Return what a group still misses for a call; or one item that says nothing is missing.

    One item per kind; for what members seek themselves, one item per member, with its name.
    """
    return list(_gap_sentences(gap, language)) or [_texts().gap.closed[language]]


def _gap_sentences(gap: Gap, language: Language) -> Iterator[str]:
    texts = _texts().gap
    for text, terms in (
        (texts.capacities, gap.capacities),
        (texts.unconfirmed, gap.unconfirmed),
    ):
        if terms:
            yield text[language].format(terms=_list("offer", terms, language, None))
    for need in gap.needs:
        text = texts.own_needs if need.own else texts.needs
        yield text[language].format(name=need.name, terms=_list("need", need.capacities, language, None))
    if gap.partner_groups:
        yield texts.partner_groups[language].format(group=groups(gap.partner_groups, language))
    if gap.lead_partner is None:
        yield texts.unknown_lead[language]
    elif not gap.lead_partner:
        yield texts.no_lead[language]


def fill_sentences(match: Match, gap: Gap, language: Language) -> list[str]:
    """Return what an organisation would add to a group that still misses something, one item per kind."""
    return list(_fill_sentences(match, gap, language))


def _fill_sentences(match: Match, gap: Gap, language: Language) -> Iterator[str]:
    profile, texts = match.profile, _texts().fill
    if partner_group(profile.type) in gap.partner_groups:
        yield texts.group[language].format(group=groups((partner_group(profile.type),), language))
    missing = gap.sought.union(gap.capacities)
    inferred = profile.inferred_terms("offer")
    estimated = frozenset[str]() if profile.offers else priors().likely(profile.type)
    for text, terms in (
        (texts.has, profile.offers - inferred),
        (texts.likely, inferred),
        (texts.perhaps, estimated),
    ):
        if terms & missing:
            yield text[language].format(terms=_list("offer", sorted(terms & missing), language, None))
    if gap.lead_partner is not True:
        yield from (_sentence(reason, language, None) for reason in match.reasons if reason.kind == "lead")


def groups(ids: Iterable[str], language: Language) -> str:
    """Return partner groups as one list in a sentence."""
    words = _texts().words.group
    return listing((words[group][language] for group in ids), language)


def _sentence(reason: Reason, language: Language, most: int | None) -> str:
    """Write one reason, with at most so many terms (None: all)."""
    texts = _texts().reasons[reason.kind]
    facts = reason.values
    terms = facts.get("terms", ())
    text = texts.one
    if facts.get("inferred") and texts.likely:
        text = texts.likely
    elif len(terms) > 1 and texts.many:
        text = texts.many
    return text[language].format(
        terms=_list(facts["facet"], terms, language, most) if terms else "",
        place=facts.get("place", ""),
        group=groups((facts["group"],), language) if "group" in facts else "",
        words=listing(facts.get("words", ()), language),
        plan=facts["plan"][language] if "plan" in facts else "",
    )


def _points(points: int, language: Language) -> str:
    score = _texts().score
    return (score.point if points == 1 else score.points)[language].format(points=points)


def _names_without_points(match: Match, language: Language) -> list[str]:
    """Return what brought no points, each name once: the three kinds of nearness are one to the reader."""
    names = {kind: text.name[language] for kind, text in _texts().reasons.items() if text.name}
    with_points = {names.get(reason.kind) for reason in match.reasons}
    return [name for name in dict.fromkeys(names.values()) if name not in with_points]


def _list(facet: str, terms: Sequence[str], language: Language, most: int | None) -> str:
    words = [word(facet, term, language) for term in terms]
    if most is not None and len(words) > most:
        words = [*words[:most], _texts().more[language]]
    return listing(words, language)


def word(facet: str, term: str, language: Language) -> str:
    """Return a term as it reads in the middle of a sentence."""
    words = _texts().words
    kind: Facet
    match facet:
        case "theme":
            kind, own = "theme", words.theme
        case "target_group":
            kind, own = "target_group", words.target_group
        case _:  # what is offered and what is needed are both capacities
            kind, own = "capacity", words.capacity
    if term in own:
        return own[term][language]
    label = vocabulary().label(kind, term, language)
    abbreviation = label[1:2].isupper()
    return label if abbreviation else label[:1].lower() + label[1:]
