"""Several people of one organisation, several organisations of one person, and what staff do about that."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from flows.assembly import load
from storage import mandates, people
from tests.bot.test_erasing import ANNA, Village
from tests.bot.test_invitations import ASKER, SECRETS

LINK = re.compile(r"start=([A-Za-z0-9_-]{43})")


@pytest.fixture(scope="module")
def script() -> Any:
    return load()


@pytest.fixture
def village(script: Any, tmp_path: Path) -> Iterator[Village]:
    village = Village(script, tmp_path)
    village.plan("anna")
    yield village
    village.talk.database.close()


def link(village: Village) -> str:
    said = village.told("anna", "/collega erbij")
    assert f"mag één collega ook namens {ASKER} praten" in said
    (secret,) = LINK.findall(said)
    return str(secret)


def speaks_for(village: Village, chat: str) -> list[str]:
    return [village.name(one) for one in village.mandates(chat)]


def test_a_colleague_joins_by_a_link_that_works_once(village: Village) -> None:
    secret = link(village)
    assert secret not in repr(village.state("anna")["slots"])
    village.told("carla", "/start", link=secret)
    assert village.asked("carla") == "consent"
    assert f"ook namens {ASKER} praten" in village.told("carla", "ja")
    assert village.mandates("carla") == []
    assert f"U praat nu namens {ASKER}" in village.told("carla", "Ja, dat wil ik")
    assert village.mandates("carla") == village.mandates("anna")
    slots = village.slots("carla")
    assert (slots["joined"], slots["coalition"]) == (True, village.slots("anna")["coalition"])
    assert village.asked("carla") == "joined_next"
    assert "Er praat nu nog iemand namens" in "\n".join(village.hears("anna"))

    village.told("dirk", "/start", link=secret)
    village.told("dirk", "ja")
    assert village.mandates("dirk") == []
    with village.talk.database.transaction() as session:
        (waits,) = (one for one in mandates.unconfirmed(session) if one.person_id != 1)
        assert waits.confirmed_at is None


def test_a_colleague_without_a_link_types_the_code(village: Village) -> None:
    secret = link(village)
    village.told("carla", "/start", "ja")
    assert f"ook namens {ASKER} praten" in village.told("carla", f"/collegacode {secret}")
    village.told("carla", "ja")
    assert speaks_for(village, "carla") == [ASKER]
    assert secret not in repr(village.state("carla")["slots"])
    village.told("dirk", "/start", "ja")
    assert "werkt niet meer" in village.told("dirk", "/collegacode onzin")


def test_who_says_no_to_a_colleague_goes_on_alone(village: Village) -> None:
    village.told("carla", "/start", link=link(village))
    village.told("carla", "ja")
    assert "verandert er niets" in village.told("carla", "nee")
    assert village.mandates("carla") == []
    assert village.asked("carla") == "contact_name"


def two(village: Village) -> None:
    """Bram has a plan of his own, and speaks for the organisation of Anna too."""
    village.told("bram", "/start", "ja", "Bram", "Zangkoor De Mus")
    for _ in range(20):
        if village.asked("bram") == "call":
            break
        answers = {
            "organisation_type": "1",
            "legal_person": "ja",
            "areas": "1",
            "themes": "1",
            "target_groups": "ouderen",
        }
        answers |= {"change": "Over twee jaar zingt de hele wijk samen.", "offers": "1", "profile_ok": "ja"}
        village.told("bram", answers.get(str(village.asked("bram")), "overslaan"))
        if village.asked("bram") in {"themes", "target_groups", "offers", "needs"}:
            village.told("bram", "klaar")
    assert speaks_for(village, "bram") == ["Zangkoor De Mus"]
    village.told("bram", "/start", link=link(village))
    village.hears("bram")
    assert village.asked("bram") == "colleague_ok"
    assert "Typ 'wissel van organisatie'" in village.told("bram", "ja")


def test_who_has_two_organisations_switches_and_loses_no_answer(village: Village) -> None:
    two(village)
    assert village.name(village.own("bram")) == "Zangkoor De Mus"
    before = village.slots("bram")
    asked = village.asked("bram")
    said = village.told("bram", "/wissel van organisatie")
    assert "Zangkoor De Mus" in said or village.asked("bram") == "speak_for"
    assert f"U praat nu namens {ASKER}" in village.told("bram", ASKER)
    assert village.name(village.own("bram")) == ASKER
    slots = village.slots("bram")
    assert (slots["joined"], slots["coalition"]) == (True, village.slots("anna")["coalition"])
    assert "change" not in slots
    assert village.asked("bram") == "joined_next"

    village.told("bram", "/ik spreek namens Zangkoor De Mus")
    assert village.name(village.own("bram")) == "Zangkoor De Mus"
    after = village.slots("bram")
    for name in ("organisation_name", "organisation_id", "themes", "change", "areas"):
        assert after[name] == before[name], name
    assert "joined" not in after
    assert village.asked("bram") == asked


def test_who_has_one_organisation_has_nothing_to_switch(village: Village) -> None:
    asked = village.asked("anna")
    assert f"U praat alleen namens {ASKER}" in village.told("anna", "/wissel van organisatie")
    assert village.asked("anna") == asked


def test_who_stops_speaking_for_an_organisation_keeps_the_other(village: Village) -> None:
    two(village)
    assert "ook anderen" in village.told("bram", "/ik werk daar niet meer", ASKER)
    assert f"U praat niet meer namens {ASKER}" in village.told("bram", "Ja, ik stop daar")
    assert speaks_for(village, "bram") == ["Zangkoor De Mus"]
    assert village.slots("bram")["organisation_name"] == "Zangkoor De Mus"
    assert speaks_for(village, "anna") == [ASKER]


def test_the_last_who_stops_takes_the_organisation_out_of_its_groups(village: Village) -> None:
    said = village.told("anna", "ja, vraag ze")
    village.told("bram", "/start", link=SECRETS.findall(said)[0])
    village.told("bram", "ja", "ja, wij doen mee")
    village.hears("anna")
    assert "gaat verder met de anderen" in village.told("anna", "/ik werk hier niet meer")
    village.told("anna", "Nee, toch niet")
    assert speaks_for(village, "anna") == [ASKER]
    village.told("anna", "/ik werk hier niet meer", "Ja, ik stop daar")
    assert village.mandates("anna") == []
    assert "doet niet meer mee" in "\n".join(village.hears("bram"))
    assert "organisation_name" not in village.slots("anna")
    assert village.slots("anna")["contact_name"]
    assert village.asked("anna") == "organisation_name"
    village.told("anna", "Een heel andere club")
    assert village.slots("anna")["organisation_name"] == "Een heel andere club"


@pytest.fixture
def command(village: Village, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("COALITIEWIJZER_DATABASE_URL", f"sqlite:///{tmp_path}/data/town.db")

    def run(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["directory", *arguments])
        return result.exit_code, result.stdout + result.stderr

    return run


def test_staff_see_who_waits_and_the_person_hears_it(village: Village, command: Any) -> None:
    code, printed = command("mandates")
    assert code == 0
    (number,) = re.findall(rf"Mandate (\d+), since .*{ASKER}", printed)
    assert command("mandate", "confirm", number)[0] == 2
    assert command("mandate", "confirm", number, "--by", "Wil") == (
        0,
        f"Mandate {number} is confirmed. The person hears it in their chat.\n",
    )
    assert "bevestigd dat u namens" in "\n".join(village.hears("anna"))
    assert command("mandates") == (0, "No mandates that wait for a confirmation.\n")
    assert command("mandate", "end", number)[0] == 0
    assert "beëindigd dat u namens" in "\n".join(village.hears("anna"))
    assert village.mandates("anna") == []
    code, printed = command("mandate", "end", number)
    assert (code, "Nothing was changed" in printed) == (2, True)
    assert command("mandate", "end", "99")[0] == 2


def test_a_link_of_who_stopped_works_no_longer(village: Village) -> None:
    secret = link(village)
    village.told("anna", "/ik werk hier niet meer", "Ja, ik stop daar")
    village.told("carla", "/start", link=secret)
    village.told("carla", "ja")
    assert village.mandates("carla") == []


def test_who_is_erased_leaves_no_link(village: Village) -> None:
    secret = link(village)
    village.told("anna", "/verwijder", "ja")
    with village.talk.database.transaction() as session:
        assert people.find(session, "t", "anna") is None
    village.told("carla", "/start", link=secret)
    assert village.mandates("carla") == []
    assert ANNA["chat"] not in village.state("carla")
