"""Invented organisations for trying things out; each is marked as a demo organisation."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from knowledge.content import Content, ContentError, read_model

_FOLDER = Path(__file__).with_name("demo")

Facet = Literal["theme", "target_group", "offer", "need", "area"]


class DemoFacet(Content):
    """One thing that is known about an organisation.

    Attributes:
        term: an id of the vocabulary (of the area tree for "area"); offers and needs are both capacities.
        inferred: always false here: nothing about a demo organisation is guessed.
        words: the words that led to the term; always empty here, for the same reason.
        note: what exactly is offered or needed, in a few Dutch words.
    """

    facet: Facet
    term: str
    inferred: bool = False
    words: str = ""
    note: str = ""


class DemoOrganisation(Content):
    """An invented organisation; its fields are those of an organisation in the directory.

    Attributes:
        municipality: area id, such as "gm0556".
        source: always "demo", so that all demo organisations can be found and removed together.
        source_key: stable key within that source.
        legal_person: it can sign contracts itself; a group of neighbours without a legal form cannot.
        description: one Dutch sentence in plain words, as the organisation says it.
        website: always empty: what does not exist has no address.
        willing: it wants to be suggested to others as a partner.
    """

    name: str
    type: str
    municipality: str
    source: str
    source_key: str
    legal_person: bool
    description: str
    website: str = ""
    demo: Literal[True] = True
    willing: bool = True
    facets: tuple[DemoFacet, ...]

    def terms(self, facet: Facet) -> tuple[str, ...]:
        """The terms of one facet, in the order of the file."""
        return tuple(known.term for known in self.facets if known.facet == facet)


class _Entry(Content):
    """An organisation as an editor writes it; offers and needs are capacities with a note."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    name: str
    type: str
    legal_person: bool
    willing: bool = True
    description: str
    areas: Annotated[tuple[str, ...], Field(min_length=1)]
    themes: Annotated[tuple[str, ...], Field(min_length=1)]
    target_groups: Annotated[tuple[str, ...], Field(min_length=1)]
    offers: Annotated[Mapping[str, str], Field(min_length=1)]
    needs: Mapping[str, str]

    @model_validator(mode="after")
    def _needs_what_it_lacks(self) -> "_Entry":
        both = self.offers.keys() & self.needs.keys()
        if both:
            why = f"{self.key} both offers and needs {', '.join(sorted(both))}"
            raise ValueError(why)
        return self

    def facets(self) -> Iterator[DemoFacet]:
        yield from (DemoFacet(facet="area", term=term) for term in self.areas)
        yield from (DemoFacet(facet="theme", term=term) for term in self.themes)
        yield from (DemoFacet(facet="target_group", term=term) for term in self.target_groups)
        yield from (DemoFacet(facet="offer", term=term, note=note) for term, note in self.offers.items())
        yield from (DemoFacet(facet="need", term=term, note=note) for term, note in self.needs.items())


class _File(Content):
    municipality: Annotated[str, Field(pattern=r"^gm\d{4}$")]
    organisations: tuple[_Entry, ...]


def load_demo(path: Path) -> tuple[DemoOrganisation, ...]:
    """Read one file of demo organisations, all in one municipality.

    Raises:
        ContentError: the file does not fit its model, or a key or name stands in it twice.
    """
    file = read_model(path, _File)
    for what in ("key", "name"):
        twice = _twice([getattr(entry, what) for entry in file.organisations])
        if twice:
            why = f"{what} stands here twice: {', '.join(twice)}"
            raise ContentError(path, 1, why)
    return tuple(
        DemoOrganisation(
            name=entry.name,
            type=entry.type,
            municipality=file.municipality,
            source="demo",
            source_key=f"{file.municipality}-{entry.key}",
            legal_person=entry.legal_person,
            description=entry.description,
            willing=entry.willing,
            facets=tuple(entry.facets()),
        )
        for entry in file.organisations
    )


@cache
def demo_organisations() -> tuple[DemoOrganisation, ...]:
    """All demo organisations that come with the project, in the order of their files.

    Raises:
        ContentError: a file is wrong.
    """
    return tuple(organisation for path in sorted(_FOLDER.glob("*.yml")) for organisation in load_demo(path))


def _twice(values: Collection[str]) -> list[str]:
    return sorted(value for value, count in Counter(values).items() if count > 1)
