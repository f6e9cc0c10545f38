"""Makes organisations of what a file says of them, and checks them; the same for every format."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from flows.services.exchange import checks
from flows.services.exchange.findings import Findings, Place
from flows.services.exchange.meanings import FACETS, AreaNames, term_of
from flows.services.exchange.spool import Spool
from flows.services.imports import names
from knowledge import identifiers
from knowledge.format import listing
from knowledge.vocabulary import vocabulary
from storage.organisation_data import FacetData, OrganisationData, ServiceData

_CHECKS: Mapping[str, tuple[str, Callable[[str], bool]]] = {
    "kvk": ("kvk", identifiers.is_kvk),
    "rsin": ("rsin", identifiers.is_rsin),
    "postcode": ("postcode", identifiers.is_postcode),
    "contact_email": ("email", checks.is_email),
    "website": ("website", checks.is_website),
}
_UNCHECKED = ("name", "description", "contact_name", "contact_phone")
_SUBJECTS = ("theme", "target_group")
ANY_FACET = "any"
"""The facet of a word of which the file does not tell whether it is a theme or a target group."""
_ANY: Mapping[str, tuple[str, ...]] = {ANY_FACET: _SUBJECTS}


class Word(NamedTuple):
    """A word of a file for a term of a facet, or for an area; the rest as in `FacetData`."""

    facet: str
    text: str
    inferred: bool = False
    words: str = ""
    note: str = ""


@dataclass(slots=True)
class Record:
    """What a file says of one organisation.

    Attributes:
        where: gives the place of a field.
        values: texts by field: the fields of `OrganisationData` with "consent" for `willing`, and "key".
        words: what it says in words that the vocabulary or the areas may know.
        services: its services.
        exact: this program wrote it, so nothing is tidied or guessed.
    """

    where: Callable[[str], Place]
    values: dict[str, str] = field(default_factory=dict)
    words: list[Word] = field(default_factory=list)
    services: list[ServiceData] = field(default_factory=list)
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Defaults:
    """What counts for organisations where the file does not tell.

    Attributes:
        source: the source under which they stand in the directory.
        municipality: the id of an area, or "".
        meanings: what words of the file mean, by field and word.
    """

    source: str
    municipality: str = ""
    meanings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class Maker:
    """Makes organisations and puts them on the spool; notes what is wrong with them.

    An organisation with an error is left out, and with one error nothing of the file is imported in the end.
    """

    def __init__(self, areas: AreaNames, defaults: Defaults, findings: Findings, spool: Spool) -> None:
        self._areas = areas
        self._defaults = defaults
        self._findings = findings
        self._spool = spool
        self._meanings = {
            (field, word.strip().casefold()): term
            for field, words in defaults.meanings.items()
            for word, term in words.items()
        }

    def add(self, record: Record) -> None:
        """Make an organisation of a record."""
        errors = self._findings.how_many_errors()
        plain: dict[str, Any] = {field: self._plain(record, field) for field in (*_UNCHECKED, *_CHECKS)}
        kind = self._type(record, plain["name"])
        municipality = self._municipality(record)
        facets = self._facets(record, plain, municipality)
        demo, consent = self._yes_or_no(record, "demo"), self._yes_or_no(record, "consent")
        legal_person = self._yes_or_no(record, "legal_person")
        confirmed_at, stated_at = self._moment(record, "confirmed_at"), self._moment(record, "stated_at")
        if self._findings.how_many_errors() > errors:
            return
        if legal_person is None and not record.exact:
            legal_person = names.legal_person(plain["name"])
        data = OrganisationData(
            **plain,
            type=kind,
            municipality=municipality,
            source=record.values.get("source") or self._defaults.source,
            source_key=record.values.get("key") or plain["kvk"] or names.key(plain["name"]),
            legal_person=legal_person,
            demo=demo is True,
            willing=consent is not False,
            confirmed_at=confirmed_at,
            stated_at=stated_at,
            facets=facets,
            services=tuple(record.services),
        )
        known_by = next(field for field in ("key", "kvk", "name") if record.values.get(field))
        self._spool.add(data, record.where(known_by), record.where("kvk"))

    def _plain(self, record: Record, field: str) -> str:
        text = record.values.get(field, "")
        if not record.exact:
            text = checks.tidy(field, text.strip())
        if "\0" in text:
            self._findings.add(record.where(field), "sign", text)
        rule, right = _CHECKS.get(field, ("", None))
        if text and right and not right(text):
            self._findings.add(record.where(field), rule, text)
        elif text and not record.exact:
            self._warn(record, field, text)
        if field == "name" and not text.strip():
            self._findings.add(record.where(field), "required")
        return text

    def _warn(self, record: Record, field: str, text: str) -> None:
        if field == "contact_email" and checks.is_personal(text):
            self._findings.add(record.where(field), "personal_email", text)
        if field == "name" and names.is_person(text):
            self._findings.add(record.where(field), "person", text)

    def _meaning(self, field: str, text: str) -> str:
        return self._meanings.get((field, text.strip().casefold()), text)

    def _type(self, record: Record, name: str) -> str:
        text = self._meaning("type", record.values.get("type", ""))
        if not text.strip():
            return names.organisation_type(name)
        found = term_of("organisation_type", text)
        if found is None:
            known = listing((term.labels["nl"] for term in vocabulary().terms("organisation_type")), "nl")
            self._findings.add(record.where("type"), "type", text, known)
        return found or ""

    def _municipality(self, record: Record) -> str:
        """Find it by its own field, else by the areas, else as the one that counts where nothing is said."""
        text = self._meaning("municipality", record.values.get("municipality", ""))
        said = [text, *(self._meaning("area", word.text) for word in record.words if word.facet == "area")]
        for candidate in filter(None, said):
            if found := self._areas.find_municipality(candidate):
                return found
        if text.strip() and (record.exact or checks.is_area_code(text.strip())):
            self._findings.add(record.where("municipality"), "area_code", text)
        elif not self._defaults.municipality:
            self._findings.add(record.where("municipality"), "municipality", text)
        elif text.strip():
            self._findings.add_word(record.where("municipality"), "unknown_place", text.strip())
        return self._defaults.municipality

    def _facets(self, record: Record, plain: Mapping[str, str], municipality: str) -> tuple[FacetData, ...]:
        found: dict[tuple[str, str], FacetData] = {}
        for word in record.words:
            for facet, term in self._meant(record, word, municipality):
                found.setdefault((facet, term), FacetData(facet, term, word.inferred, word.words, word.note))
        if not record.exact and not any(facet == "theme" for facet, _ in found):
            services = (f"{service.name}. {service.description}" for service in record.services)
            for one in _inferred(". ".join((plain["name"], plain["description"], *services))):
                found.setdefault((one.facet, one.term), one)
        return tuple(found.values())

    def _meant(self, record: Record, word: Word, municipality: str) -> Iterator[tuple[str, str]]:
        if word.facet == "area":
            if area := self._area(record, self._meaning("area", word.text), municipality):
                yield "area", area
            return
        meant = {facet: self._meaning(facet, word.text) for facet in _ANY.get(word.facet, (word.facet,))}
        if not all(map(str.strip, meant.values())):
            return
        terms = [(facet, term) for facet, text in meant.items() if (term := term_of(FACETS[facet], text))]
        if not terms:
            self._findings.add_word(record.where(word.facet), "unknown_word", word.text.strip())
        yield from terms

    def _area(self, record: Record, text: str, municipality: str) -> str | None:
        found = self._areas.find(text, municipality) if text.strip() else None
        if text.strip() and found is None:
            if checks.is_area_code(text.strip()):
                self._findings.add(record.where("area"), "area_code", text)
            else:
                self._findings.add_word(record.where("area"), "unknown_area", text.strip())
        return found

    def _yes_or_no(self, record: Record, field: str) -> bool | None:
        text = self._meaning(field, record.values.get(field, ""))
        try:
            return checks.yes_or_no(text)
        except ValueError:
            self._findings.add(record.where(field), "yes_no", text)
            return None

    def _moment(self, record: Record, field: str) -> datetime | None:
        text = record.values.get(field, "")
        try:
            return checks.moment(text)
        except ValueError:
            self._findings.add(record.where(field), "moment", text)
            return None


def _inferred(text: str) -> Iterator[FacetData]:
    """What a text is about, as nobody confirmed it."""
    for facet, suggestions in vocabulary().find_all(text).items():
        if facet in _SUBJECTS:
            for one in suggestions:
                words = "; ".join(found.casefold() for found in one.words)
                yield FacetData(facet, one.term_id, inferred=True, words=words)
