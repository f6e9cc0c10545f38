"""Who takes part in a plan, and what they add to that of the organisation that asks: activities and money."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.services import contributions
from flows.services.contact import contacts_of
from flows.services.context import Context
from flows.services.matching import team
from knowledge.contribution import Contribution, Task
from knowledge.languages import Language
from knowledge.matching.profile import Profile
from knowledge.proposal.parts import (
    Activity,
    IncomeKind,
    Partner,
    PartnerRole,
    PartnerState,
    Period,
)
from knowledge.texts import text
from storage import coalitions, organisations
from storage.coalitions import Coalition

_NOTHING = Contribution()


@dataclass(frozen=True, slots=True)
class Member:
    """An organisation in the plan apart from the one that asks.

    Attributes:
        profile: the organisation.
        state: whether it was asked and what it answered.
        contribution: what it said that it contributes; counts only while it takes part.
        supports: it only helps.
    """

    profile: Profile
    state: PartnerState
    contribution: Contribution
    supports: bool = False

    @property
    def takes_part(self) -> bool:
        """Whether it said yes, and did not leave."""
        return self.state == "accepted"


def of(context: Context, coalition: Coalition | None, slots: Mapping[str, Any]) -> Sequence[Member]:
    """Give those with a place in the coalition, and those who were chosen and have none yet.

    Without a coalition nobody was asked: all were only chosen.
    """
    asking = None if coalition is None else coalition.asking_organisation_id
    places = [] if coalition is None else coalitions.partners(context.session, coalition.id)
    told = contributions.of(context, coalition.id) if coalition else {}
    standing = {one.organisation_id: one for one in places}
    chosen = [organisations.standing(context.session, number) for number in slots.get("partners") or ()]
    numbers = [number for number in dict.fromkeys((*standing, *chosen)) if number != asking]
    found = []
    for profile in team(context, {"partners": numbers}):
        place = standing.get(profile.id)
        support, state = (place.role == "support", place.state) if place else (False, "suggested")
        contribution = told.get(profile.id, _NOTHING) if state == "accepted" else _NOTHING
        found.append(Member(profile, state, contribution, supports=support))  # type: ignore[arg-type] # of lifecycle.yml
    return found


def asking(context: Context, coalition: Coalition | None) -> Sequence[Member]:
    """Give the organisation that asks, when it told a contribution: it took part before the plan became its own."""
    number = None if coalition is None else coalition.asking_organisation_id
    told = contributions.of(context, coalition.id) if coalition else {}
    if number is None or number not in told:
        return ()
    return [Member(profile, "accepted", told[number]) for profile in team(context, {"partners": [number]})]


def leads(context: Context, coalition: Coalition | None, slots: Mapping[str, Any]) -> dict[int | str, PartnerRole]:
    """Give who is the lead partner, or was asked to be; by its number, or as the asker answered.

    What places say goes first. What the asker answered counts as long as nothing was done with it.
    """
    places = [] if coalition is None else coalitions.partners(context.session, coalition.id)
    known: dict[int | str, PartnerRole] = {}
    for place in places:
        if place.role == "lead" and place.state == "accepted":
            known[place.organisation_id] = "lead"
        if place.role == "candidate":
            known[place.organisation_id] = "candidate"
    wish = slots.get("lead")
    if known or not wish or (coalition and slots.get("lead_wish") == [coalition.id, wish]):
        return known
    return {wish: "lead"}


def contacts(context: Context, coalition: Coalition | None, readers: Collection[int]) -> dict[int, str]:
    """Give how those who take part can be reached, as far as all other readers may see the same person.

    Args:
        context: the turn.
        coalition: the coalition; without one nobody may see anything.
        readers: the organisations that read it.
    """
    found = {}
    for place in [] if coalition is None else coalitions.partners(context.session, coalition.id):
        number = place.organisation_id
        seen = [contacts_of(context.session, place.coalition_id, number, one) for one in readers if one != number]
        shown = next((one for one in seen[0] if all(one in each for each in seen)), None) if seen else None
        if shown:
            found[number] = shown.line
    return found


def partner_of(member: Member, role: PartnerRole | None, contact: str = "") -> Partner:
    """Write a member as a partner of the plan; of who takes part only what it said itself counts."""
    profile, contribution = member.profile, member.contribution
    return Partner(
        name=profile.name,
        type=profile.type,
        role=role or ("support" if member.supports else "partner"),
        state=member.state,
        brings=contribution.brings if member.takes_part else tuple(sorted(profile.offers)),
        gains=contribution.gains,
        contact=contact,
        legal_person=profile.legal_person,
        demo=profile.demo,
    )


def with_numbers(
    context: Context, asking: int | None, partners: Sequence[Partner], found: Sequence[Member]
) -> tuple[Partner, ...]:
    """Write the numbers and the postcode that the directory has of those who take part.

    Args:
        context: the turn.
        asking: the organisation that asks; None while there is no coalition.
        partners: the organisation that asks, and then the members in their order.
        found: the members.
    """
    numbers = (asking, *(one.profile.id if one.takes_part else None for one in found))
    return tuple(
        one if number is None else one.model_copy(update=_numbers(context, number))
        for one, number in zip(partners, numbers, strict=True)
    )


def _numbers(context: Context, number: int) -> dict[str, str]:
    data = organisations.read(context.session, number)
    return {"kvk": data.kvk, "rsin": data.rsin, "postcode": data.postcode}


def activities_of(found: Sequence[Member], names: Mapping[int, str], period: Period) -> Iterator[Activity]:
    """Write what the members do; without dates of its own that lasts as long as the plan.

    Args:
        found: the members.
        names: the names of who takes part, by number: nobody else helps.
        period: that of the plan.
    """
    for member in found:
        for task in member.contribution.activities:
            yield _activity(member.profile.name, task, names, period)


def given_by(name: str, kind: IncomeKind, language: Language) -> str:
    """Name what an organisation gives itself: "Eigen geld van Buurthuis De Kade"."""
    return text(f"income_{kind}", language, name=name)


def _activity(owner: str, task: Task, names: Mapping[int, str], period: Period) -> Activity:
    days: tuple[date | None, date | None] = (task.start or period.start, task.end or period.end)
    return Activity(
        name=task.name,
        owner=owner,
        helpers=tuple(names[one] for one in task.helpers if one in names),
        start=days[0],
        end=days[1],
        cost_cents=task.cost_cents,
        output=task.output,
    )
