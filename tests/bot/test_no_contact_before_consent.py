"""No name, mail address or telephone number of a person is in a message to an organisation before both said yes."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.bench.contacts import bench_contacts
from flows.assembly import load
from flows.services import contact
from flows.services.notices import FLOWS
from tests.bot.three import ANNA, ASKER, BRAM, CAS, MAIL, PHONE, RESIDENTS, Somebody, Three, Town

OWN_MAIL = "annelies@ketel.example"
MARKS = {"anna": (ANNA, OWN_MAIL), "bram": (BRAM, PHONE), "cas": (CAS, MAIL)}


@pytest.fixture
def at(tmp_path: Path, demo_file: Path) -> Iterator[Three]:
    town = Town(Path(shutil.copy(demo_file, tmp_path / "three.db")), load())
    yield Three(town)
    town.close()


def seen(at: Three) -> dict[str, set[str]]:
    """Whose contact data each of them ever saw, apart from their own."""
    everybody: dict[str, Somebody] = {"anna": at.anna, "bram": at.bram, "cas": at.cas}
    return {
        name: {of for of, marks in MARKS.items() if of != name and any(mark in one.heard() for mark in marks)}
        for name, one in everybody.items()
    }


def settled(*everybody: Somebody) -> None:
    """Let them say no to, or skip, what the program asks by itself, until it asks nothing more."""
    for one in everybody:
        for _ in range(10):
            if not any(flow in FLOWS for flow, _ in one.state["stack"]):
                break
            one.says("nee" if one.asked == "share_ok" else "overslaan")


def test_contact_data_go_to_who_said_yes_too_and_to_nobody_else(at: Three) -> None:
    at.begins()
    at.asked()
    at.bram_tells()
    at.joins_late()
    at.cas_tells()
    at.town.api.clock.advance(minutes=2)  # Until then nobody is asked whether they share their contact data.
    at.town.settle()
    settled(at.anna, at.bram, at.cas)
    at.anna.says("stand", f"bericht aan {RESIDENTS}", "Wie komt er dinsdag?")
    assert "Wie komt er dinsdag?" in at.bram.heard()
    at.bram.says("ja", "Wij komen met tien mensen.")
    assert "Wij komen met tien mensen." in at.anna.heard()
    nobody: dict[str, set[str]] = {"anna": set(), "bram": set(), "cas": set()}
    assert seen(at) == nobody

    at.bram.says("contact", ASKER, "Ja, dat mag")
    assert seen(at) == nobody  # One side is not enough.
    at.anna.says("contact", RESIDENTS, "Ja, dat mag", OWN_MAIL)
    settled(at.bram)
    assert seen(at) == {"anna": {"bram"}, "bram": {"anna"}, "cas": set()}


def test_whatever_partners_say_nothing_of_them_leaks() -> None:
    outcome = bench_contacts(40, seed=1, turns=14)
    assert outcome["leaks"] == []
    assert outcome["good"]
    assert outcome["conversations"] == 40
    assert outcome["shown"] > 5  # Some said yes, so that there was something to find.


def test_the_walk_finds_a_leak(monkeypatch: pytest.MonkeyPatch) -> None:
    together = contact._both_in_it
    monkeypatch.setattr(contact, "shared", together)
    outcome = bench_contacts(24, seed=1, turns=14)
    assert outcome["leaked"]
    assert not outcome["good"]
