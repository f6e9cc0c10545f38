"""What can be wrong with flow files."""

from dataclasses import dataclass
from pathlib import Path


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
    """Something in readable flow files that would go wrong in a conversation.

    Attributes:
        file: the file.
        line: the line, counted from 1.
        rule: the name of the rule, such as `unknown_target`.
        what: what is wrong and what to do, as one sentence.
    """

    file: Path
    line: int
    rule: str
    what: str
