"""How fast, how large and how hungry the documents of a large plan are, and whether many of them let memory grow.

Each kind is made in a process of its own, so that what one kind loads does not count for another.
"""

import resource
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final, TypeVar

from knowledge.calls import Call, shipped_calls
from knowledge.content import read_yaml
from knowledge.proposal import drafting
from knowledge.proposal.dossier import render_dossier
from knowledge.proposal.letter import letter_docx, letter_pdf, signers
from knowledge.proposal.model import Proposal
from knowledge.proposal.record import render_json
from knowledge.proposal.summary import summary_pdf
from knowledge.proposal.workbook import render_xlsx

TIMES: Final = 20
_WARM: Final = 100
"""So many documents are made before memory is looked at for the first time: templates and fonts are kept then."""
_FILE: Final = Path(__file__).with_name("draft.yml")
_MEGABYTE: Final = 2**20

Given = TypeVar("Given")
Found = TypeVar("Found")


def draft() -> tuple[Proposal, Call]:
    """Read the large plan, and give it with the call that it answers."""
    plan = Proposal.model_validate(read_yaml(_FILE))
    return plan, next(call for call in shipped_calls() if call.code == plan.call_code)


def bench_documents(number: int) -> dict[str, object]:
    """Measure the documents of the large plan.

    Args:
        number: how many documents are made to see whether memory grows; 0 for none.

    Returns:
        partners, activities and costs of the plan; show_ms: the median time to work out its words, sums, findings and
        pictures, once for all of html, md, docx and pdf; for each kind its ms (median, after one that does not count),
        bytes, and mb: the most memory of a process that makes only that kind; documents: how many were made, all kinds
        by turns; growth_mb: the memory that was added since the first hundred of these.
    """
    plan, _ = draft()
    found: dict[str, object] = {
        "partners": len(plan.partners),
        "activities": len(plan.activities),
        "costs": len(plan.costs),
    }
    for kind in ("show", *_KINDS):
        figures = _alone(measure, kind)
        found |= {"show_ms": figures["ms"]} if kind == "show" else {kind: figures}
    if number:
        found |= {"documents": number, "growth_mb": _alone(growth, number)}
    return found


def measure(kind: str) -> Mapping[str, float | int]:
    """Make one kind a few times, and give its ms, bytes and mb."""
    plan, call = draft()
    make = _maker(kind, plan, call)
    size, took = len(make()), []
    for _ in range(TIMES):
        start = perf_counter()
        make()
        took.append(perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"ms": round(median(took) * 1000, 1), "bytes": size, "mb": round(peak, 1)}


def growth(number: int) -> float:
    """Make so many documents, all kinds by turns, and give the MB that were added after the first hundred."""
    plan, call = draft()
    makers = [_maker(kind, plan, call) for kind in _KINDS if kind != "dossier"]
    for turn in range(_WARM):
        makers[turn % len(makers)]()
    before = _memory()
    for turn in range(number):
        makers[turn % len(makers)]()
    return round(_memory() - before, 1)


def _maker(kind: str, plan: Proposal, call: Call) -> Callable[[], bytes]:
    return _KINDS[kind](plan, call) if kind in _KINDS else lambda: _work_out(plan, call)


def _work_out(plan: Proposal, call: Call) -> bytes:
    return drafting.show(plan, call).view.title.encode()


def _of_shown(render: Callable[[drafting.Shown], bytes]) -> Callable[[Proposal, Call], Callable[[], bytes]]:
    def maker(plan: Proposal, call: Call) -> Callable[[], bytes]:
        shown = drafting.show(plan, call)
        return lambda: render(shown)

    return maker


_KINDS: Final[Mapping[str, Callable[[Proposal, Call], Callable[[], bytes]]]] = {
    "html": _of_shown(lambda shown: drafting.html_of(shown).encode()),
    "md": _of_shown(lambda shown: drafting.markdown_of(shown).encode()),
    "docx": _of_shown(drafting.docx_of),
    "pdf": _of_shown(drafting.pdf_of),
    "xlsx": lambda plan, call: lambda: render_xlsx(plan, call),
    "json": lambda plan, call: lambda: render_json(plan, call),
    "summary_pdf": lambda plan, call: lambda: summary_pdf(plan, call),
    "letter_pdf": lambda plan, call: lambda: letter_pdf(plan, call, signers(plan)[0]),
    "letter_docx": lambda plan, call: lambda: letter_docx(plan, call, signers(plan)[0]),
    "dossier": lambda plan, call: lambda: render_dossier(plan, call),
}


def _memory() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / _MEGABYTE


def _alone(work: Callable[[Given], Found], given: Given) -> Found:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(work, given).result()
