"""Steps about the call and the partners."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step, option
from flows.services import exposure, leads, matching, proposals
from flows.services.calls import find_call, open_calls
from flows.services.coalitions import CURRENT
from flows.services.context import Context
from knowledge.calls import explain
from knowledge.languages import LANGUAGES, Language
from knowledge.matching.ranking import Match
from knowledge.matching.reasons import (
    fill_sentences,
    gap_sentences,
    newcomer_sentence,
    order_sentence,
    sentences,
    standing_sentences,
    whole_score,
)
from knowledge.texts import text
from knowledge.vocabulary import vocabulary

MOST_GAPS = 6
"""More lines about who is missing than this are not read."""


class ListCalls(Step):
    """Lists the open calls of the municipality."""

    id = "action_list_calls"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give the options."""
        here = [call for call in open_calls(context) if call.municipality == slots["municipality"]]
        return {"call_options": [option(call.code, call.title) for call in here]}


class AskCall(Step):
    """Asks for which call, with a line about each."""

    id = "action_ask_call"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask."""
        language = slots["language"]
        lines = []
        for number, one in enumerate(slots["call_options"], start=1):
            call = find_call(context, one["value"])
            lines.append(
                text(
                    "call_line",
                    language,
                    number=number,
                    title=call.title[language],
                    summary=call.summary[language],
                )
            )
        say.utter_message(response="utter_ask_call", calls="\n".join(lines))
        return {}


class AskCallOk(Step):
    """Explains the call: issue, area, money, dates, criteria, lead partner."""

    id = "action_ask_call_ok"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Explain and ask."""
        language = slots["language"]
        call = find_call(context, slots["call"])
        said = explain(call, language)
        say.utter_message(
            response="utter_ask_call_ok",
            title=call.title[language],
            example=text("example", language, note=said.example) if said.example else "",
            issue=said.issue,
            area=said.area,
            money=said.money,
            dates=said.dates,
            partners=said.partners,
        )
        return {}


class _Explain(Step):
    """Explains one part of the call, and that it is an example where it is one."""

    part: ClassVar[str]

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Explain."""
        said = explain(find_call(context, slots["call"]), slots["language"])
        say.utter_message(response="utter_explained", explanation=f"{getattr(said, self.part)}\n{said.example}".strip())
        return {}


class ExplainCriteria(_Explain):
    """Explains what the municipality looks at."""

    id, part = "action_explain_criteria", "criteria"


class ExplainLeadPartner(_Explain):
    """Explains who may apply for the money, and what that means."""

    id, part = "action_explain_lead_partner", "lead_partner"


class FindPartners(Step):
    """Finds the partners that fit best; those chosen or shown before stay."""

    id = "action_find_partners"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give the options."""
        return _shown(context, slots, len(slots.get("partner_options") or ()) or matching.FIRST)


class MorePartners(Step):
    """Shows more partners."""

    id = "action_more_partners"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give more options, or say that there are no more."""
        before = slots.get("partner_options") or ()
        filled = _shown(context, slots, len(before) + matching.FIRST)
        if len(filled["partner_options"]) == len(before):
            say.utter_message(response="utter_no_more_partners")
        else:
            found = matching.suggestions(context, {**slots, **filled})
            lines = _lines(context, slots, found)[len(before) :]
            _show(context, slots, found)
            say.utter_message(response="utter_more_partners", partners="\n\n".join(lines))
        return filled


class AskPartners(Step):
    """Shows the suggested partners with their reasons."""

    id = "action_ask_partners"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask."""
        language = slots["language"]
        found = matching.suggestions(context, slots)
        _show(context, slots, found)
        say.utter_message(
            response="utter_ask_partners",
            demo=text("partners_demo", language) if any(match.profile.demo for match in found) else "",
            inferred=text("partners_inferred", language) if any(match.profile.inferred for match in found) else "",
            order=order_sentence(language),
            partners="\n\n".join(_lines(context, slots, found)),
        )
        return {}


class ExplainPartner(Step):
    """Shows the whole score of one partner."""

    id = "action_explain_partner"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Say every part of the score."""
        for match in matching.suggestions(context, slots):
            if match.profile.id == slots["why_partner"]:
                score = whole_score(match, slots["language"])
                about = match.profile.text
                say.utter_message(response="utter_why_score", name=match.profile.name, description=about, score=score)
        return {}


class ExplainStanding(Step):
    """Says why an organisation that somebody names stands lower, or is not suggested."""

    id = "action_explain_standing"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Say where it stands, or that nobody here has such a name."""
        standing = matching.standing_of(context, slots, slots["why_not_name"])
        if standing is None:
            say.utter_message(response="utter_no_such_organisation", name=slots["why_not_name"])
        else:
            lines = standing_sentences(standing, slots["language"])
            say.utter_message(response="utter_standing", standing="\n".join(lines))
        return {}


class AskGapOk(Step):
    """Says who is still missing, and who could fill that in."""

    id = "action_ask_gap_ok"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask; who could fill the gap stands among the options when the partners are chosen again."""
        language = slots["language"]
        missing = matching.missing(context, slots, matching.team(context, slots))
        found = matching.fill_gap(context, slots)
        _show(context, slots, found)
        lines = [
            text(
                "gap_fill",
                language,
                name=match.profile.name,
                type=_type(match, language),
                reasons=" ".join(fill_sentences(match, missing, language)),
            )
            for match in found
        ]
        gap = gap_sentences(missing, language)[:MOST_GAPS]
        say.utter_message(response="utter_ask_gap_ok", gap="\n".join([*gap, *lines]))
        shown = slots.get("partner_options") or []
        known = {one["value"] for one in shown}
        return {"partner_options": [*shown, *_options([match for match in found if match.profile.id not in known])]}


class ListLead(Step):
    """Lists who may apply for the group; when nobody may, nobody has to choose."""

    id = "action_list_lead"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give the options, and the answer when there is only one."""
        unknown = option("unknown", {language: text("lead_unknown", language) for language in LANGUAGES})
        options = [*(option(answer, name) for answer, name in proposals.possible_leads(context, slots)), unknown]
        filled = {"lead_options": options}
        return filled | {"lead": "unknown"} if len(options) == 1 else filled


class SavePartners(Step):
    """Stores which partners were chosen."""

    id = "action_save_partners"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Store them as suggested, and count them as chosen."""
        number = proposals.save_partners(context, slots)
        exposure.choose(context, slots)
        return {CURRENT: number, **leads.follow_wish(context, slots, number)}


def _shown(context: Context, slots: Mapping[str, Any], limit: int) -> dict[str, Any]:
    """As many as asked, and never fewer than are shown now: those keep their places."""
    wanted = max(limit, len(slots.get("partner_options") or ()))
    return {"partner_options": _options(matching.suggest(context, slots, wanted))}


def _show(context: Context, slots: Mapping[str, Any], matches: Sequence[Match]) -> None:
    exposure.show(context, slots, [match.profile.id for match in matches])


def _lines(context: Context, slots: Mapping[str, Any], matches: Sequence[Match]) -> list[str]:
    language, new = slots["language"], exposure.newcomers(context.session, context.now)
    return [
        text(
            "partner_line",
            language,
            number=number,
            name=match.profile.name,
            type=_type(match, language),
            reasons="\n".join(
                [*sentences(match, language), *([newcomer_sentence(language)] if match.profile.id in new else [])]
            ),
        )
        for number, match in enumerate(matches, start=1)
    ]


def _type(match: Match, language: Language) -> str:
    """The kind of organisation between brackets; "other" says nothing, so it is left out."""
    kind = match.profile.type
    return "" if kind == "overig" else f" ({vocabulary().label('organisation_type', kind, language)})"


def _options(matches: Sequence[Match]) -> list[dict[str, Any]]:
    return [option(match.profile.id, match.profile.name) for match in matches]
