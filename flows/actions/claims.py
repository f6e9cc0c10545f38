"""Steps about the organisation's place in the directory."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step, option
from flows.actions.profile import ListAreas, ListMunicipalities
from flows.services import claim_codes, claim_offers, claims
from flows.services.context import Context
from knowledge.languages import LANGUAGES
from knowledge.texts import text
from knowledge.vocabulary import vocabulary
from storage.organisation_data import OrganisationData


class FindEntries(Step):
    """Looks for organisations of the directory with the name that was given."""

    id = "action_find_entries"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give the options; the answer when there is nothing to ask."""
        name = slots["organisation_name"]
        known = claims.same_as_before(context, name)
        found = [] if known else claim_offers.alike(context, name, slots.get("municipality"))
        if not found:
            if known is None:
                claims.withdraw(context)
            return {"claimed_entry": known or claims.NO_ENTRY, "entry_options": None}
        options = [_option(context, number, data) for number, data in found]
        if len(options) == 1:
            for language in LANGUAGES:
                options[0]["also"][language] += text("claim_yes", language).split(", ")
        none = {language: text("claim_no", language) for language in LANGUAGES}
        return {"entry_options": [*options, option(claims.NO_ENTRY, none)]}


class ClaimEntry(Step):
    """Writes down that the organisation is theirs, and fills in what the directory knows of it."""

    id = "action_claim_entry"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give the answers that are known, and the address to which a code can go."""
        entry = slots["claimed_entry"]
        if entry == claims.NO_ENTRY:
            claims.withdraw(context)
            return {"entry_options": None}
        made = claims.claim(context, entry, slots.get("contact_name") or "")
        data = claims.entry_of(context, made)
        known = claim_offers.starting_point(data)
        where = known_places(context, {**slots, **known}, data, say)
        filled = {name: value for name, value in (known | where).items() if slots.get(name) is None}
        say.utter_message(response="utter_claimed", name=data.name)
        to = claim_codes.masked(context, made) if claim_codes.route(context, made) == "open" else None
        if to is None:
            say.utter_message(response="utter_claim_by_staff")
        partners = slots.get("partners")
        others = {"partners": [one for one in partners if one != entry]} if partners else {}
        return {**filled, **others, "organisation_name": data.name, "code_address": to, "entry_options": None}


class LookForAddress(Step):
    """Looks whether a code can be sent now."""

    id = "action_look_for_address"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give the address, or say why not."""
        made = claims.current(context)
        if made is None or made.state != "open":
            say.utter_message(response="utter_no_claim" if made is None else "utter_claim_confirmed_before")
            return {"code_address": None}
        route = claim_codes.route(context, made)
        if route == "open":
            return {"code_address": claim_codes.masked(context, made)}
        say.utter_message(response="utter_code_limit" if route == "full" else "utter_claim_by_staff")
        return {"code_address": None}


class SendCode(Step):
    """Sends a code."""

    id = "action_send_code"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Send it and say so."""
        made = claims.current(context)
        sent = made is not None and made.state == "open" and claim_codes.send(context, made, slots["language"])
        say.utter_message(response="utter_code_sent" if sent else "utter_code_limit", address=slots["code_address"])
        return {"code_address": None}


class LookForCode(Step):
    """Looks whether there is a code that can be given."""

    id = "action_look_for_code"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Say what to do when there is none."""
        made = claims.current(context)
        live = made is not None and made.state == "open" and claim_codes.is_live(context, made)
        if not live:
            confirmed = made is not None and made.state == "confirmed"
            say.utter_message(response="utter_claim_confirmed_before" if confirmed else "utter_code_dead")
        return {"code_live": True if live else None}


class TryCode(Step):
    """Takes a code."""

    id = "action_try_code"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Say what came of it; a wrong one may be given again."""
        made = claims.current(context)
        tried = claim_codes.try_code(context, made, slots["code"]) if made else "dead"
        name = claims.entry_of(context, made).name if made else ""
        say.utter_message(response=f"utter_code_{tried}", name=name)
        return {"code_live": True if tried == "wrong" else None}


def known_places(
    context: Context, slots: Mapping[str, Any], data: OrganisationData, say: CollectingDispatcher
) -> dict[str, Any]:
    """Give where the organisation works, with the options that make these answers readable."""
    listed = dict(ListMunicipalities().step(context, slots, say))
    where = claim_offers.places(context, data, [one["value"] for one in listed["municipality_options"]])
    if not where or slots.get("municipality") not in {None, data.municipality}:
        return {}
    return {**listed, **ListAreas().step(context, {**slots, **where}, say), **where}


def _option(context: Context, number: int, data: OrganisationData) -> dict[str, Any]:
    """Name an organisation with its kind and place; the bare name is understood too."""
    place = context.tree.area(data.municipality).name if data.municipality in context.tree else ""
    known = any(term.id == data.type for term in vocabulary().terms("organisation_type"))
    titles = {}
    for language in LANGUAGES:
        kind = vocabulary().label("organisation_type", data.type, language) if known else ""
        about = ", ".join(filter(None, (kind, place)))
        titles[language] = f"{data.name} ({about})" if about else data.name
    return option(number, titles) | {"also": {language: [data.name] for language in LANGUAGES}}
