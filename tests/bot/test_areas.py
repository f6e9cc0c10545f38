"""`directory areas`, and talking in a municipality that was imported. The municipalities and codes are made up."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.conversation import Conversations, Incoming
from flows.assembly import load
from flows.engine.turns import Heard
from flows.services.areas import Areas
from flows.services.calls import add_calls
from flows.services.directory import Directory
from knowledge.areas import areas
from knowledge.calls import opened, shipped_calls
from storage import conversations, organisations, outbox
from storage.database import Database
from storage.organisation_data import FacetData, OrganisationData

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CALL = Path(__file__).parents[2] / "knowledge/calls/amsterdam-voorbeeld.yml"
BIG = {
    "GM9901": "Voorbeeldstad",
    "WK990100": "Wijk 00 Centrum",
    "BU99010000": "Centrum",
    "BU99010001": "Sluispolder",
    **{f"BU990100{number}": f"Straat {number}" for number in range(10, 50)},
    "GM9902": "Proefdorp",
    "WK990200": "Dorp",
    "BU99020000": "Sluispolder",
}
Import = Callable[..., tuple[int, str, str]]


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path}/test.db"
    monkeypatch.setenv("COALITIEWIJZER_DATABASE_URL", url)
    return url


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def bring_in(url: str, tmp_path: Path) -> Import:
    """Import areas by the command; says its exit code, and what was printed as result and as error."""

    def bring(names: Mapping[str, str], *options: str) -> tuple[int, str, str]:
        path = tmp_path / "kwb.csv"
        path.write_text("gwb_code_10;regio\n" + "".join(f"{code};{name}\n" for code, name in names.items()), "utf-8")
        return run("directory", "areas", path, *options)

    return bring


def ids(url: str) -> set[str]:
    database = Database(url)
    with database.transaction() as session:
        found = {area.id for area in Areas(areas()).tree(session).all()}
    database.close()
    return found - {area.id for area in areas().all()}


def test_an_import_says_what_it_did_and_a_dry_run_does_nothing(url: str, bring_in: Import) -> None:
    code, told, _ = bring_in(BIG, "--dry-run")
    assert (code, ids(url)) == (0, set())
    assert "Areas: 47 added, 0 changed, 0 same, 0 gone\nNothing was stored, because of --dry-run.\n" in told
    assert "Rows read: 47\nAreas: 47 added, 0 changed, 0 same, 0 gone\n" in bring_in(BIG)[1]
    assert len(ids(url)) == 47
    assert "Areas: 0 added, 0 changed, 47 same, 0 gone\n" in bring_in(BIG)[1]


def test_only_some_municipalities(url: str, bring_in: Import) -> None:
    assert "Areas: 3 added" in bring_in(BIG, "--municipality", "proefdorp")[1]
    assert ids(url) == {"gm9902", "wk990200", "bu99020000"}
    assert "Areas: 44 added" in bring_in(BIG, "--municipality", "GM9901", "--municipality", "gm9901")[1]
    code, _, wrong = bring_in(BIG, "--municipality", "Proefdorb")
    assert code == 2
    assert 'has no municipality "Proefdorb". Perhaps you mean Proefdorp. Nothing was imported.' in wrong


def test_a_file_of_one_municipality_leaves_the_others_unless_it_has_all(url: str, bring_in: Import) -> None:
    bring_in(BIG)
    one = {"GM9902": "Proefdorp", "WK990200": "Proefdorp", "BU99020000": "Sluispolder"}
    assert "0 gone" in bring_in(one)[1]
    assert "44 gone" in bring_in(one, "--whole", "--dry-run")[1]
    assert "44 gone" in bring_in(one, "--whole")[1]


def test_one_wrong_row_and_nothing_is_imported(url: str, bring_in: Import) -> None:
    assert bring_in({"GM9902": "Proefdorp"})[0] == 0
    code, told, wrong = bring_in(BIG | {"BU99029900": "Ver weg"})
    assert code == 2
    assert "kwb.csv: row 49, gwb_code_10: BU99029900 lies in WK990299, which has no row. Nothing was imported." in wrong
    assert "Areas" not in told
    assert ids(url) == {"gm9902"}


def test_what_is_gone_and_still_named_is_told(url: str, bring_in: Import) -> None:
    bring_in(BIG)
    database = Database(url)
    facets = (FacetData("area", "bu99020000"),)
    with database.transaction() as session:
        organisations.save(session, OrganisationData("De Es", "zorg", "gm9902", "t", "1", None, facets=facets), NOW)
    database.close()
    told = bring_in({code: name for code, name in BIG.items() if code != "BU99020000"})[1]
    assert "46 same, 1 gone\n" in told
    assert "but kept, because an organisation or a call names them: Sluispolder (BU99020000)\n" in told
    assert "bu99020000" in ids(url)


def test_a_call_may_be_for_an_imported_municipality(url: str, bring_in: Import, tmp_path: Path) -> None:
    path = tmp_path / CALL.name
    path.write_text(CALL.read_text("utf-8").replace("gm0363", "gm9901"), "utf-8")
    assert "there is no area gm9901" in run("call", "import", path)[2]
    bring_in(BIG)
    assert run("call", "import", path)[0] == 0


class Chat:
    """Somebody who talks with a program that was started before anything was imported."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.database.upgrade()
        self.talk = Conversations(self.database, *load(), Directory(areas()))
        self.said = 0

    def open_call(self, *municipalities: str) -> None:
        call = opened(shipped_calls()[0], NOW.date())
        new = [call.model_copy(update={"code": f"oproep-{one}", "municipality": one}) for one in municipalities]
        with self.database.transaction() as session:
            add_calls(session, new, NOW)

    def say(self, *lines: str) -> Mapping[str, Any]:
        """Say things; gives the question that is open then."""
        for line in lines:
            self.said += 1
            self.talk.turn(Incoming("test", "1", f"u{self.said}", Heard(line)), NOW)
            with self.database.transaction() as session:
                waiting = outbox.pending(session, conversations.take(session, "test", "1", NOW).id)
                for item in waiting:
                    outbox.mark_sent(session, item.id, NOW)
        return [item.body for item in waiting if item.body["kind"] in {"ask", "update"}][-1]

    @property
    def slots(self) -> Mapping[str, Any]:
        with self.database.transaction() as session:
            state = conversations.take(session, "test", "1", NOW).state
        assert state
        return state["slots"]


def titles(question: Mapping[str, Any]) -> Sequence[str]:
    return [option["title"] for option in question["options"]]


TO_MUNICIPALITY = ("/start", "ja", "Anna", "De Es", "1", "ja")


@pytest.fixture
def chat(url: str) -> Any:
    chat = Chat(url)
    yield chat
    chat.database.close()


def test_a_running_chat_asks_the_areas_of_an_imported_municipality(chat: Chat, bring_in: Import) -> None:
    bring_in(BIG)
    chat.open_call("gm9901", "gm9902", "gm0556")
    question = chat.say(*TO_MUNICIPALITY, "voorbeeldstad")
    assert titles(question) == ["De hele gemeente Voorbeeldstad", "Centrum (de hele wijk)"]
    assert "Typ de naam van de buurt." in question["text"]
    assert titles(chat.say("Straat 1")) == [f"Straat {number}" for number in range(10, 15)]
    chat.say("2, 4")
    assert chat.slots["areas"] == ["bu99010011", "bu99010013"]


@pytest.mark.parametrize(
    ("municipality", "area"),
    [("Voorbeeldstad", "bu99010001"), ("Proefdorp", "bu99020000"), ("Maassluis", "gm0556-sluispolder")],
)
def test_a_name_means_the_place_in_the_municipality_that_was_chosen(
    chat: Chat, bring_in: Import, municipality: str, area: str
) -> None:
    bring_in(BIG)
    chat.open_call("gm9901", "gm9902", "gm0556")
    chat.say(*TO_MUNICIPALITY, municipality, "Sluispolder")
    assert chat.slots["areas"] == [area]


def test_of_very_many_municipalities_the_name_is_typed(chat: Chat, bring_in: Import) -> None:
    names = {f"GM98{number}": f"Dorp {number}" for number in range(10, 60)} | {"GM9901": "Voorbeeldstad"}
    bring_in(names)
    chat.open_call(*(code.lower() for code in names))
    question = chat.say(*TO_MUNICIPALITY)
    assert titles(question) == []
    assert "Typ de naam van uw gemeente." in question["text"]
    assert titles(chat.say("vorbeeldstad")) == ["Voorbeeldstad"]
    assert titles(chat.say("ja"))[0] == "De hele gemeente Voorbeeldstad"


def test_partners_are_found_up_and_down_the_imported_tree(chat: Chat, bring_in: Import) -> None:
    bring_in(BIG)
    works_in = {"wijk": "wk990100", "stad": "gm9901", "straat": "bu99010010", "elders": "bu99020000"}
    with chat.database.transaction() as session:
        for name, area in works_in.items():
            facets = (FacetData("area", area), FacetData("theme", "eenzaamheid"))
            data = OrganisationData(name, "zorg", f"gm{area[2:6]}", "test", name, None, facets=facets)
            organisations.save(session, data, NOW)
        tree = chat.talk.directory.index(session).tree
    near = tree.within("bu99010010")
    assert {name for name, area in works_in.items() if area in near} == {"wijk", "stad", "straat"}
