"""What the documents of an agreement show: the same words and numbers for every kind of document."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import RootModel

from knowledge.agreement.model import Agreement, Terms
from knowledge.calls import Call, money_rule
from knowledge.content import read_model
from knowledge.format import date_text, euros, listing
from knowledge.forming import forming
from knowledge.languages import Language, Texts
from knowledge.proposal.parts import Activity, IncomeKind, Partner, Period, same
from knowledge.proposal.view import period_text, title_of
from knowledge.proposal.view import words as plan_words
from knowledge.vocabulary import vocabulary

_CHOICES: Mapping[str, tuple[str, str]] = {
    "decide": ("decision_rule", "decision_note"),
    "inform": ("inform", "inform_note"),
    "leaving": ("leaving", "leaving_note"),
}
"""The chapters that follow from a choice: what was chosen, and in which own words."""


class _Words(RootModel[Mapping[str, Texts]]):
    """The file texts.yml."""


@cache
def words(language: Language) -> Mapping[str, str]:
    """The fixed words of the documents in one language, those of the plan among them."""
    texts = read_model(Path(__file__).with_name("texts.yml"), _Words)
    return {**plan_words(language), **{name: text[language] for name, text in texts.root.items()}}


@dataclass(frozen=True, slots=True)
class PartyRow:
    """An organisation that takes part, as people read it.

    Attributes:
        name: its name, and under it whom to reach, where both sides agreed to that.
        sign: its name alone, where it signs.
    """

    name: str
    sign: str
    type: str
    role: str


@dataclass(frozen=True, slots=True)
class TaskRow:
    """An activity as people read it."""

    name: str
    owner: str
    helpers: str
    when: str
    cost: str


@dataclass(frozen=True, slots=True)
class GiftRow:
    """What an organisation brings and gains, as people read it."""

    name: str
    brings: str
    gains: str
    money: str
    in_kind: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """One subject: what is agreed, and what is not.

    Attributes:
        said: sentences, each a paragraph.
        points: a list below these.
        open: what people still have to agree.
    """

    heading: str
    said: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """Everything that a document shows, as text; an empty text was not filled in.

    Attributes:
        t: the fixed words, by their name in texts.yml.
        head: label and text of each fact at the top.
        still_open: how many points are open, in a sentence.
        who, does, brings: the chapters that begin with the table of `parties`, `tasks` and `gifts`.
        rules: the other chapters, in order.
    """

    language: Language
    t: Mapping[str, str]
    title: str
    demo: bool
    head: tuple[tuple[str, str], ...]
    still_open: str
    who: Chapter
    parties: tuple[PartyRow, ...]
    does: Chapter
    tasks: tuple[TaskRow, ...]
    brings: Chapter
    gifts: tuple[GiftRow, ...]
    rules: tuple[Chapter, ...]


def view(agreement: Agreement, call: Call) -> View:
    """Make everything that the documents of an agreement show."""
    plan = agreement.plan
    t = words(plan.language)
    who, does, brings = _who(agreement), _does(agreement), _brings(agreement)
    rules = (_money(agreement, call), *_chosen(agreement), _data(plan.language))
    count = sum(len(chapter.open) for chapter in (who, does, brings, *rules))
    return View(
        language=plan.language,
        t=t,
        title=t["title"].format(title=title_of(plan)),
        demo=plan.demo or call.demo or any(party.demo for party in agreement.parties),
        head=_head(agreement, call),
        still_open=t["open_one" if count == 1 else "open_many"].format(count=count),
        who=who,
        parties=tuple(_party(party, plan.language) for party in agreement.parties),
        does=does,
        tasks=tuple(_task(agreement, activity) for activity in plan.activities),
        brings=brings,
        gifts=tuple(_gift(agreement, party) for party in agreement.parties),
        rules=rules,
    )


def _head(agreement: Agreement, call: Call) -> tuple[tuple[str, str], ...]:
    plan = agreement.plan
    t = words(plan.language)
    return (
        (t["plan"], plan.title or plan.coalition),
        (t["call"], plan.call_title or call.title[plan.language]),
        (t["period"], period_text(plan.period, plan.language)),
        (t["date"], date_text(plan.made_on, plan.language) if plan.made_on else ""),
        (t["version"], t["concept"]),
    )


def _who(agreement: Agreement) -> Chapter:
    t = words(agreement.plan.language)
    names = listing((partner.name for partner in agreement.invited), agreement.plan.language)
    return Chapter(t["who_heading"], (t["invited"].format(names=names),) if names else ())


def _party(party: Partner, language: Language) -> PartyRow:
    kind = vocabulary().label("organisation_type", party.type, language) if party.type else ""
    name = "\n".join(filter(None, [party.name, party.contact]))
    return PartyRow(name, party.name, kind, words(language)[f"role_{party.role}"])


def _does(agreement: Agreement) -> Chapter:
    activities, t = agreement.plan.activities, words(agreement.plan.language)
    if not activities:
        return Chapter(t["does_heading"], open=(t["ask_activities"],))
    owned = {same(party.name) for party in agreement.parties}
    lacks: tuple[tuple[str, Callable[[Activity], bool]], ...] = (
        ("ask_owners", lambda one: same(one.owner) not in owned),
        ("ask_dates", lambda one: one.start is None or one.end is None),
    )
    asked = ((words_, [one.name for one in activities if lack(one)]) for words_, lack in lacks)
    return Chapter(t["does_heading"], (t["does"],), open=_asked(agreement, asked))


def _asked(agreement: Agreement, found: Iterable[tuple[str, list[str]]]) -> tuple[str, ...]:
    """What to agree about each of these names; nothing where there are none."""
    language = agreement.plan.language
    return tuple(words(language)[what].format(names=listing(names, language)) for what, names in found if names)


def _task(agreement: Agreement, activity: Activity) -> TaskRow:
    """Only who takes part stands at an activity: the others agreed to nothing."""
    language, plan = agreement.plan.language, agreement.plan
    joined = {same(party.name) for party in agreement.parties}
    helpers = listing((name for name in activity.helpers if same(name) in joined), language)
    cents = plan.activity_cents(activity)
    return TaskRow(
        name=activity.name,
        owner=activity.owner if same(activity.owner) in joined else "",
        helpers=helpers or words(language)["nobody"],
        when=period_text(Period(start=activity.start, end=activity.end), language),
        cost="" if cents is None else euros(cents, language),
    )


def _brings(agreement: Agreement) -> Chapter:
    language, t = agreement.plan.language, words(agreement.plan.language)
    gifts = [_gift(agreement, party) for party in agreement.parties]
    nothing = [party.name for party in agreement.parties if not _gives(agreement, party)]
    # What several give together stands at none of them.
    shared = [one for one in agreement.plan.income if one.partner is None and one.kind.startswith("own_")]
    kinds = {kind: t[f"kind_{kind}"] for kind in ("own_money", "own_in_kind")}
    said = tuple(
        t["together"].format(text=f"{kinds[one.kind]} ({one.text})", amount=euros(one.cents, language))
        for one in shared
    )
    note = (t["in_kind_note"],) if any(gift.in_kind for gift in gifts) else ()
    return Chapter(t["brings_heading"], (*note, *said), open=_asked(agreement, [("ask_brings", nothing)]))


def _gives(agreement: Agreement, party: Partner) -> bool:
    return bool(party.brings or party.note or _given(agreement, party, "own_money", "own_in_kind"))


def _given(agreement: Agreement, party: Partner, *kinds: IncomeKind) -> int | None:
    """Add up what an organisation gives; None when it named nothing, for 0 is an answer too."""
    income = (one for one in agreement.plan.income if one.partner and same(one.partner) == same(party.name))
    named = [one.cents for one in income if one.kind in kinds]
    return sum(named) if named else None


def _gift(agreement: Agreement, party: Partner) -> GiftRow:
    language = agreement.plan.language
    labels = "; ".join(vocabulary().label("capacity", term, language) for term in party.brings)
    money, in_kind = (_given(agreement, party, kind) for kind in ("own_money", "own_in_kind"))
    return GiftRow(
        name=party.name,
        brings="\n".join(filter(None, [labels, party.note])),
        gains=party.gains,
        money="" if money is None else euros(money, language),
        in_kind="" if in_kind is None else euros(in_kind, language),
    )


def _money(agreement: Agreement, call: Call) -> Chapter:
    plan, t = agreement.plan, words(agreement.plan.language)
    lead = plan.lead if plan.lead in agreement.parties else None
    said = [t["lead"].format(name=lead.name), t["lead_note"]] if lead else []
    if plan.requested_cents:
        said.append(t["requested"].format(amount=euros(plan.requested_cents, plan.language)))
    asked = t["ask_candidate"].format(name=plan.candidate.name) if plan.candidate else t["ask_lead"]
    unknown = [] if lead else [asked]
    unknown += [] if plan.requested_cents else [t["ask_requested"]]
    unknown += [t["ask_shares"]] + ([] if call.lead_partner.liability == "each_own" else [t["ask_pay_back"]])
    rule = (t["call_says"], *money_rule(call, plan.language))
    return Chapter(t["money_heading"], (*said, *rule), open=tuple(unknown))


def choices(terms: Terms, language: Language) -> Mapping[str, str]:
    """Say what was chosen, as `decide`, `inform` and `leaving`: each in one text, which says so where nothing was."""
    chosen = ((subject, " ".join(_said(terms, subject, language))) for subject in _CHOICES)
    return {subject: said or words(language)["nothing_chosen"] for subject, said in chosen}


def _said(terms: Terms, subject: str, language: Language) -> tuple[str, ...]:
    choice, note = (getattr(terms, field) for field in _CHOICES[subject])
    fixed = words(language).get(f"{subject}_{choice}", "")
    if subject == "decide" and choice not in {"", "other"}:
        fixed = forming().decision_rules[choice][language]
    return tuple(filter(None, [fixed, note]))


def _chosen(agreement: Agreement) -> tuple[Chapter, ...]:
    """How they decide, how they tell each other, and what if one of them stops."""
    language, t = agreement.plan.language, words(agreement.plan.language)
    chapters = []
    for subject in _CHOICES:
        said = _said(agreement.terms, subject, language)
        asked = () if said else (t[f"ask_{subject}"],)
        later = (t["ask_take_over"],) if subject == "leaving" else ()
        chapters.append(Chapter(t[f"{subject}_heading"], said, open=(*asked, *later)))
    return tuple(chapters)


def _data(language: Language) -> Chapter:
    t = words(language)
    return Chapter(t["data_heading"], (t["data"],), tuple(t["data_points"].splitlines()), (t["ask_data"],))
