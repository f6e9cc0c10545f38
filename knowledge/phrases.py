"""Finding known expressions in a message, with the words that led to them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.languages import Language
from knowledge.lexicon import Kind, Lexicon
from knowledge.words import Word, is_negator, is_stop_word, words_of

_RANK: Mapping[Kind, int] = {"exact": 0, "inflected": 1, "head": 2, "modifier": 2, "typo": 3}
_IN_COMPOUND = frozenset({"head", "modifier"})
_SAFE_ABROAD = 5  # letters: a shorter word often means something else in the other language ("arts", "room")
_SHORT_ANSWER = 3  # words with a subject: up to here a message is (nearly) only the answer

Row = Sequence[tuple[int, Word, Mapping[str, Kind]]]
"""The words of a text that may take part in an expression: place, word, and the known words it may stand for."""


@dataclass(frozen=True, slots=True)
class Expression:
    """One known expression.

    Attributes:
        text: the expression, in lower or upper case, of one or more words.
        language: its language.
        facet: the facet of the term that it stands for.
        term_id: the term that it stands for.
        answer_only: it stands for the term only in a short answer, and never as a part of a compound.
    """

    text: str
    language: Language
    facet: str
    term_id: str
    answer_only: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """An expression found in a text.

    Attributes:
        expression: what was found.
        words: the piece of the text that led to it, as it was typed.
        kind: how near the text is to the expression; of several words the least near.
        first: the place of the first word in the text.
        last: the place of the last word in the text.
        length: how many words of the expression were compared.
        denied: a negation stands right before it ("geen budget nodig").
    """

    expression: Expression
    words: str
    kind: Kind
    first: int
    last: int
    length: int
    denied: bool = False


class PhraseIndex:
    """Known expressions, looked up in texts of one language.

    Expressions of the other language count too when they are long enough to be no false friend, because people mix
    languages; then only the same words and their inflections count.

    An expression of several words is found when its words stand in the text in that order, with nothing but stop
    words between them. An expression with fewer than two words that carry a subject ("alleen zijn") must stand in
    the text literally.
    """

    def __init__(self, expressions: Iterable[Expression], language: Language) -> None:
        self._language = language
        self._subjects: dict[Language, dict[str, list[tuple[tuple[str, ...], Expression]]]] = {}
        self._literals: dict[str, list[tuple[tuple[str, ...], Expression]]] = defaultdict(list)
        known: dict[Language, set[str]] = {"nl": set(), "en": set()}
        for expression in expressions:
            keys = tuple(word.key for word in words_of(expression.text))
            own = tuple(key for key in keys if not is_stop_word(key, expression.language))
            if len(own) < 2 and own != keys:
                self._literals[keys[0]].append((keys, expression))
            elif expression.language == language or all(len(key) >= _SAFE_ABROAD for key in own):
                known[expression.language].update(own)
                by_first = self._subjects.setdefault(expression.language, defaultdict(list))
                by_first[own[0]].append((own, expression))
        self._lexicons = {its: Lexicon(words, its, strict=its != language) for its, words in known.items() if words}

    def find(self, text: str, *, typos: bool = True) -> list[Found]:
        """Give what the text says, per facet without the expressions that a longer or nearer one explains.

        What a negation takes back ("geen budget nodig") is given as well, marked so.
        """
        words = words_of(text)
        carrying = [n for n, word in enumerate(words) if not is_stop_word(word.key, self._language)]
        found = list(self._literal(text, words))
        for language, lexicon in self._lexicons.items():
            row = [(n, words[n], lexicon.related(words[n].key, typos=typos)) for n in carrying]
            found += self._in_row(text, row, self._subjects[language])
        subjects = sum(not words[n].key.isdigit() for n in carrying)
        fitting = [one for one in found if not (one.expression.answer_only and subjects > _SHORT_ANSWER)]
        said = [one for one in fitting if not self._denied(words, one.first)]
        denied = [replace(one, denied=True) for one in fitting if self._denied(words, one.first)]
        return _without_shadowed(said) + denied

    def _literal(self, text: str, words: Sequence[Word]) -> Iterator[Found]:
        keys = [word.key for word in words]
        for first, key in enumerate(keys):
            for expected, expression in self._literals.get(key, ()):
                last = first + len(expected) - 1
                if tuple(keys[first : last + 1]) == expected:
                    piece = text[words[first].start : words[last].end]
                    yield Found(expression, piece, "exact", first, last, len(expected))

    def _in_row(
        self, text: str, row: Row, by_first: Mapping[str, list[tuple[tuple[str, ...], Expression]]]
    ) -> Iterator[Found]:
        for at, (first, word, related) in enumerate(row):
            for known in related:
                for expected, expression in by_first.get(known, ()):
                    part = row[at : at + len(expected)]
                    kinds = [there[key] for (_, _, there), key in zip(part, expected, strict=False) if key in there]
                    alone = len(expected) == 1 and not expression.answer_only
                    if len(kinds) == len(expected) and (alone or _IN_COMPOUND.isdisjoint(kinds)):
                        piece = text[word.start : part[-1][1].end]
                        worst = max(kinds, key=_RANK.__getitem__)
                        yield Found(expression, piece, worst, first, part[-1][0], len(expected))

    def _denied(self, words: Sequence[Word], first: int) -> bool:
        before = first - 1
        while before >= 0 and is_stop_word(words[before].key, self._language):
            before -= 1
        return before >= 0 and is_negator(words[before].key)


def _without_shadowed(found: Sequence[Found]) -> list[Found]:
    """Drop what a longer expression, or a nearer reading of the same word, of the same facet already explains."""

    def shadows(other: Found, one: Found) -> bool:
        if other.expression.facet != one.expression.facet or not other.first <= one.first <= one.last <= other.last:
            return False
        if other.length != one.length:
            return other.length > one.length
        return _RANK[other.kind] < _RANK[one.kind]

    return [one for one in found if not any(shadows(other, one) for other in found)]
