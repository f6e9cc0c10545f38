"""Steps about the agreement of a coalition."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step
from flows.services import agreements
from flows.services.answers import keep_own
from flows.services.coalitions import current
from flows.services.context import Context
from storage.errors import Conflict

_SEEN = "agreement_seen"
_QUESTIONS = tuple(f"agreement_{field}" for field in agreements.FIELDS)
_NOTHING: Mapping[str, Any] = dict.fromkeys((*_QUESTIONS, _SEEN, "agreement_may"))


class LookForAgreement(Step):
    """Looks what this organisation may do with the agreement, and what was chosen before."""

    id = "action_look_for_agreement"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give the answers of before; say so when there is nobody to agree with."""
        coalition = current(context, slots)
        if coalition is None or agreements.may(context, coalition) == "alone":
            say.utter_message(response="utter_agreement_alone")
            return _NOTHING
        return {"agreement_may": agreements.may(context, coalition), **_stored(context, slots)}


class AskAgreementNext(Step):
    """Shows what was chosen before."""

    id = "action_ask_agreement_next"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask whether that is still right."""
        coalition = current(context, slots)
        words = agreements.in_words(context, coalition, slots["language"]) if coalition else {}
        inform, leaving = (words.get(name, "") for name in ("inform", "leaving"))
        say.utter_message(response="utter_ask_agreement_next", inform=inform, leaving=leaving)
        return {}


class SaveAgreement(Step):
    """Keeps what was chosen, where all partners see the same."""

    id = "action_save_agreement"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Keep it; when somebody else was first, theirs stands and is shown."""
        coalition = current(context, slots)
        if coalition is None:
            return _NOTHING
        fields = {field: slots.get(f"agreement_{field}") or "" for field in agreements.FIELDS}
        try:
            agreements.choose(context, coalition, slots[_SEEN], fields)
        except Conflict:
            say.utter_message(response="utter_agreement_changed")
            return {**_stored(context, slots), "agreement_next": None}
        return {"agreement_next": "make"}


class MakeAgreement(Step):
    """Makes the draft of the agreement as documents."""

    id = "action_make_agreement"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Make and send them."""
        keep_own(context, slots)
        files = agreements.make_documents(context, slots)
        if files:
            say.utter_message(response="utter_agreement", json_message={"documents": files})
        else:
            say.utter_message(response="utter_agreement_alone")
        return _NOTHING


def _stored(context: Context, slots: Mapping[str, Any]) -> dict[str, Any]:
    """Give what was chosen as answers; nothing is filled while nobody chose anything."""
    coalition = current(context, slots)
    if coalition is None:
        return dict(_NOTHING)
    found = agreements.chosen(context, coalition)
    values = {f"agreement_{name}": value if found.number else None for name, value in found.fields.items()}
    return {**values, _SEEN: found.number}
