"""A proposal with all that follows from it as JSON, for other programs."""

import json
from datetime import date
from typing import Final

from knowledge.calls import Call
from knowledge.proposal.budget import budget
from knowledge.proposal.fingerprint import fingerprint
from knowledge.proposal.model import Proposal
from knowledge.proposal.rules import check, finding_text

FORMAT: Final = "coalitiewijzer-proposal/1"
"""Names what stands in the file; its number rises when something in it gets another meaning."""


def render_json(p: Proposal, call: Call) -> bytes:
    """Write everything that is known of a proposal, and what the rules and sums make of it, as JSON in UTF-8.

    Amounts are in euro cents, days as in ISO 8601; codes are those of the vocabulary. The same proposal gives the same
    bytes.
    """
    findings = check(p, call, p.made_on or date.min)
    sums = budget(p)
    found = {
        "format": FORMAT,
        "fingerprint": fingerprint(p),
        "proposal": p.model_dump(mode="json"),
        "budget": {
            "cost_cents": sums.cost_cents,
            "income_cents": sums.income_cents,
            "difference_cents": sums.difference_cents,
            "partners": [
                {
                    "name": one.name,
                    "money_cents": one.money_cents,
                    "in_kind_cents": one.in_kind_cents,
                    "gives_cents": one.gives_cents,
                }
                for one in sums.partners
            ],
            "activities": [{"name": name, "cents": cents} for name, cents in sums.activities.items()],
            "years": [{"year": year, "cents": cents} for year, cents in sums.years.items()],
            "kinds": [{"kind": kind, "cents": cents} for kind, cents in sums.kinds.items()],
        },
        "findings": [{"rule": one.rule, "level": one.level, "text": finding_text(one, p.language)} for one in findings],
    }
    return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()
