"""What a rule looks at and what it found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from knowledge.calls import Call
from knowledge.proposal.model import Proposal

Value: TypeAlias = str | int | date | tuple[str, ...]
"""Names and texts as they are, dates, whole numbers, and euro cents where the name ends in `_cents`."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal in the light of its call on a certain day.

    Attributes:
        today: the day on which the draft is checked; costs of earlier days are too late to ask for.
        legal_check_cents: from this amount on, people look at the law (V23).
        unsure_pct: a larger share of the money than this may not be only an idea, in percent (V11).
    """

    proposal: Proposal
    call: Call
    today: date
    legal_check_cents: int
    unsure_pct: int

    @property
    def earliest(self) -> date:
        """The first day on which a plan can start."""
        return max(self.today, self.call.project_start)


@dataclass(frozen=True, slots=True)
class Hit:
    """One case of a rule that applies to the draft.

    Attributes:
        case: which case of the rule; its level, slot and sentence stand in rules.yml.
        values: what the sentence names.
        slot: the answer to change, where that differs from draft to draft.
    """

    case: str
    values: Mapping[str, Value] = field(default_factory=dict)
    slot: str | None = None


Hits: TypeAlias = Iterable[Hit]
