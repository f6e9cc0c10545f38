"""The letter of intent of one partner: what it will do, what it brings, and what it gets."""

from pathlib import Path
from typing import Final

from knowledge.calls import Call
from knowledge.format import euros, listing
from knowledge.proposal.blocks import Block, Chapter
from knowledge.proposal.budget import budget
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import Activity, IncomeKind, Partner, Period, same
from knowledge.proposal.pdf import write_pdf
from knowledge.proposal.rendering import Properties, write_docx
from knowledge.proposal.sheet import Sheet
from knowledge.proposal.view import period_text, title_of, version_text, words
from knowledge.proposal.view.fixed import day_text, labels

TEMPLATE: Final = Path(__file__).with_name("documents") / "letter.docx"
_SAID_YES: Final = frozenset({"asks", "accepted"})


def signers(p: Proposal) -> tuple[Partner, ...]:
    """Who can write such a letter: only who said yes itself."""
    return tuple(partner for partner in p.members if partner.state in _SAID_YES)


def letter(p: Proposal, call: Call, partner: Partner) -> Sheet:
    """Make the letter of intent of a partner, to be signed by a person."""
    t = words(p.language)
    lead = p.lead.name if p.lead else ""
    head = (
        (t["who"], partner.name),
        (t["type"], labels("organisation_type", filter(None, [partner.type]), p.language)),
        (t["letter_plan"], title_of(p)),
        (t["call"], p.call_title or call.title[p.language]),
        *(((t["coalition_name"], p.coalition),) if p.coalition else ()),
        *(((t["role_lead"].capitalize(), lead),) if lead else ()),
        (t["period"], period_text(p.period, p.language)),
    )
    return Sheet(
        title=t["letter_title"].format(name=partner.name),
        notes=(t["demo"],) if p.demo or call.demo or partner.demo else (),
        head=head,
        chapters=(
            _chapter("letter_meaning", t["letter_heading"], t["letter_meaning"].splitlines(), t["letter_meaning_none"]),
            _chapter("letter_does", t["letter_does"], _does(p, partner), t["letter_does_none"]),
            _chapter("letter_brings", t["letter_brings"], _brings(p, partner), t["letter_brings_none"]),
            _chapter("letter_gets", t["letter_gets"], _gets(p, partner), t["letter_gets_none"]),
        ),
        closing=t["letter_closing"],
        foot=f"{t['version']}: {version_text(p)}, {day_text(p.made_on, p.language)}".rstrip(", "),
        sign=tuple(t["letter_sign"].splitlines()),
    )


def letter_pdf(p: Proposal, call: Call, partner: Partner) -> bytes:
    """Write the letter of intent of a partner as PDF."""
    made = letter(p, call, partner)
    return write_pdf(made, _properties(p, partner, made))


def letter_docx(p: Proposal, call: Call, partner: Partner, template: Path = TEMPLATE) -> bytes:
    """Write the letter of intent of a partner as a Word document; `template` as at `drafting.render_docx`."""
    made = letter(p, call, partner)
    values = {
        "t": words(p.language),
        "title": made.title,
        "notes": made.notes,
        "head": made.head,
        "chapters": made.chapters,
        "sign": made.sign,
        "closing": made.closing,
        "foot": made.foot,
    }
    return write_docx(template, values, _properties(p, partner, made))


def _properties(p: Proposal, partner: Partner, made: Sheet) -> Properties:
    return Properties(made.title, partner.name, p.language, p.made_on)


def _chapter(name: str, heading: str, items: list[str], none: str) -> Chapter:
    """A list, or the sentence that says that there is nothing in it."""
    block = Block(name, "items", items=tuple(items), anchor=name) if items else Block(name, "note", text=none)
    return Chapter(name, heading, (block,))


def _does(p: Proposal, partner: Partner) -> list[str]:
    t, own = words(p.language), same(partner.name)
    does = [t["letter_owner"].format(activity=_named(one, p)) for one in p.activities if same(one.owner) == own]
    helped = [one.name for one in p.activities if own in map(same, one.helpers) and same(one.owner) != own]
    return [*does, *([t["letter_helps"].format(names=listing(helped, p.language))] if helped else [])]


def _named(one: Activity, p: Proposal) -> str:
    when = period_text(Period(start=one.start, end=one.end), p.language)
    return f"{one.name} ({when})" if when else one.name


def _brings(p: Proposal, partner: Partner) -> list[str]:
    t = words(p.language)
    found = [labels("capacity", [one], p.language) for one in partner.brings]
    found += [partner.note] if partner.note else []
    given: dict[IncomeKind, int] = {}
    for one in p.income:
        if one.partner and same(one.partner) == same(partner.name):
            given[one.kind] = given.get(one.kind, 0) + one.cents
    return found + [
        t["letter_gives"].format(kind=t[f"kind_{kind}"].capitalize(), amount=euros(cents, p.language))
        for kind, cents in given.items()
    ]


def _gets(p: Proposal, partner: Partner) -> list[str]:
    t = words(p.language)
    sums = budget(p)
    own = next((one.money_cents for one in sums.partners if same(one.name) == same(partner.name)), 0)
    money, short = min(own, sums.cash_cents), sums.money_cents - sums.cash_cents
    found = [t["letter_money"].format(amount=euros(money, p.language))] if money else []
    if money and short > 0:
        found.append(t["letter_money_short"].format(short=euros(short, p.language)))
    return found + ([partner.gains] if partner.gains else [])
