"""The answer letter of a group to the questions that staff asked when a plan came back."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flows.services.context import Context
from flows.services.drafts import DOCX, store_documents
from flows.services.versions import proposal_of
from knowledge.languages import Language
from knowledge.proposal.letters import drafting
from knowledge.proposal.letters.model import Answered, Letter, section_of
from knowledge.proposal.model import Proposal
from knowledge.texts import text
from storage import organisations, submissions, versions
from storage.coalitions import Coalition
from storage.statements import Session
from storage.submissions import StaffQuestion


def letter_of(
    session: Session, coalition: Coalition, language: Language, *, plan: Proposal | None = None
) -> Letter | None:
    """Give the answer letter to the last questions of staff: what they asked, what was done, and what is different.

    Args:
        session: the session.
        coalition: whose plan.
        language: in which language.
        plan: the plan as it is now; None for what was handed in since.

    Returns:
        None when staff never asked anything, or nothing was handed in since.
    """
    asked = submissions.questions(session, coalition.id, open_only=False)
    if not asked:
        return None
    last = [one for one in asked if one.submission_id == asked[-1].submission_id]
    before = submissions.read(session, last[0].submission_id)
    after = submissions.last(session, coalition.id)
    if plan is None:
        if after is None or after.id == before.id:
            return None
        plan = proposal_of(versions.read(session, coalition.id, after.number))
    old = proposal_of(versions.read(session, coalition.id, before.number))
    return Letter(
        language=language,
        title=plan.title,
        call_title=plan.call_title,
        receipt=before.receipt,
        before=before.number,
        after=plan.version or 0,
        made_on=plan.made_on,
        organisation=plan.lead.name if plan.lead else plan.organisation.name,
        sections=tuple(
            section_of(section, [_answered(session, one) for one in questions], (old, plan), language)
            for section, questions in _by_section(last).items()
        ),
    )


def files_of(letter: Letter) -> Sequence[tuple[str, str, bytes]]:
    """Make a letter as files: the end of the name, the type and the bytes of each."""
    return (
        (".docx", DOCX, drafting.render_docx(letter)),
        (".html", "text/html", drafting.render_html(letter).encode()),
        (".md", "text/markdown", drafting.render_markdown(letter).encode()),
    )


def documents(context: Context, letter: Letter) -> list[dict[str, Any]]:
    """Make a letter as documents for this chat.

    Returns:
        The stored documents as `{"id", "name"}`.
    """
    return store_documents(context, name_of(letter), files_of(letter))


def name_of(letter: Letter) -> str:
    """Name the files of a letter, without the end that tells their type."""
    return text("letter_name", letter.language, day=letter.made_on)


def _by_section(asked: Iterable[StaffQuestion]) -> Mapping[str, list[StaffQuestion]]:
    found: dict[str, list[StaffQuestion]] = {}
    for one in asked:
        found.setdefault(one.section, []).append(one)
    return found


def _answered(session: Session, one: StaffQuestion) -> Answered:
    name = "" if one.organisation_id is None else organisations.read(session, one.organisation_id).name
    return Answered(one.question, name, one.answer)
