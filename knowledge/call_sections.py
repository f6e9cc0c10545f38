"""The parts of a plan that a call can ask for, and how it asks for each."""

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from knowledge.content import Content
from knowledge.languages import Texts

Section = Literal[
    "change",
    "problem",
    "evidence",
    "existing",
    "areas",
    "target_groups",
    "reach",
    "resident_roles",
    "support",
    "partners",
    "activities",
    "period",
    "costs",
    "income",
    "results",
    "sustain",
    "summary",
    "decision_rule",
    "agreement",
    "milestones",
    "risks",
    "comms",
    "personal_data",
    "learning",
    "attachments",
]

LONGEST = 2000
"""No call may let people write more characters in one answer than the questions can take."""


class AskedSection(Content):
    """How a call asks for one part of a plan. In a file the id alone is enough: the part is then required.

    Attributes:
        id: which part.
        required: a plan without it is not complete; the others may be left out, and are only offered.
        most: the most characters of what people write there; None for as many as the question itself takes.
        help: what this call wants to be told about it, shown with the question.
    """

    id: Section
    required: bool = True
    most: Annotated[int | None, Field(gt=0, le=LONGEST)] = None
    help: Texts | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_its_id(cls, value: Any) -> Any:
        return {"id": value} if isinstance(value, str) else value


class AttachmentKind(Content):
    """A kind of file that goes with a plan when it is handed in.

    Attributes:
        id: stable name.
        title: what it is called.
        from_cents: only plans that ask for at least this amount need it (euro cents); None for every plan.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")]
    title: Texts
    from_cents: Annotated[int | None, Field(gt=0)] = None

    @field_validator("id")
    @classmethod
    def _fits_in_a_button(cls, name: str) -> str:
        if len(name) > 30:
            raise ValueError("the id of a kind of file has 30 characters at most, since buttons carry it")
        return name
