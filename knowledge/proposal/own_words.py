"""What people wrote in a plan in their own words, for the checks that read it."""

from collections.abc import Iterable, Iterator

from knowledge.proposal.model import Proposal


def own_words(proposal: Proposal) -> Iterator[tuple[str, str]]:
    """Give every text that people wrote, each with the answer that it belongs to; empty texts are left out.

    Names of organisations and what the program writes itself are not among them.
    """
    for slot, texts in _texts(proposal):
        for text in texts:
            if text:
                yield slot, text


def by_answer(proposal: Proposal) -> dict[str, str]:
    """Give the same with all texts of one answer in one, a line each."""
    found: dict[str, list[str]] = {}
    for slot, text in own_words(proposal):
        found.setdefault(slot, []).append(text)
    return {slot: "\n".join(texts) for slot, texts in found.items()}


def _texts(p: Proposal) -> Iterator[tuple[str, Iterable[str]]]:
    """Texts in the order of the plan."""
    yield "title", (p.title,)
    yield "summary", (p.summary,)
    yield "problem", (p.problem,)
    yield "evidence", (text for one in p.evidence for text in (one.text, one.source))
    yield "existing", (p.existing,)
    yield "change", (p.goal,)
    yield "reach_how", (p.reach_how,)
    yield "support", (p.support,)
    yield "offers_note", (one.note for one in p.partners)
    yield "gains", (one.gains for one in p.partners)
    yield "plan_decision", (p.decision_rule,)
    yield "activities", (text for one in p.activities for text in (one.name, one.output))
    yield "milestones", (one.text for one in p.milestones)
    yield "other_costs", (one.text for one in p.costs)
    yield "other_income", (one.text for one in p.income)
    yield "results", (t for one in p.results for t in (one.text, one.indicator, one.baseline, one.target, one.how))
    yield "sustain", (p.sustain,)
    yield "risks", (text for one in p.risks for text in (one.text, one.measure))
    yield "comms", (p.comms,)
    yield "personal_data_how", (p.personal_data_how,)
    yield "learning", (p.learning,)
