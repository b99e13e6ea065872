"""An EPUB's package document, which says what the book is made of, and the parsing of its XML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.entities import html5
from itertools import chain
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lxml import etree

from corpus.documents import Metadata
from corpus.readers.common.encoding import declared_charset, decode
from corpus.readers.common.metadata import line_or_none
from corpus.readers.common.placeholders import author_or_none, publication_date, title_or_none
from corpus.readers.html.visible_text import parse_html
from corpus.web_address import web_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_OBFUSCATED_FONTS = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
_PAGE_TYPES = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document"})
_DRAWING = "image/svg+xml"
_NCX_TYPE = "application/x-dtbncx+xml"
_OPF = "{http://www.idpf.org/2007/opf}"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_PROLOGUE = re.compile(r"\A\s*+<\?xml[^>]*+>\s*+|<!DOCTYPE[^\[>]*+(?:\[[^\]]*+\]\s*+)?>", re.IGNORECASE)
_PROLOGUE_CHARACTERS = 65536
_XML_CHARSET = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""")
_NAMED_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31};)")
_XML_ENTITIES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_RUBY_ANNOTATIONS = ("rt", "rp")


@dataclass(frozen=True, slots=True)
class Package:
    """What a package document says of the book.

    Attributes:
        metadata: The book's metadata; its title is empty if it names none.
        chapters: The names of the parts that hold the text, in reading order.
        nav: The name of the table of contents of an EPUB 3, or None.
        ncx: The name of the table of contents of an EPUB 2, or None.
        protected: True if a chapter is encrypted.
    """

    metadata: Metadata
    chapters: tuple[str, ...]
    nav: str | None
    ncx: str | None
    protected: bool


@dataclass(frozen=True, slots=True)
class _ManifestItem:
    name: str
    media_type: str
    properties: tuple[str, ...]


def read_package(load: Callable[[str], bytes | None]) -> Package | None:
    """Return what the package document says; None if there is none that can be read.

    `load` returns a part's bytes by its name, or None.
    """
    container = parse_xml(load(_CONTAINER))
    for named in container.iterfind(".//{*}rootfile") if container is not None else ():
        name = resolve_part("", named.get("full-path", ""))
        tree = parse_xml(load(name)) if name else None
        if name and tree is not None:
            return _build_package(name, tree, parse_xml(load(_ENCRYPTION)))
    return None


def resolve_part(base: str, address: str) -> str | None:
    """Return the name of the part that an address in the part `base` points to; None for one outside the package.

    Example:
        >>> resolve_part("OEBPS/content.opf", "text/ch%201.xhtml#start")
        'OEBPS/text/ch 1.xhtml'
    """
    path = address.partition("#")[0].partition("?")[0].strip()
    if not path or _SCHEME.match(path):
        return None
    name = normpath(join(dirname(base), unquote(path)))
    return None if name.startswith(("../", "/")) or name in {"..", "."} else name


def text_content(element: etree._Element) -> str:
    """Return all text inside an element, on one line."""
    return " ".join("".join(map(str, element.itertext())).split())


def parse_xml(data: bytes | None) -> etree._Element | None:
    """Return the root of XML that may be a little broken, or None. Entities are not looked up."""
    if data is None:
        return None
    parser = _xml_parser(recover=True)
    try:
        root: etree._Element | None = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root


def parse_chapter(data: bytes) -> etree._Element | None:
    """Return a page as a tree with plain names; None if it has no elements.

    It is read as XML, where `<p/>` is whole, or as HTML if it is not well-formed.
    """
    charset = _XML_CHARSET.match(data.removeprefix(b"\xef\xbb\xbf"))
    page = decode(data, charset[1].decode("ascii") if charset else declared_charset(data))
    page = page.removeprefix("\ufeff")
    page = _PROLOGUE.sub("", page[:_PROLOGUE_CHARACTERS]) + page[_PROLOGUE_CHARACTERS:]
    page = _NAMED_ENTITY.sub(_replace_entity, page)
    try:
        tree = _with_plain_names(etree.fromstring(page.encode("utf-8", "replace"), _xml_parser(recover=False)))
    except (etree.XMLSyntaxError, ValueError):
        tree = parse_html(page)
    if tree is None:
        return None
    etree.strip_elements(tree, *_RUBY_ANNOTATIONS, with_tail=False)
    return tree


def _with_plain_names(tree: etree._Element) -> etree._Element | None:
    for element in tree.iter(etree.Element):
        element.tag = etree.QName(element).localname.lower()
    return tree


def _xml_parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
        recover=recover,
    )


def _replace_entity(named: re.Match[str]) -> str:
    return named[0] if named[1] in _XML_ENTITIES else html5.get(named[1], named[0])


def _build_package(name: str, tree: etree._Element, encryption: etree._Element | None) -> Package:
    items = dict(_manifest_items(name, tree))
    nav = next((item.name for item in items.values() if "nav" in item.properties), None)
    ncx = next((item.name for item in items.values() if item.media_type == _NCX_TYPE), None)
    chapters = tuple(part for part in _spine_parts(tree, items) if part not in {nav, _contents_page(name, tree)})
    chapters = chapters or tuple(item.name for item in items.values() if item.media_type in _PAGE_TYPES)
    locked = set(_encrypted_parts(encryption)) if encryption is not None else set()
    return Package(_package_metadata(tree), chapters, nav, ncx, protected=not locked.isdisjoint(chapters))


def _manifest_items(name: str, tree: etree._Element) -> Iterator[tuple[str, _ManifestItem]]:
    for item in tree.iterfind(".//{*}manifest/{*}item"):
        part = resolve_part(name, item.get("href", ""))
        if part:
            kind = item.get("media-type", "").strip().lower()
            yield item.get("id", ""), _ManifestItem(part, kind, tuple(item.get("properties", "").split()))


def _spine_parts(tree: etree._Element, items: dict[str, _ManifestItem]) -> Iterator[str]:
    """Yield the parts in reading order, each once however often it is named."""
    named = (items.get(each.get("idref", "")) for each in tree.iterfind(".//{*}spine/{*}itemref"))
    return iter(
        dict.fromkeys(
            item.name
            for item in named
            if item and (item.media_type == _DRAWING or not item.media_type.startswith("image/"))
        )
    )


def _contents_page(name: str, tree: etree._Element) -> str | None:
    """Return the page with the table of contents of an EPUB 2, which repeats every heading; None if it has none."""
    for reference in tree.iterfind(".//{*}guide/{*}reference"):
        if reference.get("type", "").strip().lower() == "toc" and "#" not in reference.get("href", ""):
            return resolve_part(name, reference.get("href", ""))
    return None


def _encrypted_parts(tree: etree._Element) -> Iterator[str]:
    for entry in tree.iterfind(".//{*}EncryptedData"):
        method = entry.find("./{*}EncryptionMethod")
        if method is not None and method.get("Algorithm", "") in _OBFUSCATED_FONTS:
            continue
        for reference in entry.iterfind(".//{*}CipherReference"):
            if part := resolve_part("", reference.get("URI", "")):
                yield part


def _package_metadata(tree: etree._Element) -> Metadata:
    """Return what the book says of itself; the title is empty if it names none."""
    titles, publishers = _dublin_core(tree, "title"), _dublin_core(tree, "publisher")
    languages = (code for code in _dublin_core(tree, "language") if code.lower() != "und")
    addresses = map(web_address, chain(_dublin_core(tree, "source"), _dublin_core(tree, "identifier")))
    return Metadata(
        title=next(filter(None, map(title_or_none, titles)), ""),
        author=line_or_none(", ".join(_authors(tree))),
        publisher=next(iter(publishers), None),
        date=_publication_date(tree),
        url=next(filter(None, addresses), None),
        language=next(languages, None),
    )


def _dublin_core(tree: etree._Element, name: str) -> list[str]:
    """Return what the Dublin Core elements of this name say, each on one line."""
    found: Iterable[str | None] = map(line_or_none, map(text_content, tree.iterfind(f".//{{*}}metadata//{{*}}{name}")))
    return [words for words in found if words]


def _authors(tree: etree._Element) -> list[str]:
    """Return the creators whose role is author or is not given; if there are none of these, all creators."""
    roles = {
        meta.get("refines", "").removeprefix("#"): text_content(meta)
        for meta in tree.iterfind(".//{*}metadata//{*}meta[@refines]")
        if meta.get("property") == "role"
    }
    written: list[str] = []
    others: list[str] = []
    for creator in tree.iterfind(".//{*}metadata//{*}creator"):
        role = creator.get(f"{_OPF}role") or creator.get("role") or roles.get(creator.get("id", ""), "aut")
        if name := author_or_none(text_content(creator)):
            (written if role.strip().lower() == "aut" else others).append(name)
    return list(dict.fromkeys(written or others))


def _publication_date(tree: etree._Element) -> str | None:
    """Return the date of publication, else one of no named event; never that of a modification."""
    found: dict[str, str] = {}
    for said in tree.iterfind(".//{*}metadata//{*}date"):
        event = (said.get(f"{_OPF}event") or said.get("event") or "").strip().lower()
        if written := publication_date(text_content(said)):
            found.setdefault(event, written)
    return next(
        (found[event] for event in ("publication", "original-publication", "", "creation") if event in found), None
    )
