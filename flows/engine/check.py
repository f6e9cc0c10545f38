"""Finds what would go wrong in a conversation, before anybody has one.

Reading tells what each file does wrong by itself; these checks look at everything together.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path

from flows.engine import check_graph, check_slots, check_texts
from flows.engine.definitions import Option, Script
from flows.engine.errors import Issue
from flows.engine.loader import read_script

CHECKS: tuple[Callable[[Script], Iterable[Issue]], ...] = (
    check_graph.unknown_targets,
    check_graph.unreachable_steps,
    check_graph.no_way_to_the_end,
    check_graph.links_in_called_flows,
    check_graph.unknown_actions,
    check_graph.unknown_choices,
    check_graph.questions_without_options,
    check_graph.missing_flows,
    check_slots.undeclared_slots,
    check_slots.lost_answers,
    check_slots.always_false_empty,
    check_slots.options_unlike_values,
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
"""Every check but those for what nothing uses, which must also know what actions use."""


def check_files(
    files: Sequence[Path],
    actions: Collection[str],
    options: Mapping[str, tuple[Option, ...]],
    used_elsewhere: Collection[str] = (),
) -> list[Issue]:
    """Find all issues of all files, each file from top to bottom.

    Where a file cannot be read at all, only what reading finds is told, since the rest would name what stands in it.

    Args:
        files: flow and domain files.
        actions: the names of the actions that exist.
        options: lists of options that questions may name under `choices`.
        used_elsewhere: slots that actions use; a word that ends with "_" is the beginning of such names.
    """
    script, issues = read_script(files, actions, options)
    if all(issue.rule != "unreadable" for issue in issues):
        issues += check(script, used_elsewhere)
    if not any(issue.refuses for issue in issues):  # A mistake may be what hides the use of an answer.
        issues += check_slots.useless_answers(script, used_elsewhere)
    order = {file: place for place, file in enumerate(files)}
    return sorted(issues, key=lambda issue: (order.get(issue.file, -1), issue.line))


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
