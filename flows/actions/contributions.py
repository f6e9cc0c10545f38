"""Steps in which a partner tells its contribution to a coalition."""

import re
from collections.abc import Mapping
from typing import Any, Literal

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step, option
from flows.actions.contribution_tasks import ReadAmount, contribution_of, names_in
from flows.engine.answers import read_amount_or_hours
from flows.services import contributions, locking
from flows.services.calls import find_call
from flows.services.context import Context
from knowledge.contribution import Contribution, PartName, lines, part_title, parts_of, words_for_saving
from knowledge.format import date_text
from knowledge.languages import LANGUAGES, Language
from knowledge.texts import text
from storage import coalitions

_MAIL = re.compile(r"[^\s@,;<>()]+@[^\s@,;<>()]+\.[^\s@,;<>().]{2,}")
_PHONE = re.compile(r"\+?\d[\d\s().-]{7,}\d")

_DRAFT = (
    *("contribution_coalition", "contribution_number", "contribution_support", "contribution_tasks"),
    *("contribution_brings", "contribution_money", "contribution_in_kind", "contribution_gains", "contribution_parts"),
    *("contribution_theirs", "contribution_conflict", "brings_known", "helper_options", "task_cost"),
    *("contribution_earliest", "contribution_latest", "contribution_limits"),
)
"""The answers of a contribution that was not saved yet."""


class BeginContribution(Step):
    """Looks for which coalition it is, and fills in what the organisation told before."""

    id = "action_begin_contribution"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give the answers so far; none when there is nothing to contribute to."""
        place = contributions.to_tell(context, slots)
        if place is None:
            own_plan = contributions.asks_itself(context, slots)
            say.utter_message(response="utter_contribution_in_plan" if own_plan else "utter_no_contribution")
            return dict.fromkeys(_DRAFT)
        if why := locking.why_closed(context.session, place.coalition_id):
            say.utter_message(response="utter_refused", sentence=why[slots["language"]])
            return dict.fromkeys(_DRAFT)
        of_place = {
            "helper_options": [option(number, name) for number, name in contributions.others(context, place)],
            "contact_known": True if contributions.contact_of(context) else None,
            **_limits(context, place.coalition_id, slots["language"]),
        }
        if slots.get("contribution_coalition") == place.coalition_id:  # What was told and not saved stays.
            return of_place
        version = contributions.current(context, place)
        support = place.role == "support"
        parts = parts_of(support=support)
        if not version.number:
            coalition = coalitions.read(context.session, place.coalition_id)
            say.utter_message(
                response="utter_support_starts" if support else "utter_contribution_starts", coalition=coalition.name
            )
        return {
            **dict.fromkeys(_DRAFT),
            **(_as_slots(version.contribution) if version.number else {}),
            "contribution_coalition": place.coalition_id,
            "contribution_number": version.number,
            "contribution_support": support,
            "contribution_parts": _part_options(parts),
            "brings_known": None if version.number else contributions.known_brings(context) or None,
            **of_place,
        }


class AskBringsOk(Step):
    """Shows what the directory knows that the organisation has to offer."""

    id = "action_ask_brings_ok"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask whether that comes along."""
        found = list(lines(Contribution(brings=tuple(slots["brings_known"])), {}, ["brings"], slots["language"]))
        say.utter_message(response="utter_ask_brings_ok", brings="\n".join(found))
        return {}


class TakeKnownBrings(Step):
    """Takes what the directory knows as what the organisation brings."""

    id = "action_take_known_brings"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Take it."""
        return {"contribution_brings": slots["brings_known"]}


class ReadContributionMoney(ReadAmount):
    """Reads how much money of its own an organisation puts in."""

    id, said, into = "action_read_contribution_money", "money_said", "contribution_money"


class ReadContributionInKind(ReadAmount):
    """Reads what its hours and goods are worth."""

    id, said, into = "action_read_contribution_in_kind", "in_kind_said", "contribution_in_kind"
    rejections = ("utter_reject_amount_contribution_in_kind",)

    @staticmethod
    def reads(said: str) -> Any:
        """Read an amount, or hours."""
        return read_amount_or_hours(said)


class StoreContact(Step):
    """Stores how the person of this chat can be reached: with the person, not with the contribution."""

    id = "action_store_contact"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Store it; when neither a mail address nor a telephone number is found it is asked again."""
        said = slots.get("contact_said") or ""
        mail, phone = _MAIL.search(said), _PHONE.search(said)
        if said and not mail and not phone:
            say.utter_message(response="utter_reject_contact_said")
            return {"contact_said": None}
        name = slots.get("contact_name") or ""
        contributions.tell_contact(context, name, mail[0] if mail else "", phone[0].strip() if phone else "")
        return {"contact_said": None, "contact_known": True}


class AskContributionNext(Step):
    """Shows the whole contribution."""

    id = "action_ask_contribution_next"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask whether it is right."""
        language = slots["language"]
        told = _written(contribution_of(slots), slots)
        contact = ", ".join(contributions.contact_of(context))
        if contact:
            told.append(f"{part_title('contact', language)}: {contact}")
        say.utter_message(response="utter_ask_contribution_next", contribution=_listed(told))
        return {}


class SaveContribution(Step):
    """Saves the contribution, unless somebody else of the organisation wrote one meanwhile."""

    id = "action_save_contribution"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Save it; else give what the other wrote."""
        number, seen = slots["contribution_coalition"], slots["contribution_number"]
        return _saved(context, say, number, contributions.save(context, number, contribution_of(slots), seen))


class AskContributionChoice(Step):
    """Shows both versions of a contribution that two people wrote at the same time."""

    id = "action_ask_contribution_choice"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask which one it is to be."""
        theirs = Contribution.model_validate(slots["contribution_theirs"])
        mine = _listed(_written(contribution_of(slots), slots))
        say.utter_message(response="utter_ask_contribution_choice", theirs=_listed(_written(theirs, slots)), mine=mine)
        return {}


class SettleContribution(Step):
    """Saves what was chosen of two versions."""

    id = "action_settle_contribution"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Save it; when somebody wrote again meanwhile that is shown too."""
        number, seen = slots["contribution_coalition"], slots["contribution_number"]
        choice: contributions.Choice = slots["contribution_choice"]
        return _saved(context, say, number, contributions.settle(context, number, contribution_of(slots), seen, choice))


def _saved(
    context: Context, say: CollectingDispatcher, coalition_id: int, theirs: contributions.Version | None
) -> dict[str, Any]:
    """Say that a contribution was saved, and who is still to answer; or give what somebody else wrote."""
    if theirs is not None:
        return {
            "contribution_conflict": True,
            "contribution_theirs": theirs.contribution.model_dump(mode="json"),
            "contribution_number": theirs.number,
        }
    waiting = contributions.names_of(context, contributions.awaited(context, coalition_id))
    say.utter_message(
        response="utter_contribution_saved_waiting" if waiting else "utter_contribution_saved",
        coalition=coalitions.read(context.session, coalition_id).name,
        waiting=", ".join(waiting),
    )
    return dict.fromkeys(_DRAFT)


def _as_slots(told: Contribution) -> dict[str, Any]:
    """Give the answers that make this contribution; what is unknown was answered so."""
    return {
        "contribution_tasks": [task.model_dump(mode="json") for task in told.activities],
        "contribution_brings": list(told.brings),
        "contribution_money": "" if told.own_money_cents is None else told.own_money_cents,
        "contribution_in_kind": "" if told.in_kind is None else told.in_kind,
        "contribution_gains": told.gains,
    }


def _limits(context: Context, coalition_id: int, language: Language) -> dict[str, Any]:
    """Give the days between which the call lets a plan run, and these in words."""
    call = find_call(context, coalitions.read(context.session, coalition_id).call_code)
    days = {"earliest": call.project_start, "latest": call.project_end}
    words = text("call_limits", language, **{name: date_text(day, language) for name, day in days.items()})
    return {
        **{f"contribution_{name}": day.isoformat() for name, day in days.items()},
        "contribution_limits": words,
    }


def _part_options(parts: tuple[PartName, ...]) -> list[dict[str, Any]]:
    offered: list[PartName | Literal["save"]] = ["save", *parts]
    options = [option(part, {language: part_title(part, language) for language in LANGUAGES}) for part in offered]
    options[0]["also"] = {language: words_for_saving(language) for language in LANGUAGES}
    return options


def _written(told: Contribution, slots: Mapping[str, Any]) -> list[str]:
    language: Language = slots["language"]
    return list(lines(told, names_in(slots), parts_of(support=bool(slots.get("contribution_support"))), language))


def _listed(told: list[str]) -> str:
    return "\n".join(f"- {one}" for one in told)
