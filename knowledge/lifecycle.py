"""What may be done with a coalition, a place in it and its proposal, by whom and when: one table, `lifecycle.yml`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from knowledge.content import Content, read_model
from knowledge.languages import LANGUAGES, Language, Texts

Kind = Literal["coalition", "place", "proposal"]
Role = Literal["asker", "lead", "partner", "self", "candidate", "coordinator", "system"]
Refusal = Literal["state", "group", "role", "mandate"]

_FILE = Path(__file__).with_name("lifecycle.yml")


class State(Content):
    """What a state is called."""

    staff: Texts
    public: Texts


class Action(Content):
    """Something that may be done.

    Attributes:
        states: in which states of the thing.
        by: who may do it.
        during: for a place or a proposal, in which states of its coalition; empty for every one.
        to: the state that follows; None when it stays.
        mandate: "confirmed" when it binds the organisation, "told" when the person's word is enough.
    """

    states: tuple[str, ...] = Field(alias="in", min_length=1)
    by: tuple[Role, ...] = Field(min_length=1)
    during: tuple[str, ...] = ()
    to: str | None = None
    mandate: Literal["told", "confirmed"] = "told"


class Thing(Content):
    """The states of one kind of thing, a new one's first, and all that may be done with it."""

    states: Mapping[str, State] = Field(min_length=1)
    actions: Mapping[str, Action]

    @model_validator(mode="after")
    def _known_states(self) -> Self:
        for name, action in self.actions.items():
            used = {*action.states, *([action.to] if action.to else [])}
            if unknown := sorted(used - set(self.states)):
                raise ValueError(f"{name}: no such state: {', '.join(unknown)}")
        return self

    @property
    def first(self) -> str:
        """The state of a new one."""
        return next(iter(self.states))


class Lifecycle(Content):
    """The whole table."""

    coalition: Thing
    place: Thing
    proposal: Thing
    refusals: Mapping[Refusal, Texts]

    @model_validator(mode="after")
    def _known_groups(self) -> Self:
        for name, action in (*self.place.actions.items(), *self.proposal.actions.items()):
            if unknown := sorted(set(action.during) - set(self.coalition.states)):
                raise ValueError(f"{name}: a coalition has no such state: {', '.join(unknown)}")
        return self

    def of(self, kind: Kind) -> Thing:
        """Give the part about one kind of thing."""
        return {"coalition": self.coalition, "place": self.place, "proposal": self.proposal}[kind]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something may be done.

    Attributes:
        refusal: why not; None when it may.
        to: the state that follows; the state as it is when it stays or nothing may be done.
    """

    refusal: Refusal | None
    to: str

    def __bool__(self) -> bool:
        """Tell whether it may be done."""
        return self.refusal is None


def may(
    roles: Collection[Role], action: str, kind: Kind, state: str, *, confirmed: bool, group: str | None = None
) -> Verdict:
    """Tell whether somebody may do something with a coalition, a place in it or its proposal.

    Who may do it at all is asked first, so that nobody learns the state of what is not theirs.

    Args:
        roles: what the person's organisation is to this thing, or the person as staff.
        action: what is to be done.
        kind: with what kind of thing.
        state: the state in which it is.
        confirmed: whether it was confirmed that the person may speak for the organisation.
        group: for a place or a proposal, the state of its coalition; None when that plays no part.

    Raises:
        KeyError: there is no such action or state.
    """
    thing = lifecycle().of(kind)
    thing.states[state]
    rule = thing.actions[action]
    if not set(rule.by) & set(roles):
        return Verdict("role", state)
    if group is not None and rule.during and group not in rule.during:
        return Verdict("group", state)
    if state not in rule.states:
        return Verdict("state", state)
    if rule.mandate == "confirmed" and not confirmed:
        return Verdict("mandate", state)
    return Verdict(None, rule.to or state)


def sentences(refusal: Refusal, kind: Kind, state: str) -> Texts:
    """Say to the person why something may not be done, in every language."""
    told, name = lifecycle().refusals[refusal], lifecycle().of(kind).states[state].public
    return {language: told[language].replace("{state}", name[language]) for language in LANGUAGES}


def public_name(kind: Kind, state: str, language: Language) -> str:
    """Give what everybody may read about a state."""
    return lifecycle().of(kind).states[state].public[language]


@cache
def lifecycle() -> Lifecycle:
    """Read the table.

    Raises:
        ContentError: the file is wrong.
    """
    return read_model(_FILE, Lifecycle)
