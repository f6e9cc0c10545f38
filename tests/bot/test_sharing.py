"""Two people write the plan at the same time, each in their own chat: both see what there is, and nothing is lost."""

from random import Random

import pytest

from flows.assembly import load
from knowledge import joint
from storage import coalitions, conversations, revisions
from tests.bot.together import CALL, Together

TOLD = {
    "organisation_name": "De Linde",
    "claimed_entry": "no",
    "organisation_type": "welzijn",
    "legal_person": "yes",
    "municipality": "gm0556",
    "areas": ["gm0556"],
    "themes": ["eenzaamheid"],
    "target_groups": ["ouderen"],
    "change": "Over twee jaar kennen 100 ouderen iemand die langskomt.",
    "offers": ["locatie"],
    "offers_note": "",
    "needs": ["vrijwilligers"],
    "profile_ok": True,
    "call": CALL,
    "call_ok": True,
    "partners": [],
    "gap_ok": True,
    "lead": "own",
    "rough_amount": "large",
}
PROBLEM = "Veel ouderen zijn alleen thuis en kennen hun buren niet."
OTHER = "De flat heeft geen plek om elkaar te ontmoeten."


def versions(at: Together, name: str) -> list[object]:
    with at.database.transaction() as session:
        return [one.content["value"] for one in revisions.history(session, at.coalition, at.linde, name)]


def asks(at: Together, chat: str, **told: object) -> tuple[int, int]:
    """Let somebody come to the first question of a plan of their own; gives the coalition and who asks for it."""
    at.joins(chat, at.linde, **{**TOLD, "joined": None, "coalition": None, "invite_now": False, **told})
    assert "Hoe heet uw plan" in at.says(chat, "Anna")[-1]
    found = at.slots(chat)
    assert found["coalition"]
    return found["coalition"], found["organisation_id"]


def writers(*chats: str) -> Together:
    """People of the organisation that asks, each at the first question of the plan."""
    at = Together()
    first, *others = chats
    at.coalition, at.linde = asks(at, first)
    for chat in others:
        at.joins(chat, at.linde, rough_amount="large")
        assert "Hoe heet uw plan" in at.says(chat, "plan schrijven")[-1]
    return at


def lead() -> Together:
    """Who asked, and a lead partner that joined by invitation; both at the first question of the plan."""
    at = writers("anna")
    with at.database.transaction() as session:
        coalitions.put(session, at.coalition, at.kring, "lead", "accepted", at.now)
    at.joins("kring", at.kring, rough_amount="large")
    assert "Hoe heet uw plan" in at.says("kring", "plan schrijven")[-1]
    return at


def test_the_answers_are_those_of_the_questions_of_the_plan() -> None:
    interpreter, _ = load()
    flows = interpreter.script.flows
    asked = {step.slot: step for flow in ("plan", "future", "extras") for step in flows[flow].collects()}
    # About how much is asked, and what is to be added, is said for the chat alone; files are named by one organisation.
    asked = {name: step for name, step in asked.items() if name not in {"rough_amount", "more", "attachments"}}
    listed = {"milestones", "risks"}
    assert set(joint.answers()) == set(asked) | listed
    lists = {name for name, step in asked.items() if step.multiple or step.kind == "lines"} | listed
    assert {name for name, one in joint.answers().items() if one.both == "list"} == lists
    for name, one in joint.answers().items():
        assert (one.both == "text") <= (name in asked and asked[name].kind == "text")


def test_each_answer_is_kept_with_its_writer_and_one_that_changed_too() -> None:
    at = writers("anna")
    at.says("anna", "Samen aan tafel", PROBLEM)
    at.says("anna", "wijzig titel", "Samen sterk")
    assert versions(at, "title") == ["Samen aan tafel", "Samen sterk"]
    assert versions(at, "problem") == [PROBLEM]
    with at.database.transaction() as session:
        assert all(one.person_id for one in revisions.sections(session, at.coalition, at.linde))


def test_what_a_colleague_answered_is_filled_in_and_told_and_not_asked_again() -> None:
    at = writers("anna", "bea")
    at.says("anna", "Samen aan tafel", PROBLEM, "overslaan", "overslaan", "60")
    said = at.says("bea", "Samen aan tafel")
    assert "wat er speelt" in said[0]
    assert "aantal mensen" in said[0]
    assert "Waaruit blijkt dat" in said[-1]
    assert at.slots("bea")["problem"] == PROBLEM
    assert at.slots("bea")["reach_n"] == 60


@pytest.mark.parametrize(
    ("choice", "now"),
    [("Dat van de ander", PROBLEM), ("Dat van mij", OTHER), ("Allebei", f"{PROBLEM}\n\n{OTHER}")],
)
def test_of_two_answers_at_once_the_second_sees_both_and_chooses_and_both_stay(choice: str, now: str) -> None:
    at = writers("anna", "bea")
    at.says("anna", "Samen aan tafel")
    at.says("bea", "Samen aan tafel")
    at.says("anna", PROBLEM)
    at.restart()
    said = at.says("bea", OTHER)[-1]
    assert PROBLEM in said
    assert OTHER in said
    assert versions(at, "problem") == [PROBLEM, OTHER, PROBLEM]

    after = at.says("bea", choice)
    assert "Waaruit blijkt dat" in after[-1]
    assert at.slots("bea")["problem"] == now
    kept = versions(at, "problem")
    assert kept[-1] == now
    assert PROBLEM in kept
    assert any(OTHER in str(one) for one in kept)
    at.says("anna", "overslaan")
    assert at.slots("anna")["problem"] == now


def test_the_other_way_round_the_first_is_told_what_the_second_chose() -> None:
    at = writers("anna", "bea")
    at.says("anna", "Samen aan tafel")
    at.says("bea", "Allen samen", "Dat van mij")
    said = at.says("anna", PROBLEM)
    assert "Iemand anders heeft intussen aan het plan geschreven: naam van het plan." in said[0]
    assert at.slots("anna")["title"] == "Allen samen"
    assert versions(at, "title") == ["Samen aan tafel", "Allen samen", "Samen aan tafel", "Allen samen"]


def test_of_a_name_there_is_one_so_both_is_no_choice() -> None:
    at = writers("anna", "bea")
    at.says("anna", "Samen aan tafel")
    at.says("bea", "Allen samen")
    options = at.slots("bea")["conflict_options"]
    assert [one["value"] for one in options] == ["theirs", "mine"]


def test_who_wrote_again_meanwhile_is_shown_too() -> None:
    at = writers("anna", "bea")
    at.says("anna", "Samen aan tafel")
    at.says("bea", "Allen samen")
    at.says("anna", "wijzig titel", "Samen eten")
    assert "Samen eten" in at.says("bea", "Dat van mij")[-1]
    at.says("bea", "Dat van mij")
    kept = versions(at, "title")
    assert kept[-1] == "Allen samen"
    assert {"Samen aan tafel", "Samen eten"} < set(kept)


def test_the_same_answer_is_no_conflict_and_an_open_one_takes_the_others() -> None:
    at = writers("anna", "bea")
    at.says("anna", "Samen aan tafel")
    assert "de ander" not in str(at.says("bea", "Samen aan tafel"))
    at.says("anna", PROBLEM)
    assert "de ander" not in str(at.says("bea", PROBLEM))
    at.says("anna", "GGD 2024: 40 procent")
    assert "bewijs" in at.says("bea", "overslaan")[-2]
    assert at.slots("bea")["evidence"] == ["GGD 2024: 40 procent"]
    assert versions(at, "evidence") == [["GGD 2024: 40 procent"]]


def test_what_somebody_left_open_is_still_asked_of_the_other() -> None:
    at = writers("anna", "bea")
    at.says("anna", "Samen aan tafel", PROBLEM, "overslaan")
    assert "Waaruit blijkt dat" in at.says("bea", "Samen aan tafel")[-1]
    at.says("bea", "GGD 2024: 40 procent")
    at.says("anna", "overslaan")
    assert at.slots("anna")["evidence"] == ["GGD 2024: 40 procent"]


def test_an_answer_is_not_lost_when_its_writer_goes_back_instead_of_choosing() -> None:
    at = writers("anna", "bea")
    at.says("anna", "Samen aan tafel")
    at.says("bea", "Allen samen", "terug", "terug", "Samen dan maar")
    assert {"Samen aan tafel", "Allen samen"} <= set(versions(at, "title"))


def test_a_lead_partner_that_was_invited_writes_the_same_plan() -> None:
    at = lead()
    at.says("anna", "Samen aan tafel")
    said = at.says("kring", "De Kring eet samen")[-1]
    assert "Samen aan tafel" in said
    at.says("kring", "Dat van de ander", PROBLEM)
    assert at.says("anna", "overslaan")
    assert versions(at, "title") == ["Samen aan tafel", "De Kring eet samen", "Samen aan tafel"]


def test_a_lead_partner_sees_the_whole_plan_and_can_change_one_answer() -> None:
    at = lead()
    at.says("kring", "Samen aan tafel", PROBLEM, "overslaan", "overslaan", "60", "Via de flat en de kerk", "overslaan")
    at.says("kring", "overslaan", "1 juni 2027", "31 mei 2028", "60 mensen doen mee")
    summary = at.says("kring", "De vrijwilligers gaan door na de subsidie.", "overslaan")[-1]
    assert "Samen aan tafel" in summary
    assert "60 mensen doen mee" in summary
    assert "Allen samen" in at.says("kring", "wijzig titel", "Allen samen")[-1]
    assert versions(at, "title")[-1] == "Allen samen"
    assert "meeschrijft" in str(at.says("kring", "Nee, het is goed zo"))


def test_other_partners_do_not_write_the_plan_and_hear_why() -> None:
    at = writers("anna")
    at.joins("bakker", at.bakker)
    assert "mag uw organisatie hier niet" in at.says("bakker", "plan schrijven")[0]
    assert "title" not in at.slots("bakker")


def test_a_plan_of_ones_own_is_not_mixed_with_the_plan_of_the_others() -> None:
    at = writers("anna")
    own, kring = asks(at, "kring", organisation_name="De Kring")
    at.says("kring", "Ons eigen plan", PROBLEM)
    with at.database.transaction() as session:
        coalitions.put(session, at.coalition, kring, "lead", "accepted", at.now)
    at.fills("kring", coalition=at.coalition, joined=True)
    assert "Hoe heet uw plan" in at.says("kring", "plan schrijven")[-1]
    at.says("kring", "Samen aan tafel")
    assert versions(at, "title") == ["Samen aan tafel"]
    assert versions(at, "problem") == []
    at.fills("kring", coalition=own, joined=None)
    at.says("kring", "stand")
    assert at.slots("kring")["title"] == "Ons eigen plan"
    # That question was open; what was answered before is shown beside what is answered now.
    assert PROBLEM in at.says("kring", OTHER)[-1]
    at.says("kring", "Dat van de ander")
    assert at.slots("kring")["problem"] == PROBLEM
    assert versions(at, "title") == ["Samen aan tafel"]


@pytest.mark.parametrize("seed", range(6))
def test_whatever_two_people_write_in_whatever_order_every_answer_is_kept_and_both_end_with_the_same(seed: int) -> None:
    at, dice = writers("anna", "bea"), Random(seed)  # noqa: S311 - repeatable
    for text in ("Samen aan tafel", PROBLEM):
        for chat in ("anna", "bea"):
            at.says(chat, text)
    written: dict[str, set[object]] = {"title": {"Samen aan tafel"}, "problem": {PROBLEM}}
    chose = 0
    for number in range(50):
        chat = dice.choice(["anna", "bea"])
        chose += goes_on(at, chat, dice, written, f"Antwoord nummer {number} van {chat}")
        if dice.random() < 0.1:
            at.restart()
    assert chose
    for chat in ("anna", "bea") * 2:
        while at.slots(chat).get("conflict_name") or asked(at, chat) in written:
            goes_on(at, chat, dice, written, f"Ten slotte {chat}")
        at.says(chat, "help")
    for name, texts in written.items():
        assert texts <= set(versions(at, name))
        assert at.slots("anna")[name] == at.slots("bea")[name] == versions(at, name)[-1]


def goes_on(at: Together, chat: str, dice: Random, written: dict[str, set[object]], text: str) -> bool:
    """Let somebody choose, answer, or want to change an answer; gives whether there was anything to choose."""
    if at.slots(chat).get("conflict_name"):
        at.says(chat, dice.choice(["Dat van de ander", "Dat van mij", "terug"]))
        return True
    if (name := asked(at, chat)) in written:
        at.says(chat, text)
        written[name].add(text)
    else:
        at.says(chat, dice.choice(["wijzig titel", "wijzig situatie"]))
    return False


def asked(at: Together, chat: str) -> str:
    with at.database.transaction() as session:
        state = conversations.take(session, "t", chat, at.now).state
        assert state
        return str(state["asked"]["slot"])
