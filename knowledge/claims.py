"""Claiming an entry of the directory: how names are compared, and what may be tried how often and how long."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from knowledge.content import Content, read_model

_FILE = Path(__file__).with_name("claims.yml")


class ClaimLimits(Content):
    """What claims.yml says.

    Attributes:
        like_a_name: from this likeness on (0 to 100) a name may be the same organisation.
        forms: words that people leave out in front of a name, or add.
        most_shown: the most organisations that are offered.
        most_taken: the most options that a question allows, by slot; what is known beyond that is asked.
        code_valid_hours: how long a code can be used.
        code_most_tries: how often it may be given wrongly.
        codes_a_day: the most codes that are sent to one organisation in 24 hours.
        open_days: after how many days a claim ends that nobody confirmed.
    """

    like_a_name: int
    forms: tuple[str, ...]
    most_shown: int
    most_taken: Mapping[str, int]
    code_valid_hours: int
    code_most_tries: int
    codes_a_day: int
    open_days: int


@cache
def limits() -> ClaimLimits:
    """Give the limits.

    Raises:
        ContentError: the file is wrong.
    """
    return read_model(_FILE, ClaimLimits)
