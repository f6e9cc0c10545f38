"""Steps about what the checks find in the plan, and about its documents."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step, option
from flows.services import drafts, proposals
from flows.services.answers import keep_own
from flows.services.checking import Point, points
from flows.services.context import Context
from knowledge.languages import LANGUAGES, Language
from knowledge.proposal.rules import finding_text
from knowledge.texts import text

MOST_LINES = 10
"""So many points are told in one message: with their headings that is about a screen of a phone."""

MORE = "more"
"""The choice to see the next points."""

GROUP = "other_group"
"""The choice to seek contact with another group."""


class CheckPlan(Step):
    """Says what the checks found, a message full at a time, and offers to change what can be changed."""

    id = "action_check_plan"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Say the next points; without any that can be mended nothing is asked."""
        keep_own(context, slots)
        found = points(context, slots)
        nothing: Mapping[str, Any] = {"check_options": None, "check_from": None, "change_what": None}
        if not found:
            say.utter_message(response="utter_check_too_early" if found is None else "utter_check_fine")
            return nothing
        begin = slots.get("check_from") or 0
        begin = begin if begin < len(found) else 0
        shown, rest = found[begin : begin + MOST_LINES], len(found) - begin - MOST_LINES
        language = slots["language"]
        say.utter_message(
            response="utter_check_list",
            intro=text("check_next", language) if begin else _intro(found, language),
            lines="\n".join(_lines(shown, language)),
        )
        options = _options(shown)
        if rest > 0:
            options.append(option(MORE, {spoken: text("check_more", spoken) for spoken in LANGUAGES}))
        return {"check_options": options or None, "check_from": begin + MOST_LINES, "change_what": None}


class AskReviewNext(Step):
    """Shows what the checks found, at the end of the plan."""

    id = "action_ask_review_next"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask what comes next."""
        keep_own(context, slots)
        language = slots["language"]
        found = points(context, slots) or ()
        lines = _lines(found[:MOST_LINES], language)
        if len(found) > MOST_LINES:
            lines.append(text("check_rest", language, count=len(found) - MOST_LINES))
        say.utter_message(response="utter_ask_review_next", findings="\n".join(lines) or text("no_findings", language))
        return {}


class MakeDocuments(Step):
    """Makes the draft as documents."""

    id = "action_make_documents"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Store the draft and send it."""
        keep_own(context, slots)
        files = drafts.make_documents(context, slots)
        states = {partner.state for partner in proposals.draft_of(context, slots).proposal.members}
        name = "utter_documents_alone" if states == {"asks"} else "utter_documents_joint"
        if "suggested" in states:
            name = "utter_documents"
        say.utter_message(response=name, json_message={"documents": files})
        return {}


def _intro(found: Sequence[Point], language: Language) -> str:
    count = sum(one.finding.level == "error" for one in found)
    return text("check_errors", language, count=count) if count else text("check_no_errors", language)


def _lines(found: Sequence[Point], language: Language) -> list[str]:
    """Write points under a heading per level, each with what to type."""
    lines: list[str] = []
    for level, of_level in groupby(found, key=lambda one: one.finding.level):
        lines += [*([""] if lines else []), text(f"check_{level}", language)]
        for point in of_level:
            word = point.mend.words[language] if point.mend else ""
            typed = text("check_type", language, word=word) if word else ""
            lines.append(text("check_line", language, text=finding_text(point.finding, language), type=typed))
    return lines


def _options(found: Sequence[Point]) -> list[dict[str, Any]]:
    """Give what can be done about points in this list: each answer once, called as it is typed."""
    mends = [one.mend for one in found if one.mend]
    words = {mend.asks: mend.words for mend in mends if mend.asks}
    for one in found:
        if one.mend and one.finding.rule == "V19":
            words[GROUP] = one.mend.words
    return [
        option(answer, {name: said[:1].upper() + said[1:] for name, said in named.items()})
        for answer, named in words.items()
    ]
