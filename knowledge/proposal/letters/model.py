"""An answer letter as data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from knowledge.languages import Language
from knowledge.proposal.changes import between, section_title
from knowledge.proposal.comparing import Piece, words
from knowledge.proposal.model import Proposal


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of staff, and what was done about it.

    Attributes:
        question: "" when staff only opened the section.
        concerns: the name of the organisation that it was for; "" for those who write the plan.
        done: what they say that they did; "" when they said nothing.
    """

    question: str
    concerns: str
    done: str


@dataclass(frozen=True, slots=True)
class Differing:
    """Something that reads otherwise: what it is, and which words stayed, came and went."""

    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class LetterSection:
    """All about one section of the plan."""

    title: str
    answered: tuple[Answered, ...]
    different: tuple[Differing, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """The whole letter.

    Attributes:
        title: of the plan.
        receipt: the number of the receipt of what came back.
        before: the number of the version that came back.
        after: the number of the version that is handed in now.
        made_on: the day of that version.
        organisation: who hands it in.
    """

    language: Language
    title: str
    call_title: str
    receipt: str
    before: int
    after: int
    made_on: date | None
    organisation: str
    sections: tuple[LetterSection, ...]


def section_of(
    name: str, answered: Iterable[Answered], plans: tuple[Proposal, Proposal], language: Language
) -> LetterSection:
    """Write what was asked about a section, what was done, and what is different between two versions of the plan.

    Raises:
        KeyError: there is no such section.
    """
    return LetterSection(section_title(name, language), tuple(answered), different(plans, {name}, language))


def different(plans: tuple[Proposal, Proposal], names: Iterable[str], language: Language) -> tuple[Differing, ...]:
    """Tell what reads otherwise in some sections; each thing once, also when it is of two partners."""
    wanted = set(names)
    found = {one.title: (one.before, one.after) for one in between(*plans, language) if one.section in wanted}
    return tuple(Differing(title, tuple(words(*sides))) for title, sides in found.items())
