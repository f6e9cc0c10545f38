"""Three organisations come from their first word to a coalition in which each told what it does."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows.assembly import load
from flows.services import contributions
from storage import organisations, revisions
from tests.bot.three import ANNA, ASKER, BRAM, CAS, MAIL, PHONE, RESIDENTS, SHOP, Three, Town, Window

OURS, THEIRS = "Veel ouderen zijn alleen thuis en kennen hun buren niet.", "De flat heeft geen plek om elkaar te zien."


@pytest.fixture
def town(tmp_path: Path, demo_file: Path) -> Iterator[Town]:
    town = Town(Path(shutil.copy(demo_file, tmp_path / "three.db")), load())
    yield town
    town.close()
    town.api.verify()


def of_residents(at: Three) -> tuple[str, str]:
    return at.town.places()[RESIDENTS]


@pytest.mark.parametrize("bram", [lambda _: None, Window], ids=["telegram", "web"])
def test_three_organisations_become_a_coalition(town: Town, bram: Callable[[Town], Window | None]) -> None:
    at = Three(town, bram(town))
    at.begins()
    at.asked()  # One joins, and one refuses.
    assert town.places() == {
        ASKER: ("partner", "accepted"),
        RESIDENTS: ("partner", "accepted"),
        SHOP: ("candidate", "declined"),
    }
    assert f"Goed nieuws: {RESIDENTS} doet mee." in at.anna.heard()
    assert f"{SHOP} doet niet mee. De reden: Wij hebben het nu te druk." in at.anna.heard()

    assert "Typ 'naam van de groep'" in at.anna.heard()
    at.anna.says("naam van de groep", "Samen aan tafel", "10.000 euro of meer", "Koken met buren")
    assert (town.coalition.name, at.anna.asked) == ("Samen aan tafel", "problem")
    at.bram_tells(restart=True)
    assert f"{RESIDENTS} heeft een bijdrage verteld voor Samen aan tafel." in at.anna.heard()

    at.joins_late()
    assert town.places()[SHOP] == ("lead", "accepted")
    assert f"{SHOP} is nu de penvoerder van de groep 'Samen aan tafel'." in at.anna.heard()
    assert f"{SHOP} is nu de penvoerder van de groep 'Samen aan tafel'." in at.bram.heard()

    writes_at_once(at)
    leaves_and_returns(at)

    at.cas_tells()
    is_complete(at)


def writes_at_once(at: Three) -> None:
    """Anna and Cas answer the same question; the second sees what the first wrote, and nothing is lost."""
    at.cas.says("plan schrijven")
    assert (at.anna.asked, at.cas.asked) == ("problem", "problem")
    at.anna.says(OURS)
    at.cas.says(THEIRS)
    assert f"De ander schreef:\n{OURS}\n\nU schreef:\n{THEIRS}" in at.cas.sees
    at.cas.says("Dat van mij")
    with at.town.database.snapshot() as session:
        asking = at.town.coalition.asking_organisation_id
        history = revisions.history(session, at.town.coalition.id, asking, "problem")
    assert [one.content["value"] for one in history][-2:] == [OURS, THEIRS]
    at.anna.says("overslaan")
    assert at.anna.slots["problem"] == at.cas.slots["problem"] == THEIRS


def leaves_and_returns(at: Three) -> None:
    """Bram's group leaves; the others hear what nobody does now, and go on. Then it comes back."""
    at.bram.says("wij stoppen", "Ja, wij stoppen")
    assert of_residents(at) == ("partner", "left")
    for other in (at.anna, at.cas):
        assert re.search(f"{RESIDENTS} is gestopt(.|\n)*niemand meer:\n- Samen koken", other.heard())
    at.anna.says("stand")
    assert re.search(f"{RESIDENTS} .*is gestopt", at.anna.heard())
    at.bram.says("wij doen weer mee", "Ja, wij doen weer mee")
    assert of_residents(at) == ("partner", "accepted")
    assert f"{RESIDENTS} doet weer mee in de groep 'Samen aan tafel'." in at.anna.heard()


def is_complete(at: Three) -> None:
    """Everybody takes part, has told what they do, and reads so; nobody's name is in what the others read."""
    assert at.town.places() == {
        ASKER: ("partner", "accepted"),
        RESIDENTS: ("partner", "accepted"),
        SHOP: ("lead", "accepted"),
    }
    with at.town.database.snapshot() as session:
        told = {
            organisations.read(session, number).name: [task.name for task in one.activities]
            for number, one in contributions.of(session, at.town.coalition.id).items()
        }
    assert told == {RESIDENTS: ["Samen koken"], SHOP: ["Winkelroute"]}
    assert "Nu hebben alle partners geantwoord." in at.anna.heard()
    for one, names in (
        (at.anna, (BRAM, PHONE, CAS, MAIL)),
        (at.bram, (ANNA, CAS, MAIL)),
        (at.cas, (ANNA, BRAM, PHONE)),
    ):
        one.says("stand")
        heard = one.heard()
        assert all(heard.count(f"{name}") for name in (ASKER, RESIDENTS, SHOP))
        assert not [name for name in names if name in heard]
