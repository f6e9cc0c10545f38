"""The directory of organisations, kept ready for matching."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from operator import itemgetter
from threading import Lock

from flows.services.areas import Areas
from knowledge.areas import AreaTree
from knowledge.call_model import Call
from knowledge.demo import DemoOrganisation, demo_organisations
from knowledge.matching.history import History, PastCoalition
from knowledge.matching.index import Index
from knowledge.matching.profile import Profile
from storage import calls, changes, coalitions, organisations, organisations_bulk
from storage.organisation_data import FacetData, OrganisationData
from storage.statements import Session


@dataclass(frozen=True, slots=True)
class _Held:
    """An index, and the revision of the directory that it shows; None before it was built."""

    revision: int | None
    index: Index


class Directory:
    """The index over all organisations that want to be found; it follows the directory.

    Args:
        tree: the areas that come with the program; those that were imported join them.
    """

    def __init__(self, tree: AreaTree) -> None:
        self._areas = Areas(tree)
        self._lock = Lock()
        self._held = _Held(None, Index(tree))

    def tree(self, session: Session) -> AreaTree:
        """Give the areas as they stand in this transaction."""
        return self._areas.tree(session)

    def index(self, session: Session) -> Index:
        """Give the index as the directory stands in this transaction.

        What this transaction itself changed is in it too, but is not kept for others: it may yet be undone.
        """
        with self._lock:
            held, settled = _followed(session, self._held)
            if settled:
                self._held = held
        return replace(held.index, tree=self.tree(session), lookup=partial(look_up, session))


def _followed(session: Session, held: _Held) -> tuple[_Held, bool]:
    """Bring an index up to this transaction; tells also whether all that is in it is committed."""
    if held.revision is not None and held.revision == changes.revision(session):
        return held, True
    found = changes.since(session, held.revision or 0)
    if held.revision is None or found is None:
        return _built(session, held.index)
    index = held.index
    if found.coalitions:
        index = replace(index, history=History.build(past_coalitions(session)))
    there = {
        number: data for number, data in organisations_bulk.read_many(session, found.organisations) if data.willing
    }
    index = index.changed(
        (profile_of(number, data) for number, data in sorted(there.items(), key=itemgetter(0))),
        found.organisations - there.keys(),
    )
    return _Held(found.revision, index), found.settled


def _built(session: Session, before: Index) -> tuple[_Held, bool]:
    # The revision first: what changes while the rest is read is read once more.
    revision, settled = changes.revision(session), changes.settled(session)
    willing = (profile_of(number, data) for number, data in organisations.stream(session) if data.willing)
    empty = Index(before.tree, history=History.build(past_coalitions(session)))
    return _Held(revision, empty.changed(willing)), settled


def look_up(session: Session, ids: Sequence[int]) -> Mapping[int, Profile]:
    """Read organisations of the directory as matching sees them, by their ids; who is not there is left out."""
    return {number: profile_of(number, data) for number, data in organisations_bulk.read_many(session, ids)}


def past_coalitions(session: Session) -> Iterator[PastCoalition]:
    """Give the coalitions that organisations agreed on, as matching sees them: by their call, which is public.

    What the members wrote in their plan is theirs and is not used.
    """
    known: dict[str, Call] = {}
    for one in coalitions.agreed(session):
        if one.call_code not in known:
            known[one.call_code] = Call.model_validate(calls.read(session, one.call_code).content)
        call = known[one.call_code]
        yield PastCoalition(
            members=frozenset(one.members),
            when=one.created_at.date(),
            name=call.title,
            programme=call.municipality,
            themes=themes_of(call),
            areas=frozenset({call.municipality}),
            text=text_of(call),
        )


def themes_of(call: Call) -> frozenset[str]:
    """Give the themes of a call's issues."""
    return frozenset(theme for issue in call.issues for theme in issue.themes)


def text_of(call: Call) -> str:
    """Give what a call says about its issues, in Dutch, the language of the directory."""
    return "\n".join(text for issue in call.issues for text in (issue.title["nl"], issue.explanation["nl"]))


def profile_of(number: int, data: OrganisationData) -> Profile:
    """Give an organisation of the directory as matching sees it."""
    return Profile(
        id=number,
        name=data.name,
        type=data.type,
        areas=_terms(data.facets, "area") or frozenset({data.municipality}),
        themes=_terms(data.facets, "theme"),
        target_groups=_terms(data.facets, "target_group"),
        offers=_terms(data.facets, "offer"),
        needs=_terms(data.facets, "need"),
        inferred=frozenset((facet.facet, facet.term) for facet in data.facets if facet.inferred),
        text="\n".join([data.description, *(text for one in data.services for text in (one.name, one.description))]),
        legal_person=data.legal_person,
        willing=data.willing,
        demo=data.demo,
        confirmed=data.confirmed_at.date() if data.confirmed_at else None,
    )


def _terms(facets: Iterable[FacetData], wanted: str) -> frozenset[str]:
    return frozenset(facet.term for facet in facets if facet.facet == wanted)


def add_demo(session: Session, now: datetime) -> int:
    """Put the invented organisations into the directory; returns how many were new or different."""
    saved = (organisations.save(session, _data(organisation), now) for organisation in demo_organisations())
    return sum(one.change != "same" for one in saved)


def _data(organisation: DemoOrganisation) -> OrganisationData:
    fields = organisation.model_dump(exclude={"facets"})
    return OrganisationData(**fields, facets=tuple(FacetData(**facet.model_dump()) for facet in organisation.facets))
