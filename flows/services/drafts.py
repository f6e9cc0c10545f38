"""The draft as documents, for the people of one conversation."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from flows.services.answers import answers_to, coalition_of, is_asker
from flows.services.context import Context
from flows.services.proposals import Draft, draft_of, save_partners
from knowledge.proposal import drafting
from knowledge.proposal.dossier import render_dossier
from knowledge.proposal.model import Proposal
from knowledge.proposal.record import render_json
from knowledge.texts import text
from storage import documents, proposals

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
ZIP = "application/zip"

Ending = Literal[".pdf", ".docx", ".html", ".md"]
IN_CHAT: Final[tuple[Ending, ...]] = (".pdf", ".docx")
"""What a chat gets: one file to read and one to change; the others stand in the dossier."""
EVERY: Final[tuple[Ending, ...]] = (".pdf", ".docx", ".html", ".md")

_NEEDED = ("call", "organisation_name", "organisation_type", "legal_person", "areas", "themes", "target_groups")
"""Without these answers there is no plan yet."""


def make_documents(context: Context, slots: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Store the draft, and make it as PDF and as Word file; `make_dossier` makes everything.

    Returns:
        The stored documents as `{"id", "name"}`.
    """
    belongs = coalition_of(context, slots)
    # Who writes along with the plan of another organisation chooses no partners for it.
    own = belongs is None or is_asker(context, belongs)
    number = save_partners(context, slots) if own or belongs is None else belongs.id
    draft = draft_of(context, slots)
    proposals.save(context.session, number, _without_contacts(draft.proposal).model_dump(mode="json"), context.now)
    return store_documents(context, *files_of(draft))


def make_dossier(context: Context, slots: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Make all files of the plan of this chat as one ZIP file.

    Returns:
        The stored document as `{"id", "name"}`; nothing when there is no plan yet.
    """
    belongs = coalition_of(context, slots)
    told = answers_to(context, slots, belongs)
    if any(told.get(name) is None for name in _NEEDED):
        return []
    draft = draft_of(context, slots, belongs)
    content = render_dossier(draft.proposal, draft.call)
    return store_documents(context, file_name("dossier_name", draft.proposal), [(".zip", ZIP, content)])


def files_of(draft: Draft, endings: Sequence[Ending] = IN_CHAT) -> tuple[str, Sequence[tuple[str, str, bytes]]]:
    """Make a draft, or a version, as files: their name, then the end of it, the type and the bytes of each."""
    shown = drafting.show(draft.proposal, draft.call)
    files = [(ending, *_as(ending, shown, draft)) for ending in endings]
    return file_name("document_name", draft.proposal), files


def _as(ending: Ending, shown: drafting.Shown, draft: Draft) -> tuple[str, bytes]:
    match ending:
        case ".pdf":
            return PDF, drafting.pdf_of(shown, render_json(draft.proposal, draft.call))
        case ".docx":
            return DOCX, drafting.docx_of(shown)
        case ".html":
            return "text/html", drafting.html_of(shown).encode()
        case ".md":
            return "text/markdown", drafting.markdown_of(shown).encode()


def store_documents(context: Context, name: str, files: Sequence[tuple[str, str, bytes]]) -> list[dict[str, Any]]:
    """Store files of the same contents for this conversation, each with the end of its name, its type and its bytes.

    Returns:
        The stored documents as `{"id", "name"}`.
    """
    return [
        {
            "id": documents.add(context.session, context.conversation_id, name + ending, kind, content, context.now),
            "name": name + ending,
        }
        for ending, kind, content in files
    ]


def file_name(name: str, proposal: Proposal) -> str:
    """Name a file about a proposal, by the words in texts.yml, without the end that tells its type."""
    called = proposal.title or proposal.coalition
    title = re.sub(r"[^\w -]", "", called).strip() or text("no_title", proposal.language)
    return text(name, proposal.language, title=title[:60], day=proposal.made_on)


def _without_contacts(proposal: Proposal) -> Proposal:
    """Give what may be kept: who agreed to be named in a document did not agree to more."""
    partners = tuple(partner.model_copy(update={"contact": ""}) for partner in proposal.partners)
    return proposal.model_copy(update={"partners": partners})
