"""What each part of a plan ever said: who wrote it and when, and what changed.

A part is an answer of the plan, the contribution of a partner, or what they chose for their agreement.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flows.services import kept
from flows.services.agreements import SECTION as AGREEMENT
from flows.services.answers import coalition_of
from flows.services.coalitions import do
from flows.services.context import DUTCH_TIME, Context
from flows.services.kept import Said
from knowledge import contribution, joint, revising
from knowledge.agreement.model import Terms
from knowledge.agreement.view import choices
from knowledge.answer_text import differences, text_of
from knowledge.contribution import Contribution
from knowledge.format import date_text
from knowledge.languages import LANGUAGES, Language, Texts
from knowledge.proposal.comparing import marked, words
from knowledge.revising import phrase
from storage import coalitions, leaving, organisations, revisions
from storage.coalitions import Coalition
from storage.errors import NotFound
from storage.reminders import CONTRIBUTION
from storage.revisions import OWN_PART, Revision

_REFERS = frozenset({"owner", "partner", "helpers"})
"""The fields of an item of a list that refer to organisations."""

_SHOWN = 8
"""So many parts are listed."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the plan that is kept version by version.

    Attributes:
        name: of the answer, or "contribution" or "agreement".
        organisation_id: whose it is.
        title: what it is called inside a sentence.
        number: of its last version.
        person_id: who wrote that; None when that person is gone.
        at: when.
    """

    name: str
    organisation_id: int
    title: Texts
    number: int
    person_id: int | None
    at: datetime

    @property
    def key(self) -> str:
        """Its name for people's choices."""
        return f"{self.name}:{self.organisation_id}"

    def called(self, organisation: str) -> tuple[str, ...]:
        """Give all that it is called; a contribution also by the name of the organisation."""
        titles = tuple(self.title[language] for language in LANGUAGES)
        return (*titles, *((organisation,) if self.name == CONTRIBUTION else revising.called(self.name)))


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions of a part.

    Attributes:
        before, after: their numbers.
        lines: what changed, in words; none when they say the same.
    """

    before: int
    after: int
    lines: Sequence[str]


def parts(context: Context, coalition: Coalition) -> list[Part]:
    """Give the parts of a plan of which anything is kept, the one that changed last first.

    Raises:
        Refused: the organisation of this chat does not take part.
    """
    do(context, coalition.id, "see")
    newest = revisions.newest(context.session, coalition.id)
    has_old = any(one.section == OWN_PART for one in newest)
    found: dict[tuple[str, int], Part] = {}
    for one in newest:
        mine = one.organisation_id == coalition.asking_organisation_id
        for name in _names(one) if mine or one.section == CONTRIBUTION else ():
            key, number = (name, one.organisation_id), one.number
            if key in found:
                continue
            if has_old and name in joint.own():
                number = kept.history(context, coalition, name)[-1].number
            found[key] = Part(*key, _title(context, *key), number, one.person_id, one.at)
    return list(found.values())


def lately(context: Context, coalition: Coalition, language: Language) -> str:
    """Tell which parts changed lately, with who wrote them and when; never the name of a person."""
    found = parts(context, coalition)
    lines = []
    for one in found[:_SHOWN]:
        by, at = who(context, coalition, one.person_id, language), moment(one.at, language)
        lines.append(phrase("part", language, title=one.title[language], number=one.number, who=by, moment=at))
    if len(found) > _SHOWN:
        lines.append(phrase("more", language, number=len(found) - _SHOWN))
    return "\n".join(lines)


def meant(context: Context, coalition: Coalition, text: str) -> tuple[Part | None, tuple[int, ...], bool]:
    """Find out which part and which versions somebody means; also gives whether anything could be read."""
    found = parts(context, coalition)
    names = {one.organisation_id: organisations.read(context.session, one.organisation_id).name for one in found}
    said = revising.meant(text, [(one.key, one.called(names[one.organisation_id])) for one in found])
    return next((one for one in found if one.key == said.part), None), said.numbers, said.readable


def history(context: Context, coalition: Coalition, part: Part) -> list[Said]:
    """Give all that a part said, oldest first."""
    if part.name in joint.answers() or part.name in joint.own():
        return kept.history(context, coalition, part.name)
    found = revisions.history(context.session, coalition.id, part.organisation_id, part.name)
    return [Said(one.number, one.content, one.person_id, one.at) for one in found]


def compare(
    context: Context, coalition: Coalition, part: Part, numbers: Sequence[int], language: Language
) -> Compared | None:
    """Compare two versions of a part: those that are named, one that is named with the last, or else the last two.

    Returns:
        None when there is no such version, or one version only.
    """
    said = history(context, coalition, part)
    known = {one.number: one for one in said}
    asked = [*numbers[:2]] if numbers else [one.number for one in said[-2:-1]]
    if len(asked) == 1:
        asked.append(said[-1].number)
    if len(asked) < 2 or any(one not in known for one in asked) or asked[0] == asked[1]:
        return None
    before, after = (known[one] for one in asked)
    return Compared(
        before.number, after.number, _lines(context, coalition, part, (before.value, after.value), language)
    )


def who(context: Context, coalition: Coalition, person_id: int | None, language: Language) -> str:
    """Name the organisation for which somebody wrote; never the person."""
    members = {one.organisation_id for one in coalitions.partners(context.session, coalition.id)}
    spoken_for = [] if person_id is None else leaving.spoken_for(context.session, person_id)
    number = next((one for one in (*(one for one in spoken_for if one in members), *spoken_for)), None)
    return phrase("gone", language) if number is None else organisations.read(context.session, number).name


def moment(at: datetime, language: Language) -> str:
    """Write a moment as people in the Netherlands read it."""
    here = at.astimezone(DUTCH_TIME)
    return phrase("moment", language, day=date_text(here.date(), language), time=f"{here:%H:%M}")


def answer_text(context: Context, slots: Mapping[str, Any], name: str, value: Any) -> str:
    """Write an answer of the plan of this chat as people read it; a dash when it was left open."""
    coalition = coalition_of(context, slots)
    known = known_names(context, coalition, value) if coalition else {}
    return text_of(name, value, slots["language"], known) or "-"


def known_names(context: Context, coalition: Coalition, *values: Any) -> dict[Any, str]:
    """Give what organisations are called by their numbers ("own" is the one that asks), and areas by their codes."""
    asks = coalition.asking_organisation_id
    places = {one.organisation_id for one in coalitions.partners(context.session, coalition.id)}
    numbers = places | {one for one in _inside(values) if isinstance(one, int) and not isinstance(one, bool)}
    found: dict[Any, str] = {}
    for number in numbers:
        with suppress(NotFound):
            found[number] = organisations.read(context.session, number).name
    codes = {one for one in _inside(values) if isinstance(one, str) and one in context.tree}
    return found | {"own": found.get(asks, "")} | {code: context.tree.area(code).name for code in codes}


def _names(one: Revision) -> list[str]:
    """Give the parts of which a section tells: the old one of all own answers of several, one left open of none."""
    if one.section == OWN_PART:
        return [name for name in joint.own() if name in one.content]
    if one.number == 1 and one.content.get("value", one.content) in ("", []):
        return []
    name = one.section if one.section in {CONTRIBUTION, AGREEMENT} else kept.name_of(one.section)
    return [name] if name else []


def _title(context: Context, name: str, organisation_id: int) -> Texts:
    if name == CONTRIBUTION:
        called = organisations.read(context.session, organisation_id).name
        return {one: phrase("contribution", one, name=called) for one in LANGUAGES}
    return {one: phrase("agreement", one) for one in LANGUAGES} if name == AGREEMENT else joint.answer(name).name


def _lines(
    context: Context, coalition: Coalition, part: Part, values: tuple[Any, Any], language: Language
) -> Sequence[str]:
    """Tell what changed in a part, a line for each thing."""
    known = known_names(context, coalition, *values)
    if part.name == CONTRIBUTION:
        told = [_contribution(value, known, language) for value in values]
    elif part.name == AGREEMENT:
        told = ["\n".join(choices(Terms.model_validate(value), language).values()) for value in values]
    else:
        return differences(part.name, *values, language, known)
    return [] if told[0] == told[1] else [marked(words(*told))]


def _contribution(value: Any, known: Mapping[Any, str], language: Language) -> str:
    told = contribution.lines(Contribution.model_validate(value), known, contribution.parts_of(support=False), language)
    return "\n".join(told)


def _inside(value: Any) -> Iterator[Any]:
    """Give all that stands in a value, at any depth: what a field says of somebody is only a number or a code."""
    if isinstance(value, Mapping):
        value = [one for name, one in value.items() if name in _REFERS]
    if isinstance(value, (list, tuple)):
        for one in value:
            yield from _inside(one)
    else:
        yield value
