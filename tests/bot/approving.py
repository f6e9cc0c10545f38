"""Three organisations with a whole plan, each in its own chat, ready to agree to it and hand it in."""

from typing import Any

from flows.services import approvals, kept, returning
from flows.services.contributions import current, save
from knowledge.contribution import Contribution, Task
from storage import coalitions, conversations, mandates, proposals
from storage.statements import Session
from tests.bot.group import NAMES, NOW, Group

PLAN: dict[str, Any] = {
    "organisation_name": NAMES["a"],
    "organisation_type": "welzijn",
    "legal_person": "yes",
    "municipality": "gm0556",
    "areas": ["gm0556-de-kade"],
    "themes": ["eenzaamheid"],
    "target_groups": ["ouderen"],
    "change": "Over twee jaar kennen 100 ouderen een buur.",
    "offers": ["beroepskrachten"],
    "call": "maassluis-betrokken-stad",
    "title": "Samen aan tafel",
    "summary": "Wij koken elke week met ouderen in De Kade. Zo leren zij hun buren kennen. " * 5,
    "problem": "Veel ouderen zijn alleen thuis.",
    "evidence": ["Buurtmonitor 2025: 40 procent voelt zich alleen."],
    "existing": "Er is een eetclub in een andere wijk.",
    "reach_n": 100,
    "reach_how": "Wij bellen bij iedereen aan.",
    "resident_roles": ["meebeslist"],
    "support": "40 handtekeningen",
    "period_start": "2027-09-01",
    "period_end": "2028-06-30",
    "activities": [
        {"name": "Samen koken", "owner": "own", "start": "", "end": "", "cost": 400_000, "output": "40 keer koken"}
    ],
    "activity_next": "done",
    "other_costs": [],
    "requested": 450_000,
    "own_money": 100_000,
    "own_in_kind": 0,
    "other_income": [],
    "results": ["In juni 2028 kennen 100 ouderen een buur, zegt onze lijst."],
    "sustain": "De ouderen koken daarna zelf verder.",
}
"""What the organisation that asks answered."""

TOLD = {
    "b": Contribution(
        activities=(Task(name="Samen eten", cost_cents=100_000, output="20 keer eten"),),
        brings=("locatie",),
        own_money_cents=25_000,
        gains="Meer bezoekers",
    ),
    "c": Contribution(
        activities=(Task(name="Samen zingen", cost_cents=100_000, output="10 keer zingen"),),
        brings=("vrijwilligers",),
        own_money_cents=25_000,
        gains="Nieuwe leden",
    ),
}
"""What the others contribute."""


STAFF = {
    "start_review": returning.start_review,
    "withdraw": returning.withdraw_for_group,
    "return": lambda session, number, section, question, to, now: returning.send_back(
        session, number, [(section, question)], int(to) if to else None, "Wil", now
    ),
}
"""What staff do."""


class Approving(Group):
    """De Linde ("a") asks and is the lead partner; De Kade ("b") and De Havenklanken ("c") take part."""

    def __init__(self) -> None:
        self._read = dict.fromkeys(NAMES, 0)
        super().__init__()
        with self.talk.database.transaction() as session:
            coalitions.put(session, self.coalition, self.organisations["a"], "lead", "accepted", NOW)
            coalitions.change(session, self.coalition, NOW, decision_rule="everyone")
        for chat in NAMES:
            self.confirmed(chat)
        self.remember("a", **PLAN)
        self.says("a", "stand")
        for chat, told in TOLD.items():
            self.contributes(chat, told)

    def confirmed(self, chat: str) -> None:
        """Let staff confirm that somebody speaks for the organisation."""
        with self.talk.database.transaction() as session:
            for one in mandates.of_person(session, self.people[chat]):
                mandates.confirm(session, one.id, "Wil", self.now)

    def contributes(self, chat: str, what: Contribution) -> None:
        """Let a partner tell what it does."""
        with self.talk.database.transaction() as session:
            self.in_session(session, chat, what)

    def in_session(self, session: Session, chat: str, what: Contribution) -> None:
        """Let a partner tell what it does, in a transaction."""
        context = self.context(session, chat)
        place = coalitions.place(session, self.coalition, self.organisations[chat])
        assert place
        assert save(context, self.coalition, what, current(context, place).number) is None

    def opens(self, chat: str, slot: str) -> None:
        """Let a question of the plan be open in a chat, as if it was asked before."""
        with self.talk.database.transaction() as session:
            conversation = conversations.take(session, "t", chat, self.now)
            assert conversation.state
            state = conversation.state
            state["slots"].pop(slot, None)
            state["stack"] = [["main", "plan"], ["plan", f"ask_{slot}"]]
            state["asked"] = {**(state["asked"] or {}), "slot": slot}
            conversations.save_state(session, conversation, state, self.now)

    def plan_title(self) -> str:
        """What the plan is called, as it was written down."""
        with self.talk.database.transaction() as session:
            group = coalitions.read(session, self.coalition)
            return str(kept.answers(self.context(session, "a"), group)["title"][1])

    def said_all(self, chat: str) -> str:
        """All that was ever said in a chat."""
        return "\n".join(self.said[chat])

    def writes(self, **answers: Any) -> None:
        """Let the organisation that asks answer otherwise."""
        with self.talk.database.transaction() as session:
            context = self.context(session, "a")
            group = coalitions.read(session, self.coalition)
            stored = kept.answers(context, group)
            for name, value in answers.items():
                kept.append(context, group, name, stored.get(name, (0, None))[0], value)

    @property
    def state(self) -> str:
        with self.talk.database.snapshot() as session:
            return proposals.state_of(session, self.coalition)

    def agree(self) -> set[str]:
        """The chats whose organisation agrees with the plan as it stands."""
        with self.talk.database.transaction() as session:
            group = coalitions.read(session, self.coalition)
            found = approvals.standing_stored(self.context(session, "a"), group)
            agreeing = {one.organisation_id for one in found if one.counts}
        return {chat for chat, number in self.organisations.items() if number in agreeing}

    def says(self, chat: str, *texts: str) -> str:
        """Say something, and give what comes back with what the last of it was answered."""
        said = super().says(chat, *texts)
        self._read[chat] = len(self.said[chat])
        return said

    def hears(self, chat: str) -> str:
        """Let what others left arrive, and give what a chat did not read yet."""
        super().hears(chat)
        before, self._read[chat] = self._read[chat], len(self.said[chat])
        return "\n".join(self.said[chat][before:])

    def hand_in(self) -> None:
        """Let all agree, and hand the plan in."""
        self.all_agree()
        self.says("a", "dien in", "ja")
        assert self.state == "submitted"
        for chat in NAMES:
            self.hears(chat)

    def staff(self, *words: str) -> str:
        """Use the commands of staff on the database of this program, which is in memory."""
        with self.talk.database.transaction() as session:
            return str(STAFF[words[0]](session, 1, *words[1:], self.now))

    def all_agree_again(self) -> None:
        """Ask for approval, and let those agree who are asked."""
        self.says("a", "vraag akkoord", "ja")
        for chat in ("b", "c"):
            if "Bent u akkoord met het plan" in self.hears(chat):
                self.says(chat, "akkoord")

    def all_agree(self) -> None:
        """Ask for approval, and let both others agree."""
        self.says("a", "vraag akkoord", "ja")
        for chat in ("b", "c"):
            self.hears(chat)
            self.says(chat, "akkoord")
