"""What can be wrong with flow files."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Rule = Literal[
    # Reading one file
    "unreadable",
    "stands_twice",
    "unknown_key",
    "ignored_key",
    "wrong_shape",
    "bad_name",
    "old_name",
    "unknown_type",
    "missing_description",
    "empty_steps",
    "missing_id",
    "step_kind",
    "after_link",
    "missing_then",
    "missing_else",
    "bad_branch",
    "bad_rejection",
    "bad_condition",
    "mixed_and_or",
    "variants",
    "missing_payload",
    # How steps hang together
    "unknown_target",
    "unreachable",
    "no_end",
    "called_link",
    "no_help",
    # Slots and answers
    "undeclared_slot",
    "unused_slot",
    "not_persisted",
    "no_label",
    "never_empty",
    "unknown_choices",
    "no_options",
    "options_differ",
    # Actions
    "unknown_action",
    "action_twice",
    # What is said
    "missing_response",
    "missing_rejection_response",
    "missing_engine_response",
    "missing_language",
    "missing_words",
    "words_twice",
    "unknown_place",
    "long_text",
    "long_payload",
    "meaningless_payload",
    # Rasa Pro's own schema
    "rasa_pro",
]
"""The rules; `flows/README.md` says what each means."""

WARNINGS: frozenset[Rule] = frozenset({"ignored_key"})
"""Rules that tell something but refuse nothing."""


class FlowError(Exception):
    """A flow or domain file is wrong. The writer of that file can mend it.

    Attributes:
        file: the file.
        line: the line, counted from 1.
        why: what is wrong and what to do, as one sentence.
    """

    def __init__(self, file: Path, line: int, why: str) -> None:
        super().__init__(f"{file.name}:{line}: {why}")
        self.file = file
        self.line = line
        self.why = why


@dataclass(frozen=True, slots=True)
class Issue:
    """Something in flow files that is wrong, or would go wrong in a conversation.

    Attributes:
        file: the file.
        line: the line, counted from 1.
        rule: the name of the rule, such as `unknown_target`.
        what: what is wrong and what to do, as one sentence.
    """

    file: Path
    line: int
    rule: Rule
    what: str

    @property
    def refuses(self) -> bool:
        """Whether the files cannot be used like this; otherwise it is a warning."""
        return self.rule not in WARNINGS
