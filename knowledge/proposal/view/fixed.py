"""Fixed words, and what stands in every part of a document: days, names from the vocabulary, lines below each other."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import RootModel

from knowledge.content import read_model
from knowledge.format import date_text
from knowledge.languages import Language, Texts
from knowledge.proposal.parts import Period
from knowledge.vocabulary import Facet, vocabulary


class _Words(RootModel[Mapping[str, Texts]]):
    """The file texts.yml."""


@cache
def words(language: Language) -> Mapping[str, str]:
    """The fixed words of the documents in one language."""
    texts = read_model(Path(__file__).parents[1] / "texts.yml", _Words)
    return {name: text[language] for name, text in texts.root.items()}


def labels(facet: Facet, ids: Iterable[str], language: Language) -> str:
    """Name terms of the vocabulary in one text."""
    # No list with "and": many labels are two words with "and" between them.
    return "; ".join(vocabulary().label(facet, term, language) for term in ids)


def day_text(day: date | None, language: Language) -> str:
    """Write a day; empty when it is not known."""
    return date_text(day, language) if day else ""


def lines(*texts: str) -> str:
    """Put the texts that are filled below each other."""
    return "\n".join(filter(None, texts))


def said(key: str, language: Language, /, **values: object) -> str:
    """Fill in a fixed sentence; empty as long as one of its values is."""
    if any(value is None or value == "" for value in values.values()):
        return ""
    return words(language)[key].format_map(values)


def period_text(period: Period, language: Language) -> str:
    """From when to when: "1 mei 2027 tot en met 31 december 2027".

    The one day where it begins and ends on the same; empty when no day is known.
    """
    t = words(language)
    days = {name: date_text(day, language) for name, day in (("start", period.start), ("end", period.end)) if day}
    if not days:
        return ""
    if period.start == period.end:
        return days["start"]
    return t["period_both" if len(days) == 2 else f"period_{next(iter(days))}"].format_map(days)


def length_text(period: Period, language: Language) -> str:
    """The period with its length: "1 mei 2027 tot en met 31 december 2027 (8 maanden)"."""
    text, months = period_text(period, language), period.months
    if months is None:
        return text
    unit = words(language)["month" if months == 1 else "months"].format(count=months)
    return f"{text} ({unit})"
