"""Speaking for an organisation together with colleagues: how long a link for a colleague works."""

from functools import cache
from pathlib import Path

from pydantic import Field

from knowledge.content import Content, read_model


class MandateRules(Content):
    """What mandates.yml says."""

    link_days: int = Field(gt=0)


@cache
def mandate_rules() -> MandateRules:
    """Give the rules.

    Raises:
        ContentError: mandates.yml is wrong.
    """
    return read_model(Path(__file__).with_name("mandates.yml"), MandateRules)
