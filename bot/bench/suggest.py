"""How well free text is understood: labelled messages, through the same function as in a conversation."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from time import perf_counter
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from bot.bench.bad_file import BadFile
from flows.assembly import FACETS, suggest
from knowledge.content import Content
from knowledge.vocabulary import vocabulary

LISTS = {
    "themes": "themes",
    "target_groups": "target_groups",
    "capacities_offered": "capacities",
    "capacities_needed": "capacities_needed",
}
"""The questions of the messages, and the list of options of each."""


class _Message(Content):
    id: str = ""
    question: Literal["themes", "target_groups", "capacities_offered", "capacities_needed"]
    text: Annotated[str, Field(min_length=1)]
    labels: frozenset[str]
    acceptable: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Offer:
    """A message, what was offered for it (best first), and how long that took (seconds)."""

    message: _Message
    offered: Sequence[str]
    took: float

    def recall(self, most: int) -> float:
        return len(self.message.labels.intersection(self.offered[:most])) / len(self.message.labels)


def bench_suggest(file: Path, *, semantic: bool) -> dict[str, float | int | str]:
    """Offer terms for every message of a file, and compare them with its labels.

    Args:
        file: JSON lines with `question`, `text`, `labels` (the right terms; none when the message names none) and
            `acceptable` (terms that a reasonable person could also choose).
        semantic: with the extra `semantic`.

    Returns:
        method; messages; precision, recall and f1 of all that is offered, where only labels are right;
        precision_acceptable: where an acceptable term counts as neither right nor wrong; recall_at_3 and recall_at_5:
        the mean share of a message's labels among the first three and five; quiet_share: of the messages without a
        label, how many get no suggestion; offered_per_message; ms_per_text: the median.

    Raises:
        BadFile: the file does not fit.
    """
    messages = _read(file)
    suggest("themes", "warm", "nl", semantic=semantic)
    return {"method": "semantic" if semantic else "lexical", **_figures([_offer(one, semantic) for one in messages])}


def _read(file: Path) -> list[_Message]:
    found = []
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(f"{file}: this is no readable text file. Check the path.") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            message = _Message.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "the line"
            raise BadFile(f"{file}:{number}: {where}: {first['msg']}. Correct the file.") from error
        known = {term.id for term in vocabulary().terms(FACETS[LISTS[message.question]])}
        if unknown := (message.labels | message.acceptable) - known:
            raise BadFile(f"{file}:{number}: no such term: {', '.join(sorted(unknown))}. Correct the file.")
        found.append(message)
    if not found:
        raise BadFile(f"{file}: there are no messages in it. Give one JSON object a line.")
    return found


def _offer(message: _Message, semantic: bool) -> _Offer:  # noqa: FBT001 # one way, for all messages
    start = perf_counter()
    offered = suggest(LISTS[message.question], message.text, "nl", semantic=semantic)
    return _Offer(message, offered, perf_counter() - start)


def _figures(offers: Sequence[_Offer]) -> dict[str, float | int | str]:
    labelled = [one for one in offers if one.message.labels]
    silent = [one for one in offers if not one.message.labels]
    offered = sum(len(one.offered) for one in offers)
    right = sum(len(one.message.labels.intersection(one.offered)) for one in offers)
    could = sum(len(one.message.acceptable.difference(one.message.labels).intersection(one.offered)) for one in offers)
    wanted = sum(len(one.message.labels) for one in offers)
    return {
        "messages": len(offers),
        "precision": _share(right, offered),
        "precision_acceptable": _share(right, offered - could),
        "recall": _share(right, wanted),
        "f1": _share(2 * right, offered + wanted),
        "recall_at_3": round(mean([one.recall(3) for one in labelled] or [0.0]), 3),
        "recall_at_5": round(mean([one.recall(5) for one in labelled] or [0.0]), 3),
        "quiet_share": _share(sum(not one.offered for one in silent), len(silent)),
        "offered_per_message": round(offered / len(offers), 2),
        "ms_per_text": round(median(one.took for one in offers) * 1000, 3),
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0
