"""Questions that people ask, with their answers and sources, and a search through them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from knowledge.content import Content, ContentError, read_model
from knowledge.faq_ranking import Entry, Ranking
from knowledge.languages import Language, Texts, Words
from knowledge.sources import Source, cited

_FOLDER = Path(__file__).with_name("faq")
_FILES = ("idea", "joining", "roles", "plan_and_money", "assessment", "personal_data", "staff")

SURE = 0.75
"""From this score on, a hit answers the question that was asked. Below it, at most offer it as a guess."""


class _AnswerText(Content):
    id: Annotated[str, Field(pattern=r"^q\d\d$")]
    question: Texts
    also_asked: Words
    answer: Texts
    local: bool = False
    audience: Literal["everyone", "staff"] = "everyone"
    sources: tuple[str, ...]


class _AnswerFile(Content):
    answers: tuple[_AnswerText, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with its answer.

    Attributes:
        id: the stable code, "q01" and so on.
        question: the question, per language.
        also_asked: other ways in which people type it, per language.
        answer: the answer, per language.
        local: whether it depends on the local call, so that a member of staff must be asked as well.
        audience: whether everyone asks this, or people who work for the municipality.
        sources: where the answer comes from; empty for an advice that states no fact.
    """

    id: str
    question: Mapping[str, str]
    also_asked: Words
    answer: Mapping[str, str]
    local: bool
    audience: Literal["everyone", "staff"]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """An answer that may fit, with a score between 0 and 1; it is sure from `SURE` on."""

    answer: Answer
    score: float


@cache
def answers() -> tuple[Answer, ...]:
    """Give all answers, by subject.

    Raises:
        ContentError: one of the files is wrong, or an id stands twice.
    """
    found: dict[str, Answer] = {}
    for name in _FILES:
        file = _FOLDER / f"{name}.yml"
        for text in read_model(file, _AnswerFile).answers:
            if text.id in found:
                raise ContentError(file, 1, f"{text.id} stands here twice")
            found[text.id] = Answer(
                text.id,
                text.question,
                text.also_asked,
                text.answer,
                text.local,
                text.audience,
                cited(text.sources, file),
            )
    return tuple(found.values())


def search(text: str, language: Language, limit: int = 3) -> list[Hit]:
    """Give the answers that fit a text best, the best first, at most `limit`.

    The words count, not their order: typing errors and inflections are forgiven. A text that shares no word with a
    known question or answer gives nothing.
    """
    scores = _ranking(language).scores(text)
    best = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
    return [Hit(answers()[number], round(score, 4)) for number, score in best if score > 0]


@cache
def _ranking(language: Language) -> Ranking:
    return Ranking(
        [Entry((one.question[language], *one.also_asked.get(language, ())), one.answer[language]) for one in answers()],
        language,
    )
