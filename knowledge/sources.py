"""The published sources behind answers, examples and tips."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from knowledge.content import Content, ContentError, read_model

_FILE = Path(__file__).with_name("sources.yml")


class Source(Content):
    """A published text.

    Attributes:
        id: the stable code, for example "S12".
        title: its name, as people see it; in the language of the source.
        url: where it can be read.
    """

    id: str
    title: str
    url: str


class _SourceText(Content):
    title: str
    url: Annotated[str, Field(pattern=r"^https?://\S+$")]


class _SourceFile(Content):
    sources: Mapping[str, _SourceText]


@cache
def all_sources() -> Mapping[str, Source]:
    """Give every source by its id.

    Raises:
        ContentError: the file is wrong.
    """
    read = read_model(_FILE, _SourceFile).sources
    return {key: Source(id=key, title=text.title, url=text.url) for key, text in read.items()}


def cited(ids: Iterable[str], file: Path) -> tuple[Source, ...]:
    """Give the sources that `file` cites.

    Raises:
        ContentError: there is no such source.
    """
    known = all_sources()
    wanted = tuple(ids)
    if unknown := [source_id for source_id in wanted if source_id not in known]:
        raise ContentError(file, 1, f"there is no source {', '.join(unknown)}")
    return tuple(known[source_id] for source_id in wanted)
