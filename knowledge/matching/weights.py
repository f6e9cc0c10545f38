"""What each fact is worth: reads weights.yml and priors.yml."""

from calendar import monthrange
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import Field, RootModel

from knowledge.content import Content, read_model

HERE: Final = Path(__file__).parent


class Share(Content):
    """The worth of a fact that can occur several times, with diminishing returns.

    Attributes:
        points: what the first term brings.
        further: what each further term brings, as a share of the term before it.
    """

    points: int = Field(gt=0)
    further: float = Field(gt=0, lt=1)

    def worth(self, terms: int) -> int:
        """Return the whole points of a number of confirmed terms: a geometric series, rounded half up."""
        return _rounded(self.points * (1 - self.further**terms) / (1 - self.further))


class PlanWeights(Content):
    """What taking part in past plans is worth: `most` * votes / (votes + `half`), the votes being what each plan says.

    Attributes:
        most: the points that nobody reaches, however many plans.
        half: the votes that bring half of them.
        sharpness: the power of the likeness of texts; more makes a plan that is very like this one count more.
        theme: what the same themes add to the likeness of texts.
        any: what every plan adds, whatever its subject.
        programme: how much more a plan of the same programme says; 1 is twice as much.
        near: how much more a plan says whose members work near the asker.
        own: how much more a plan says in which the asker took part.
        years: after so many years a plan says a third (1/e) of what it said.
        alike: from this likeness on, a plan is called alike.
    """

    most: int = Field(gt=0)
    half: float = Field(gt=0)
    sharpness: float = Field(gt=0)
    theme: float = Field(ge=0)
    any: float = Field(ge=0)
    programme: float = Field(ge=0)
    near: float = Field(ge=0)
    own: float = Field(ge=0)
    years: float = Field(gt=0)
    alike: float = Field(gt=0)


class Weights(Content):
    """All points that a match can get; weights.yml says why each is what it is.

    Attributes:
        inferred: the share of the points which facts bring that the organisation has not confirmed.
        stale_months: after so many months what an organisation confirmed counts as not confirmed.
        mixed_places: how many places of a list look at who is still missing; the others follow by score.
    """

    inferred: float = Field(gt=0, lt=1)
    stale_months: int = Field(gt=0)
    mixed_places: int = Field(gt=0)
    they_have: Share
    we_have: Share
    call_asks: Share
    shared_theme: Share
    call_theme: Share
    shared_group: Share
    guess: Share
    partner_group: int = Field(gt=0)
    lead: int = Field(gt=0)
    other_type: int = Field(gt=0)
    near_same: int = Field(gt=0)
    near_overlap: int = Field(gt=0)
    near_municipality: int = Field(gt=0)
    text: int = Field(ge=0)
    plans: PlanWeights
    past: int = Field(ge=0)
    new: int = Field(gt=0)
    small: int = Field(gt=0)

    def unconfirmed_worth(self, share: Share, confirmed: int, inferred: int) -> int:
        """Return what inferred terms add to confirmed ones: a share of what they would bring if confirmed.

        Rounded half up, so that a confirmation never lowers the sum of both.
        """
        return self.unsure(share.worth(confirmed + inferred) - share.worth(confirmed))

    def fresh_since(self, day: date) -> date:
        """Return the first day of which a confirmation is still sure; of a month that is too short, its last day."""
        year, month = divmod(day.year * 12 + day.month - 1 - self.stale_months, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

    def unsure(self, points: int) -> int:
        """Return what is left of points that rest on an unconfirmed fact."""
        return _rounded(self.inferred * points)


class Priors(RootModel[dict[str, frozenset[str]]]):
    """Capacities that a type of organisation is likely to have; an estimate."""

    def likely(self, organisation_type: str) -> frozenset[str]:
        """Return the likely capacities of a type; none for a type without an estimate."""
        return self.root.get(organisation_type, frozenset())


@cache
def weights() -> Weights:
    """Return the project's own weights.

    Raises:
        ContentError: weights.yml does not fit.
    """
    return read_model(HERE / "weights.yml", Weights)


@cache
def priors() -> Priors:
    """Return the estimates of what types of organisations have.

    Raises:
        ContentError: priors.yml does not fit.
    """
    return read_model(HERE / "priors.yml", Priors)


def _rounded(points: float) -> int:
    return int(points + 0.5)
