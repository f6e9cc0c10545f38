"""Somebody in the middle of a coalition has everything erased: nothing of them is left, and the others go on."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import select
from typer.testing import CliRunner

from bot.app import load_demo
from bot.cli import app
from bot.conversation import Conversations
from flows.assembly import load
from flows.engine.messages import Message
from flows.services import contact
from flows.services.context import Addresses, Context
from flows.services.directory import Directory
from knowledge.areas import areas
from storage import coalitions, conversations, mandates, outbox, people, retention
from storage.database import Database
from storage.personal import table
from storage.statements import run
from tests.bot.test_invitations import MORNING, SECRETS, Town

ANNA = {
    "name": "Annabella Visserman",
    "email": "annabella@visserman.example",
    "phone": "06-98765432",
    "chat": "chat-4711-van-annabella",
}
QUESTION = "Hebben jullie op dinsdagmiddag de grote zaal vrij voor ons kooktraject?"
REASON = "Wij willen weten of de kelder droog is in de winter, want daar staan stoelen."


class Village(Town):
    """A town in a file."""

    def __init__(self, script: Any, folder: Path) -> None:
        self.erasures = folder / "apart" / "erasures.jsonl"
        database = Database(f"sqlite:///{folder}/data/town.db", self.erasures)
        database.upgrade()
        addresses = Addresses("coalitie_bot", "https://coalitie.example.nl")
        self.talk = Conversations(database, *script, Directory(areas()), addresses=addresses)
        self.now: datetime
        self.now, self.updates = MORNING, 0
        load_demo(self.talk)

    def told(self, chat: str, *texts: str, link: str = "") -> str:
        self.now += timedelta(seconds=30)
        return "\n\n".join(self.says(chat, *texts, link=link))

    def own(self, chat: str) -> int:
        with self.talk.database.transaction() as session:
            found = people.person_for(session, "t", chat, self.now).organisation_id
            assert found is not None
            return found

    def leaves(self, chat: str) -> str:
        """Somebody has everything erased; gives the goodbye, after which its empty chat goes too."""
        said = self.told(chat, "ja")
        with self.talk.database.transaction() as session:
            gone = conversations.take(session, "t", chat, self.now).id
            assert retention.drop_emptied(session, gone)
        return said

    def share(self, one: str, other: str) -> None:
        """Ask two people whether the other may see how to reach them, as joining does."""
        coalition, pair = self.slots(one)["coalition"], (self.own(one), self.own(other))
        with self.talk.database.transaction() as session:
            number = conversations.take(session, "t", one, self.now).id
            context = Context(session, self.now, "t", one, number, self.talk.directory)
            contact.ask_both(context, coalition, *pair)

    def settle(self, *chats: str) -> None:
        """Let all news come, and everybody answer what that asks: both let the other see how to reach them."""
        answers = {"share_ok": "ja"}
        for _ in range(6):
            for chat in chats:
                self.now += timedelta(minutes=5)
                self.hears(chat)
                if (asked := self.asked(chat)) in answers:
                    self.told(chat, answers[str(asked)])


@pytest.fixture(scope="module")
def script() -> Any:
    return load()


@pytest.fixture
def village(script: Any, tmp_path: Path) -> Iterator[Village]:
    village = Village(script, tmp_path)
    yield village
    village.talk.database.close()


def together(village: Village) -> tuple[str, str]:
    """Annabella asks a partner, who joins; both know how to reach each other. Gives their chats."""
    anna, bram = ANNA["chat"], "bram"
    village.plan(anna)
    with village.talk.database.transaction() as session:
        number = people.person_for(session, "t", anna, village.now).id
        people.change(session, number, name=ANNA["name"], email=ANNA["email"], phone=ANNA["phone"])
    said = village.told(anna, "ja, vraag ze")
    village.told(bram, "/start", link=SECRETS.findall(said)[0])
    village.told(bram, "ja", "ja, wij doen mee")
    with village.talk.database.transaction() as session:
        number = people.person_for(session, "t", bram, village.now).id
        people.change(session, number, name="Bram", email="bram@kade.example")
    village.share(anna, bram)
    village.settle(anna, bram)
    with village.talk.database.transaction() as session:
        standing = session.connection.exec_driver_sql("SELECT count(*) FROM contact_consent").scalar()
        assert standing == 2
    return anna, bram


def bytes_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def found(folder: Path, words: list[str], logged: str = "") -> list[str]:
    """The words that stand in any file below a folder, as text or as JSON writes it, or in the log."""
    content = bytes_of(folder)
    forms = [(word, form) for word in words for form in (word, json.dumps(word)[1:-1])]
    return sorted({word for word, form in forms if form.encode() in content or form in logged})


def test_nothing_of_who_was_erased_is_left_in_any_byte(
    village: Village, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    structlog.configure(processors=[structlog.processors.JSONRenderer()], logger_factory=structlog.PrintLoggerFactory())
    anna, bram = together(village)
    partner = village.name(village.own(bram))
    village.told(anna, f"/bericht aan {partner}: {QUESTION}")
    village.told(anna, "/mijngegevens")
    assert QUESTION in "\n".join(village.hears(bram))
    village.told(bram, "ja")
    assert village.asked(bram) == "message_reply"
    village.told(bram, f"Ja hoor {ANNA['name']}, dinsdag is goed.")
    words = [*ANNA.values(), QUESTION]
    with village.talk.database.transaction() as session:
        number = conversations.take(session, "t", bram, village.now).id
        reach = Message("say", f"Bel of mail: {ANNA['name']}, {ANNA['email']}, {ANNA['phone']}")
        outbox.mark_sent(session, outbox.queue(session, number, [reach.to_json()], village.now)[0], village.now)
        item = table("outbox").c
        of_bram = repr(run(session, select(item.body).where(item.conversation_id == number)).all())
    assert [word for word in words if word not in of_bram] == [ANNA["chat"]]

    coalition = village.slots(anna)["coalition"]
    asked = village.told(anna, "/verwijder")
    assert "gaat verder met de anderen" in asked
    assert "Alles van u is gewist" in village.leaves(anna)
    assert found(tmp_path, words, capsys.readouterr().out) == []

    news = "\n".join(village.hears(bram))
    assert "doet niet meer mee" in news
    assert "U trekt de groep nu" in news
    assert ANNA["name"] not in news
    heir = village.own(bram)
    with village.talk.database.transaction() as session:
        left = coalitions.read(session, coalition)
        assert (left.asking_organisation_id, left.state) == (heir, "forming")
    assert partner in village.told(bram, "stand")
    assert found(tmp_path, words) == []


def test_a_partner_who_goes_leaves_the_plan_of_who_asked(village: Village, tmp_path: Path) -> None:
    anna, bram = together(village)
    own, coalition = village.own(anna), village.slots(anna)["coalition"]
    gone = village.name(village.own(bram))
    village.told(bram, f"/bericht aan {village.name(own)}: {REASON}")
    village.hears(anna)
    assert REASON in str(village.state(anna)) or found(tmp_path, [REASON])
    assert "blijft in de lijst van organisaties" in village.told(bram, "/verwijder")
    village.leaves(bram)
    news = "\n".join(village.hears(anna))
    assert f"{gone} doet niet meer mee" in news
    assert "U trekt" not in news
    assert found(tmp_path, ["bram@kade.example", REASON]) == []
    with village.talk.database.transaction() as session:
        assert coalitions.read(session, coalition).asking_organisation_id == own


def test_who_is_asked_hears_that_the_invitation_is_gone(village: Village) -> None:
    anna = ANNA["chat"]
    village.plan(anna)
    (partner,) = village.slots(anna)["partners"]
    village.speaks("carla", partner)
    village.told(anna, "ja, vraag ze")
    assert "maakt een plan" in "\n".join(village.hears("carla"))
    assert "Die groep en het concept gaan ook weg" in village.told(anna, "/verwijder")
    village.told(anna, "ja")
    assert "uitnodiging" in "\n".join(village.hears("carla"))
    with village.talk.database.transaction() as session:
        assert coalitions.of_organisation(session, partner) == []


def test_saying_no_erases_nothing(village: Village, tmp_path: Path) -> None:
    anna, _ = together(village)
    village.told(anna, "/verwijder", "nee")
    assert found(tmp_path, [ANNA["name"]]) == [ANNA["name"]]
    assert not village.erasures.exists()


def test_taking_back_the_consent_erases_after_saying_so(village: Village, tmp_path: Path) -> None:
    anna, _ = together(village)
    said = village.told(anna, "/trek toestemming in")
    assert "ik wis alles van u" in said
    assert village.asked(anna) == "forget_sure"
    village.leaves(anna)
    assert found(tmp_path, list(ANNA.values())) == []


def test_who_agreed_to_nothing_is_not_written_down_by_asking(village: Village) -> None:
    village.told("nieuw", "/start", "/verwijder", "nee")
    with village.talk.database.transaction() as session:
        assert people.find(session, "t", "nieuw") is None


def test_my_data_in_plain_words(village: Village) -> None:
    anna, bram = together(village)
    partner, own = village.name(village.own(bram)), village.name(village.own(anna))
    village.told(anna, f"/bericht aan {partner}: {QUESTION}")
    shown = village.told(anna, "/mijngegevens")
    for line in (
        f"Uw naam: {ANNA['name']}",
        f"{own}, sinds 1 december 2026. Dat is nog niet bevestigd.",
        "Ik mag bewaren wat u vertelt. Dat was op 1 december 2026",
        f"{partner} mag uw naam en contactgegevens zien",
        "de groep is nog niet rond. Uw organisatie doet mee.",
        "Berichten die u aan anderen schreef: 1",
        f"- {partner}\n- Medewerkers van de gemeente",
        "Nu is dat op 1 december 2027",
    ):
        assert line in shown, line
    assert "Bram" not in shown
    with village.talk.database.transaction() as session:
        file = next(
            row
            for row in session.connection.exec_driver_sql("SELECT content, media_type FROM document ORDER BY id DESC")
            if row.media_type == "application/json"
        )
    rows = json.loads(file.content)
    assert rows["message"][0]["text"] == QUESTION
    assert rows["person"][0]["email"] == ANNA["email"]
    assert "bram@kade.example" not in json.dumps({name: rows[name] for name in rows if name != "outbox"})
    english = village.told(anna, "/language en", "/mydata")
    assert f"Your name: {ANNA['name']}" in english


def test_a_backup_that_is_put_back_brings_nobody_back(
    village: Village, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, bram = together(village)
    village.talk.database.close()
    backup = {file: file.read_bytes() for file in (tmp_path / "data").iterdir()}
    village.told(anna, "/verwijder")
    village.leaves(anna)
    assert len(village.erasures.read_text().splitlines()) == 1
    assert found(tmp_path, list(ANNA.values())) == []
    village.talk.database.close()
    for file, content in backup.items():
        file.write_bytes(content)
    assert found(tmp_path, [ANNA["name"]]) == [ANNA["name"]]

    monkeypatch.setenv("COALITIEWIJZER_DATABASE_URL", f"sqlite:///{tmp_path}/data/town.db")
    monkeypatch.setenv("COALITIEWIJZER_ERASURES_FILE", str(village.erasures))
    result = CliRunner().invoke(app, ["db", "replay-erasures"])
    assert (result.exit_code, result.stdout) == (0, "Erased again: 1 of 1 that stand in the file.\n")
    assert found(tmp_path, list(ANNA.values())) == []
    result = CliRunner().invoke(app, ["db", "replay-erasures"])
    assert result.stdout == "Erased again: 0 of 2 that stand in the file.\n"
    with village.talk.database.transaction() as session:
        person = people.find(session, "t", bram)
        assert person is not None
        assert mandates.of_person(session, person.id)
