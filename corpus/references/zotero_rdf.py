"""Zotero's RDF exports, with the folder `files` beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from lxml import etree

from corpus.references.reference import Reference, described, full_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_ZOTERO = "{http://www.zotero.org/namespaces/export#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_LINK = "{http://purl.org/rss/1.0/modules/link/}"
_BIB = "{http://purl.org/net/biblio#}"
_FOAF = "{http://xmlns.com/foaf/0.1/}"
_ABOUT, _RESOURCE = f"{_RDF}about", f"{_RDF}resource"


def read_zotero_rdf(data: bytes, folder: Path) -> list[Reference]:
    """Return the references of an export in `folder`. Raises ValueError for what is no RDF."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
    if root is None or root.tag != f"{_RDF}RDF":
        raise ValueError("the root is not rdf:RDF")
    nodes = {str(each.get(_ABOUT)): each for each in root.iterchildren("*") if each.get(_ABOUT)}
    works = [each for each in root.iterchildren("*") if each.find(f"{_LINK}link") is not None]
    return [_reference(work, nodes, folder) for work in works]


def _reference(work: etree._Element, nodes: dict[str, etree._Element], folder: Path) -> Reference:
    links = (nodes.get(str(link.get(_RESOURCE))) for link in work.iterfind(f"{_LINK}link"))
    attachments = [each for each in links if each is not None and each.tag == f"{_ZOTERO}Attachment"]
    files = (each.find(_RESOURCE) for each in attachments)
    paths = [unquote(str(each.get(_RESOURCE))) for each in files if each is not None and each.get(_RESOURCE)]
    container = work.find(f"{_TERMS}isPartOf")
    named = _resolved(container, nodes) if container is not None else None
    identifiers = [*_identifiers(work), *(_identifiers(named) if named is not None else ())]
    metadata = described(
        _text(work, f"{_DC}title"),
        _authors(work),
        _text(work, f"{_DC}date"),
        _text(named, f"{_DC}title") if named is not None else None,
        _text(work, f"{_DC}publisher/{_FOAF}Organization/{_FOAF}name"),
        next((each for each in identifiers if each.upper().startswith("DOI ")), "")[4:],
        _text(work, f"{_DC}identifier/{_TERMS}URI/{_RDF}value"),
        _text(work, f"{_ZOTERO}language"),
        _text(work, f"{_TERMS}dateSubmitted"),
    )
    return Reference(metadata, tuple(folder / path.removeprefix("file://") for path in paths))


def _resolved(container: etree._Element, nodes: dict[str, etree._Element]) -> etree._Element | None:
    """Return the journal or book that a work is in: it stands inside, or is named."""
    inside = next(iter(container), None)
    return inside if inside is not None else nodes.get(str(container.get(_RESOURCE)))


def _authors(work: etree._Element) -> Iterator[str]:
    for role in ("authors", "editors"):
        people = work.findall(f"{_BIB}{role}/{_RDF}Seq/{_RDF}li/{_FOAF}Person")
        for person in people:
            given = next((_text(person, _FOAF + name) for name in ("givenName", "givenname")), None)
            yield full_name(given or _text(person, f"{_FOAF}givenname"), _text(person, f"{_FOAF}surname"))
        if people:
            return


def _identifiers(node: etree._Element) -> list[str]:
    return [each.text.strip() for each in node.iterfind(f"{_DC}identifier") if each.text]


def _text(node: etree._Element, path: str) -> str | None:
    return node.findtext(path)
