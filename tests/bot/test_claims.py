"""An organisation claims its entry, as the person in the chat and the staff at the command line see it."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.app import build
from bot.cli import app
from bot.settings import Settings
from flows.services.claim_codes import MAIL
from storage import conversations, organisations, outbox
from storage.database import Database
from tests.bot.line import Line, Person
from tests.bot.test_rest import Client

KADE = "Buurthuis De Kade"
ADDRESS = "info@dekade.example"


def command(*arguments: str) -> tuple[int, str]:
    """The exit code, and what was printed."""
    result = CliRunner().invoke(app, ["directory", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout + result.stderr


@pytest.fixture
def client(tmp_path: Path, demo_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    url = f"sqlite:///{shutil.copy(demo_file, tmp_path / 'claims.db')}"
    monkeypatch.setenv("COALITIEWIJZER_DATABASE_URL", url)
    talk = build(Settings())
    yield Client(talk)
    talk.database.close()


def claimed(client: Client) -> str:
    sender = client.begin()
    for said in ("/start", "ja", "Anna", KADE, "ja"):
        client.say(sender, said)
    return sender


def test_staff_see_who_asks_and_the_person_hears_it_with_the_next_answer(client: Client) -> None:
    sender = claimed(client)
    code, printed = command("claims")
    assert code == 0
    assert re.search(rf"Claim 1, open(.|\n)*{KADE}(.|\n)*asked by: Anna, rest(.|\n)*would change: nothing yet", printed)

    assert command("claim", "1", "--confirm", "--by", "Wil") == (
        0,
        "Claim 1 is confirmed. The person hears it in their chat.\n",
    )

    told, *rest = client.say(sender, "stand")
    assert "U spreekt nu voor deze organisatie" in told["text"]
    assert rest
    assert all("U spreekt nu" not in message["text"] for message in client.say(sender, "stand"))
    assert command("claims") == (0, "No open claims.\n")
    assert "confirmed by Wil" in command("claims", "--all")[1]


def test_who_is_refused_reads_why(client: Client) -> None:
    sender = claimed(client)
    assert command("claim", "1", "--refuse", "--by", "Wil", "--why", "Bel ons even.")[0] == 0
    assert "Bel ons even." in client.say(sender, "stand")[0]["text"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("1",), "use one of --confirm and --refuse"),
        (("1", "--confirm", "--refuse"), "use one of --confirm and --refuse"),
        (("1", "--confirm"), "--by NAME"),
        (("1", "--refuse", "--by", "Wil"), "--why TEXT"),
        (("9", "--confirm", "--by", "Wil"), "there is no claim 9"),
    ],
)
def test_a_wrong_command_says_what_to_do_and_changes_nothing(
    client: Client, arguments: tuple[str, ...], told: str
) -> None:
    claimed(client)
    code, printed = command("claim", *arguments)
    assert code == 2
    assert told in printed
    assert "Claim 1, open" in command("claims")[1]


def test_a_claim_is_decided_once(client: Client) -> None:
    claimed(client)
    command("claim", "1", "--confirm", "--by", "Wil")
    code, printed = command("claim", "1", "--refuse", "--by", "Bo", "--why", "Toch niet.")
    assert (code, "not open any more" in printed) == (2, True)
    assert "confirmed by Wil" in command("claims", "--all")[1]


def mail(database: Database, line: Line) -> str:
    with database.transaction() as session:
        waiting = conversations.take(session, MAIL, ADDRESS, line.api.clock.now)
        items = outbox.pending(session, waiting.id)
        for item in items:
            outbox.mark_sent(session, item.id, line.api.clock.now)
        return str(items[-1].body["text"])


def with_address(line: Line) -> None:
    with line.database.transaction() as session:
        ((number, _),) = organisations.find_by_name(session, KADE)
        kade = replace(organisations.read(session, number), contact_email=ADDRESS)
        organisations.save(session, kade, line.api.clock.now)


def begun(line: Line) -> Person:
    line.talk.mails = True
    with_address(line)
    anna = line.person()
    anna.go_to("organisation_name")
    anna.say(KADE)
    anna.press(f"{KADE} (Welzijnsorganisatie, Maassluis)")
    return anna


def test_a_code_from_the_mail_confirms_in_telegram(line: Line) -> None:
    anna = begun(line)
    assert "i…@dekade.example" in anna.sees
    assert ADDRESS not in anna.chat.transcript()
    anna.press("Ja, stuur de code")
    assert "zes cijfers" in anna.sees
    code = re.findall(r"\d{6}", mail(line.database, line))[0]
    anna.say("000001" if code == "000000" else "000000")
    assert "klopt niet" in anna.chat.transcript()
    anna.press("Overslaan")
    assert anna.asked == "change"
    anna.do(f"code\n{code}")
    assert f"U spreekt nu voor {KADE}" in anna.chat.transcript()
    assert anna.asked == "change"
    assert code not in str(anna.state["slots"])
    anna.say("code")
    assert "al bevestigd" in anna.chat.transcript()


def test_who_wants_no_code_waits_for_staff(line: Line) -> None:
    anna = begun(line)
    anna.press("Nee, liever niet")
    assert "medewerker van de gemeente kijkt dat na" in anna.chat.transcript()
    assert anna.asked == "change"
    for _ in range(3):
        anna.say("nieuwe code")
        anna.press("Ja, stuur de code", "Overslaan")
    anna.say("nieuwe code")
    assert "Vandaag kan ik geen code meer sturen" in anna.chat.transcript()
    assert anna.asked == "change"
