"""Asking organisations to take part: how long, how often and when, and why one is asked, in words for itself."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from knowledge.content import Content, read_model
from knowledge.format import listing
from knowledge.languages import LANGUAGES, Language, Texts
from knowledge.matching.question import Kind, Reason
from knowledge.matching.reasons import word

NotAsked = Literal["asked", "said_no", "joined", "own", "full_asker", "full_asked"]
"""Why an organisation is not asked."""


class _Why(Content):
    sure: Texts
    likely: Texts


class InvitationRules(Content):
    """What invitations.yml says; each value is explained there."""

    link_days: int = Field(gt=0)
    open_days: int = Field(gt=0)
    ask_again_days: int = Field(gt=0)
    most_of_asker: int = Field(gt=0)
    most_of_asked: int = Field(gt=0)
    from_hour: int = Field(ge=0, le=23)
    until_hour: int = Field(ge=1, le=24)
    minutes: int = Field(gt=0)
    reasons_shown: int = Field(gt=0)
    terms_shown: int = Field(gt=0)
    why: Mapping[Kind, _Why]
    no_reason: Texts
    refusals: Mapping[NotAsked, Texts]

    def next_moment(self, local: datetime) -> datetime:
        """Give the first moment from this one on at which people may be asked, in their own time."""
        if self.from_hour <= local.hour < self.until_hour:
            return local
        day = local + timedelta(days=1) if local.hour >= self.until_hour else local
        return day.replace(hour=self.from_hour, minute=0, second=0, microsecond=0)


@cache
def invitation_rules() -> InvitationRules:
    """Give the rules.

    Raises:
        ContentError: invitations.yml is wrong.
    """
    return read_model(Path(__file__).with_name("invitations.yml"), InvitationRules)


def why_asked(reasons: Iterable[Reason], language: Language) -> list[str]:
    """Tell an organisation why it is asked, the strongest reason first; one sentence also when there is none."""
    rules = invitation_rules()
    told = [_sentence(reason, language) for reason in reasons if reason.kind in rules.why]
    return told[: rules.reasons_shown] or [rules.no_reason[language]]


def not_asked(why: NotAsked) -> Texts:
    """Tell who asks why an organisation is not asked, in every language."""
    rules = invitation_rules()
    return {language: rules.refusals[why][language].format(most=rules.most_of_asker) for language in LANGUAGES}


def _sentence(reason: Reason, language: Language) -> str:
    facts, texts = reason.values, invitation_rules().why[reason.kind]
    terms = facts.get("terms", ())[: invitation_rules().terms_shown]
    words = [word(facts["facet"], term, language) for term in terms]
    text = texts.likely if facts.get("inferred") else texts.sure
    return text[language].format(terms=listing(words, language), place=facts.get("place", ""))
