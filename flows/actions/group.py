"""Steps about a group as a whole: how it stands, who is missing, leaving, agreeing, ending, and working on another."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step, option
from flows.actions.forming import InGroup, Open, place_options
from flows.services import coalitions, forming, standing
from flows.services.calls import find_call
from flows.services.coalitions import CURRENT, check, own_organisation
from flows.services.context import Context
from flows.services.refusal import Refused
from knowledge.languages import LANGUAGES, Language
from knowledge.matching.ranking import Match
from knowledge.matching.reasons import fill_sentences, gap_sentences
from knowledge.texts import text
from knowledge.vocabulary import vocabulary
from storage.coalitions import Coalition
from storage.errors import NotFound


class ShowGroup(Step):
    """Tells how the group stands, when there is one that others know of."""

    id = "action_show_group"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Tell it; says nothing when there is no such group."""
        group = coalitions.current(context, slots)
        if group is None or not standing.is_shared(context, group):
            return {"group_told": None}
        say.utter_message(response="utter_group", report=standing.report(context, group, slots["language"]))
        # So that "rol van ..." is understood though another question is open.
        return {"group_told": True} | (
            {"place_options": place_options(context, group)} if forming.chooses(context, group) else {}
        )


class ShowMissing(InGroup):
    """Tells who the group misses with those who take part, and who could fill that in."""

    id = "action_show_missing"

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Tell."""
        language = slots["language"]
        found = standing.missing(context, group)
        lines = [
            text(
                "gap_fill",
                language,
                name=match.profile.name,
                type=_type(match, language),
                reasons=" ".join(fill_sentences(match, found.gap, language)),
            )
            for match in found.fills
        ]
        demo = [text("partners_demo", language)] if any(match.profile.demo for match in found.fills) else []
        gap = [*gap_sentences(found.gap, language), *lines, *demo]
        say.utter_message(response="utter_group_missing", gap="\n".join(gap))
        if found.fills and forming.chooses(context, group):
            say.utter_message(response="utter_invite_missing", name=found.fills[0].profile.name)
        return {}


class OpenLeave(Open):
    """Looks whether the organisation can leave, and shows what it would leave behind."""

    id = "action_open_leave"

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Show it."""
        check(context, group.id, "leave", about=own_organisation(context) or 0)
        if promised := forming.promised(context, group, slots)[slots["language"]]:
            say.utter_message(response="utter_you_promised", group=group.name, promised=promised)
        return {}


class LeaveGroup(InGroup):
    """Lets the organisation leave."""

    id = "action_leave_group"

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Leave; the chat goes on with another group, if there is one."""
        after = forming.leave(context, group, slots)
        say.utter_message(response="utter_you_left", group=group.name)
        return {CURRENT: after, "left_group": group.id}


class OpenReturn(Step):
    """Looks whether the organisation can come back to the group that it left."""

    id = "action_open_return"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Look."""
        try:
            forming.check_return(context, slots["left_group"])
        except NotFound:
            say.utter_message(response="utter_no_group")
        except Refused as refused:
            say.utter_message(response="utter_refused", sentence=refused.sentence[slots["language"]])
        else:
            return {"group_ready": True}
        return {"group_ready": None}


class ReturnToGroup(Step):
    """Lets the organisation come back."""

    id = "action_return_to_group"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Do it; the chat works on that group again."""
        group = forming.come_back(context, slots["left_group"])
        say.utter_message(response="utter_you_are_back", group=group.name)
        return {CURRENT: group.id, "left_group": None}


class OpenAgreement(Open):
    """Looks whether the group can agree."""

    id = "action_open_agreement"

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Look."""
        forming.check_agreement(context, group)
        return {}


class Agree(InGroup):
    """Writes that the group agreed."""

    id = "action_agree_group"

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Write it."""
        forming.agree(context, group)
        say.utter_message(response="utter_you_agreed", group=group.name)
        return {}


class OpenReopen(Open):
    """Looks whether the group can begin again."""

    id, action = "action_open_reopen", "reopen"


class Reopen(InGroup):
    """Lets the group begin again."""

    id = "action_reopen_group"

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Do it."""
        forming.reopen(context, group)
        say.utter_message(response="utter_group_reopened", group=group.name)
        return {}


class OpenEnd(Open):
    """Looks whether the group can end."""

    id, action = "action_open_end", "end"


class End(InGroup):
    """Ends the group."""

    id = "action_end_group"

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """End it."""
        forming.end(context, group)
        say.utter_message(response="utter_you_ended_group", group=group.name)
        return {}


class ListGroups(Step):
    """Lists the groups in which the person takes part."""

    id = "action_list_groups"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give the options; says so when there is no other."""
        found = [group for group, _ in forming.of_person(context)]
        if not any(group.id != slots.get(CURRENT) for group in found):
            say.utter_message(response="utter_one_group")
            return {"group_options": None}
        return {"group_options": [_option(context, group) for group in found]}


class SwitchGroup(Step):
    """Works on another group from now on."""

    id = "action_switch_group"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Switch."""
        group = forming.switch(context, slots["group_choice"])
        if group is None:
            say.utter_message(response="utter_no_group")
            return {}
        say.utter_message(response="utter_group_switched", group=group.name)
        return {CURRENT: group.id}


def _option(context: Context, group: Coalition) -> dict[str, Any]:
    """Name a group with its call; the bare name is understood too."""
    call = find_call(context, group.call_code)
    titles = {language: f"{group.name} ({call.title[language]})" for language in LANGUAGES}
    return option(group.id, titles) | {"also": {language: [group.name] for language in LANGUAGES}}


def _type(match: Match, language: Language) -> str:
    """The kind of organisation between brackets; "other" says nothing, so it is left out."""
    kind = match.profile.type
    return "" if kind == "overig" else f" ({vocabulary().label('organisation_type', kind, language)})"
