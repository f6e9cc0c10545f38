"""Whatever partners write, put back and settle, in whatever order: the sums are right and no words are ever lost."""

from contextlib import ExitStack
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from flows.services import contributions, kept, proposals, restoring, revising, sharing, versions
from flows.services.calls import add_calls
from flows.services.context import Context
from flows.services.directory import Directory, add_demo
from knowledge import joint
from knowledge.areas import areas
from knowledge.calls import opened, shipped_calls
from knowledge.contribution import Contribution
from knowledge.proposal.fingerprint import content, fingerprint
from storage import conversations, mandates, people
from storage import versions as stored
from storage.database import Database
from tests.flows.test_agreement import KADE, NOW, PLAN, Group

CHATS = ("asker", "colleague", "partner")
TEXTS = st.sampled_from(["", "Samen eten", "Samen koken", "Samen\n\nwandelen"])
AMOUNTS = st.sampled_from([0, 1, 250_000, 999_999])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "title": TEXTS,
    "problem": TEXTS,
    "results": st.lists(TEXTS.filter(bool), max_size=3, unique=True),
    "reach_n": st.integers(1, 99),
    "requested": AMOUNTS,
    "own_money": AMOUNTS,
    "change": TEXTS.filter(bool),
}
WRITTEN = st.sampled_from(sorted(VALUES)).flatmap(lambda name: st.tuples(st.just(name), VALUES[name]))


class Writing(RuleBasedStateMachine):
    """Two people of who asks and one of the lead partner, each in a chat, on the real services."""

    @initialize()
    def begin(self) -> None:
        self.stack = ExitStack()
        database = Database("sqlite://")
        self.stack.callback(database.close)
        database.upgrade()
        self.session = self.stack.enter_context(database.transaction())
        add_calls(self.session, [opened(call, NOW.date()) for call in shipped_calls()], NOW)
        add_demo(self.session, NOW)
        self.directory, self.now = Directory(areas()), NOW
        self.group = Group(self.talk)
        self.coalition = self.group.coalition
        self.group.place(KADE, "accepted", "lead")
        colleague = self.talk("colleague")
        mandates.grant(self.session, people.person_for(self.session, "test", "colleague", NOW).id, self.group.own, NOW)
        self.contexts = {"asker": self.group.asker, "colleague": colleague, "partner": self.group.partner}
        joined = {**self.group.joined, "call": PLAN["call"]}
        self.slots = {"asker": dict(self.group.slots), "colleague": {**joined}, "partner": {**joined}}
        self.wrote: dict[str, list[Any]] = {name: [] for name in VALUES}
        self.before: dict[str, list[Any]] = {}
        for chat in CHATS:
            self.fill(chat, sharing.sync(self.context(chat), self.slots[chat], ()).slots)
            self.fill(chat, sharing.open_plan(self.context(chat), self.slots[chat]).slots)

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            self.stack.close()

    def talk(self, chat: str) -> Context:
        conversation = conversations.take(self.session, "test", chat, NOW)
        people.person_for(self.session, "test", chat, NOW)
        return Context(self.session, self.now, "test", chat, conversation.id, self.directory)

    def context(self, chat: str) -> Context:
        self.now += timedelta(minutes=1)
        return self.talk(chat)

    def fill(self, chat: str, filled: dict[str, Any]) -> None:
        for name, value in filled.items():
            self.slots[chat][name] = value

    @rule(chat=st.sampled_from(CHATS), written=WRITTEN)
    def writes(self, chat: str, written: tuple[str, Any]) -> None:
        name, value = written
        if chat != "asker" and name in joint.own():
            return  # Their chats do not ask for it.
        before = self.slots[chat]
        self.slots[chat] = {**before, name: value}
        names = sharing.changed(before, self.slots[chat])
        found = sharing.sync(self.context(chat), self.slots[chat], names)
        self.fill(chat, found.slots)
        waiting = self.slots[chat].get(sharing.CONFLICTS) or []
        self.slots[chat][sharing.CONFLICTS] = [
            *waiting,
            *(one for one in found.conflicts if one not in waiting),
        ] or None
        if names and value not in ("", []):
            self.wrote[name].append(value)

    @rule(chat=st.sampled_from(CHATS))
    def looks(self, chat: str) -> None:
        found = sharing.news(self.context(chat), self.slots[chat], "")
        self.fill(chat, found.slots if found else {})

    @rule(chat=st.sampled_from(CHATS), choice=st.sampled_from(["theirs", "mine"]))
    def settles(self, chat: str, choice: Any) -> None:
        filled, name, _ = sharing.clash(self.context(chat), self.slots[chat])
        self.fill(chat, filled)
        if name:
            self.fill(chat, sharing.solve(self.context(chat), self.slots[chat], name, choice))

    @rule(chat=st.sampled_from(CHATS), name=st.sampled_from(sorted(VALUES)), place=st.integers(0, 5))
    def puts_back(self, chat: str, name: str, place: int) -> None:
        context = self.context(chat)
        part = next((one for one in revising.parts(context, self.coalition) if one.name == name), None)
        if part is None or (chat == "partner" and name in joint.own()):
            return
        said = revising.history(context, self.coalition, part)
        old = said[place % len(said)]
        new, filled = restoring.restore(context, self.slots[chat], self.coalition, part, old.number)
        self.fill(chat, filled)
        assert (new is None) == (old.value == said[-1].value)
        after = revising.history(context, self.coalition, part)
        assert after[-1].value == old.value
        assert [one.number for one in after] == list(range(1, len(after) + 1))
        assert new is None or kept.answers(context, self.coalition)[name] == (new.number, old.value)

    @rule(own_money=AMOUNTS, in_kind=AMOUNTS)
    def tells_its_part(self, own_money: int, in_kind: int) -> None:
        context = self.context("partner")
        last = contributions.current(context, contributions.to_tell(context, self.slots["partner"]))  # type: ignore[arg-type]
        what = Contribution.model_validate(
            {**last.contribution.model_dump(), "own_money_cents": own_money, "in_kind_cents": in_kind}
        )
        assert contributions.save(context, self.coalition.id, what, last.number) is None

    @rule(chat=st.sampled_from(CHATS))
    def makes_a_version(self, chat: str) -> None:
        found = versions.freeze(self.context(chat), self.coalition, self.slots[chat])
        kept_ = stored.all_of(self.session, self.coalition.id)
        assert [one.number for one in kept_] == list(range(1, len(kept_) + 1))
        assert (found.number, found.hash) == (kept_[-1].number, kept_[-1].hash)
        assert fingerprint(found.proposal) == found.hash
        for one in kept_:
            same = content(versions.proposal_of(one)) == content(found.proposal)
            assert (one.hash == found.hash) == same

    @invariant()
    def nothing_that_was_written_is_lost(self) -> None:
        if not hasattr(self, "contexts"):
            return
        for name in VALUES:
            said = [one.value for one in kept.history(self.contexts["asker"], self.coalition, name)]
            before = self.before.get(name, [])
            assert said[: len(before)] == before
            assert all(value in said for value in self.wrote[name])
            self.before[name] = said

    @invariant()
    def the_sums_are_those_of_what_stands(self) -> None:
        if not hasattr(self, "contexts"):
            return
        now = {name: value for name, (_, value) in kept.answers(self.contexts["asker"], self.coalition).items()}
        told = contributions.of(self.session, self.coalition.id)[self.group.numbers[KADE]]
        plan = proposals.draft_of(self.contexts["partner"], {"language": "nl"}, self.coalition).proposal
        own = [now["requested"], now["own_money"], now["own_in_kind"]]
        given = [told.own_money_cents or 0, told.in_kind_cents or 0]
        assert plan.requested_cents == now["requested"]
        assert plan.income_cents == sum(own) + sum(given)
        in_activities = sum(one["cost"] for one in now["activities"]) + sum(
            one.cost_cents or 0 for one in told.activities
        )
        assert plan.cost_cents == in_activities + now["own_in_kind"] + (told.in_kind_cents or 0)
        assert plan.title == (now.get("title") or "")


TestWriting = Writing.TestCase
TestWriting.settings = settings(
    max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
)
