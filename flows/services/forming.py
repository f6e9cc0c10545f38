"""Forming a coalition: its name, roles, how it decides, who leaves, and when it agrees, ends or begins again."""

from collections.abc import Mapping, Sequence
from typing import Any

from flows.services import contributions, invitations, leads, notices
from flows.services.coalitions import CURRENT, asker_of, check, current, do, own_organisation, roles
from flows.services.context import Context
from flows.services.plan_owners import OWN
from flows.services.refusal import Refused
from knowledge.contribution import Contribution
from knowledge.format import listing
from knowledge.forming import forming
from knowledge.languages import LANGUAGES, Language
from knowledge.proposal.budget_words import amount_or_hours
from knowledge.vocabulary import vocabulary
from storage import coalitions, mandates, organisations, people
from storage.coalitions import Coalition, CoalitionPartner

ABOUT = "about_group"
"""The slot with the coalition that a question is about which began by itself; otherwise that of the chat counts."""


def group_of(context: Context, slots: Mapping[str, Any]) -> Coalition | None:
    """Give the coalition that a question is about; None when there is none in which the organisation has a place."""
    about = slots.get(ABOUT)
    return current(context, slots if about is None else {CURRENT: about})


def members(context: Context, coalition_id: int) -> Sequence[CoalitionPartner]:
    """Give the places of those who take part: the lead partner first, then who takes part longest."""
    return [one for one in coalitions.partners(context.session, coalition_id) if one.state == "accepted"]


def has_own_name(context: Context, coalition: Coalition) -> bool:
    """Tell whether a group got a name: a new one is called like the organisation that asked."""
    return coalition.name != organisations.read(context.session, coalition.asking_organisation_id).name


def rename(context: Context, coalition: Coalition, name: str) -> None:
    """Give a group a name; the others who take part hear it.

    Raises:
        Refused: the organisation of this chat may not.
    """
    do(context, coalition.id, "rename")
    coalitions.change(context.session, coalition.id, context.now, name=" ".join(name.split()))
    _tell_members(context, coalition.id, "utter_group_is_named", name=" ".join(name.split()), before=coalition.name)


def chooses(context: Context, coalition: Coalition) -> bool:
    """Tell whether the organisation of this chat may choose for the group: who asks, and the lead partner."""
    return bool(roles(context, coalition, own_organisation(context) or 0) & {"asker", "lead"})


def places_for_role(context: Context, coalition: Coalition) -> Sequence[int]:
    """Give the organisations that can get another role."""
    found = coalitions.partners(context.session, coalition.id)
    return [one.organisation_id for one in found if one.state in {"suggested", "invited", "accepted"}]


def give_role(context: Context, coalition: Coalition, organisation_id: int, role: str) -> leads.Chosen | None:
    """Give a place a role; who takes part hears it. Who is to lead is asked first.

    Returns:
        What became of a choice of lead partner; None for another role.

    Raises:
        Refused: the organisation of this chat may not, or that one cannot be the lead partner.
    """
    do(context, coalition.id, "give_role", about=organisation_id)
    if role == "lead":
        return leads.choose(context, coalition, organisation_id)
    led = leads.lead_of(context, coalition.id) == organisation_id
    coalitions.give_role(context.session, coalition.id, organisation_id, role, context.now)
    place = coalitions.place(context.session, coalition.id, organisation_id)
    if place and place.state == "accepted":
        told = forming().roles["support" if role == "support" else "partner"]
        notices.tell(context, organisation_id, "utter_role_given", group=coalition.name, role=dict(told))
    if led:
        _tell_members(context, coalition.id, "utter_no_lead_now", group=coalition.name)
    return None


def decide(context: Context, coalition: Coalition, rule: str, note: str) -> None:
    """Write how a group decides; the others who take part hear it.

    Raises:
        Refused: the organisation of this chat may not.
    """
    do(context, coalition.id, "choose_decision_rule")
    changed = {"decision_rule": rule, "decision_note": note if rule == "other" else ""}
    coalitions.change(context.session, coalition.id, context.now, **changed)
    after = coalitions.read(context.session, coalition.id)
    told = {language: decision(after, language) for language in LANGUAGES}
    _tell_members(context, coalition.id, "utter_decision_is", group=coalition.name, rule=told)


def decision(coalition: Coalition, language: Language) -> str:
    """Tell how a group decides; "" when it did not say."""
    if coalition.decision_rule == "other":
        return coalition.decision_note
    return next(
        (told[language] for rule, told in forming().decision_rules.items() if rule == coalition.decision_rule), ""
    )


def joined_now(context: Context, coalition_id: int, organisation_id: int) -> None:
    """Do what follows when an organisation said yes: ask it to lead if it was chosen; tell the asker once of a name.

    To be called by who lets an organisation accept an invitation, or come back.
    """
    coalition = coalitions.read(context.session, coalition_id)
    leads.ask(context, coalition_id, organisation_id)
    asker, count = asker_of(context, coalition), len(members(context, coalition_id))
    # The first partner is the moment at which others get to read the name.
    if asker not in {None, organisation_id} and count == 2 and not has_own_name(context, coalition):
        # Said, not asked: who is typing something else just then would name the group so.
        notices.tell(context, asker or 0, "utter_name_wanted", not_before=invitations.next_moment(context.now))


def promised(context: Context, coalition: Coalition, slots: Mapping[str, Any]) -> dict[str, str]:
    """List, in every language, what the organisation of this chat told it would do and give; empty when nothing."""
    own = own_organisation(context) or 0
    told = contributions.of(context, coalition.id).get(own, Contribution())
    tasks = [task.name for task in told.activities]
    if own == coalition.asking_organisation_id and slots.get("call") == coalition.call_code:
        tasks += [one["name"] for one in slots.get("activities") or () if one["owner"] == OWN]
    return {language: "\n".join(_promised(told, tasks, language)) for language in LANGUAGES}


def leave(context: Context, coalition: Coalition, slots: Mapping[str, Any]) -> int | None:
    """Let the organisation of this chat leave; the others hear what is without an owner now.

    An agreement was one of all, so the group is forming again. Without anybody left it ends.

    Returns:
        The coalition on which the chat works from now on; None when the person has no other.

    Raises:
        Refused: the organisation does not take part, or the group has stopped.
    """
    session, own = context.session, own_organisation(context) or 0
    check(context, coalition.id, "leave", about=own)
    promise, led = promised(context, coalition, slots), leads.lead_of(context, coalition.id) == own
    if len(members(context, coalition.id)) == 1:
        _withdraw_all(context, coalition.id)
    do(context, coalition.id, "leave", about=own)
    coalitions.give_role(session, coalition.id, own, "partner", context.now)
    if coalition.state == "agreed":
        do(context, coalition.id, "reopen", system=True)
    name = organisations.read(session, own).name
    told = {"name": name, "group": coalition.name, **({"promised": promise} if promise["nl"] else {})}
    _tell_members(context, coalition.id, "utter_member_left_work" if promise["nl"] else "utter_member_left", **told)
    if coalition.state == "agreed":
        _tell_members(context, coalition.id, "utter_group_reopened", group=coalition.name)
    notices.tell(context, own, "utter_we_left", name=name, group=coalition.name)
    asker = asker_of(context, coalition)
    if asker is None:
        do(context, coalition.id, "end", system=True)
    elif led:
        notices.tell(context, asker, "utter_choose_lead_again", name=name, group=coalition.name)
    elif own == coalition.asking_organisation_id:
        notices.tell(context, asker, "utter_you_ask_now", name=name, group=coalition.name)
    return next((number.id for number, _ in of_person(context)), None)


def check_return(context: Context, coalition_id: int) -> Coalition:
    """Look whether the organisation of this chat can come back to a group that it left; gives the group.

    Raises:
        Refused: it cannot.
        NotFound: there is no such group (any more), or it never had a place in it.
    """
    check(context, coalition_id, "return", about=own_organisation(context) or 0)
    return coalitions.read(context.session, coalition_id)


def come_back(context: Context, coalition_id: int) -> Coalition:
    """Let the organisation of this chat take part again; the others hear it. A group that nobody was left in goes on.

    Raises:
        Refused: it cannot.
        NotFound: there is no such group (any more), or it never had a place in it.
    """
    own, coalition = own_organisation(context) or 0, check_return(context, coalition_id)
    empty = not members(context, coalition_id)
    do(context, coalition_id, "return", about=own)
    if empty and coalition.state == "ended":
        do(context, coalition_id, "reopen", system=True)
    name = organisations.read(context.session, own).name
    _tell_members(context, coalition_id, "utter_member_back", name=name, group=coalition.name)
    joined_now(context, coalition_id, own)
    return coalition


def check_agreement(context: Context, coalition: Coalition) -> None:
    """Look whether a group can say that it agrees.

    Raises:
        Refused: it cannot, or the organisation of this chat may not.
    """
    check(context, coalition.id, "agree")
    if len(members(context, coalition.id)) == 1:
        raise Refused(forming().not_agreed["alone"])
    if leads.lead_of(context, coalition.id) is None:
        raise Refused(forming().not_agreed["no_lead"])


def agree(context: Context, coalition: Coalition) -> None:
    """Write that a group agreed; the others hear it.

    Raises:
        Refused: it cannot, or the organisation of this chat may not.
    """
    check_agreement(context, coalition)
    do(context, coalition.id, "agree")
    _tell_members(context, coalition.id, "utter_group_agreed", group=coalition.name)


def reopen(context: Context, coalition: Coalition) -> None:
    """Let a group that agreed or stopped be forming again; the others hear it.

    Raises:
        Refused: the organisation of this chat may not, or it is forming.
    """
    do(context, coalition.id, "reopen")
    _tell_members(context, coalition.id, "utter_group_reopened", group=coalition.name)


def end(context: Context, coalition: Coalition) -> None:
    """End a group: invitations are taken back, and the others hear it.

    Raises:
        Refused: the organisation of this chat may not, or it has ended.
    """
    check(context, coalition.id, "end")
    _withdraw_all(context, coalition.id)
    do(context, coalition.id, "end")
    _tell_members(context, coalition.id, "utter_group_ended", group=coalition.name)


def of_person(context: Context) -> Sequence[tuple[Coalition, int]]:
    """Give the groups that go on in which the person of this chat takes part, each with the organisation for which."""
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    standing = [one.organisation_id for one in mandates.of_person(context.session, person.id)]
    found: dict[int, tuple[Coalition, int]] = {}
    for number in dict.fromkeys([*filter(None, [own_organisation(context)]), *standing]):
        for coalition in coalitions.of_organisation(context.session, number):
            place = coalitions.place(context.session, coalition.id, number)
            if coalition.state != "ended" and place and place.state == "accepted":
                found.setdefault(coalition.id, (coalition, number))
    return list(found.values())


def switch(context: Context, coalition_id: int) -> Coalition | None:
    """Let the chat work on another group, and the person speak for the organisation that takes part in it.

    Returns:
        None when the person takes part in no such group (any more).
    """
    for coalition, organisation_id in of_person(context):
        if coalition.id == coalition_id:
            if organisation_id != own_organisation(context):
                person = people.person_for(context.session, context.channel, context.chat, context.now)
                mandates.speak_for(context.session, person.id, organisation_id)
            return coalition
    return None


def _promised(told: Contribution, tasks: Sequence[str], language: Language) -> list[str]:
    texts = forming()
    lines = [texts.left_task[language].format(name=texts.short(name)) for name in tasks]
    sums = ((texts.left_money, told.own_money_cents), (texts.left_in_kind, told.in_kind))
    lines += [line[language].format(amount=amount_or_hours(said, language)) for line, said in sums if said]
    if told.brings:
        what = listing((vocabulary().label("capacity", one, language) for one in told.brings), language)
        lines.append(texts.left_brings[language].format(what=what))
    return lines


def _withdraw_all(context: Context, coalition_id: int) -> None:
    """Take back what nobody answered yet."""
    for number, _ in invitations.waiting_in(context, coalition_id):
        invitations.withdraw(context, number)


def _tell_members(context: Context, coalition_id: int, response: str, **values: Any) -> None:
    """Tell all who take part, and the colleagues of the person of this turn."""
    for place in members(context, coalition_id):
        notices.tell(context, place.organisation_id, response, **values)
