"""A fingerprint of what partners agree on: two proposals have the same when they agree on the same."""

import json
from hashlib import sha256
from typing import Any

from knowledge.proposal.model import Proposal

_OF_THE_VERSION = {"version", "made_on"}
_OF_THE_DOCUMENT = {"language", "coalition"}


def fingerprint(proposal: Proposal) -> str:
    """Give the SHA-256 of what the partners agree on, as 64 hexadecimal digits.

    Not in it are contact data, consents, the number and the day of a version, the language of its documents and the
    name that the group has now. Any
    other difference gives another fingerprint, however small.
    """
    return sha256(canonical(proposal).encode("ascii")).hexdigest()


def canonical(proposal: Proposal) -> str:
    """Write what the partners agree on as JSON in one possible way only: sorted, without spaces, in ASCII.

    What was never filled in is left out, so that a field which a later version of this program adds changes nothing of
    the fingerprints of before.
    """
    hidden = _OF_THE_VERSION | _OF_THE_DOCUMENT
    agreed = without_people(proposal).model_dump(mode="json", exclude=hidden, exclude_defaults=True)
    return json.dumps(agreed, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def content(proposal: Proposal) -> dict[str, Any]:
    """Give a proposal as plain JSON values to be kept as a version: without contact data and consents.

    Its number and its day stand with the version.
    """
    return without_people(proposal).model_dump(mode="json", exclude=_OF_THE_VERSION)


def without_people(proposal: Proposal) -> Proposal:
    """Give a proposal without the names and addresses of people, and without the consents that they gave."""
    partners = tuple(one.model_copy(update={"contact": "", "consent": None}) for one in proposal.partners)
    organisation = proposal.organisation.model_copy(update={"contact": ""})
    return proposal.model_copy(update={"organisation": organisation, "partners": partners})
