"""Who are we still missing? What a group of organisations lacks for a call."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.call_model import partner_group
from knowledge.matching.profile import Profile, Wish


@dataclass(frozen=True, slots=True)
class Need:
    """What one organisation of a group seeks and no other one offers.

    Attributes:
        name: the organisation.
        own: whether it is the one that asks.
        capacities: ids, sorted.
    """

    name: str
    own: bool
    capacities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing; all ids sorted, so that the same team always gives the same text.

    Attributes:
        capacities: capacities the call asks and nobody offers.
        unconfirmed: capacities the call asks and which are offered only by what was inferred, not confirmed.
        needs: further capacities that a member itself says it needs and no other member offers; the asker first,
            then by name.
        partner_groups: groups the call wants to see and that nobody belongs to.
        lead_partner: whether somebody may apply as lead partner; None when that depends on a legal form that is
            not known.
    """

    capacities: tuple[str, ...]
    unconfirmed: tuple[str, ...]
    needs: tuple[Need, ...]
    partner_groups: tuple[str, ...]
    lead_partner: bool | None

    @property
    def closed(self) -> bool:
        """Whether nothing is missing and nothing needs asking."""
        missing = self.capacities or self.unconfirmed or self.needs or self.partner_groups
        return not missing and self.lead_partner is True

    @property
    def sought(self) -> frozenset[str]:
        """The capacities that members seek, further to what the call asks."""
        return frozenset(capacity for need in self.needs for capacity in need.capacities)


def gap(team: Sequence[Profile], asker: Profile, wish: Wish) -> Gap:
    """Return what the asker and its partners together lack for a call.

    Args:
        team: the partners; the asker may stand among them or not.
        asker: the organisation that asks.
        wish: what the call asks.
    """
    members = [asker, *team]
    confirmed = frozenset[str]().union(*(member.offers - member.inferred_terms("offer") for member in members))
    offered = frozenset[str]().union(*(member.offers for member in members))
    groups = {str(partner_group(member.type)) for member in members}
    missing = wish.capacities - offered
    return Gap(
        capacities=tuple(sorted(missing)),
        unconfirmed=tuple(sorted((wish.capacities & offered) - confirmed)),
        needs=tuple(sorted(_open_needs(members, asker, missing), key=lambda need: (not need.own, need.name))),
        partner_groups=tuple(sorted(wish.partner_groups - groups)),
        lead_partner=_lead_partner(members, wish),
    )


def _open_needs(members: Sequence[Profile], asker: Profile, known: frozenset[str]) -> Iterator[Need]:
    """Yield the needs that members stated themselves and no other member meets, without those already known."""
    for member in {member.id: member for member in members}.values():
        others = frozenset[str]().union(*(other.offers for other in members if other.id != member.id))
        needs = member.needs - member.inferred_terms("need") - others - known
        if needs:
            yield Need(member.name, member.id == asker.id, tuple(sorted(needs)))


def _lead_partner(members: Sequence[Profile], wish: Wish) -> bool | None:
    answers = [wish.accepts_lead(member) for member in members]
    if any(answers):
        return True
    return None if None in answers else False
