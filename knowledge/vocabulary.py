"""The controlled vocabulary: what people may choose, and what their own words point to.

Known expressions count (also inflected, in compounds or mistyped), and what was learned from the sayings
(`knowledge.guessing`). A suggestion is shown to the person, who confirms it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field

from knowledge.content import Content, ContentError, read_model
from knowledge.guessing.deciding import can_guess, guess
from knowledge.guessing.features import LONGEST_TEXT
from knowledge.languages import LANGUAGES, Language, Texts, Words
from knowledge.lexicon import Kind
from knowledge.phrases import Expression, Found, PhraseIndex
from knowledge.words import is_negator, is_stop_word, key_of, words_of

Facet = Literal["theme", "target_group", "capacity", "organisation_type", "resident_role"]
FACETS: tuple[Facet, ...] = get_args(Facet)
Agreement = Literal["close", "approximate", "unverified"]
Codes = Mapping[str, Mapping[str, Agreement]]

_FOLDER = Path(__file__).with_name("vocabulary")
# The roles of residents mean something only as the answer to their own question.
_FACETS_OF_A_TITLE: tuple[Facet, ...] = ("theme", "target_group", "capacity", "organisation_type")
# How sure one expression makes a term, by how near the text is to it. Only the order of these values matters: the
# person confirms every suggestion.
_SURE: Mapping[Kind, float] = {"exact": 0.9, "inflected": 0.85, "head": 0.75, "modifier": 0.7, "typo": 0.6}
_SEVERAL_WORDS = 0.05


class _TermText(Content):
    id: str
    labels: Texts
    description: Texts | None = None
    words: Words
    answers: Words = Field(default_factory=dict)


class _TermFile(Content):
    terms: tuple[_TermText, ...]


class _CodeFile(Content):
    theme: Mapping[str, Codes]
    target_group: Mapping[str, Codes]
    capacity: Mapping[str, Codes]


@dataclass(frozen=True, slots=True)
class Term:
    """One choice of a facet.

    Attributes:
        id: the stable code, for example "eenzaamheid".
        labels: its name, per language.
        description: one sentence of explanation, per language; empty where the name says enough.
        synonyms: expressions that mean it wherever they stand, per language.
        answers: words that mean it only as (nearly) the whole answer to a question, per language.
        codes: its codes in other classifications: scheme, then code, then how well they agree.
    """

    id: str
    labels: Mapping[str, str]
    description: Mapping[str, str]
    synonyms: Words
    answers: Words
    codes: Codes


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A term that a text points to.

    Attributes:
        term_id: the term.
        words: the pieces of the text that led to it, as they were typed, in their order.
        score: between 0 and 1; higher is more likely.
    """

    term_id: str
    words: tuple[str, ...]
    score: float


MOST = 5
"""More suggestions than this are no help."""


class Vocabulary:
    """All terms, by facet; use `vocabulary()`."""

    def __init__(self, terms: Mapping[Facet, tuple[Term, ...]]) -> None:
        self._terms = terms
        self._by_id = {(facet, term.id): term for facet in terms for term in terms[facet]}
        self._order = {key: number for number, key in enumerate(self._by_id)}
        expressions = [found for key, term in self._by_id.items() for found in _expressions(key[0], term)]
        self._asked = {
            (facet, language): PhraseIndex((e for e in expressions if e.facet == facet), language)
            for facet in FACETS
            for language in LANGUAGES
        }
        title = [e for e in expressions if e.facet in _FACETS_OF_A_TITLE and not e.answer_only]
        self._in_titles = {language: PhraseIndex(title, language) for language in LANGUAGES}

    def terms(self, facet: Facet) -> tuple[Term, ...]:
        """Give the terms of a facet in the order in which people see them."""
        return self._terms[facet]

    def term(self, facet: Facet, term_id: str) -> Term:
        """Give one term.

        Raises:
            KeyError: the facet has no such term.
        """
        return self._by_id[facet, term_id]

    def label(self, facet: Facet, term_id: str, language: Language) -> str:
        """Give the name of a term.

        Raises:
            KeyError: the facet has no such term, or there is no such language.
        """
        return self.term(facet, term_id).labels[language]

    def suggest(
        self,
        facet: Facet,
        text: str,
        language: Language = "nl",
        *,
        lacking: bool = False,
        semantic: bool = False,
    ) -> list[Suggestion]:
        """Give the terms that an answer points to, the most likely first, at most five.

        Numbers, small talk, questions back, and terms right after a negation give nothing. Typing errors are
        forgiven. Among equals the order of the vocabulary counts. With `lacking` the question is what somebody lacks,
        so that "geen ruimte" points to a room. With `semantic` the meaning of the whole text counts
        as well; that needs the extra `semantic`.
        """
        text = text[:LONGEST_TEXT]
        if lacking:
            text = " ".join(word for word in text.split() if not is_negator(key_of(word.strip(",.;!?"))))
        found = self._asked[facet, language].find(text)
        said = {one.term_id: one for one in self._suggestions(one for one in found if not one.denied)[facet]}
        if not can_guess(facet):
            return list(said.values())[:MOST]
        places = {term.id: place for place, term in enumerate(self._terms[facet])}
        known = {places[key]: one.score for key, one in said.items()}
        guessed = guess(facet, text, language, known, semantic=semantic)
        denied = {one.expression.term_id for one in found if one.denied} - said.keys()
        likely = sorted(
            (-float(guessed.chances[place]), place, key)
            for key, place in places.items()
            if guessed.chances[place] and key not in denied
        )
        return [
            Suggestion(key, said[key].words if key in said else guessed.words(place), round(-chance, 4))
            for chance, place, key in likely[:MOST]
        ]

    def find_all(self, text: str, language: Language = "nl") -> dict[Facet, list[Suggestion]]:
        """Give what a title or description is about, strictly: few false hits count for more than many hits.

        Used for texts that nobody wrote as an answer, such as titles of grants. Whole words, their inflections and
        compounds count; typing errors and words that are too common to mean anything in a title do not. Facets
        without a hit are left out, and so are the roles of residents. The organisation type is of use when the text is
        the name of an organisation.
        """
        found = self._in_titles[language].find(text, typos=False)
        return dict(self._suggestions(one for one in found if not (one.denied or _is_only_about(one))))

    def _suggestions(self, found: Iterable[Found]) -> defaultdict[Facet, list[Suggestion]]:
        by_term: dict[tuple[Facet, str], list[Found]] = defaultdict(list)
        for one in sorted(found, key=lambda one: (one.first, one.last)):
            facet: Facet = one.expression.facet  # type: ignore[assignment] # the index was filled with facets
            by_term[facet, one.expression.term_id].append(one)
        scored = [(key, Suggestion(key[1], _words(hits), _score(hits))) for key, hits in by_term.items()]
        scored.sort(key=lambda pair: (-pair[1].score, self._order[pair[0]]))
        suggestions: defaultdict[Facet, list[Suggestion]] = defaultdict(list)
        for (facet, _), suggestion in scored:
            suggestions[facet].append(suggestion)
        return suggestions


def _expressions(facet: Facet, term: Term) -> Iterator[Expression]:
    for language in LANGUAGES:
        label = term.labels[language]
        says_little = all(is_stop_word(word.key, language) for word in words_of(label))
        yield Expression(label, language, facet, term.id, answer_only=says_little)
        for text in term.synonyms.get(language, ()):
            yield Expression(text, language, facet, term.id)
        for text in term.answers.get(language, ()):
            yield Expression(text, language, facet, term.id, answer_only=True)


def _is_only_about(one: Found) -> bool:
    """A "schoolplein" is no school: the type of an organisation is what its name ends with."""
    return one.expression.facet == "organisation_type" and one.kind == "modifier"


def _words(hits: Iterable[Found]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hit.words for hit in hits))


def _score(hits: Iterable[Found]) -> float:
    """Combine independent pieces of evidence: each leaves only its own share of doubt."""
    doubt: dict[str, float] = {}
    for hit in hits:
        sure = _SURE[hit.kind] + (_SEVERAL_WORDS if hit.length > 1 else 0)
        doubt[hit.words] = min(doubt.get(hit.words, 1.0), 1 - sure)
    left = 1.0
    for share in doubt.values():
        left *= share
    return round(1 - left, 4)


@cache
def vocabulary() -> Vocabulary:
    """Give the vocabulary that is shipped.

    Raises:
        ContentError: one of its files is wrong.
    """
    codes = read_model(_FOLDER / "codes.yml", _CodeFile)
    return Vocabulary({facet: _read(facet, getattr(codes, facet, {})) for facet in FACETS})


def _read(facet: Facet, codes: Mapping[str, Codes]) -> tuple[Term, ...]:
    file = _FOLDER / f"{facet}.yml"
    texts = read_model(file, _TermFile).terms
    ids = [text.id for text in texts]
    if len(set(ids)) < len(ids):
        raise ContentError(file, 1, "the same id stands here twice")
    if unknown := sorted(codes.keys() - set(ids)):
        raise ContentError(_FOLDER / "codes.yml", 1, f"{facet}: there is no term {', '.join(unknown)}")
    return tuple(
        Term(text.id, text.labels, text.description or {}, text.words, text.answers, codes.get(text.id, {}))
        for text in texts
    )
