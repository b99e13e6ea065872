"""What a web page says of itself. Where it contradicts itself, the first of these that is fit to show is taken:

JSON-LD counts where it has one article, or one at the page's own address.

- title: JSON-LD `headline` of its article, `citation_title`, Open Graph, Dublin Core, Twitter card
- author: JSON-LD `author`, `citation_author`, `author`, Dublin Core, `article:author`
- publisher: JSON-LD `publisher`, `og:site_name`, journal or publisher of a citation, Dublin Core, `application-name`
- date of publication: JSON-LD, `article:published_time`, citation, Dublin Core, `date`; never that of a change
- address: `<link rel=canonical>`, `og:url`, JSON-LD; or where a browser says that it saved the page from, which
  stands above an address of another site
- language: `<html lang>`, `content-language`, `og:locale`, JSON-LD
"""

from __future__ import annotations

import html
import re
from itertools import chain, islice
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from corpus.documents import Metadata
from corpus.readers.common.metadata import iso_date, line_or_none
from corpus.readers.html.json_ld import addresses_in, articles_in, names_in
from corpus.web_address import web_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lxml.etree import _Element

    from corpus.readers.html.json_ld import Node

_TITLE = ("citation_title", "og:title", "dc.title", "dcterms.title", "twitter:title")
_AUTHOR = ("citation_author", "author", "dc.creator", "dcterms.creator", "article:author", "parsely-author", "byl")
_PUBLISHER = (
    "og:site_name",
    "citation_journal_title",
    "citation_publisher",
    "dc.publisher",
    "dcterms.publisher",
    "publisher",
    "application-name",
)
_DATE = (
    "article:published_time",
    "og:article:published_time",
    "citation_publication_date",
    "citation_date",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.date",
    "dc.date",
    "date",
    "pubdate",
    "publish-date",
    "parsely-pub-date",
    "datepublished",
)
_PUBLISHED = ("datePublished", "dateCreated", "uploadDate")
_SAVED = re.compile(
    r"<!--\s*+(?:saved from url=\(\d{1,5}\)|Page saved with SingleFile\s++url:\s*+)(\S{1,2000}?)(?=\s|-->)",
    re.IGNORECASE,
)
_LOOKED_AT = 65536
_MOST_META = 2000
_MOST_NAMES = 50
_BY = re.compile(r"by\s+(?=\S)", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,3}")
_MIRROR = re.compile(r"(?:www|m|mobile|amp)\.")
_EARLIEST = "1000"


def page_metadata(page: str, tree: _Element) -> Metadata:
    """Of the whole page, before anything is cut out of it; the title is empty where it says none."""
    meta = _meta(tree)
    articles, pages = articles_in(tree)
    address = _address(page, tree, meta, [*(articles if len(articles) == 1 else ()), *pages])
    nodes = [*_own(articles, address), *pages]
    publisher = _first(chain(_publishers(nodes), _values(meta, _PUBLISHER)))
    return Metadata(
        title=_without_site(_first(chain(_values_of(nodes, "headline"), _values(meta, _TITLE))) or "", publisher),
        author=_author(nodes, meta),
        publisher=publisher,
        date=_date(chain(*(_values_of(nodes, name) for name in _PUBLISHED), _values(meta, _DATE))),
        url=address,
        language=_language(tree, meta, nodes),
    )


def _own(articles: list[Node], address: str | None) -> list[Node]:
    """The article that the page is: the only one or, among those that it lists, the one at its address."""
    if len(articles) == 1:
        return articles
    here = _bare(address or "")
    there = [{_bare(_resolved(address, said) or "") for said in addresses_in(node)} for node in articles]
    return [node for node, named in zip(articles, there, strict=True) if here and here in named]


def _bare(address: str) -> str:
    return address.partition("#")[0].rstrip("/")


def _meta(tree: _Element) -> dict[str, list[str]]:
    """The `meta` elements by name or property, in small letters."""
    found: dict[str, list[str]] = {}
    for element in islice(tree.iter("meta"), _MOST_META):
        content = element.get("content") or element.get("value")
        names = (element.get(key) for key in ("property", "name", "itemprop", "http-equiv"))
        for name in {name.strip().lower() for name in names if name}:
            if content and content.strip():
                found.setdefault(name, []).append(content)
    return found


def _values(meta: Mapping[str, list[str]], names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from meta.get(name, ())


def _values_of(nodes: Iterable[Node], name: str) -> Iterator[str]:
    """Strings of JSON-LD; some sites write character references into them."""
    for node in nodes:
        value = node.get(name)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str):
                yield html.unescape(each)


def _first(values: Iterable[str]) -> str | None:
    return next(filter(None, map(line_or_none, values)), None)


def _without_site(title: str, publisher: str | None) -> str:
    """`Bees live long | The Hive` is called Bees live long."""
    if publisher:
        for separator in ("|", "-", "–", "—", "·", "::", "»"):
            if len(title) > len(named := f" {separator} {publisher}") and title.endswith(named):
                return title.removesuffix(named)
    return title


def _author(nodes: Iterable[Node], meta: Mapping[str, list[str]]) -> str | None:
    groups = chain((names_in(node.get("author")) for node in nodes), (meta.get(name, ()) for name in _AUTHOR))
    for group in groups:
        lines = (line_or_none(html.unescape(name)) for name in islice(group, _MOST_NAMES))
        people = [_BY.sub("", line, count=1) if _BY.match(line) else line for line in lines if line]
        if named := [person for person in dict.fromkeys(people) if not web_address(person)]:
            return line_or_none(", ".join(named))
    return None


def _publishers(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        yield from map(html.unescape, names_in(node.get("publisher")))


def _date(values: Iterable[str]) -> str | None:
    """The first that is a date; programs write the year 1 where they know none."""
    dates = map(iso_date, values)
    return next((found for found in dates if found and found >= _EARLIEST), None)


def _address(page: str, tree: _Element, meta: Mapping[str, list[str]], nodes: Iterable[Node]) -> str | None:
    saved = next((web_address(html.unescape(found[1])) for found in _SAVED.finditer(page[:_LOOKED_AT])), None)
    base = next((found for element in tree.iter("base") if (found := _resolved(saved, element.get("href")))), saved)
    links = (link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split())
    said = chain(links, meta.get("og:url", ()), chain.from_iterable(map(addresses_in, nodes)))
    base = base or next(filter(None, map(web_address, meta.get("og:url", ()))), None)
    named = next((found for address in said if (found := _resolved(base, address))), None)
    return saved if named is None or (saved and not _same_site(saved, named)) else named


def _resolved(base: str | None, address: str | None) -> str | None:
    try:
        return web_address(urljoin(base or "", address.strip())) if address and address.strip() else None
    except ValueError:
        return None


def _same_site(one: str, other: str) -> bool:
    """Whether one's host is the other's, or within it."""
    hosts = [_MIRROR.sub("", urlsplit(address).hostname or "", count=1) for address in (one, other)]
    shorter, longer = sorted(hosts, key=len)
    return shorter == longer or longer.endswith("." + shorter)


def _language(tree: _Element, meta: Mapping[str, list[str]], nodes: Iterable[Node]) -> str | None:
    top = [tree.get("lang"), tree.get("xml:lang"), tree.get("{http://www.w3.org/XML/1998/namespace}lang")]
    said = chain(filter(None, top), _values(meta, ("content-language", "og:locale")), _values_of(nodes, "inLanguage"))
    codes = (code.strip() for code in said)
    return next((code.replace("_", "-") for code in codes if _LANGUAGE.fullmatch(code)), None)
