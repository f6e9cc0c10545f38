"""Organisations from the register of grants of the municipality of Amsterdam.

Everything that is read from headings and titles is inferred: nobody confirmed it, and the words that led to it go
along. The rules stand in `amsterdam.yml` and `names.yml`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from flows.services.imports import names
from flows.services.imports.errors import MalformedFile
from flows.services.imports.patterns import fold
from flows.services.imports.reading import Reading
from flows.services.imports.register import Grant, read_grants
from flows.services.imports.rules import RuleFile, rules
from knowledge.format import listing
from knowledge.vocabulary import vocabulary
from storage.organisation_data import FacetData, OrganisationData

PRIVATE_PERSON = "private person"
"""Why a row was left out: the register itself says that it is a private person."""
NAME_OF_PERSON = "name of a person"
"""Why a row was left out: the name seems to be that of a person."""

_MOST_WORDS = 5
_DIFFERENT_TEXTS = 4096

_INFERRED = frozenset({"theme", "target_group"})


class Clue(NamedTuple):
    """Words of the register that lead to a term of a facet of an organisation."""

    facet: str
    term: str
    words: str


def read(path: Path) -> Reading:
    """Read the organisations of a register; nothing is stored.

    Raises:
        FileNotFoundError: there is no such file.
        MalformedFile: the file is not as expected; the error names the row and the field.
        ContentError: one of the files with rules is wrong.
    """
    grants = read_grants(path)
    by_key: dict[str, list[Grant]] = defaultdict(list)
    skipped: dict[str, list[int]] = defaultdict(list)
    for grant in grants:
        if reason := _reason_to_skip(grant):
            skipped[reason].append(grant.row)
        else:
            by_key[names.key(grant.name)].append(grant)
    kept = [grant for of_one in by_key.values() for grant in of_one]
    return Reading(
        rows=len(grants),
        organisations=tuple(_organisation(path, key, of_one) for key, of_one in by_key.items()),
        skipped={reason: tuple(rows) for reason, rows in skipped.items()},
        without_theme=tuple(sorted(grant.row for grant in kept if not _has_theme(grant))),
        unknown_headings=Counter(grant.theme for grant in kept if grant.theme not in _rules().themes),
    )


def _reason_to_skip(grant: Grant) -> str | None:
    if grant.name in _rules().private_persons:
        return PRIVATE_PERSON
    return NAME_OF_PERSON if names.is_person(grant.name) else None


def _organisation(path: Path, key: str, grants: Sequence[Grant]) -> OrganisationData:
    spellings = Counter(grant.name for grant in grants)
    name = spellings.most_common(1)[0][0]
    return OrganisationData(
        name=name,
        type=names.organisation_type(name),
        municipality=_rules().municipality,
        source=_rules().source,
        source_key=key,
        legal_person=True if any(map(names.legal_person, spellings)) else None,
        description=_description(name, grants),
        facets=tuple(_facets(path, spellings, grants)),
    )


def _facets(path: Path, spellings: Iterable[str], grants: Sequence[Grant]) -> Iterator[FacetData]:
    evidence: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for grant in grants:
        evidence["area", _area(path, grant)][grant.department] += 1
        for clue in _from_grant(grant):
            evidence[clue.facet, clue.term][clue.words] += 1
    for name in spellings:
        for clue in _about(name):
            evidence[clue.facet, clue.term][clue.words] += 1
    for (facet, term), found in sorted(evidence.items()):
        likely = sorted(found, key=lambda words: (-found[words], words))[:_MOST_WORDS]
        yield FacetData(facet, term, inferred=True, words="; ".join(likely))


def _area(path: Path, grant: Grant) -> str:
    kind, _, district = grant.department.partition(" ")
    if kind != _rules().district:
        return _rules().municipality
    if district not in _rules().districts:
        expected = listing([f"{kind} {known}" for known in _rules().districts], "en")
        raise MalformedFile(path, f"expected {expected}, found {grant.department}", grant.row, "Organisatie")
    return _rules().districts[district]


def _from_grant(grant: Grant) -> Iterator[Clue]:
    theme = _rules().themes.get(grant.theme)
    if theme is not None:
        yield Clue("theme", theme, grant.theme)
    scheme = grant.scheme
    for several, certain in _rules().schemes.items():
        scheme = scheme.replace(several, certain)
    for clue in (*_about(scheme), *_about(grant.project)):
        if clue.facet != "offer" or grant.granted_cents:
            yield clue


def _has_theme(grant: Grant) -> bool:
    return any(clue.facet == "theme" for clue in _from_grant(grant))


@lru_cache(maxsize=_DIFFERENT_TEXTS)
def _about(text: str) -> tuple[Clue, ...]:
    """What a title or a name leads to."""
    clues = [
        Clue("offer" if facet == "capacity" else facet, suggestion.term_id, words.casefold())
        for facet, suggestions in vocabulary().find_all(text).items()
        for suggestion in suggestions
        for words in suggestion.words
    ]
    folded = fold(text)
    more = (Clue(*key, found[0]) for key, words in rules().more.items() if (found := words.search(folded)))
    return (*(clue for clue in clues if _counts(clue)), *more)


def _counts(clue: Clue) -> bool:
    words, folded = rules(), fold(clue.words)
    if clue.facet == "offer":
        allowed = words.offers.get((clue.facet, clue.term))
        return allowed is not None and allowed.fullmatch(folded) is not None
    misleading = words.misleading.get((clue.facet, clue.term))
    return clue.facet in _INFERRED and not (misleading and misleading.fullmatch(folded))


def _description(name: str, grants: Sequence[Grant]) -> str:
    texts = _rules().description
    years = listing([str(year) for year in sorted({grant.year for grant in grants})], "nl")
    sentences = [texts.source.format(years=years)]
    # What was granted did most likely happen, and the largest grant says most about an organisation.
    by_amount = sorted(grants, key=lambda grant: (-grant.granted_cents, grant.row))
    titles = dict.fromkeys(grant.project.rstrip(".") for grant in by_amount if _says_something(grant.project, name))
    if titles:
        quoted = [texts.quoted.format(title=title) for title in list(titles)[: texts.most_titles]]
        sentences.append(texts.titles.format(titles=listing(quoted, "nl")))
    return " ".join(sentences)


def _says_something(title: str, name: str) -> bool:
    if not title or len(title) > _rules().description.longest_title or names.mentions_person(title):
        return False
    return title.casefold() not in _rules().empty_titles and names.key(title) != names.key(name)


def _rules() -> RuleFile:
    return rules().file
