"""The file that remembers who was erased, outside the database, so that a backup that is put back brings nobody back.

Each erasing adds a line: the number of the person, when that record was made, and when it was erased. Nothing in it
tells who that was. A line is written before the transaction is committed, not after: what is written and not committed
can be told from the database (the person said something since), but an erasing that was committed and not written would
be forgotten for good. So when the file cannot be written, nothing is erased, and the person hears that it went wrong.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage.statements import Session

_ERASED = "people erased"


@dataclass(frozen=True, slots=True)
class Erasure:
    """A person was erased.

    Attributes:
        person_id: the number that the person had.
        created_at: when the record of that person was made: a number alone could be given out again by a database that
            was put back.
        erased_at: when.
    """

    person_id: int
    created_at: datetime
    erased_at: datetime


@dataclass(frozen=True, slots=True)
class Noted:
    """What stands in the file.

    Attributes:
        erasures: in the order in which they were written.
        unreadable: the numbers of the lines that are no erasure, such as one that was cut off by a full disk.
    """

    erasures: Sequence[Erasure]
    unreadable: Sequence[int]


def note(session: Session, erasure: Erasure) -> None:
    """Ask that an erasing is written to the file when this transaction is about to be committed."""
    session.info.setdefault(_ERASED, []).append(erasure)


def write_pending(session: Session, file: Path | None) -> None:
    """Write what this transaction erased; right before its commit.

    Raises:
        OSError: the file cannot be written; the transaction must then not be committed.
    """
    pending: Sequence[Erasure] = session.info.pop(_ERASED, ())
    if not pending or file is None:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(_line(one) for one in pending)
    with file.open("a+b", buffering=0) as opened:
        end = opened.seek(0, os.SEEK_END)
        opened.seek(max(end - 1, 0))
        cut_off = opened.read(1) not in {b"", b"\n"}
        # One write, which goes to the end of the file: others may do the same at the same moment.
        opened.write((("\n" if cut_off else "") + lines).encode())
        os.fsync(opened.fileno())


def read(file: Path) -> Noted:
    """Read a file.

    Raises:
        OSError: the file cannot be read.
    """
    erasures, unreadable = [], []
    for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
        try:
            told = json.loads(line)
            made, erased = (datetime.fromisoformat(told[name]) for name in ("created_at", "erased_at"))
            erasures.append(Erasure(int(told["person"]), made, erased))
        except (ValueError, KeyError, TypeError):
            unreadable.append(number)
    return Noted(erasures, unreadable)


def _line(one: Erasure) -> str:
    told = {"person": one.person_id, "created_at": one.created_at.isoformat(), "erased_at": one.erased_at.isoformat()}
    return json.dumps(told) + "\n"
