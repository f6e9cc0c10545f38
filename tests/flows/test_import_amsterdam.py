"""The whole way with the real register: import it, and find partners in a conversation."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.conversation import Conversations, Incoming
from flows.assembly import load
from flows.engine.turns import Heard
from flows.services.calls import add_calls
from flows.services.directory import Directory
from flows.services.exchange.storing import store
from flows.services.imports import amsterdam
from flows.services.imports.reading import Reading
from knowledge.areas import areas
from knowledge.calls import shipped_calls
from storage import conversations, outbox
from storage.database import Database

REGISTER = Path(__file__).parents[2] / "../shared/data/amsterdam-subsidies/amsterdam-subsidies-2016.json"
NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
ANSWERS = {
    "consent": "ja",
    "organisation_name": "Stichting Samen Sterk",
    "organisation_type": "welzijnsorganisatie",
    "legal_person": "ja",
    "areas": "Noord",
    "themes": "eenzaamheid, meedoen",
    "target_groups": "ouderen",
    "change": "Over twee jaar kennen 100 ouderen in Noord iemand die langskomt.",
    "offers": "beroepskrachten",
    "needs": "vrijwilligers, locatie",
    "profile_ok": "ja",
    "call": "1",
    "call_ok": "ja",
}
"""What somebody answers, by the slot that is asked; everything else is skipped."""
MOST_QUESTIONS = 30

pytestmark = pytest.mark.skipif(
    not REGISTER.exists(), reason=f"the register of Amsterdam's grants of 2016 is not there: {REGISTER.name}"
)


@pytest.fixture(scope="module")
def reading() -> Reading:
    return amsterdam.read(REGISTER)


@pytest.fixture(scope="module")
def talk(reading: Reading, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Conversations]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('amsterdam')}/test.db")
    database.upgrade()
    with database.transaction() as session:
        add_calls(session, (call for call in shipped_calls() if call.code == "amsterdam-voorbeeld"), NOW)
        store(session, reading, NOW, lambda _: None)
    yield Conversations(database, *load(), Directory(areas()))
    database.close()


def test_every_row_is_an_organisation_or_left_out(reading: Reading) -> None:
    assert reading.rows == 2691
    assert len(reading.skipped[amsterdam.PRIVATE_PERSON]) == 444
    assert 5 <= len(reading.skipped[amsterdam.NAME_OF_PERSON]) <= 20
    # 1,086 names: one stands for all private persons, a few are of persons, two are other spellings.
    assert 1070 <= len(reading.organisations) <= 1080
    assert reading.unknown_headings == {}


def test_private_persons_are_absent(reading: Reading) -> None:
    told = [found.name + found.description for found in reading.organisations]
    assert not [text for text in told if "particulier)" in text.lower() or "mw." in text.lower()]


def test_most_organisations_have_a_theme(reading: Reading) -> None:
    without = sum(not any(one.facet == "theme" for one in found.facets) for found in reading.organisations)
    assert without / len(reading.organisations) < 0.22


def test_each_kind_of_facet_is_found_in_every_district(reading: Reading) -> None:
    seen = {
        (area.term, other.facet)
        for found in reading.organisations
        for area in found.facets
        if area.facet == "area"
        for other in found.facets
    }
    districts = [area.id for area in areas().children("gm0363")]
    assert {(place, facet) for place in districts for facet in ("theme", "target_group", "offer")} <= seen


def test_the_same_register_again_changes_nothing(reading: Reading, talk: Conversations) -> None:
    with talk.database.transaction() as session:
        assert store(session, amsterdam.read(REGISTER), NOW, lambda _: None).changes == {
            "same": len(reading.organisations)
        }


def asked(talk: Conversations) -> tuple[str, dict[str, Any]]:
    """The slot that is asked, and all slots."""
    with talk.database.transaction() as session:
        state = conversations.take(session, "terminal", "test", NOW).state
    assert state is not None
    return state["asked"]["slot"], state["slots"]


def test_a_conversation_suggests_partners_with_reasons(reading: Reading, talk: Conversations) -> None:
    answer = "/start"
    for number in range(MOST_QUESTIONS):
        talk.turn(Incoming("terminal", "test", str(number), Heard(answer)), NOW)
        slot, slots = asked(talk)
        if slot == "partners":
            break
        answer = ANSWERS.get(slot, "overslaan")
    names = {option["title"] for option in slots["partner_options"]}
    assert len(names) >= 3
    assert names <= {found.name for found in reading.organisations}
    with talk.database.transaction() as session:
        conversation = conversations.take(session, "terminal", "test", NOW)
        text = outbox.pending(session, conversation.id)[-1].body["text"]
    assert all(name in text for name in names)
    assert "Zij hebben waarschijnlijk" in text
    assert "U werkt waarschijnlijk allebei aan eenzaamheid" in text
