"""What an EPUB says that it is made of: its package document, and the parsing of its XML."""

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
from corpus.readers.common.metadata import iso_date, line_or_none
from corpus.readers.html.visible_text import parsed
from corpus.web_address import web_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_OBFUSCATED_FONTS = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
_PAGES = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document"})
_NCX = "application/x-dtbncx+xml"
_OPF = "{http://www.idpf.org/2007/opf}"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_PROLOGUE = re.compile(r"\A\s*+<\?xml[^>]*+>\s*+|<!DOCTYPE[^\[>]*+(?:\[[^\]]*+\]\s*+)?>", re.IGNORECASE)
_LOOKED_AT = 65536
_XML_CHARSET = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""")
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31};)")
_KEPT = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_ASIDES = ("rt", "rp")


@dataclass(frozen=True, slots=True)
class Package:
    """The names of the chapters in reading order, of the tables of contents, and what the book says of itself.

    `protected`: a chapter is encrypted.
    """

    metadata: Metadata
    chapters: tuple[str, ...]
    nav: str | None
    ncx: str | None
    protected: bool


@dataclass(frozen=True, slots=True)
class _Item:
    name: str
    media_type: str
    properties: tuple[str, ...]


def package_of(load: Callable[[str], bytes | None]) -> Package | None:
    """`None` where no package document can be found or read."""
    container = xml_tree(load(_CONTAINER))
    for named in container.iterfind(".//{*}rootfile") if container is not None else ():
        name = part_name("", named.get("full-path", ""))
        tree = xml_tree(load(name)) if name else None
        if name and tree is not None:
            return _package(name, tree, xml_tree(load(_ENCRYPTION)))
    return None


def part_name(base: str, address: str) -> str | None:
    """The package's part that an address in its part `base` names; `None` for one outside of the package."""
    path = address.partition("#")[0].partition("?")[0].strip()
    if not path or _SCHEME.match(path):
        return None
    name = normpath(join(dirname(base), unquote(path)))
    return None if name.startswith(("../", "/")) or name in {"..", "."} else name


def words_of(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def xml_tree(data: bytes | None) -> etree._Element | None:
    """The root of XML that may be a little broken. Entities and what stands elsewhere are not looked up."""
    if data is None:
        return None
    parser = _parser(recover=True)
    try:
        root: etree._Element | None = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root


def chapter_tree(data: bytes) -> etree._Element | None:
    """A page as a tree with plain names: as XML, where `<p/>` is whole, or as HTML if it is not well-formed."""
    charset = _XML_CHARSET.match(data.removeprefix(b"\xef\xbb\xbf"))
    page = decode(data, charset[1].decode("ascii") if charset else declared_charset(data))
    page = page.removeprefix("\ufeff")
    page = _PROLOGUE.sub("", page[:_LOOKED_AT]) + page[_LOOKED_AT:]
    page = _NAMED.sub(_character, page)
    try:
        tree = _with_plain_names(etree.fromstring(page.encode("utf-8", "replace"), _parser(recover=False)))
    except (etree.XMLSyntaxError, ValueError):
        tree = parsed(page)
    if tree is None:
        return None
    etree.strip_elements(tree, *_ASIDES, with_tail=False)
    return tree


def _with_plain_names(tree: etree._Element) -> etree._Element | None:
    for element in tree.iter(etree.Element):
        element.tag = etree.QName(element).localname.lower()
    return tree


def _parser(*, recover: bool) -> etree.XMLParser:
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


def _character(named: re.Match[str]) -> str:
    return named[0] if named[1] in _KEPT else html5.get(named[1], named[0])


def _package(name: str, tree: etree._Element, encryption: etree._Element | None) -> Package:
    items = dict(_items(name, tree))
    nav = next((item.name for item in items.values() if "nav" in item.properties), None)
    ncx = next((item.name for item in items.values() if item.media_type == _NCX), None)
    chapters = tuple(part for part in _spine(tree, items) if part not in {nav, _guide(name, tree)})
    chapters = chapters or tuple(item.name for item in items.values() if item.media_type in _PAGES)
    locked = set(_encrypted(encryption)) if encryption is not None else set()
    return Package(_metadata(tree), chapters, nav, ncx, protected=not locked.isdisjoint(chapters))


def _items(name: str, tree: etree._Element) -> Iterator[tuple[str, _Item]]:
    for item in tree.iterfind(".//{*}manifest/{*}item"):
        part = part_name(name, item.get("href", ""))
        if part:
            kind = item.get("media-type", "").strip().lower()
            yield item.get("id", ""), _Item(part, kind, tuple(item.get("properties", "").split()))


def _spine(tree: etree._Element, items: dict[str, _Item]) -> Iterator[str]:
    """Each part once, however often it is named."""
    named = (items.get(each.get("idref", "")) for each in tree.iterfind(".//{*}spine/{*}itemref"))
    return iter(dict.fromkeys(item.name for item in named if item and not item.media_type.startswith("image/")))


def _guide(name: str, tree: etree._Element) -> str | None:
    """The page with the table of contents of an EPUB 2, which repeats every heading."""
    for reference in tree.iterfind(".//{*}guide/{*}reference"):
        if reference.get("type", "").strip().lower() == "toc" and "#" not in reference.get("href", ""):
            return part_name(name, reference.get("href", ""))
    return None


def _encrypted(tree: etree._Element) -> Iterator[str]:
    for entry in tree.iterfind(".//{*}EncryptedData"):
        method = entry.find("./{*}EncryptionMethod")
        if method is not None and method.get("Algorithm", "") in _OBFUSCATED_FONTS:
            continue
        for reference in entry.iterfind(".//{*}CipherReference"):
            if part := part_name("", reference.get("URI", "")):
                yield part


def _metadata(tree: etree._Element) -> Metadata:
    """The title is empty where the book says none."""
    titles, publishers = _said(tree, "title"), _said(tree, "publisher")
    languages = (code for code in _said(tree, "language") if code.lower() != "und")
    addresses = map(web_address, chain(_said(tree, "source"), _said(tree, "identifier")))
    return Metadata(
        title=next(iter(titles), ""),
        author=line_or_none(", ".join(_authors(tree))),
        publisher=next(iter(publishers), None),
        date=_date(tree),
        url=next(filter(None, addresses), None),
        language=next(languages, None),
    )


def _said(tree: etree._Element, name: str) -> list[str]:
    found: Iterable[str | None] = map(line_or_none, map(words_of, tree.iterfind(f".//{{*}}metadata//{{*}}{name}")))
    return [words for words in found if words]


def _authors(tree: etree._Element) -> list[str]:
    """Those whose role is author or is not said; if there are none of these, all creators."""
    roles = {
        meta.get("refines", "").removeprefix("#"): words_of(meta)
        for meta in tree.iterfind(".//{*}metadata//{*}meta[@refines]")
        if meta.get("property") == "role"
    }
    written: list[str] = []
    others: list[str] = []
    for creator in tree.iterfind(".//{*}metadata//{*}creator"):
        role = creator.get(f"{_OPF}role") or creator.get("role") or roles.get(creator.get("id", ""), "aut")
        if name := line_or_none(words_of(creator)):
            (written if role.strip().lower() == "aut" else others).append(name)
    return list(dict.fromkeys(written or others))


def _date(tree: etree._Element) -> str | None:
    """The publication's, else one whose event is not said; never that of a modification."""
    found: dict[str, str] = {}
    for said in tree.iterfind(".//{*}metadata//{*}date"):
        event = (said.get(f"{_OPF}event") or said.get("event") or "").strip().lower()
        if written := iso_date(words_of(said)):
            found.setdefault(event, written)
    return next(
        (found[event] for event in ("publication", "original-publication", "", "creation") if event in found), None
    )
