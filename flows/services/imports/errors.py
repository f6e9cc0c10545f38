"""What can be wrong with a file that is imported."""

from pathlib import Path


class MalformedFile(Exception):
    """A file is not what its format says; nothing of it was imported.

    Attributes:
        file: the file.
        row: the row, counted from 1; None where the fault is the file as a whole.
        field: the field of that row; "" where the fault is the row as a whole.
        why: what stands there and what is expected.
    """

    def __init__(self, file: Path, why: str, row: int | None = None, field: str = "") -> None:
        place = "" if row is None else f" row {row}{', ' if field else ''}{field}:"
        super().__init__(f"{file.name}:{place} {why}")
        self.file = file
        self.row = row
        self.field = field
        self.why = why
