from datetime import datetime

import pytest

from storage import conversations, documents
from storage.database import Database
from storage.errors import NotFound


def test_a_document_comes_back_byte_for_byte(database: Database, now: datetime) -> None:
    content = bytes(range(256)) * 300
    with database.transaction() as session:
        conversation = conversations.take(session, "telegram", "42", now)
        document_id = documents.add(session, conversation.id, "aanvraag.docx", "application/x", content, now)
    with database.transaction() as session:
        found = documents.read(session, document_id)
    assert (found.conversation_id, found.name, found.media_type) == (conversation.id, "aanvraag.docx", "application/x")
    assert (found.content, found.created_at) == (content, now)


def test_what_does_not_exist_is_not_found(database: Database) -> None:
    with database.transaction() as session, pytest.raises(NotFound):
        documents.read(session, 404)
