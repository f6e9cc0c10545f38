from datetime import UTC, datetime, timedelta

from storage import conversations, links, retention
from storage.database import Database

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_link_is_found_by_its_hash_and_purpose_only(database: Database) -> None:
    with database.transaction() as session:
        conversation = conversations.take(session, "web", "a", NOW)
        links.add(session, links.digest("secret"), "carry_over", conversation.id, NOW, NOW + HOUR)
        link = links.find(session, links.digest("secret"), "carry_over")
        assert link
        assert (link.conversation_id, link.expires_at, link.used_at) == (conversation.id, NOW + HOUR, None)
        assert links.find(session, "secret", "carry_over") is None
        assert links.find(session, links.digest("secret"), "invitation") is None


def test_using_one_uses_up_all_of_the_same_purpose(database: Database) -> None:
    with database.transaction() as session:
        one, other = (conversations.take(session, "web", chat, NOW).id for chat in "ab")
        for hashed, purpose, of in (("1", "x", one), ("2", "x", one), ("3", "y", one), ("4", "x", other)):
            links.add(session, hashed, purpose, of, NOW, NOW + HOUR)
        assert links.use_up(session, one, "x", NOW)
        assert not links.use_up(session, one, "x", NOW + HOUR)
        found = [links.find(session, hashed, purpose) for hashed, purpose in ("1x", "2x", "3y", "4x")]
        assert [link and link.used_at for link in found] == [NOW, NOW, None, None]


def test_what_expired_is_dropped(database: Database) -> None:
    with database.transaction() as session:
        conversation = conversations.take(session, "web", "a", NOW)
        links.add(session, "old", "x", conversation.id, NOW, NOW + HOUR)
        links.add(session, "new", "x", conversation.id, NOW, NOW + 2 * HOUR)
        assert links.forget_expired(session, NOW + 1.5 * HOUR) == 1
        assert links.find(session, "old", "x") is None
        assert links.find(session, "new", "x")


def test_conversations_in_which_nothing_was_said_are_dropped(database: Database) -> None:
    with database.transaction() as session:
        used = conversations.take(session, "web", "used", NOW)
        conversations.save_state(session, used, {"slots": {}}, NOW, {"messages": []})
        unused = conversations.take(session, "web", "unused", NOW)
        links.add(session, "1", "x", unused.id, NOW, NOW + HOUR)
        conversations.take(session, "web", "new", NOW + HOUR)
        assert retention.drop_unused(session, NOW + HOUR) == 1
        assert [bool(conversations.find(session, "web", chat)) for chat in ("used", "unused", "new")] == [
            True,
            False,
            True,
        ]
