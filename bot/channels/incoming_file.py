"""What a file that somebody sent means to the conversation. It is read in memory, and only its text goes further."""

from flows.engine.turns import Heard
from knowledge.files import MOST_BYTES, FileRefused, allow, read_text, shown_name

__all__ = ["MOST_BYTES", "heard_of", "refused", "refused_unseen"]


def heard_of(name: str, data: bytes) -> Heard:
    """Read a file; one that is not read is heard as refused, with what to do."""
    try:
        return Heard(read_text(name, data), file=shown_name(name))
    except FileRefused as refusal:
        return refused(name, refusal)


def refused_unseen(name: str, size: int) -> Heard | None:
    """Tell from its name and size whether a file will not be read, before it is fetched; None when it may be."""
    try:
        allow(name, size)
    except FileRefused as refusal:
        return refused(name, refusal)
    return None


def refused(name: str, refusal: FileRefused) -> Heard:
    """Give what is heard of a file that was not read."""
    return Heard(file=shown_name(name), refused={str(key): words for key, words in refusal.sentence.items()})
