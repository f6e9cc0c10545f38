"""Steps about the person and the organisation."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step, option
from flows.services import organisations, privacy
from flows.services.area_choices import AreaChoice, area_choices, municipality_choices
from flows.services.calls import open_calls
from flows.services.context import Context


class StoreConsent(Step):
    """Notes that the person agreed."""

    id = "action_store_consent"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Store the consent; saying yes again changes nothing."""
        privacy.give_consent(context)
        return {}


class StoreLanguage(Step):
    """Notes that the language changed: lists made in the other language are made again when needed."""

    id = "action_store_language"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Drop what was written in the other language."""
        return {"example_options": None}


class ListMunicipalities(Step):
    """Lists the municipalities with an open call; if there is only one, nobody has to choose."""

    id = "action_list_municipalities"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give the options, and the answer when there is only one."""
        found = dict.fromkeys(call.municipality for call in open_calls(context))
        options = [_option(choice) for choice in municipality_choices(context.tree, found)]
        filled = {"municipality_options": options}
        return filled | {"municipality": options[0]["value"]} if len(options) == 1 else filled


class ListAreas(Step):
    """Lists the whole municipality and its parts."""

    id = "action_list_areas"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give the options."""
        return {"area_options": [_option(choice) for choice in area_choices(context.tree, slots["municipality"])]}


def _option(choice: AreaChoice) -> dict[str, Any]:
    """What is usual is left out, since a state holds hundreds of these."""
    also = {"also": {language: list(names) for language, names in choice.also.items()}} if choice.also else {}
    return option(choice.id, choice.title) | also | ({} if choice.listed else {"listed": False})


class SaveProfile(Step):
    """Stores the organisation."""

    id = "action_save_profile"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Store it and remember its number."""
        return {"organisation_id": organisations.save_own(context, slots)}
