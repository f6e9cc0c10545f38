"""Steps about the organisations for which a person speaks."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step, option
from flows.services import mandates
from flows.services.context import Context
from flows.services.invitation_answers import links
from flows.services.privacy import what_stays
from knowledge.mandates import mandate_rules


class ListMandates(Step):
    """Lists the organisations for which the person may speak."""

    id = "action_list_mandates"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give the options; say so when there is nothing to choose."""
        found = mandates.of_person(context)
        if len(found) > 1:
            return {"mandate_options": [option(one.organisation_id, one.name) for one in found]}
        if found:
            say.utter_message(response="utter_one_organisation", name=found[0].name)
        else:
            say.utter_message(response="utter_no_organisation")
        return {"mandate_options": None, "speak_for": None}


class SpeakFor(Step):
    """Lets the person speak for another organisation from now on."""

    id = "action_speak_for"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Switch, and say so."""
        chosen = slots["speak_for"]
        speaker = next((one for one in mandates.of_person(context) if one.organisation_id == chosen), None)
        if speaker is None:  # It was ended meanwhile.
            return {"speak_for": None}
        say.utter_message(response="utter_speaks_for", name=speaker.name)
        return {} if speaker.now else mandates.switch(context, slots, chosen)


class MakeColleagueLink(Step):
    """Makes a link for a colleague."""

    id = "action_make_colleague_link"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Show it, with what to do with it."""
        secret = mandates.make_link(context)
        if secret is None:
            say.utter_message(response="utter_no_organisation")
            return {}
        (name,) = (one.name for one in mandates.of_person(context) if one.now)
        lines = links(context.addresses, secret, slots["language"])
        say.utter_message(response="utter_colleague_link", name=name, days=mandate_rules().link_days)
        response = "utter_colleague_address" if lines else "utter_colleague_words"
        say.utter_message(response=response, links="\n".join(lines), secret=secret, name=name)
        return {}


class ReadColleagueWords(Step):
    """Reads the secret that a colleague passed on, where there are no links."""

    id = "action_read_colleague_words"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Keep its hash only."""
        return {"colleague_words": None, "colleague_key": mandates.key_of(slots["colleague_words"])}


class LookAtColleague(Step):
    """Looks whether a colleague's link still works."""

    id = "action_look_at_colleague"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Forget it when it does not, and say so."""
        if mandates.offered(context, slots["colleague_key"]):
            return {}
        say.utter_message(response="utter_colleague_link_dead")
        return {"colleague_key": None}


class AskColleagueOk(Step):
    """Asks whether the person speaks for the organisation of the link."""

    id = "action_ask_colleague_ok"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask."""
        name = mandates.offered(context, slots["colleague_key"]) or ""
        say.utter_message(response="utter_ask_colleague_ok", name=name)
        return {}


class JoinColleague(Step):
    """Lets the person speak for the organisation too."""

    id = "action_join_colleague"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Write that down, and say so."""
        name = mandates.offered(context, slots["colleague_key"]) or ""
        filled = mandates.join(context, slots, slots["colleague_key"])
        if filled is None:
            say.utter_message(response="utter_colleague_link_dead")
            return {"colleague_key": None}
        say.utter_message(response="utter_colleague_here" if filled else "utter_colleague_beside", name=name)
        return {**filled, "colleague_key": None}


class AskEndMandateSure(Step):
    """Asks whether the person is sure, and says what follows."""

    id = "action_ask_end_mandate_sure"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask."""
        number = slots["end_mandate_for"]
        name = next((one.name for one in mandates.of_person(context) if one.organisation_id == number), "")
        lines = what_stays(context, slots["language"], number)
        say.utter_message(response="utter_ask_end_mandate_sure", name=name, follows="\n".join(lines))
        return {}


class OnlyMandate(Step):
    """Takes the only organisation for which the person speaks, where nobody has to choose."""

    id = "action_only_mandate"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give it, or the options."""
        found = mandates.of_person(context)
        if not found:
            say.utter_message(response="utter_no_organisation")
        if len(found) == 1:
            return {"end_mandate_for": found[0].organisation_id}
        return {"mandate_options": [option(one.organisation_id, one.name) for one in found] or None}


class EndMandate(Step):
    """Lets the person speak no longer for an organisation."""

    id = "action_end_mandate"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """End it, and say so."""
        number = slots["end_mandate_for"]
        speaker = next((one for one in mandates.of_person(context) if one.organisation_id == number), None)
        if speaker is None:
            return {}
        filled = mandates.end(context, slots, number)
        say.utter_message(response="utter_mandate_over", name=speaker.name)
        return filled
