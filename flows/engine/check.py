"""Finds what would go wrong in a conversation, before anybody has one.

The loader refuses files that cannot be read; these checks look at everything together.
"""

from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from flows.engine import check_graph, check_slots, check_texts
from flows.engine.definitions import Script
from flows.engine.errors import Issue

CHECKS: tuple[Callable[[Script], Iterable[Issue]], ...] = (
    check_graph.unknown_targets,
    check_graph.unreachable_steps,
    check_graph.no_way_to_the_end,
    check_graph.unknown_actions,
    check_graph.unknown_choices,
    check_graph.questions_without_options,
    check_graph.missing_flows,
    check_slots.undeclared_slots,
    check_slots.unknown_places,
    check_texts.missing_responses,
    check_texts.missing_rejection_responses,
    check_texts.missing_engine_responses,
    check_texts.missing_languages,
    check_texts.missing_words,
    check_texts.words_said_twice,
    check_texts.long_payloads,
    check_texts.payloads_without_meaning,
    check_texts.long_texts,
)
"""Every check but that for unused slots, which must also know what actions use."""


def check(script: Script, used_elsewhere: Collection[str] = ()) -> list[Issue]:
    """Find all issues, those of flows first, each file from top to bottom.

    Args:
        script: flows, slots, responses and words.
        used_elsewhere: slots that only actions use.
    """
    found = [issue for find in CHECKS for issue in find(script)]
    found += check_slots.unused_slots(script, used_elsewhere)
    files = _files(script)
    return sorted(found, key=lambda issue: (files.index(issue.file), issue.line))


def _files(script: Script) -> list[Path]:
    flows = (flow.file for flow in script.flows.values())
    slots = (slot.file for slot in script.slots.values())
    responses = (response.file for response in script.responses.values())
    return list(dict.fromkeys((*flows, *slots, *responses, check_texts.home(script))))
