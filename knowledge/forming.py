"""Forming a group: roles, ways to decide, and the lines in which its state is told; the texts stand in forming.yml."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from knowledge.content import Content, read_model
from knowledge.languages import Language, Texts

RoleName = Literal["lead", "candidate", "partner", "support"]
DecisionRule = Literal["everyone", "majority", "lead", "other"]
Unfit = Literal["type", "not_legal"]
NotAgreed = Literal["alone", "no_lead"]
NextStep = Literal[
    "ended",
    "ended_asker",
    "answer_lead",
    "contribute",
    "invite",
    "wait_answer",
    "choose_lead",
    "wait_lead",
    "name",
    "decide",
    "wait_contribution",
    "missing",
    "agree",
    "plan",
    "approve",
    "ask_approval",
    "wait_approval",
    "solve_objection",
    "submit",
    "answer_questions",
    "wait_decision",
    "others",
]
Line = Literal[
    "name",
    "call",
    "state",
    "who",
    "member",
    "own",
    "contribution_open",
    "more",
    "decision",
    "next",
    "help",
    "dates",
    "plan",
]


class Forming(Content):
    """What forming.yml says; each value is explained there."""

    roles: Mapping[RoleName, Texts]
    decision_rules: Mapping[DecisionRule, Texts]
    unfit_lead: Mapping[Unfit, Texts]
    unknown_lead: Texts
    not_agreed: Mapping[NotAgreed, Texts]
    not_asked_to_lead: Texts
    lead_unfit: Texts
    report: Mapping[Line, Texts]
    most_members: int = Field(gt=0)
    most_letters: int = Field(gt=0)
    next: Mapping[NextStep, Texts]
    left_task: Texts
    left_money: Texts
    left_in_kind: Texts
    left_brings: Texts

    def short(self, text: str) -> str:
        """Give a name, or words of people, as one line that is not too long."""
        line = " ".join(text.split())
        return line if len(line) <= self.most_letters else f"{line[: self.most_letters - 1]}…"

    def line(self, key: Line, language: Language, **values: object) -> str:
        """Give a line of the report."""
        return self.report[key][language].format(**values)


@cache
def forming() -> Forming:
    """Give the texts.

    Raises:
        ContentError: forming.yml is wrong.
    """
    return read_model(Path(__file__).with_name("forming.yml"), Forming)
