"""Rules of asking: how many, who not again, when, why; and what is never told."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flows.services import coalitions as working
from flows.services import following, invitation_answers, invitations, invitees
from flows.services.calls import add_calls
from flows.services.context import Addresses, Context
from flows.services.directory import Directory
from flows.services.organisations import save_own
from flows.services.proposals import save_partners
from flows.services.refusal import Refused
from knowledge.areas import areas
from knowledge.calls import opened, shipped_calls
from knowledge.invitations import invitation_rules, why_asked
from storage import coalitions, conversations, mandates, notices, organisations, people
from storage import invitations as stored
from storage.database import Database
from storage.organisation_data import FacetData, OrganisationData
from tests.flows.test_claims import ENTRY, TOLD

NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
Talk = Callable[..., Context]


@pytest.fixture
def talk(database: Database) -> Iterator[Talk]:
    """Give the turn of somebody in a chat."""
    with database.transaction() as session:
        add_calls(session, [opened(call, NOW.date()) for call in shipped_calls()], NOW)
        directory = Directory(areas())

        def in_chat(chat: str = "1", now: datetime = NOW) -> Context:
            conversation = conversations.take(session, "test", chat, now)
            people.person_for(session, "test", chat, now)
            return Context(session, now, "test", chat, conversation.id, directory)

        yield in_chat


def other(context: Context, key: str, **more: Any) -> int:
    data = replace(ENTRY, name=f"Organisatie {key}", source_key=key, **more)
    return organisations.save(context.session, data, NOW).id


def asker(talk: Talk, chat: str = "1", partners: tuple[int, ...] = (), **told: Any) -> tuple[Context, int]:
    """Somebody with a coalition, whose turn it is."""
    context = talk(chat)
    slots = {**TOLD, **told, "partners": list(partners)}
    number = save_partners(context, {**slots, "organisation_id": save_own(context, slots)})
    return context, number


def why(context: Context, coalition: int, organisation: int) -> str:
    with pytest.raises(Refused) as refused:
        invitations.invite(context, coalition, organisation)
    return refused.value.sentence["nl"]


def test_the_asker_asks_so_many_at_a_time_and_no_more(talk: Talk) -> None:
    most = invitation_rules().most_of_asker
    context, coalition = asker(talk)
    numbers = [other(context, str(number)) for number in range(most + 1)]
    for number in numbers[:most]:
        assert invitations.invite(context, coalition, number).secret
    assert f"Er wachten al {most} uitnodigingen" in why(context, coalition, numbers[most])
    (first, *_) = reversed(stored.waiting_in(context.session, coalition))
    invitations.withdraw(context, first.id)
    assert invitations.invite(context, coalition, numbers[most]).secret


def test_one_organisation_is_asked_by_so_many_at_a_time_and_no_more(talk: Talk) -> None:
    most = invitation_rules().most_of_asked
    popular = other(talk(), "popular")
    for number in range(most):
        context, coalition = asker(talk, f"chat {number}")
        invitations.invite(context, coalition, popular)
    context, coalition = asker(talk, "one more")
    assert "al veel uitnodigingen" in why(context, coalition, popular)
    assert coalitions.place(context.session, coalition, popular) is None


def test_who_is_not_asked(talk: Talk) -> None:
    partner = other(talk(), "partner")
    context, coalition = asker(talk, partners=(partner,))
    own = working.own_organisation(context) or 0
    assert invitations.invitable(context, coalition) == [(partner, "Organisatie partner")]
    assert "uw eigen organisatie" in why(context, coalition, own)
    colleague = people.person_for(context.session, "test", "2", NOW).id
    mandates.grant(context.session, colleague, partner, NOW)
    asked = invitations.invite(context, coalition, partner)
    assert not asked.secret
    assert not invitations.invitable(context, coalition)
    assert "al gevraagd" in why(context, coalition, partner)
    assert invitation_answers.decline(talk("2"), asked.invitation.id, "")
    assert "nee gezegd" in why(context, coalition, partner)
    assert invitation_answers.accept(talk("2"), asked.invitation.id)
    assert "doen al mee" in why(context, coalition, partner)


def test_who_only_takes_part_asks_nobody_and_takes_back_nothing(talk: Talk) -> None:
    one, two = (other(talk(), key) for key in "ab")
    context, coalition = asker(talk, partners=(one, two))
    invitations.invite(context, coalition, one)
    (waiting,) = invitations.waiting_for(context.session, one)
    assert invitation_answers.accept(talk("2"), waiting.id)
    partner = talk("2")
    assert working.own_organisation(partner) == one
    with pytest.raises(Refused):
        invitations.invitable(partner, coalition)
    with pytest.raises(Refused):
        invitations.invite(partner, coalition, two)
    asked = invitations.invite(context, coalition, two).invitation
    with pytest.raises(Refused):
        invitations.withdraw(partner, asked.id)
    assert stored.read(context.session, asked.id).state == "open"


def test_a_stranger_in_a_coalition_does_nothing(talk: Talk) -> None:
    one = other(talk(), "a")
    _, coalition = asker(talk, partners=(one,))
    stranger, _ = asker(talk, "9")
    with pytest.raises(Refused):
        invitations.invite(stranger, coalition, one)
    assert not invitations.waiting_for(stranger.session, one)


def test_what_is_over_cannot_be_answered(talk: Talk) -> None:
    one = other(talk(), "a")
    context, coalition = asker(talk, partners=(one,))
    number = invitations.invite(context, coalition, one).invitation.id
    invitations.withdraw(context, number)
    late = talk("2")
    assert invitation_answers.state_of(late, number) == "withdrawn"
    assert invitation_answers.state_of(late, 99) == "gone"
    assert invitation_answers.accept(late, number) is None
    assert not invitation_answers.decline(late, number, "")
    assert invitation_answers.put_off(late, number) is None
    assert not invitation_answers.ask_asker(late, number, "Waarom?")
    assert not mandates.of_organisation(late.session, one)


def test_who_holds_a_link_after_a_colleague_said_yes_does_not_come_along(talk: Talk) -> None:
    one = other(talk(), "a")
    context, coalition = asker(talk, partners=(one,))
    number = invitations.invite(context, coalition, one).invitation.id
    assert invitation_answers.accept(talk("2"), number)
    assert invitation_answers.accept(talk("2"), number)
    assert invitation_answers.accept(talk("3"), number) is None
    assert len(mandates.of_organisation(context.session, one)) == 1


def test_an_end_comes_by_itself_and_is_told_in_daytime(talk: Talk) -> None:
    one = other(talk(), "a")
    context, coalition = asker(talk, partners=(one,))
    number = invitations.invite(context, coalition, one).invitation.id
    night = NOW.replace(hour=23) + timedelta(days=invitation_rules().open_days)
    assert invitations.expire(context.session, NOW + timedelta(days=2)) == 0
    assert invitations.expire(context.session, night) == 1
    assert stored.read(context.session, number).state == "expired"
    place = coalitions.place(context.session, coalition, one)
    assert place
    assert place.state == "suggested"
    person = people.person_for(context.session, "test", "1", NOW).id
    assert not notices.due_for(context.session, person, night + timedelta(hours=8))
    (notice,) = notices.due_for(context.session, person, night + timedelta(hours=10))
    assert (notice.name, notice.given) == ("utter_partner_silent", {"name": "Organisatie a"})


def test_why_somebody_is_asked_is_told_in_words_for_them(talk: Talk) -> None:
    one = other(talk(), "a")
    context, coalition = asker(talk, partners=(one,), needs=["locatie"])
    asked = invitations.invite(context, coalition, one).invitation
    told = invitation_answers.told(context, asked, "nl")
    assert "- U hebt een ruimte. Dat zoeken zij." in told["why"].splitlines()
    assert "- You have a room. They are looking for that." in invitation_answers.told(context, asked, "en")["why"]
    assert len(told["why"].splitlines()) <= invitation_rules().reasons_shown
    assert why_asked((), "nl") == ["Zij denken dat u iets kunt toevoegen."]


def test_what_was_not_confirmed_is_told_as_perhaps(talk: Talk) -> None:
    theme, _, *where = ENTRY.facets
    one = other(talk(), "a", facets=(theme, FacetData("offer", "locatie", inferred=True), *where))
    context, coalition = asker(talk, partners=(one,), needs=["locatie"])
    asked = invitations.invite(context, coalition, one).invitation
    assert "- Misschien hebt u een ruimte." in invitation_answers.told(context, asked, "nl")["why"]


def test_an_invitation_tells_nothing_of_a_person(talk: Talk) -> None:
    one = other(talk(), "a")
    context, coalition = asker(talk, partners=(one,), contact_name="Anna Visserman")
    people.change(
        context.session, people.person_for(context.session, "test", "1", NOW).id, email="a@b.nl", phone="0612345678"
    )
    told = str(invitation_answers.told(context, invitations.invite(context, coalition, one).invitation, "nl"))
    for secret in ("Anna", "Visserman", "a@b.nl", "06", "Jansen", "delinde.example", TOLD["change"]):
        assert secret not in told


def test_the_secret_is_not_stored_and_the_lines_hold_it(talk: Talk) -> None:
    one = other(talk(), "a")
    context, coalition = asker(talk, partners=(one,))
    asked = invitations.invite(context, coalition, one)
    assert len(asked.secret) == 43
    assert asked.secret not in str(stored.read(context.session, asked.invitation.id))
    both = Addresses("bot", "https://x.nl")
    assert invitation_answers.links(both, asked.secret, "nl") == [
        f"In Telegram: https://t.me/bot?start={asked.secret}",
        f"Op de website: https://x.nl/invited/{asked.secret}",
    ]
    assert invitation_answers.links(Addresses(), asked.secret, "nl") == []
    assert following.follow(context.session, "x" * 43, "test", "5", NOW).told == "link_dead"


def test_a_name_is_found_as_people_write_it(talk: Talk) -> None:
    context, coalition = asker(talk)
    one = other(context, "Één")
    assert invitees.by_name(context, coalition, "organisatie een") == one
    assert invitees.by_name(context, coalition, "organisatie") is None
    assert [number for number, _ in invitees.alike(context, "Organisati Één")] == [one]
    assert invitees.alike(context, "Zangkoor Het Hoge Lied") == []


def test_two_with_the_same_name_are_asked_about(talk: Talk) -> None:
    context, coalition = asker(talk)
    both = {organisations.save(context.session, replace(ENTRY, source_key=key), NOW).id for key in "ab"}
    assert invitees.by_name(context, coalition, ENTRY.name) is None
    assert {number for number, _ in invitees.alike(context, ENTRY.name)} == both


def test_what_others_told_in_their_chats_is_not_found(talk: Talk) -> None:
    context, coalition = asker(talk)
    asker(talk, "2", organisation_name="Zangkoor Het Hoge Lied")
    assert invitees.by_name(context, coalition, "Zangkoor Het Hoge Lied") is None
    added = invitees.add(context, coalition, "Zangkoor Het Hoge Lied")
    assert invitees.add(context, coalition, "zangkoor het hoge lied") == added
    data: OrganisationData = organisations.read(context.session, added)
    assert (data.willing, data.municipality, data.source) == (False, "gm0556", "uitnodiging")


@pytest.mark.parametrize(
    ("hour", "asked"), [(8, (1, 9)), (9, (1, 9)), (19, (1, 19)), (20, (2, 9)), (23, (2, 9)), (0, (1, 9))]
)
def test_quiet_hours(hour: int, asked: tuple[int, int]) -> None:
    moment = invitation_rules().next_moment(datetime(2026, 12, 1, hour, 0, tzinfo=UTC))
    assert (moment.day, moment.hour) == asked
