"""What to type to mend what the checks of a proposal found."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.content import Content, read_model
from knowledge.languages import Texts
from knowledge.proposal.rules import Finding


class _Answer(Content):
    nl: str
    en: str
    asks: str = ""


class _Otherwise(Content):
    answer: str = ""
    asks: str = ""
    type: Texts | None = None


class _File(Content):
    changes: Texts
    answers: Mapping[str, _Answer]
    otherwise: Mapping[str, _Otherwise]


@dataclass(frozen=True, slots=True)
class Mend:
    """What helps.

    Attributes:
        asks: the question whose answer is to be changed; "" where that is not what helps.
        answer: the answer that this changes; "" as well.
        words: what to type, per language.
    """

    asks: str
    answer: str
    words: Texts


def mend_of(finding: Finding) -> Mend | None:
    """Tell what to type about a finding; None where nothing can be typed about it."""
    known = _file().otherwise
    otherwise = known.get(f"{finding.rule}.{finding.case}") or known.get(finding.rule)
    if otherwise is None:
        return _change(finding.slot)
    if otherwise.type is not None:
        return Mend("", "", otherwise.type)
    return _change(otherwise.answer, otherwise.asks)


def answers() -> Collection[str]:
    """Give the answers that can be changed."""
    return _file().answers.keys()


def _change(answer: str, asks: str = "") -> Mend | None:
    known = _file().answers.get(answer)
    if known is None:
        return None
    changes = _file().changes
    words = {"nl": f"{changes['nl']} {known.nl}", "en": f"{changes['en']} {known.en}"}
    return Mend(asks or known.asks or answer, answer, words)


@cache
def _file() -> _File:
    return read_model(Path(__file__).with_name("mending.yml"), _File)
