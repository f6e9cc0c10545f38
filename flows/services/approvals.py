"""Asking every partner whether it agrees with a version of the plan, and what each answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.services import consents, notices, plan_states
from flows.services.answers import keep_own
from flows.services.calls import find_call
from flows.services.coalitions import asker_of, own_organisation
from flows.services.consents import Standing
from flows.services.context import DUTCH_TIME, Context
from flows.services.drafts import files_of, store_documents
from flows.services.leads import lead_of
from flows.services.proposals import Draft, draft_of
from flows.services.refusal import Refused
from flows.services.versions import Frozen, freeze, proposal_of
from knowledge.approval import rules
from knowledge.format import date_text
from knowledge.languages import LANGUAGES, Language
from knowledge.proposal.changes import between
from knowledge.proposal.fingerprint import content, fingerprint
from knowledge.proposal.model import Proposal
from knowledge.texts import text
from storage import approvals, coalitions, organisations, people, proposals, versions
from storage.approvals import ApprovalAnswer, Given
from storage.coalitions import Coalition
from storage.errors import Conflict

FLOW = "approval_asked"
"""The flow that asks an organisation in its chat whether it agrees with a version of the plan."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking.

    Attributes:
        number: of the version.
        asked: the names of those that are asked.
        kept: the names of those whose agreement to an earlier version still counts.
    """

    number: int
    asked: Sequence[str]
    kept: Sequence[str]


@dataclass(frozen=True, slots=True)
class Question:
    """What an organisation is asked.

    Attributes:
        number: of the version.
        since: the version to which it answered last; 0 when it never did.
        changes: what changed since that concerns everybody or itself, in words; or the first of that.
        more: how many changes are not told.
    """

    number: int
    since: int
    changes: Sequence[str]
    more: int


def check_ask(context: Context, coalition: Coalition) -> None:
    """Look whether the organisation of this chat can ask the partners whether they agree.

    Raises:
        Refused: it may not, or there is nobody to ask.
    """
    plan_states.check(context, coalition, "ask_approval")
    if len(_names(context, coalition)) < 2:
        raise Refused(_sentence("approval_alone"))


def ask(context: Context, coalition: Coalition, slots: Mapping[str, Any]) -> Asked:
    """Make the plan as it stands now a version, agree to it, and ask the partners that did not agree to this.

    Raises:
        Refused: the organisation of this chat may not, there is nobody to ask, or somebody else does so just now.
    """
    check_ask(context, coalition)
    keep_own(context, slots)
    frozen = frozen_now(context, coalition, slots)
    proposals.save(context.session, coalition.id, content(frozen.proposal), context.now)
    own = own_organisation(context) or 0
    _keep(context, coalition, own, Given(frozen.number, frozen.hash, "yes"))
    plan_states.do(context, coalition, "ask_approval")
    asked: list[str] = []
    kept: list[str] = []
    for one in consents.of(context.session, coalition, frozen.proposal, frozen.hash):
        if one.organisation_id == own:
            continue
        (kept if one.counts else asked).append(one.name)
        if not one.counts:
            notices.ask(context, one.organisation_id, FLOW, about_group=coalition.id)
    return Asked(frozen.number, asked, kept)


def frozen_now(context: Context, coalition: Coalition, slots: Mapping[str, Any]) -> Frozen:
    """Make the plan as it stands now a version.

    Raises:
        Refused: somebody else does so just now.
    """
    try:
        return freeze(context, coalition, slots)
    except Conflict:
        raise Refused(_sentence("version_conflict")) from None


def question(context: Context, coalition: Coalition, language: Language) -> Question | None:
    """Give what the organisation of this chat is asked now; None when it need not answer (any more).

    Raises:
        Refused: it takes no part, or the plan is not with the partners for agreement.
    """
    plan_states.check(context, coalition, "object")
    last = versions.last(context.session, coalition.id)
    own = own_organisation(context) or 0
    if last is None:
        return None
    plan = proposal_of(last)
    standing = consents.of(context.session, coalition, plan, last.hash)
    mine = next((one for one in standing if one.organisation_id == own), None)
    if mine is None or mine.counts:
        return None
    before = mine.given  # Who objected read that version too.
    if before is None:
        return Question(last.number, 0, (), 0)
    seen = proposal_of(versions.read(context.session, coalition.id, before.number))
    told = changes(seen, plan, language)
    return Question(last.number, before.number, told[: rules().most_changes], max(len(told) - rules().most_changes, 0))


def changes(old: Proposal, new: Proposal, language: Language) -> list[str]:
    """Tell what changed between two versions, a line for each thing."""
    lines = (
        text(
            "plan_change",
            language,
            title=one.title,
            before=_short(one.before) or text("plan_nothing", language),
            after=_short(one.after) or text("plan_nothing", language),
        )
        for one in between(old, new, language)
    )
    return list(dict.fromkeys(lines))


def answer(context: Context, coalition: Coalition, number: int, given: ApprovalAnswer, remark: str) -> bool:
    """Take the answer of the organisation of this chat to the version that it was shown; who asked hears it.

    Returns:
        Whether that counts for the newest version; if not, it is to be asked about that one.

    Raises:
        Refused: it may not answer, or not any more.
    """
    plan_states.check(context, coalition, "object" if given == "objection" else "approve")
    shown, last = versions.read(context.session, coalition.id, number), versions.last(context.session, coalition.id)
    own = own_organisation(context) or 0
    _keep(context, coalition, own, Given(number, shown.hash, given, remark.strip()))
    if last is None:
        raise LookupError(coalition.id)
    standing = consents.of(context.session, coalition, proposal_of(last), last.hash)
    mine = next(one for one in standing if one.organisation_id == own)
    _tell(context, coalition, mine, number)
    if all(one.counts for one in standing):
        for hears in _writing(context, coalition):
            if hears != own:
                notices.tell(context, hears, "utter_all_approved", group=coalition.name, number=last.number)
    return mine.counts or given == "objection"


def standing_now(context: Context, coalition: Coalition, slots: Mapping[str, Any]) -> tuple[list[Standing], Draft]:
    """Tell how each organisation that takes part stands to the plan as it is now."""
    draft = draft_of(context, {**slots, "language": LANGUAGES[0]}, coalition)
    return consents.of(context.session, coalition, draft.proposal, fingerprint(draft.proposal)), draft


def standing_stored(context: Context, coalition: Coalition) -> list[Standing]:
    """Tell how each organisation that takes part stands to the plan, as what was written down says in any chat."""
    return standing_now(context, coalition, {"language": LANGUAGES[0], "call": coalition.call_code})[0]


def standing_of_last(context: Context, coalition: Coalition) -> list[Standing]:
    """Tell how each organisation that takes part stands to the version about which the partners were asked last."""
    last = versions.last(context.session, coalition.id)
    return consents.of(context.session, coalition, proposal_of(last), last.hash) if last else []


def report(context: Context, coalition: Coalition, language: Language) -> list[str]:
    """Tell who agreed to which version and who is still to answer, while the plan is with the partners; a line each."""
    last = versions.last(context.session, coalition.id)
    if last is None or proposals.state_of(context.session, coalition.id) != "for_approval":
        return []
    lines = [text("approval_head", language, number=last.number)]
    return lines + [line_of(one, language) for one in standing_stored(context, coalition)]


def line_of(one: Standing, language: Language) -> str:
    """Tell how an organisation stands to the plan, as a line."""
    name, given = _short(one.name), one.given
    if given is None:
        return text("approval_waits", language, name=name)
    values = {"name": name, "number": given.number, "remark": _short(given.remark)}
    day = date_text(given.at.astimezone(DUTCH_TIME).date(), language)
    key = "objects" if one.objects else "again" if not one.counts else "remark" if given.remark else "yes"
    return text(f"approval_{key}", language, day=day, **values)


def documents(context: Context, coalition: Coalition, number: int, language: Language) -> list[dict[str, Any]]:
    """Make a version as documents for this chat, with who agreed to it so far.

    Returns:
        The stored documents as `{"id", "name"}`.
    """
    version = versions.read(context.session, coalition.id, number)
    kept = proposal_of(version)
    shown = kept.model_copy(update={"language": language})
    plan = consents.fill(context.session, coalition, shown, lambda: (kept, version.hash))
    name, files = files_of(Draft(plan, find_call(context, coalition.call_code)))
    return store_documents(context, name, files)


def members_to_tell(context: Context, coalition: Coalition) -> list[int]:
    """Give the organisations that take part, that of this chat too."""
    return list(_names(context, coalition))


def _names(context: Context, coalition: Coalition) -> dict[int, str]:
    taking_part = (one for one in coalitions.partners(context.session, coalition.id) if one.state == "accepted")
    return {one.organisation_id: organisations.read(context.session, one.organisation_id).name for one in taking_part}


def _keep(context: Context, coalition: Coalition, organisation_id: int, given: Given) -> None:
    """Write an answer down, unless it is what the organisation said last."""
    last = approvals.last_of_each(context.session, coalition.id).get(organisation_id)
    if last is not None and (last.number, last.answer, last.remark) == (given.number, given.answer, given.remark):
        return
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    approvals.add(context.session, coalition.id, organisation_id, given, person.id, context.now)


def _writing(context: Context, coalition: Coalition) -> list[int]:
    """Give who writes the plan: who asks, and the lead partner."""
    return sorted({one for one in (asker_of(context, coalition), lead_of(context, coalition.id)) if one is not None})


def _tell(context: Context, coalition: Coalition, mine: Standing, number: int) -> None:
    """Let those who write the plan, and the person's colleagues, know what an organisation answered; never who."""
    given = mine.given
    if given is None:
        return
    response = {"yes": "utter_partner_agrees", "remark": "utter_partner_remarks"}.get(
        given.answer, "utter_partner_objects"
    )
    values: dict[str, Any] = {"name": mine.name, "group": coalition.name, "number": number}
    values |= {"remark": given.remark} if given.remark else {}
    for hears in {*_writing(context, coalition), mine.organisation_id}:
        notices.tell(context, hears, response, **values)


def _short(words: str) -> str:
    line, most = " ".join(words.split()), rules().most_shown
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _sentence(key: str) -> dict[str, str]:
    return {language: text(key, language) for language in LANGUAGES}
