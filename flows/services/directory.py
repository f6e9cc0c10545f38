"""The directory of organisations, kept ready for matching."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from threading import Lock

from sqlmodel import Session

from knowledge.areas import AreaTree
from knowledge.call_model import Call
from knowledge.demo import DemoOrganisation, demo_organisations
from knowledge.matching.history import PastCoalition
from knowledge.matching.index import Index
from knowledge.matching.profile import Profile
from storage import calls, coalitions, organisations
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
                willing = (profile for profile in found if profile.willing)
                self._index = Index.build(willing, self.tree, past_coalitions(session))
                self._revision = revision
            return self._index


def past_coalitions(session: Session) -> Iterator[PastCoalition]:
    """Give the coalitions that organisations agreed on, as matching sees them: by their call, which is public.

    What the members wrote in their plan is theirs and is not used.
    """
    for one in coalitions.agreed(session):
        call = Call.model_validate(calls.read(session, one.call_code).content)
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
