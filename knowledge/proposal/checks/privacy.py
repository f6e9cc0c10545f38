"""Rules about data of people in what is written."""

from knowledge.proposal.checks.hit import Draft, Hit, Hits
from knowledge.proposal.checks.quoting import shortened
from knowledge.proposal.own_words import own_words
from knowledge.proposal.personal import traces


def nobody_can_be_known(draft: Draft) -> Hits:
    """V21: no number, address or health of a person who can be known stands in a free text; each is named once.

    A telephone number that may be that of an office is only pointed out.
    """
    named: set[tuple[str, str]] = set()
    for slot, text in own_words(draft.proposal):
        for trace in traces(text):
            if (trace.kind, trace.words) not in named:
                named.add((trace.kind, trace.words))
                yield Hit(trace.kind, {"field": slot, "words": shortened(trace.words)}, slot)
