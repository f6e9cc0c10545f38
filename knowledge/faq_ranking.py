"""Ranking known questions by how well they fit what somebody typed."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.languages import Language
from knowledge.lexicon import Spelling
from knowledge.words import forms, is_question_word, is_stop_word, words_of

# A whole question that fits weighs more than single words that occur somewhere in a question or its answer.
_WHOLE_QUESTION = 0.8
# A question word ("wat", "how") says what is asked, but not about what.
_QUESTION_WORD = 0.25
# What somebody probably meant to type counts a little less than what they typed.
_MISTYPED = 0.9
# A text that asks nothing ("een paar bewoners") is more often the answer to a question of ours than a question. It
# keeps this share of its score, and earns the rest by the words, small ones too, that it has in common with a known
# question.
_STATEMENT = 0.5


@dataclass(frozen=True, slots=True)
class Entry:
    """A known question.

    Attributes:
        questions: the ways in which it is asked.
        answer: its answer; the words in it help a little to find it.
    """

    questions: Sequence[str]
    answer: str


class Ranking:
    """Scores entries for a text of one language.

    Words are compared by their inflected forms and weighted by how rare they are (inverse document frequency over
    the entries). The score of a question is the cosine of the angle between its words and those of the text, to which
    is added the share of the text that the whole entry covers. An entry counts by its best question.
    """

    def __init__(self, entries: Sequence[Entry], language: Language) -> None:
        self._language = language
        self._entries = len(entries)
        self._word_of_form: dict[str, str] = {}
        questions = [[self._learn(text) for text in entry.questions] for entry in entries]
        everything = [
            frozenset(self._learn(entry.answer)).union(*asked) for entry, asked in zip(entries, questions, strict=True)
        ]
        self._in_entries = Counter(word for words in everything for word in words)
        self._spelling = Spelling(self._in_entries)
        self._weights = {word: self._weight(word) for word in self._in_entries}
        self._holders: dict[str, list[int]] = defaultdict(list)
        for number, words in enumerate(everything):
            for word in words:
                self._holders[word].append(number)
        self._questions: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._lengths: dict[tuple[int, int], float] = {}
        self._literal: dict[tuple[int, int], frozenset[str]] = {}
        for number, asked in enumerate(questions):
            for which, words in enumerate(asked):
                self._lengths[number, which] = math.sqrt(sum(self._weights[word] ** 2 for word in words))
                self._literal[number, which] = _keys(entries[number].questions[which])
                for word in words:
                    self._questions[word].append((number, which))

    def scores(self, text: str) -> Mapping[int, float]:
        """Give the score, between 0 and 1, of every entry that shares a word with the text, by its place."""
        read = self._read(text)
        length = math.sqrt(sum(self._weight(word) ** 2 for word in read))
        total = sum(self._weight(word) for word in read)
        if not total:
            return {}
        shared: dict[tuple[int, int], float] = defaultdict(float)
        covered: dict[int, float] = defaultdict(float)
        for word, sure in read.items():
            for question in self._questions.get(word, ()):
                shared[question] += sure * self._weights[word] ** 2
            for number in self._holders.get(word, ()):
                covered[number] += sure * self._weights[word]
        asks = "?" in text or any(is_question_word(word, self._language) for word in read)
        keys = _keys(text)
        best = {number: (1 - _WHOLE_QUESTION) * share / total for number, share in covered.items()}
        scores = {number: score * (1.0 if asks else _STATEMENT) for number, score in best.items()}
        for question, product in shared.items():
            number = question[0]
            score = best[number] + _WHOLE_QUESTION * product / (length * self._lengths[question])
            likeness = 1.0 if asks else _likeness(keys, self._literal[question])
            scores[number] = max(scores[number], min(1.0, score * (_STATEMENT + (1 - _STATEMENT) * likeness)))
        return scores

    def _learn(self, text: str) -> frozenset[str]:
        """Give the words of a known text; the first word of a family of inflections stands for all of them."""
        found = set()
        for key in self._carrying(text):
            word = self._known(key)
            if word is None:
                word = key
                for form in forms(key, self._language):
                    self._word_of_form.setdefault(form, key)
            found.add(word)
        return frozenset(found)

    def _read(self, text: str) -> Mapping[str, float]:
        """Give the words of a text, as the known words that they stand for, with how sure that is."""
        found: dict[str, float] = {}
        for key in self._carrying(text):
            if known := self._known(key):
                found[known] = 1.0
            elif meant := self._spelling.closest(key):
                found.setdefault(meant, _MISTYPED)
            else:
                found[key] = 1.0
        return found

    def _carrying(self, text: str) -> Iterable[str]:
        for word in words_of(text):
            if is_question_word(word.key, self._language) or not is_stop_word(word.key, self._language):
                yield word.key

    def _known(self, key: str) -> str | None:
        if key in self._word_of_form:
            return self._word_of_form[key]
        found = (self._word_of_form.get(form) for form in sorted(forms(key, self._language)))
        return next((word for word in found if word is not None), None)

    def _weight(self, word: str) -> float:
        """How much a word says: little when many entries have it, most when none has."""
        rare = math.log(1 + self._entries / (1 + self._in_entries[word]))
        return rare * (_QUESTION_WORD if is_question_word(word, self._language) else 1.0)


def _keys(text: str) -> frozenset[str]:
    return frozenset(word.key for word in words_of(text))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of all their words that two texts have in common (Jaccard)."""
    return len(one & other) / len(one | other)
