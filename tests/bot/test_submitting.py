"""After a plan was handed in: taking it back, and what happens when it comes back with questions."""

from collections.abc import Iterator

import pytest

from flows.services import letters
from flows.services.refusal import Refused
from storage import coalitions, documents, submissions
from storage.personal import table
from storage.statements import run
from tests.bot.approving import TOLD, Approving
from tests.bot.group import NAMES

SINGING = TOLD["c"].activities[0].model_copy(update={"output": "12 keer zingen"})


@pytest.fixture
def at() -> Iterator[Approving]:
    yield (made := Approving())
    made.talk.database.close()


def files(at: Approving, chat: str) -> dict[str, str]:
    """The text files that were made for a chat, by their names; the last of each name."""
    document = table("document")
    with at.talk.database.transaction() as session:
        number = at.context(session, chat).conversation_id
        rows = run(session, document.select().where(document.c.conversation_id == number).order_by(document.c.id))
        return {row.name: row.content.decode() for row in rows if row.name.endswith(".md")}


def test_the_plan_can_be_withdrawn_until_people_read_it(at: Approving) -> None:
    at.hand_in()
    assert "Wilt u het plan intrekken?" in at.says("a", "trek in")
    assert "Het plan is ingetrokken." in at.says("a", "ja")
    assert at.state == "withdrawn"
    assert "Het plan van de groep 'Samen aan tafel' is ingetrokken." in at.hears("b")
    assert "Er is nu geen plan ingestuurd." in at.says("c", "ontvangstbewijs")
    at.says("a", "vraag akkoord", "ja")
    at.says("a", "dien in", "ja")
    assert at.state == "submitted"
    assert "Nummer: 2026-0002" in at.hears("c")

    at.staff("start_review")
    assert "Mensen van de gemeente lezen nu het plan" in at.hears("b")
    assert "Zo staat het er nu voor: mensen van de gemeente lezen het plan." in at.says("a", "trek in")
    at.staff("withdraw")
    assert at.state == "withdrawn"
    assert "is ingetrokken" in at.hears("c")


def test_what_was_handed_in_does_not_change(at: Approving) -> None:
    at.hand_in()
    assert "Het plan kan nu niet veranderen. Zo staat het ervoor: het plan is ingediend." in at.says("b", "bijdrage")
    at.says("a", "wijzig naam van het plan")
    with at.talk.database.transaction() as session, pytest.raises(Refused, match="kan nu niet veranderen"):
        at.in_session(session, "b", TOLD["b"].model_copy(update={"gains": "Anders"}))


def test_an_answer_that_slips_through_is_put_back(at: Approving) -> None:
    """A question that was open while the plan was handed in, such as in the chat of a colleague."""
    at.hand_in()
    before = at.plan_title()
    at.opens("a", "title")
    said = at.says("a", "Iets heel anders")
    assert "Het plan kan nu niet veranderen." in said
    assert at.knows("a")["title"] == before == at.plan_title()


def test_the_plan_comes_back_with_questions_and_is_handed_in_again(at: Approving) -> None:
    at.hand_in()
    at.staff("start_review")
    at.staff("return", "goal", "Hoe meet u dat mensen een buur kennen?", "")
    at.staff("return", "activities", "Hoe vaak zingt u precies?", str(at.organisations["c"]))
    assert at.state == "returned"
    task = at.hears("c")
    assert "Een medewerker van de gemeente vraagt iets over het plan van 'Samen aan tafel'." in task
    assert "Hoe vaak zingt u precies?" in task
    assert "Hoe meet u" not in task
    assert "De gemeente heeft vragen over het plan" in at.hears("b")
    assert "Er zijn nu geen open vragen" in at.says("b", "vragen")
    assert "Hoe meet u dat mensen een buur kennen?" in at.hears("a")

    # Only what was asked about may change.
    with at.talk.database.transaction() as session, pytest.raises(Refused, match="De gemeente vroeg niet om"):
        at.in_session(session, "c", TOLD["c"].model_copy(update={"gains": "Anders"}))
    at.says("c", "Ja, antwoorden")
    at.contributes("c", TOLD["c"].model_copy(update={"activities": (SINGING,)}))
    assert "uw antwoord is bewaard" in at.says("c", "Wij zingen twaalf keer, elke maand.")
    assert f"{NAMES['c']} heeft de vraag van de gemeente" in at.hears("a")

    at.says("a", "later")
    assert "De gemeente vraagt dit aan anderen in uw groep" in at.says("a", "vragen") + at.said_all("a")
    at.says("a", "1", "Ja, antwoorden")
    at.says("a", "Wij vragen het aan iedereen.")
    at.writes(title="Stiekem anders")
    at.says("a", "vraag akkoord", "ja")
    at.hears("b")
    at.says("b", "akkoord")
    at.hears("c")
    at.says("c", "akkoord")
    said = at.says("a", "dien opnieuw in")
    assert "- 'Naam van het plan' is veranderd, maar de gemeente vroeg daar niet om." in said
    at.writes(title="Samen aan tafel", change="Over twee jaar kennen 120 ouderen een buur.")
    at.says("a", "vraag akkoord", "ja")
    at.hears("b")
    at.says("b", "akkoord")
    at.hears("c")
    at.says("c", "akkoord")
    at.says("a", "dien opnieuw in")
    assert "Nummer: 2026-0002" in at.says("a", "ja")
    assert at.state == "submitted"
    assert "Bij het plan hoort nu ook een brief." in at.hears("b")
    text = next(text for name, text in files(at, "b").items() if name.startswith("Antwoordbrief"))
    assert "Hoe meet u dat mensen een buur kennen?" in text
    assert "Wij vragen het aan iedereen." in text
    assert f"Gevraagd aan {NAMES['c']}" in text
    assert "12" in text
    assert text.index("Wat er moet veranderen") < text.index("Activiteit")


def test_questions_that_nobody_answered_stop_handing_in(at: Approving) -> None:
    at.hand_in()
    at.staff("return", "goal", "Hoe meet u dat?", "")
    at.hears("a")
    assert "Typ 'vragen' als u wilt antwoorden." in at.says("a", "later")
    at.all_agree_again()
    said = at.says("a", "dien in")
    assert "- Een vraag van de gemeente over 'Wat er moet veranderen' is nog niet beantwoord." in said


def test_staff_may_open_a_part_without_a_question(at: Approving) -> None:
    at.hand_in()
    at.staff("return", "title", "", "")
    assert "Er zijn nu geen open vragen" in at.says("a", "vragen")
    at.writes(title="Beter")
    at.all_agree_again()
    at.says("a", "dien in", "ja")
    assert at.state == "submitted"
    with at.talk.database.transaction() as session:
        letter = letters.letter_of(session, coalitions.read(session, at.coalition), "en")
        assert letter
        (section,) = letter.sections
        assert [one.question for one in section.answered] == [""]
        assert [one.title for one in section.different] == ["Name of the plan"]
        assert submissions.questions(session, at.coalition, open_only=True) == []
        assert documents


def test_staff_cannot_ask_about_what_is_not_handed_in(at: Approving) -> None:
    at.hand_in()
    at.says("a", "trek in", "ja")
    for what in (("return", "goal", "Wat?", ""), ("start_review",), ("withdraw",)):
        with pytest.raises(Refused):
            at.staff(*what)
    at.all_agree_again()
    at.says("a", "dien in", "ja")
    with pytest.raises(KeyError):
        at.staff("return", "call_code", "Wat?", "")
    with pytest.raises(KeyError):
        at.staff("return", "nothing", "Wat?", "")
