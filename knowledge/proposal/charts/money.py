"""The picture of the money: what the plan costs against what pays for it, by kind, and how the two differ."""

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from knowledge.calls import Call
from knowledge.format import euros
from knowledge.languages import Language
from knowledge.proposal.charts.bars import Bar, draw_bar
from knowledge.proposal.charts.chart import Chart
from knowledge.proposal.charts.drawing import BOLD, HEADING, INK, MARGIN, STRIPES, THIN, Drawing
from knowledge.proposal.charts.words import alt_of, words
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import CostKind, IncomeKind
from knowledge.proposal.view.fixed import words as kind_words

_Sums = Mapping[str, int]


def chart(p: Proposal, _call: Call) -> Chart | None:
    """Draw costs and money; None as long as there is no amount."""
    costs, cover = _costs(p), _cover(p)
    if not any((*costs.values(), *cover.values())):
        return None
    t, drawing = words(p.language), Drawing("money")
    title, alt = t["money_title"], _alt(p)
    most = max(p.cost_cents, p.income_cents)
    drawing.paragraph(title, HEADING)
    drawing.y += 6
    sides = (("costs", p.cost_cents, costs, INK), ("cover", p.income_cents, cover, STRIPES))
    for side, total, sums, fill in sides:
        value = euros(total, p.language)
        label = t[f"money_{side}_together"]
        draw_bar(drawing, Bar(label, value, total, total=True, fill=fill, rest=total < most), most)
        for kind, cents in sums.items():
            draw_bar(drawing, Bar(kind, euros(cents, p.language), cents, fill=fill), most)
        drawing.path([(MARGIN, drawing.y), (drawing.width - MARGIN, drawing.y)])
        drawing.y += 10
    difference = abs(p.income_cents - p.cost_cents)
    if difference:
        label = ": ".join((t["money_difference"], t[f"money_{_case(p)}"]))
        draw_bar(drawing, Bar(label, euros(difference, p.language), difference, total=True, fill=THIN), most)
    else:
        drawing.paragraph(_says(p), BOLD)
    columns = (t["money_side"], t["money_kind"], t["money_amount"])
    svg, rows = drawing.to_svg(title, alt, p.language), tuple(_table(p, costs, cover))
    return Chart("money", title, alt, svg, columns, rows, amounts=columns[-1:])


def _costs(p: Proposal) -> _Sums:
    """Give the costs by the name of their kind, those without a kind last."""
    names = {kind: kind_words(p.language)[f"cost_{kind}"] for kind in get_args(CostKind)}
    lines = p.cost_lines()
    sums = {name: _sum(line.cents for line in lines if line.kind == kind) for kind, name in names.items()}
    sums[words(p.language)["money_unknown"]] = _sum(line.cents for line in lines if line.kind is None)
    return {name: cents for name, cents in sums.items() if cents is not None}


def _cover(p: Proposal) -> _Sums:
    """Give the money by the name of its kind."""
    names = {kind: kind_words(p.language)[f"kind_{kind}"] for kind in get_args(IncomeKind)}
    sums = {name: _sum(item.cents for item in p.income if item.kind == kind) for kind, name in names.items()}
    return {name: cents for name, cents in sums.items() if cents is not None}


def _sum(amounts: Iterable[int]) -> int | None:
    """Add up; None when there is nothing to add up."""
    listed = list(amounts)
    return sum(listed) if listed else None


def _case(p: Proposal) -> str:
    difference = p.income_cents - p.cost_cents
    return "equal" if not difference else "short" if difference < 0 else "over"


def _says(p: Proposal) -> str:
    """Name the difference in one sentence."""
    amount = euros(abs(p.income_cents - p.cost_cents), p.language)
    return words(p.language)[f"money_says_{_case(p)}"].format(amount=amount)


def _alt(p: Proposal) -> str:
    language: Language = p.language
    sums = {"costs": euros(p.cost_cents, language), "cover": euros(p.income_cents, language)}
    return alt_of(words(language)["money_alt"].format_map(sums), _says(p))


def _table(p: Proposal, costs: _Sums, cover: _Sums) -> Iterator[tuple[str, ...]]:
    t = words(p.language)
    for side, total, sums in (("costs", p.cost_cents, costs), ("cover", p.income_cents, cover)):
        for kind, cents in sums.items():
            yield t[f"money_{side}"], kind, euros(cents, p.language)
        yield t[f"money_{side}"], t["money_together"], euros(total, p.language)
    difference = abs(p.income_cents - p.cost_cents)
    yield t["money_difference"], t[f"money_{_case(p)}"], euros(difference, p.language)
