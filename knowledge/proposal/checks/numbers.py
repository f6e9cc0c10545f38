"""Rules about numbers of organisations."""

import re

from knowledge.identifiers import is_kvk, is_postcode, is_rsin
from knowledge.proposal.checks.hit import Draft, Hit, Hits
from knowledge.proposal.own_words import own_words

_CALLED = re.compile(
    r"\b(?P<what>kvk|rsin)(?:[ -]?(?:nummer|nr\.?|number))?\s*(?:is|:|=)?\s*(?P<digits>\d(?:[ .]?\d){3,14})(?![\w-])",
    re.IGNORECASE | re.ASCII,
)
_CHECKS = {"kvk": is_kvk, "rsin": is_rsin}


def numbers_have_their_form(draft: Draft) -> Hits:
    """V16: numbers of the trade register and the tax service, and postcodes, are as they are given out.

    Of the organisations that take part, and where a text says what a number is.
    """
    for partner in draft.proposal.members:
        for what, number, right in (
            ("kvk", partner.kvk, is_kvk(partner.kvk)),
            ("rsin", partner.rsin, is_rsin(partner.rsin)),
            ("postcode", partner.postcode, is_postcode(partner.postcode)),
        ):
            if number and not right:
                yield Hit(what, {"name": partner.name, "number": number})
    for slot, text in own_words(draft.proposal):
        for found in _CALLED.finditer(text):
            what, digits = found["what"].casefold(), re.sub(r"[ .]", "", found["digits"])
            if not _CHECKS[what](digits):
                yield Hit(f"{what}_in_text", {"field": slot, "number": found["digits"]}, slot)
