"""Everything of one plan in one ZIP file."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from knowledge.calls import Call
from knowledge.languages import Language
from knowledge.proposal import drafting
from knowledge.proposal.archive import packed
from knowledge.proposal.letter import letter_docx, letter_pdf, signers
from knowledge.proposal.model import Proposal
from knowledge.proposal.record import render_json
from knowledge.proposal.summary import summary, summary_pdf
from knowledge.proposal.view import is_exercise, title_of, version_text, words
from knowledge.proposal.workbook import render_xlsx

_LONGEST_NAME: Final = 50
_PLAN: Final = ("pdf", "docx", "html", "md", "json")

File = tuple[str, bytes]


def render_dossier(p: Proposal, call: Call, others: Iterable[File] = ()) -> bytes:
    """Put all files of a plan into one ZIP file, with a text that says what each is.

    Names inside it have letters, digits, hyphens and points only. The same plan gives the same bytes.

    Args:
        p: the plan.
        call: that it answers.
        others: more files, by their names: the agreement of the partners, for example.
    """
    more = [(_plain_path(name), content) for name, content in others]
    files = [*_files(p, call), *more]
    return packed([(f"{words(p.language)['file_read_me']}.txt", _read_me(p, call, files)), *files], p.made_on)


def plain(name: str) -> str:
    """Write a name with small letters, digits and hyphens alone, fit for the name of a file on any machine."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:_LONGEST_NAME].strip("-")


def _plain_path(name: str) -> str:
    stem, point, ending = name.rpartition(".")
    return f"{plain(stem) or 'file'}.{plain(ending)}" if point else plain(name)


def _files(p: Proposal, call: Call) -> Iterator[File]:
    t, shown, data = words(p.language), drafting.show(p, call), render_json(p, call)
    plan, short = t["file_plan"], t["file_summary"]
    yield f"{plan}.pdf", drafting.pdf_of(shown, data)
    yield f"{plan}.docx", drafting.docx_of(shown)
    yield f"{plan}.html", drafting.html_of(shown).encode()
    yield f"{plan}.md", drafting.markdown_of(shown).encode()
    yield f"{plan}.json", data
    yield f"{short}.pdf", summary_pdf(p, call)
    yield f"{short}.html", drafting.page_of(summary(p, call), shown.properties).encode()
    yield f"{t['file_budget']}.xlsx", render_xlsx(p, call)
    for number, partner in enumerate(signers(p), start=1):
        name = "-".join(filter(None, [f"{number:02d}", plain(partner.name)]))
        yield f"{t['file_letters']}/{name}.docx", letter_docx(p, call, partner)
        yield f"{t['file_letters']}/{name}.pdf", letter_pdf(p, call, partner)


def _read_me(p: Proposal, call: Call, files: Iterable[File]) -> bytes:
    t = words(p.language)
    told = _told(p.language)
    names = [name for name, _ in files]
    lines = [f"- {name}: {told[name]}" for name in names if name in told]
    letters, others = f"{t['file_letters']}/", [name for name in names if name not in told]
    if any(name.startswith(letters) for name in others):
        lines.append(f"- {letters} {t['dossier_letters']}")
    if rest := [name for name in others if not name.startswith(letters)]:
        lines.append(f"- {', '.join(rest)}: {t['dossier_other']}")
    about = t["dossier_about"].format(version=f"{t['version'].lower()}: {version_text(p)}")
    demo = [t["demo"], ""] if is_exercise(p, call) else []
    return "\n".join([t["dossier_heading"].format(title=title_of(p)), "", *demo, about, "", *lines, ""]).encode()


def _told(language: Language) -> dict[str, str]:
    t = words(language)
    found = {f"{t['file_plan']}.{ending}": t[f"dossier_plan_{ending}"] for ending in _PLAN}
    found |= {f"{t['file_summary']}.{ending}": t[f"dossier_summary_{ending}"] for ending in ("pdf", "html")}
    return {**found, f"{t['file_budget']}.xlsx": t["dossier_budget_xlsx"]}
