"""The directory of organisations, kept ready for matching."""

from collections.abc import Iterable
from datetime import datetime
from threading import Lock

from sqlmodel import Session

from knowledge.areas import AreaTree
from knowledge.demo import DemoOrganisation, demo_organisations
from knowledge.matching.index import Index
from knowledge.matching.profile import Profile
from storage import organisations
from storage.organisations import FacetData, OrganisationData


class Directory:
    """The index over all organisations that want to be found; built again when the directory has changed."""

    def __init__(self, tree: AreaTree) -> None:
        self.tree = tree
        self._lock = Lock()
        self._revision: int | None = None
        self._index = Index.build((), tree)

    def index(self, session: Session) -> Index:
        """Give the index as the directory stands in this transaction."""
        revision = organisations.revision(session)
        with self._lock:
            if revision != self._revision:
                found = (profile_of(number, data) for number, data in organisations.stream(session))
                self._index = Index.build((profile for profile in found if profile.willing), self.tree)
                self._revision = revision
            return self._index


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
        text=data.description,
        legal_person=data.legal_person,
        willing=data.willing,
        demo=data.demo,
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
