"""An organisation as HSDS has it: a tree of rows, and how that becomes a record and comes from the directory."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from flows.services.exchange.checks import yes_or_no
from flows.services.exchange.findings import Findings, Place
from flows.services.exchange.hsds import hsds
from flows.services.exchange.making import ANY_FACET, Record, Word
from flows.services.imports.patterns import fold
from storage.organisation_data import ServiceData

_NOWHERE = Place("")


@dataclass(slots=True)
class Node:
    """A row of a table with the rows that hang on it.

    Attributes:
        table: its table, by the name of HSDS 3.
        values: its columns, by the names of HSDS 3.
        place: where it stands.
        inside: the rows that hang on it.
    """

    table: str
    values: dict[str, str]
    place: Place = _NOWHERE
    inside: list["Node"] = field(default_factory=list)

    def of(self, table: str) -> Iterator["Node"]:
        """Give the rows of a table that hang on this one."""
        return (node for node in self.inside if node.table == table)

    def below(self, table: str) -> Iterator["Node"]:
        """Give the rows of a table that hang on this one at any depth, the nearest first."""
        level = self.inside
        while level:
            yield from (node for node in level if node.table == table)
            level = [node for parent in level for node in parent.inside]

    def get(self, column: str) -> str:
        """Give what stands in a column, "" when it is not there."""
        return self.values.get(column, "")


def record_of(organisation: Node, findings: Findings, *, exact: bool) -> Record:
    """Read what a row of the table organization and those that hang on it say.

    Args:
        organisation: the row.
        findings: takes what somebody should look at.
        exact: this program wrote it.
    """
    return _Reader(organisation, findings, exact=exact).record


class _Reader:
    """Reads one organisation; remembers where each field was found."""

    def __init__(self, organisation: Node, findings: Findings, *, exact: bool) -> None:
        self._places: dict[str, Place] = {}
        self._findings = findings
        self._own = {taxonomy.link_type: facet for facet, taxonomy in hsds().taxonomies.items()}
        self._fields = {link_type: field for field, link_type in hsds().properties.fields.items()}
        self.record = Record(
            lambda field: self._places.get(field, organisation.place._replace(field=field)), exact=exact
        )
        for column, ours in (("name", "name"), ("description", "description"), ("website", "website")):
            self._take(ours, organisation, column)
        self._take("contact_email", organisation, "email")
        self._set("legal_person", organisation, "legal_status", hsds().legal_person(organisation.get("legal_status")))
        self._identifiers(organisation)
        self._set("key", organisation, "id", self.record.values.get("key") or organisation.get("id"))
        for attribute in organisation.of("attribute"):
            self._attribute(attribute)
        for service in organisation.of("service"):
            self._service(organisation, service)
        if exact:
            self.record.values.setdefault("consent", "no")
        self._contact(organisation)
        self._address(organisation)

    def _take(self, ours: str, node: Node, column: str) -> None:
        self._set(ours, node, column, node.get(column))

    def _set(self, ours: str, node: Node, column: str, text: str) -> None:
        if text:
            self.record.values[ours] = text
            self._places[ours] = node.place._replace(field=column)

    def _say(self, facet: str, node: Node, column: str, word: Word) -> None:
        self.record.words.append(word)
        self._places.setdefault(facet, node.place._replace(field=column))

    def _identifiers(self, organisation: Node) -> None:
        for node in organisation.of("organization_identifier"):
            known_by = {fold(node.get("identifier_scheme")), fold(node.get("identifier_type"))}
            for ours, identifier in hsds().identifiers.items():
                if known_by & {fold(name) for name in identifier.read}:
                    self._take(ours, node, "identifier")
                    if ours == "key":
                        self._set("source", node, "identifier_scheme", node.get("identifier_scheme"))

    def _attribute(self, node: Node) -> None:
        link_type = node.get("link_type")
        if link_type in self._fields:
            ours = self._fields[link_type]
            self._set(ours, node, "value", _consent(node.get("value")) if ours == "consent" else node.get("value"))
            return
        term = next(node.of("taxonomy_term"), None)
        text = (term.get("code") if link_type in self._own else "") or term.get("name") if term else ""
        facet = self._own.get(link_type, ANY_FACET)
        if facet == "type":
            self._set("type", node, "taxonomy_term_id", text)
        elif text:
            inferred, words = _labelled(node.get("label"))
            note = node.get("value") if link_type in self._own else ""
            self._say(facet, node, "taxonomy_term_id", Word(facet, text, inferred, words, note))

    def _service(self, organisation: Node, service: Node) -> None:
        for area in service.of("service_area"):
            self._area(area)
        key = ""
        for attribute in service.of("attribute"):
            if attribute.get("link_type") == hsds().properties.service_key:
                key = attribute.get("value")
            else:
                self._attribute(attribute)
        if service.get("id") != hsds().id_of(organisation.get("id"), "offer"):
            found = ServiceData(key or service.get("id"), service.get("name"), service.get("description"))
            self.record.services.append(found)

    def _area(self, area: Node) -> None:
        column = next((name for name in ("extent", "uri", "name") if _says_where(area, name)), "")
        if column:
            mark = next((one for one in area.of("attribute") if one.get("link_type") == hsds().properties.area), None)
            inferred, words = _labelled(mark.get("label")) if mark else (False, "")
            word = Word("area", area.get(column), inferred, words, area.get("description") if self.record.exact else "")
            self._say("area", area, column, word)

    def _contact(self, organisation: Node) -> None:
        for contact in organisation.below("contact"):
            function = contact.get("title") or contact.get("department")
            if function and "contact_name" not in self.record.values:
                self._set("contact_name", contact, "title", function)
            if contact.get("name"):
                self._findings.add_word(contact.place._replace(field="name"), "contact_name", "")
            if "contact_email" not in self.record.values:
                self._take("contact_email", contact, "email")
        for phone in organisation.below("phone"):
            if "contact_phone" not in self.record.values:
                self._take("contact_phone", phone, "number")

    def _address(self, organisation: Node) -> None:
        for address in organisation.below("address"):
            for ours, column in (("postcode", "postal_code"), ("municipality", "city")):
                if ours not in self.record.values:
                    self._take(ours, address, column)


def _consent(value: str) -> str:
    """What the value of the consent says: it is there, mostly with its date, unless the value is a no."""
    try:
        return "no" if yes_or_no(value) is False else "yes"
    except ValueError:
        return "yes"


def _labelled(label: str) -> tuple[bool, str]:
    """Whether the label of an attribute says that it is inferred, and from which words."""
    mark, _, words = label.partition(": ")
    return (mark == hsds().inferred, words) if mark in {hsds().inferred, hsds().stated} else (False, "")


def _says_where(area: Node, column: str) -> bool:
    """Whether a column of an area can be read: polygons cannot."""
    return bool(area.get(column)) and not (column == "extent" and area.get("extent_type") not in {"", "text"})
