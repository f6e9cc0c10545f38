"""Another group with a plan for the same call, area and theme: contact when both want it, and no name before that."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.notices import deliver_due
from storage import coalitions, conversations
from storage.outbox import OutboxItem
from storage.statements import run, table_of
from tests.bot.test_sharing import asks
from tests.bot.together import Together

SUN = "Stichting Zon"
DATA = {"anna": ("anna@linde.example", "De Linde"), "kim": ("kim@zon.example", SUN)}
PROBLEM = "Veel ouderen zijn alleen thuis en kennen hun buren niet."


class TwoGroups(Together):
    """Anna writes a plan for De Linde, Kim one for Stichting Zon; nobody takes part in both."""

    def __init__(self, **of_kim: object) -> None:
        super().__init__()
        self.of_anna, _ = asks(self, "anna", rough_amount="large")
        self.linde = self.kring  # for which Kim spoke before
        self.of_kim, _ = asks(self, "kim", organisation_name=SUN, rough_amount="large", **of_kim)
        self.says("anna", "Samen sterk", PROBLEM)

    def writes(self) -> None:
        """Let Kim write something, so that there is a plan."""
        self.says("kim", "Zonplan", PROBLEM)

    def hears(self, chat: str) -> str:
        """What comes by itself a while later."""
        self.now += timedelta(minutes=5)
        deliver_due(self.talk, "t", self.now)
        return "\n".join(self.said(chat))

    def list_of(self, chat: str) -> str:
        """All that the checks say."""
        said = "\n".join(self.says(chat, "controleer"))
        while "volgende punten" in "\n".join(self.offers(chat)):
            said += "\n".join(self.says(chat, "volgende punten"))
        self.says(chat, "overslaan")
        return said

    def offers(self, chat: str) -> list[str]:
        """The points that may still follow."""
        options = self.slots(chat).get("check_options") or []
        return [option["title"]["nl"].casefold() for option in options]

    def everything_said(self, chat: str) -> str:
        """All messages that ever went to a chat."""
        item = table_of(OutboxItem)
        with self.database.transaction() as session:
            number = conversations.take(session, "t", chat, self.now).id
            rows = run(session, select(item.c.body).where(item.c.conversation_id == number))
            return "\n".join(str(row.body) for row in rows)


@pytest.fixture
def at() -> TwoGroups:
    found = TwoGroups()
    found.writes()
    return found


def test_the_list_tells_that_there_is_another_group_and_not_which(at: TwoGroups) -> None:
    said = at.list_of("anna")
    assert "Er is nog een groep met een plan over eenzaamheid en ontmoeting in Maassluis." in said
    assert "Typ 'zoek contact'" in said
    assert SUN not in said


def test_nobody_is_named_and_no_data_are_shown_before_both_said_yes(at: TwoGroups) -> None:
    mail, name = DATA["anna"]
    at.says("anna", "zoek contact", "ja", mail)
    asked = at.hears("kim")
    assert "Zij willen graag contact met u" in asked
    at.says("anna", "mijn gegevens", "stand", "controleer")
    at.says("kim", "mijn gegevens")
    for chat, (other, organisation) in (("kim", (mail, name)), ("anna", DATA["kim"])):
        heard = at.everything_said(chat)
        assert other not in heard
        assert organisation not in heard


def test_when_both_want_contact_both_get_the_data(at: TwoGroups) -> None:
    at.says("anna", "zoek contact", "ja", DATA["anna"][0])
    at.hears("kim")
    said = "\n".join(at.says("kim", "ja", DATA["kim"][0]))
    assert "De Linde" in said
    assert DATA["anna"][0] in said
    told = at.hears("anna")
    assert SUN in told
    assert DATA["kim"][0] in told
    assert "Er is nog een groep" not in at.list_of("anna")
    assert SUN in "\n".join(at.says("anna", "mijn gegevens"))


def test_who_takes_it_back_is_not_shown_any_more_and_the_other_hears_it(at: TwoGroups) -> None:
    at.says("anna", "zoek contact", "ja", DATA["anna"][0])
    at.hears("kim")
    at.says("kim", "ja", DATA["kim"][0])
    at.hears("anna")
    at.says("anna", "trek mijn contact in")
    assert "heeft de contactgegevens ingetrokken" in at.hears("kim")
    assert "De Linde" not in "\n".join(at.says("kim", "mijn gegevens")).partition("Wie uw naam en contactgegevens")[2]


def test_who_says_no_is_not_asked_again_and_the_other_hears_nothing(at: TwoGroups) -> None:
    at.says("anna", "zoek contact")
    assert "vraag het u niet nog eens" in at.says("anna", "nee")[0]
    assert "Er is nog een groep" not in at.list_of("anna")
    assert not at.hears("kim")
    assert "geen andere groep" in at.says("anna", "zoek contact")[0]


def test_who_is_asked_may_say_no(at: TwoGroups) -> None:
    at.says("anna", "zoek contact", "ja", DATA["anna"][0])
    at.hears("kim")
    at.says("kim", "nee")
    assert not at.hears("anna")
    assert DATA["anna"][0] not in at.everything_said("kim")


def test_who_gives_no_address_shares_nothing(at: TwoGroups) -> None:
    at.says("anna", "zoek contact", "ja", "overslaan")
    assert not at.hears("kim")


@pytest.mark.parametrize(
    "of_kim", [{"themes": ["veiligheid"]}, {"areas": ["gm0363"]}], ids=["another theme", "another area"]
)
def test_a_group_that_works_on_something_else_is_not_suggested(of_kim: dict[str, object]) -> None:
    at = TwoGroups(**of_kim)
    at.writes()
    assert "Er is nog een groep" not in at.list_of("anna")


def test_a_smaller_area_inside_the_own_one_is_named() -> None:
    at = TwoGroups(areas=["gm0556-sluispolder"])
    at.writes()
    assert "in Sluispolder" in at.list_of("anna")
    assert "in Sluispolder" in at.list_of("kim")


def test_a_group_without_a_plan_yet_or_that_ended_is_not_suggested(at: TwoGroups) -> None:
    assert "Er is nog een groep" not in TwoGroups().list_of("anna")
    with at.database.transaction() as session:
        coalitions.change(session, at.of_kim, at.now, state="ended")
    assert "Er is nog een groep" not in at.list_of("anna")


def test_groups_with_a_partner_in_common_know_of_each_other(at: TwoGroups) -> None:
    with at.database.transaction() as session:
        for number in (at.of_anna, at.of_kim):
            coalitions.put(session, number, at.bakker, "partner", "accepted", at.now)
    assert "Er is nog een groep" not in at.list_of("anna")
