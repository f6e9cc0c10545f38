"""The draft as documents, for the people of one conversation."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flows.services.answers import coalition_of, is_asker
from flows.services.context import Context
from flows.services.proposals import draft_of, save_partners
from knowledge.proposal import drafting
from knowledge.proposal.model import Proposal
from knowledge.texts import text
from storage import documents, proposals

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def make_documents(context: Context, slots: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Store the draft, and make it as Word file, web page and text.

    Returns:
        The stored documents as `{"id", "name"}`.
    """
    belongs = coalition_of(context, slots)
    # Who writes along with the plan of another organisation chooses no partners for it.
    own = belongs is None or is_asker(context, belongs)
    number = save_partners(context, slots) if own or belongs is None else belongs.id
    draft = draft_of(context, slots)
    proposals.save(context.session, number, _without_contacts(draft.proposal).model_dump(mode="json"), context.now)
    files: Sequence[tuple[str, str, bytes]] = (
        (".docx", DOCX, drafting.render_docx(draft.proposal, draft.call)),
        (".html", "text/html", drafting.render_html(draft.proposal, draft.call).encode()),
        (".md", "text/markdown", drafting.render_markdown(draft.proposal, draft.call).encode()),
    )
    return store_documents(context, file_name("document_name", draft.proposal), files)


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
    title = re.sub(r"[^\w -]", "", proposal.title).strip() or text("no_title", proposal.language)
    return text(name, proposal.language, title=title[:60], day=proposal.made_on)


def _without_contacts(proposal: Proposal) -> Proposal:
    """Give what may be kept: who agreed to be named in a document did not agree to more."""
    partners = tuple(partner.model_copy(update={"contact": ""}) for partner in proposal.partners)
    return proposal.model_copy(update={"partners": partners})
