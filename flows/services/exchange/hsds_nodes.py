"""An organisation of the directory as HSDS has it."""

from collections.abc import Iterator, Mapping

from flows.services.exchange.hsds import Hsds, hsds
from flows.services.exchange.nodes import Node
from knowledge.areas import AreaTree
from knowledge.vocabulary import vocabulary
from storage.organisation_data import FacetData, OrganisationData

_PLAIN_IN_SERVICE = {"status": "active"}


def node_of(data: OrganisationData, tree: AreaTree) -> Node:
    """Write an organisation as a row of the table organization with the rows that hang on it."""
    return _Writer(data, tree).organisation


def terms(code: str, facet: str) -> Node:
    """Give the row of a term of a facet, or of "type" or "property", with its taxonomy."""
    known = hsds()
    taxonomy = known.taxonomies.get(facet)
    title = taxonomy.name if taxonomy else known.properties.taxonomy
    name, description = code, code
    if taxonomy:
        term = next((term for term in vocabulary().terms(taxonomy.facet) if term.id == code), None)
        name = term.labels["nl"] if term else code
        description = term.description.get("nl", name) if term else code
    own = {"id": known.id_of("taxonomy", facet), "name": title, "description": title}
    values = {"id": known.id_of("term", facet, code), "code": code, "name": name, "description": description}
    values |= {"taxonomy_id": own["id"], "taxonomy": title}
    return Node("taxonomy_term", values, inside=[Node("taxonomy", own)])


def all_terms() -> Iterator[Node]:
    """Give every term that an export may use."""
    for facet, taxonomy in hsds().taxonomies.items():
        yield from (terms(term.id, facet) for term in vocabulary().terms(taxonomy.facet))
    properties = hsds().properties
    for code in (*properties.fields.values(), properties.service_key, properties.area):
        yield terms(code, "property")


class _Writer:
    def __init__(self, data: OrganisationData, tree: AreaTree) -> None:
        self._data = data
        self._tree = tree
        self._hsds: Hsds = hsds()
        self._id = self._hsds.id_of("organization", data.source, data.source_key)
        status = self._hsds.legal_status
        legal = {True: status["yes"].write, False: status["no"].write, None: ""}
        self.organisation = Node(
            "organization",
            {
                "id": self._id,
                "name": data.name,
                "description": data.description,
                "email": data.contact_email,
                "website": data.website,
                "legal_status": legal[data.legal_person],
            },
        )
        add = self.organisation.inside.extend
        add(self._identifiers())
        add(self._properties())
        add([self._attribute(self._id, "type", data.type)])
        add(self._facet(facet) for facet in data.facets if facet.facet in self._hsds.taxonomies)
        add(self._services())
        add(self._contacts())

    def _identifiers(self) -> Iterator[Node]:
        data = self._data
        texts = {"kvk": data.kvk, "rsin": data.rsin, "key": data.source_key}
        for which, known in self._hsds.identifiers.items():
            if text := texts[which]:
                yield self._node(
                    "organization_identifier",
                    which,
                    organization_id=self._id,
                    identifier_scheme=data.source if which == "key" else known.scheme,
                    identifier_type=known.type,
                    identifier=text,
                )

    def _properties(self) -> Iterator[Node]:
        data = self._data
        confirmed, stated = (at.isoformat() if at else "" for at in (data.confirmed_at, data.stated_at))
        values: Mapping[str, str] = {
            "municipality": data.municipality,
            "postcode": data.postcode,
            "confirmed_at": confirmed,
            "stated_at": stated,
            "demo": "ja" if data.demo else "",
            "consent": confirmed[:10] or "ja",
        }
        for field, link_type in self._hsds.properties.fields.items():
            if values[field]:
                yield self._property(self._id, "organization", link_type, value=values[field])

    def _facet(self, facet: FacetData) -> Node:
        return self._attribute(self._id, facet.facet, facet.term, value=facet.note, label=self._label(facet))

    def _services(self) -> Iterator[Node]:
        for service in self._data.services:
            node = self._service(("service", service.key), service.name, service.description)
            node.inside.append(
                self._property(node.get("id"), "service", self._hsds.properties.service_key, value=service.key)
            )
            yield node
        areas = [facet for facet in self._data.facets if facet.facet == "area"]
        if areas:
            name = self._hsds.offer_service.format(name=self._data.name)
            node = self._service(("offer",), name, "")
            node.inside.extend(self._area(node.get("id"), area) for area in areas)
            yield node

    def _service(self, key: tuple[str, ...], name: str, description: str) -> Node:
        return Node(
            "service",
            {
                "id": self._hsds.id_of(self._id, *key),
                "organization_id": self._id,
                "name": name,
                "description": description,
                **_PLAIN_IN_SERVICE,
            },
        )

    def _area(self, service_id: str, facet: FacetData) -> Node:
        area = self._tree.area(facet.term) if facet.term in self._tree else None
        node = self._node(
            "service_area",
            facet.term,
            service_id=service_id,
            name=area.name if area else facet.term,
            description=facet.note,
            extent=facet.term,
            extent_type="text",
            uri=area.code if area else "",
        )
        label = self._label(facet)
        if label:
            mark = self._property(node.get("id"), "service_area", self._hsds.properties.area, label=label)
            node.inside.append(mark)
        return node

    def _contacts(self) -> Iterator[Node]:
        data = self._data
        if data.contact_name:
            values = {"name": "", "title": data.contact_name, "email": data.contact_email}
            yield self._node("contact", "contact", organization_id=self._id, **values)
        if data.contact_phone:
            yield self._node("phone", "phone", organization_id=self._id, number=data.contact_phone)

    def _label(self, facet: FacetData) -> str:
        if not (facet.inferred or facet.words):
            return ""
        return f"{self._hsds.inferred if facet.inferred else self._hsds.stated}: {facet.words}"

    def _attribute(self, link_id: str, facet: str, code: str, *, value: str = "", label: str = "") -> Node:
        term = terms(code, facet)
        node = self._node(
            "attribute",
            f"{facet}\n{code}",
            link_id=link_id,
            link_entity="organization",
            link_type=self._hsds.taxonomies[facet].link_type,
            taxonomy_term_id=term.get("id"),
            value=value,
            label=label,
        )
        node.inside.append(term)
        return node

    def _property(self, link_id: str, entity: str, code: str, *, value: str = "", label: str = "") -> Node:
        term = terms(code, "property")
        own = self._hsds.id_of(link_id, "attribute", code)
        values = {"id": own, "link_id": link_id, "link_entity": entity, "link_type": code, "value": value}
        values |= {"taxonomy_term_id": term.get("id"), "label": label}
        return Node("attribute", values, inside=[term])

    def _node(self, table: str, key: str, **values: str) -> Node:
        return Node(table, {"id": self._hsds.id_of(self._id, table, key), **values})
