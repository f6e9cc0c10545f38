"""Steps that propose a whole coalition; it is only taken over when the person says so."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step, option
from flows.services import exposure, matching
from flows.services.context import Context
from knowledge.format import listing
from knowledge.languages import Language
from knowledge.matching.coalition import Composition
from knowledge.matching.picture import to_svg
from knowledge.matching.telling import alternatives, proposal
from knowledge.texts import text
from storage import documents

SVG = "image/svg+xml"


class ProposeCoalition(Step):
    """Proposes a whole group, or the next one that has as much, with a picture of who brings what."""

    id = "action_propose_coalition"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Say it and remember who is in it; or say why there is none, or no other."""
        language, shown = slots["language"], slots["coalitions_shown"]
        first = matching.whole_coalition(context, slots)
        groups = [first, *(first.with_team_of(other) for other in first.alternatives)]
        differences = ["", *alternatives(first, language)]
        if not first.team.members:
            say.utter_message(response="utter_no_coalition", coalition="\n\n".join(proposal(first, language)))
            return {}
        for group, difference in zip(groups, differences, strict=True):
            numbers = [member.id for member in group.team.members]
            if numbers not in shown:
                exposure.show(context, slots, numbers)
                say.utter_message(
                    response="utter_other_coalition" if shown else "utter_coalition",
                    demo=_demo(context, numbers, language),
                    difference=difference,
                    coalition="\n\n".join(proposal(group, language)),
                    json_message={"documents": [_picture(context, group, len(shown) + 1, language)]},
                )
                return {"coalitions_shown": [*shown, numbers]}
        say.utter_message(response="utter_no_other_coalition")
        return {}


class AskCoalitionNext(Step):
    """Asks whether the group that was shown last becomes the partners."""

    id = "action_ask_coalition_next"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask."""
        profiles = matching.team(context, {"partners": slots["coalitions_shown"][-1]})
        names = listing((profile.name for profile in profiles), slots["language"])
        say.utter_message(response="utter_ask_coalition_next", names=names)
        return {}


class TakeCoalition(Step):
    """Makes the group that was shown last the chosen partners; what depends on the partners is asked again."""

    id = "action_take_coalition"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Choose them, and put them among the partners that are shown."""
        chosen = slots["coalitions_shown"][-1]
        options = slots["partner_options"]
        known = {one["value"] for one in options}
        new = [one for one in matching.team(context, {"partners": chosen}) if one.id not in known]
        return {
            "partners": chosen,
            "partner_options": [*options, *(option(profile.id, profile.name) for profile in new)],
            "gap_ok": None,
            "lead": None,
        }


def _demo(context: Context, numbers: list[int], language: Language) -> str:
    profiles = matching.team(context, {"partners": numbers})
    return text("partners_demo", language) if any(profile.demo for profile in profiles) else ""


def _picture(context: Context, group: Composition, number: int, language: Language) -> dict[str, Any]:
    """Store the picture; gives the stored document as `{"id", "name"}`."""
    name = text("coalition_picture", language, number=number)
    content = to_svg(group, language).encode()
    stored = documents.add(context.session, context.conversation_id, name, SVG, content, context.now)
    return {"id": stored, "name": name}
