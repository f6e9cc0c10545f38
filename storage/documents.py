"""Documents that were made in a conversation, such as the draft of a proposal."""

from datetime import datetime

from sqlalchemy import Index, select
from sqlmodel import Field

from storage.columns import NEVER_REUSE_IDS, Stored, UtcDateTime
from storage.errors import NotFound
from storage.statements import Session, insert_row, records, table_of


class StoredDocument(Stored, table=True):
    """A file for the people of one conversation. Never changed: a newer draft is another document."""

    __tablename__ = "document"
    __table_args__ = (Index("ix_document_conversation_id", "conversation_id"), NEVER_REUSE_IDS)

    id: int = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversation.id")
    name: str
    media_type: str
    content: bytes
    created_at: datetime = Field(sa_type=UtcDateTime)


_document = table_of(StoredDocument)


def add(session: Session, conversation_id: int, name: str, media_type: str, content: bytes, now: datetime) -> int:
    """Store a document and return its id.

    Args:
        session: the session.
        conversation_id: the conversation whose people may have it.
        name: the file name that people see, such as "aanvraag.docx".
        media_type: the IANA media type.
        content: the file.
        now: the moment.
    """
    values = {"conversation_id": conversation_id, "name": name, "media_type": media_type}
    return insert_row(session, _document.insert(), {**values, "content": content, "created_at": now})


def read(session: Session, document_id: int) -> StoredDocument:
    """Read a document. Who hands it out must check that it goes to its own conversation.

    Raises:
        NotFound: there is no such document.
    """
    found = records(session, StoredDocument, select(_document).where(_document.c.id == document_id))
    if not found:
        raise NotFound("document", document_id)
    return found[0]
