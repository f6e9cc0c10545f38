"""The parts of a plan that a call can ask for."""

from typing import Literal

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
