"""The plan as pictures, each with its description and with the same data as text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flows.services.answers import answers_to, coalition_of
from flows.services.context import Context
from flows.services.drafts import store_documents
from flows.services.proposals import draft_of
from knowledge.languages import Language
from knowledge.proposal.charts import Chart, charts, png
from knowledge.texts import text

PNG = "image/png"
WIDTH = 960
"""In pixels: twice the size at which the letters are made, sharp on a telephone and small to send."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was made in this conversation.

    Attributes:
        title: what it shows.
        alt: the same in a few sentences, for who cannot see it.
        table: its data as lines of text.
        document: the stored file, as `{"id", "name", "alt"}`.
    """

    title: str
    alt: str
    table: str
    document: Mapping[str, Any]


def make_pictures(context: Context, slots: Mapping[str, Any]) -> list[Picture]:
    """Draw the plan of this conversation and store the pictures; none while there is nothing to draw."""
    answers = answers_to(context, slots, coalition_of(context, slots))
    # Without these there is no plan yet, so nothing that can be drawn.
    if not (answers.get("call") and answers.get("areas")):
        return []
    draft = draft_of(context, slots)
    return [_stored(context, chart, draft.proposal.language) for chart in charts(draft.proposal, draft.call)]


def _stored(context: Context, chart: Chart, language: Language) -> Picture:
    name = text("picture_name", language, title=chart.title, day=context.today)
    (document,) = store_documents(context, name, [(".png", PNG, png(chart, WIDTH))])
    return Picture(chart.title, chart.alt, table_text(chart, language), {**document, "alt": chart.title})


def table_text(chart: Chart, language: Language) -> str:
    """Write the table of a picture as text: a line for each row, with the heading of a column before what stands in it.

    What is empty is left out.
    """
    lines = []
    for row in chart.rows:
        named = zip(chart.columns[1:], row[1:], strict=True)
        cells = [text("picture_cell", language, column=column, cell=cell) for column, cell in named if cell]
        lines.append(text("picture_row", language, first=row[0], cells=". ".join(cells)))
    return "\n".join(lines)
