"""A composed coalition in plain sentences: who covers what, what nobody covers, how sure it is, and what else could."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from knowledge.content import Content, read_model
from knowledge.format import listing
from knowledge.languages import Language, Texts
from knowledge.matching.coalition import (
    Alternative,
    Composition,
    Cover,
    Open,
    Problem,
    ProblemCode,
    Requirement,
    RequirementKind,
)
from knowledge.matching.reasons import groups, word

Named = Mapping[str, Texts]


class _Texts(Content):
    """What coalition.yml says."""

    team: Named
    proof: Named
    open: Mapping[RequirementKind, Named]
    nearest: Named
    why: Named
    problem: Mapping[ProblemCode, Texts]
    barred: Named
    alternative: Named
    picture: Named


@cache
def texts() -> _Texts:
    """Return the texts about coalitions.

    Raises:
        ContentError: coalition.yml does not fit.
    """
    return read_model(Path(__file__).with_name("coalition.yml"), _Texts)


def proposal(found: Composition, language: Language) -> list[str]:
    """Return a composed team as paragraphs: who is in it and brings what, how sure it is, what is open, what is wrong.

    Alternatives are told by `alternatives`.
    """
    paragraphs = [table(found, language), _proof(found, language)]
    paragraphs += [_open(found, one, language) for one in found.open]
    paragraphs += [_problem(problem, language) for problem in found.problems]
    return [paragraph for paragraph in paragraphs if paragraph]


def table(found: Composition, language: Language) -> str:
    """Return who brings what as a small table in words: the asker first, then each partner, a line each."""
    own = texts().team
    count = len(found.team.members)
    title = own["one" if count == 1 else "many"] if count else own["alone" if found.open else "nobody"]
    lines = [title[language].format(count=count)]
    lines += [_line(found, number, name, language) for number, name in _names_of(found).items()]
    leads = [cover.sure for cover in found.team.covers if cover.requirement.kind == "lead" and cover.sure]
    lines += [own["lead"][language].format(names=_names(found, sure, language)) for sure in leads]
    if any(cover.likely for cover in found.team.covers if cover.requirement.kind != "lead"):
        lines.append(own["likely_explained"][language])
    return "\n".join(lines)


def alternatives(found: Composition, language: Language) -> list[str]:
    """Return for each other team what it does otherwise than the first."""
    return [_alternative(found, other, language) for other in found.alternatives]


def asked(requirement: Requirement, language: Language) -> str:
    """Return what is asked as it reads in the middle of a sentence."""
    match requirement.kind:
        case "group":
            return groups((requirement.term,), language)
        case "lead":
            return texts().picture["lead"][language]
        case _:
            return word("offer", requirement.term, language)


def _line(found: Composition, number: int, name: str, language: Language) -> str:
    own, asker = texts().team, number == found.asker
    covers = [cover for cover in found.team.covers if number in {*cover.sure, *cover.likely}]
    remarks = [own["asker"][language]] if asker else []
    remarks += [asked(cover.requirement, language) for cover in covers if cover.requirement.kind == "group"]
    named = own["remarks"][language].format(name=name, remarks=", ".join(remarks)) if remarks else name
    brought = dict.fromkeys(
        _brought(cover, number, language) for cover in covers if cover.requirement.kind in {"capacity", "need"}
    )
    other = "nothing" if asker else "part" if covers else "adds"
    return own["line"][language].format(name=named, terms=listing(brought, language) or own[other][language])


def _brought(cover: Cover, number: int, language: Language) -> str:
    term = asked(cover.requirement, language)
    return term if number in cover.sure else texts().team["likely"][language].format(term=term)


def _proof(found: Composition, language: Language) -> str:
    size, proof = len(found.team.members), found.proof
    if not size:
        return ""
    kind = "unproven" if proof.fewest < size else "size"
    if proof.proven and proof.fewest < size:  # an alternative
        kind = "larger"
    elif proof.proven:
        limited = any(problem.code == "limit_too_small" for problem in found.problems)
        kind = "limited" if limited else "part" if found.open else "whole"
    said = texts().proof[kind][language].format(fewest=proof.fewest)
    must = listing((member.name for member in found.team.members if member.must), language)
    return f"{said} {texts().proof['must'][language].format(names=must)}" if must else said


def _open(found: Composition, one: Open, language: Language) -> str:
    return " ".join(_open_sentences(found, one, language))


def _open_sentences(found: Composition, one: Open, language: Language) -> Iterator[str]:
    own, cover = texts().open[one.cover.requirement.kind], one.cover
    there = len(cover.sure) + len(cover.likely)
    facts = {
        "term": asked(cover.requirement, language),
        "asked": cover.requirement.organisations,
        "found": there,
        "names": _names(found, cover.likely, language),
    }
    if cover.missing:
        yield own["short" if there else "none"][language].format(**facts)
    if cover.unsure:
        yield own["likely"][language].format(**facts)
    near = texts().nearest
    named = [near["miss"][language].format(name=m.name, why=texts().why[m.why][language]) for m in one.nearest]
    if named:
        yield near["names"][language].format(names=listing(named, language))
    if one.unwilling:
        yield near["unwilling"][language].format(count=one.unwilling)


def _problem(problem: Problem, language: Language) -> str:
    facts = dict(problem.facts)
    if "why" in facts:
        facts["why"] = texts().why[str(facts["why"])][language]
        facts["name"] = facts["name"] or texts().barred["unnamed"][language].format(**facts)
    said = texts().problem[problem.code][language].format(**facts)
    counts = {why: count for why, count in facts.items() if problem.code == "nobody" and count}
    if not counts:
        return said
    one = texts().barred["one"][language]
    whys = (one.format(count=count, why=texts().why[why][language]) for why, count in counts.items())
    return f"{said} {texts().barred['all'][language].format(terms=listing(whys, language))}"


def _alternative(found: Composition, other: Alternative, language: Language) -> str:
    count = len(other.team.members)
    kind = "swap" if count == len(found.team.members) else "larger"
    without, instead = (listing(names, language) for names in (other.without, other.instead))
    return texts().alternative[kind][language].format(without=without, instead=instead, count=count)


def _names_of(found: Composition) -> dict[int, str]:
    return {found.asker: found.asker_name, **{member.id: member.name for member in found.team.members}}


def _names(found: Composition, numbers: Sequence[int], language: Language) -> str:
    names = _names_of(found)
    return listing((names[number] for number in numbers), language)
