"""What merging two organisations would do."""

from dataclasses import dataclass, fields

from storage import merging, organisations
from storage.errors import Conflict
from storage.organisation_data import OrganisationData, united
from storage.statements import Session


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a merge would come to.

    Attributes:
        kept: the entry that stays, as it is.
        gone: the entry that goes.
        together: the entry that stays, as it would be.
        moves: how many rows of each table refer to the one that goes.
    """

    kept: OrganisationData
    gone: OrganisationData
    together: OrganisationData
    moves: dict[str, int]

    @property
    def filled_in(self) -> list[str]:
        """The names of what is known together and is not known of the one that stays."""
        names = [field.name for field in fields(OrganisationData) if field.name not in {"facets", "services"}]
        return [name for name in names if getattr(self.kept, name) != getattr(self.together, name)]


def outlook(session: Session, kept: int, gone: int) -> Outlook:
    """Tell what merging would do; nothing changes.

    Raises:
        NotFound: one of them does not exist.
        Conflict: they are the same, or one of them was merged already.
    """
    for number in (kept, gone):
        into = organisations.standing(session, number)
        if into != number:
            raise Conflict("organisation", number, f"it was merged into {into}")
    if kept == gone:
        raise Conflict("organisation", kept, "it cannot be merged with itself")
    one, other = (organisations.read(session, number) for number in (kept, gone))
    return Outlook(one, other, united(one, [other]), merging.referring(session, gone))
