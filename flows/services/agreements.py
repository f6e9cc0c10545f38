"""The agreement of a coalition: what its partners chose about working together, and its draft as documents."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from flows.services.coalitions import current, do
from flows.services.context import Context
from flows.services.drafts import DOCX, file_name, store_documents
from flows.services.proposals import draft_of
from flows.services.refusal import Refused
from knowledge.agreement import drafting
from knowledge.agreement.model import Agreement, Terms
from knowledge.agreement.view import choices
from knowledge.call_model import Call
from knowledge.languages import Language
from storage import coalitions, people, revisions
from storage.coalitions import Coalition, CoalitionPartner

SECTION = "agreement"
"""The section of the organisation that asks in which the choices stand, for all partners the same."""

FIELDS = ("inform", "inform_note", "leaving", "leaving_note")
"""What is chosen for the agreement alone; how they decide stands with the coalition."""

May = Literal["write", "read", "alone"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen so far.

    Attributes:
        number: of the version; 0 when nobody chose anything yet.
        fields: by the names in `FIELDS`; "" is not chosen.
    """

    number: int
    fields: Mapping[str, str]


def may(context: Context, coalition: Coalition) -> May:
    """Tell what the organisation of this chat may do with the agreement of a coalition.

    Returns:
        "write" when it may choose what stands in it, "read" when it may have it; "alone" when nobody else takes part.

    Raises:
        Refused: it does not take part in the coalition.
    """
    do(context, coalition.id, "see")
    if sum(map(_joined, coalitions.partners(context.session, coalition.id))) < 2:
        return "alone"
    try:
        do(context, coalition.id, "write_together")
    except Refused:
        return "read"
    return "write"


def chosen(context: Context, coalition: Coalition) -> Chosen:
    """Give what was chosen for the agreement of a coalition."""
    last = revisions.last(context.session, coalition.id, coalition.asking_organisation_id, SECTION)
    content = last.content if last else {}
    return Chosen(last.number if last else 0, {name: content.get(name, "") for name in FIELDS})


def in_words(context: Context, coalition: Coalition, language: Language) -> Mapping[str, str]:
    """Give what was chosen as people read it, as `inform` and `leaving`."""
    return choices(Terms.model_validate(chosen(context, coalition).fields), language)


def choose(context: Context, coalition: Coalition, after: int, fields: Mapping[str, str]) -> None:
    """Write what the partners choose.

    Args:
        context: the turn.
        coalition: their coalition.
        after: the number of the version that the person saw.
        fields: what they choose, by the names in `FIELDS`.

    Raises:
        Refused: the organisation of this chat may not write it.
        Conflict: somebody else wrote it in the meantime.
    """
    do(context, coalition.id, "write_together")
    key = (coalition.id, coalition.asking_organisation_id, SECTION)
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    revisions.append(context.session, key, after, fields, person.id, context.now)


def agreement_of(context: Context, slots: Mapping[str, Any], coalition: Coalition) -> tuple[Agreement, Call]:
    """Give the agreement as it stands now, with the call; the same for every partner, whoever asks for it."""
    # All who take part get it: who can be reached stands in it only when all of them may know.
    readers = [one.organisation_id for one in coalitions.partners(context.session, coalition.id) if _joined(one)]
    draft = draft_of(context, slots, coalition, readers)
    terms = {
        "decision_rule": coalition.decision_rule,
        "decision_note": coalition.decision_note,
        **chosen(context, coalition).fields,
    }
    return Agreement(plan=draft.proposal, terms=Terms.model_validate(terms)), draft.call


def make_documents(context: Context, slots: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Make the agreement as Word file, web page and text.

    Returns:
        The stored documents as `{"id", "name"}`; none when this chat works on no coalition.

    Raises:
        Refused: the organisation of this chat does not take part in the coalition.
    """
    coalition = current(context, slots)
    if coalition is None:
        return []
    do(context, coalition.id, "see")
    agreement, call = agreement_of(context, slots, coalition)
    files = (
        (".docx", DOCX, drafting.render_docx(agreement, call)),
        (".html", "text/html", drafting.render_html(agreement, call).encode()),
        (".md", "text/markdown", drafting.render_markdown(agreement, call).encode()),
    )
    return store_documents(context, file_name("agreement_name", agreement.plan), files)


def _joined(place: CoalitionPartner) -> bool:
    return place.state == "accepted"
