"""The organisations of the directory that may be given to others."""

from collections.abc import Callable, Iterator

from storage import organisations
from storage.organisation_data import OrganisationData
from storage.statements import Session


def shared(session: Session, done: Callable[[int], None], *, demo: bool = False) -> Iterator[OrganisationData]:
    """Give the organisations that want to be found, in the order in which they were added.

    Args:
        session: a snapshot.
        done: is told after each organisation of the directory how many were looked at.
        demo: also the invented ones.
    """
    for number, (_, data) in enumerate(organisations.stream(session), start=1):
        done(number)
        if data.willing and (demo or not data.demo):
            yield data
