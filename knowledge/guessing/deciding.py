"""From what was learned to what is offered: how likely each term is, and when to say nothing.

The numbers were chosen by leaving out lines of the sayings and guessing them (tests/bench/README.md), not on messages.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from knowledge.guessing.meaning import meanings
from knowledge.guessing.model import Numbers, Reading, meaning_models, word_models
from knowledge.languages import Language
from knowledge.words import is_stop_word, words_of

_LEAST_KNOWN = 0.6
"""A text of which less occurs in any saying ("blorp" has 0.58) says nothing, unless its meaning is looked at."""
_SHORT = 3
"""Words with a subject: up to here a known expression is (nearly) the whole answer."""


@dataclass(frozen=True, slots=True)
class Balance:
    """How the kinds of evidence weigh.

    Attributes:
        words: the weight of what the words say.
        meanings: the weight of what the meaning of the whole says.
        silence: nothing is offered when "this answers nothing" is more than so many times as likely as the best term.
        share: a term is offered when it is at least this share as likely as the best.
    """

    words: float
    meanings: float
    silence: float
    share: float


BY_WORDS = Balance(words=1.5, meanings=0.0, silence=1.6, share=0.12)
BY_MEANING = Balance(words=0.5, meanings=1.0, silence=6.0, share=0.01)
_SHARE_BESIDE_A_KNOWN_ANSWER = 0.4
"""A short answer with a known expression is sure: other terms must be nearly as likely to be offered beside it."""
_TRUST_IN_A_STORY = 0.5
"""A known expression in a longer text is there by accident about as often as not."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a text probably means.

    Attributes:
        chances: how likely each term is, between 0 and 1, in the order of the vocabulary; all 0 when nothing is to be
            offered.
        reading: what led to it.
    """

    chances: Numbers
    reading: Reading

    def words(self, term: int) -> tuple[str, ...]:
        """Give the words of the text that speak most for the term at that place."""
        return self.reading.leading_to(term + 1)


def can_guess(facet: str) -> bool:
    """Tell whether there are sayings for a facet."""
    return facet in word_models()


def guess(facet: str, text: str, language: Language, known: Mapping[int, float], *, semantic: bool) -> Guess:
    """Weigh all evidence.

    Args:
        facet: one for which `can_guess`.
        text: what somebody typed.
        language: the language of the conversation.
        known: how sure known expressions make a term, by its place.
        semantic: use the meaning of the whole as well; needs the extra `semantic`.
    """
    balance = BY_MEANING if semantic else BY_WORDS
    reading = word_models()[facet].read(text)
    scores = balance.words * reading.scores
    if semantic:
        scores = scores + balance.meanings * meaning_models()[facet].scores(meanings([text])[0])
    raised = np.exp(scores - scores.max())
    shares = raised / raised.sum()
    chances = shares[1:].copy()
    short = _is_short(text, language)
    for term, sure in known.items():
        chances[term] = 1 - (1 - chances[term]) * (1 - (sure if short else _TRUST_IN_A_STORY * sure))
    # In a story a known expression may bring a term forward, but it does not tell that the story is an answer.
    likeliest = (chances if short else shares[1:]).max()
    unknown = not known and reading.known < (0.0 if semantic and reading.words else _LEAST_KNOWN)
    quiet = unknown or shares[0] > balance.silence * likeliest
    share = _SHARE_BESIDE_A_KNOWN_ANSWER if short and known else balance.share
    offered = (chances >= share * chances.max()) & (not quiet)
    return Guess(np.where(offered, chances, 0.0), reading)


def _is_short(text: str, language: Language) -> bool:
    keys = (word.key for word in words_of(text))
    return sum(not (is_stop_word(key, language) or key.isdigit()) for key in keys) <= _SHORT
