"""The summary of a plan on one page: what it is about, who does it, what it costs, and where to read on."""

from collections.abc import Iterable, Iterator
from typing import Final

from knowledge.calls import Call
from knowledge.format import euros, listing, number
from knowledge.proposal.blocks import Block, Chapter
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import IncomeKind, Partner
from knowledge.proposal.pdf import write_pdf
from knowledge.proposal.rendering import Properties
from knowledge.proposal.sheet import Sheet
from knowledge.proposal.view import is_exercise, made_by, period_text, title_of, version_text, words
from knowledge.proposal.view.fixed import labels

_LONGEST_NAME: Final = 60
_MOST_NAMES: Final = 8
_MOST_RESULTS: Final = 3
_LONGEST: Final = {
    "title": 140,
    "fact": 110,
    "summary": 480,
    "problem": 300,
    "goal": 260,
    "results": 130,
    "sustain": 220,
}
"""So many characters of each part fit on one page together."""
_SAID_YES: Final = frozenset({"asks", "accepted"})
_OWN: Final[tuple[IncomeKind, ...]] = ("own_money", "own_in_kind")


def summary(p: Proposal, call: Call) -> Sheet:
    """Shorten a plan to one page; where something was left out stands where to find it."""
    t = words(p.language)
    facts = (
        (t["call"], p.call_title or call.title[p.language]),
        (t["coalition_name"], p.coalition),
        (t["organisation"], made_by(p)),
        (t["role_lead"].capitalize(), p.lead.name if p.lead else ""),
        (t["areas"], listing(p.areas, p.language)),
        (t["period"], period_text(p.period, p.language)),
    )
    return Sheet(
        title=_short(title_of(p), "title"),
        notes=(t["demo"],) if is_exercise(p, call) else (),
        head=tuple((label, _short(text, "fact")) for label, text in facts if text),
        chapters=tuple(_chapters(p)),
        closing=t["summary_closing"],
        foot=f"{t['version']}: {version_text(p)}",
        one_page=True,
    )


def summary_pdf(p: Proposal, call: Call) -> bytes:
    """Write the summary as a PDF of one page."""
    made = summary(p, call)
    title = words(p.language)["summary_of"].format(title=made.title)
    return write_pdf(made, Properties(title, p.organisation.name, p.language, p.made_on))


def _chapters(p: Proposal) -> Iterator[Chapter]:
    t = words(p.language)
    for name in ("summary", "problem", "goal"):
        if text := getattr(p, name):
            yield _chapter(name, t[name], Block(name, "text", text=_read_on(p, text, name)))
    if p.activities:
        names = _several([(one.name, "") for one in p.activities], p)
        yield _chapter("activities", t["activities"], Block("activities", "text", text=names))
    if p.members:
        names = _several([(one.name, _mark(one, p)) for one in p.members], p)
        yield _chapter("coalition", t["coalition"], Block("coalition", "text", text=names))
    if facts := tuple((label, text) for label, text in _for_whom(p) if text):
        yield _chapter("reach_heading", t["reach_heading"], Block("reach_heading", "facts", facts=facts))
    if p.cost_lines() or p.income:
        yield _chapter("money", t["money"], Block("money", "facts", facts=tuple(_money(p))))
    if p.results:
        items = [_short(one.text, "results") for one in p.results[:_MOST_RESULTS]]
        rest = len(p.results) - len(items)
        more = [t["summary_more"].format(number=rest)] if rest else []
        yield _chapter("results", t["results"], Block("results", "items", items=(*items, *more)))
    if p.sustain:
        yield _chapter("sustain", t["sustain"], Block("sustain", "text", text=_read_on(p, p.sustain, "sustain")))


def _chapter(name: str, heading: str, block: Block) -> Chapter:
    return Chapter(name, heading, (block,))


def _for_whom(p: Proposal) -> Iterator[tuple[str, str]]:
    t = words(p.language)
    yield t["target_groups"], _short(labels("target_group", p.target_groups, p.language), "fact")
    yield t["reach"], number(p.reach_n, p.language) if p.reach_n else ""


def _money(p: Proposal) -> Iterator[tuple[str, str]]:
    t = words(p.language)
    own = sum(one.cents for one in p.income if one.kind in _OWN)
    other = p.income_cents - own - p.requested_cents
    yield t["costs"], euros(p.cost_cents, p.language)
    for name, cents in (("summary_requested", p.requested_cents), ("summary_own", own), ("summary_other", other)):
        if cents:
            yield t[name], euros(cents, p.language)


def _mark(partner: Partner, p: Proposal) -> str:
    """Say of a partner that it is asked to lead, and that it did not say yes; empty when there is nothing to say."""
    t = words(p.language)
    role = t["role_candidate"] if partner.role == "candidate" else ""
    state = "" if partner.state in _SAID_YES else t[f"state_{partner.state}"]
    return "; ".join(filter(None, (role, state)))


def _several(names: Iterable[tuple[str, str]], p: Proposal) -> str:
    """Name the first few, each with what must be said of it, and say how many there are more."""
    found = [_cut(" ".join(name.split()), _LONGEST_NAME) + (f" ({mark})" if mark else "") for name, mark in names]
    rest = len(found) - _MOST_NAMES
    more = [words(p.language)["summary_more"].format(number=rest)] if rest > 0 else []
    return listing([*found[:_MOST_NAMES], *more], p.language)


def _read_on(p: Proposal, text: str, name: str) -> str:
    """Shorten a text; when that left something out, tell under which heading of the plan it stands."""
    short, t = _short(text, name), words(p.language)
    return (
        f"{short} {t['summary_read_on'].format(heading=t[name])}" if len(short) < len(" ".join(text.split())) else short
    )


def _short(text: str, name: str) -> str:
    return _cut(" ".join(text.split()), _LONGEST[name])


def _cut(text: str, longest: int) -> str:
    """Shorten a line: after a whole sentence where that leaves half of it, else after a word."""
    if len(text) <= longest:
        return text
    begin = text[: longest + 1]
    end = max(begin.rfind(sign) for sign in (". ", "! ", "? ")) + 1
    if end < longest // 2:
        end = begin.rfind(" ")
    return f"{begin[: end if end > 0 else longest].rstrip(' ,;:')} (…)"
