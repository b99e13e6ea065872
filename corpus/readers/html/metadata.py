"""What a web page says of itself.

Where it contradicts itself, the first of these that is fit to show is taken. JSON-LD counts where it has one
article, or one at the page's own address.

- title: JSON-LD `headline` of its article, `citation_title`, Open Graph, Dublin Core, Twitter card
- author: JSON-LD `author`, `citation_author`, `author`, Dublin Core, `article:author`, microdata, `rel=author`; never
  what only looks like one
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
from corpus.readers.common.metadata import line_or_none
from corpus.readers.common.placeholders import author_or_none, publication_date, title_or_none
from corpus.readers.html.json_ld import find_addresses, find_articles, find_names
from corpus.web_address import web_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lxml.etree import _Element

    from corpus.readers.html.json_ld import JsonObject

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
_SAVED_FROM = re.compile(
    r"<!--\s*+(?:saved from url=\(\d{1,5}\)|Page saved with SingleFile\s++url:\s*+)(\S{1,2000}?)(?=\s|-->)",
    re.IGNORECASE,
)
_SAVED_CHARACTERS = 65536
_MAX_META = 2000
_MAX_NAMES = 50
_MAX_NAME = 60
"""Characters of a name that only stands in an element marked as the author."""
_BYLINE = re.compile(r"by\s+(?=\S)", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,3}")
_MIRROR_HOST = re.compile(r"(?:www|m|mobile|amp)\.")


def page_metadata(page: str, tree: _Element) -> Metadata:
    """Return what a page says of itself; the title is empty if it names none.

    `page` is its source, `tree` the same parsed, whole: before anything has been cut out of it.
    """
    meta = _meta_elements(tree)
    articles, pages = find_articles(tree)
    address = _page_address(page, tree, meta, [*(articles if len(articles) == 1 else ()), *pages])
    nodes = [*_own_article(articles, address), *pages]
    publisher = _first_line(chain(_json_ld_publishers(nodes), _meta_values(meta, _PUBLISHER)))
    return Metadata(
        title=_without_site(
            _first_title(chain(_json_ld_strings(nodes, "headline"), _meta_values(meta, _TITLE))) or "", publisher
        ),
        author=_find_author(nodes, meta, tree),
        publisher=publisher,
        date=_publication_date(
            chain(*(_json_ld_strings(nodes, name) for name in _PUBLISHED), _meta_values(meta, _DATE))
        ),
        url=address,
        language=_find_language(tree, meta, nodes),
    )


def _own_article(articles: list[JsonObject], address: str | None) -> list[JsonObject]:
    """Return the page's own article, as a list: the only one or, if it lists several, the one at its address."""
    if len(articles) == 1:
        return articles
    here = _without_fragment(address or "")
    there = [{_without_fragment(_resolve(address, said) or "") for said in find_addresses(node)} for node in articles]
    return [node for node, named in zip(articles, there, strict=True) if here and here in named]


def _without_fragment(address: str) -> str:
    return address.partition("#")[0].rstrip("/")


def _meta_elements(tree: _Element) -> dict[str, list[str]]:
    """Return the contents of the `meta` elements by name or property, in lower case."""
    found: dict[str, list[str]] = {}
    for element in islice(tree.iter("meta"), _MAX_META):
        content = element.get("content") or element.get("value")
        names = (element.get(key) for key in ("property", "name", "itemprop", "http-equiv"))
        for name in {name.strip().lower() for name in names if name}:
            if content and content.strip():
                found.setdefault(name, []).append(content)
    return found


def _meta_values(meta: Mapping[str, list[str]], names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from meta.get(name, ())


def _json_ld_strings(nodes: Iterable[JsonObject], name: str) -> Iterator[str]:
    """Yield the strings of this name, with the character references resolved that some sites write into them."""
    for node in nodes:
        value = node.get(name)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str):
                yield html.unescape(each)


def _first_title(values: Iterable[str]) -> str | None:
    return next(filter(None, map(title_or_none, values)), None)


def _first_line(values: Iterable[str]) -> str | None:
    return next(filter(None, map(line_or_none, values)), None)


def tab_title(tree: _Element, first_heading: str | None) -> str | None:
    """Return what a page's `title` says, or of that only the first heading, where the site's name stands around it.

    Example: "The mill - Valley Post" above a heading "The mill" is "The mill".
    """
    tab = title_or_none(tree.findtext(".//title"))
    if tab is None:
        return first_heading
    return first_heading if first_heading and _is_part_of(first_heading, tab) else tab


def _is_part_of(heading: str, tab: str) -> bool:
    """Return True if a heading is a whole part of a title, between its ends and the marks that set parts apart."""
    mark = r"\s*[|·»«:—]+\s*|\s+[/–-]+\s+"
    return re.search(rf"(?:\A|{mark}){re.escape(heading.casefold())}(?:{mark}|\Z)", tab.casefold()) is not None


def _without_site(title: str, publisher: str | None) -> str:
    """Return a title without the site's name behind it.

    Example:
        >>> _without_site("Bees live long | The Hive", "The Hive")
        'Bees live long'
    """
    if publisher:
        for separator in ("|", "-", "–", "—", "·", "::", "»"):
            if len(title) > len(named := f" {separator} {publisher}") and title.endswith(named):
                return title.removesuffix(named)
    return title


def _find_author(nodes: Iterable[JsonObject], meta: Mapping[str, list[str]], tree: _Element) -> str | None:
    groups: Iterable[Iterable[str]] = chain(
        (find_names(node.get("author")) for node in nodes),
        (meta.get(name, ()) for name in _AUTHOR),
        _marked_authors(tree),
    )
    for group in groups:
        lines = (line_or_none(html.unescape(name)) for name in islice(group, _MAX_NAMES))
        people = [_BYLINE.sub("", line, count=1) if _BYLINE.match(line) else line for line in lines if line]
        if named := [person for person in dict.fromkeys(people) if author_or_none(person) and not web_address(person)]:
            return line_or_none(", ".join(named))
    return None


def _marked_authors(tree: _Element) -> Iterator[list[str]]:
    """Yield the names that stand in elements marked as authors: microdata, then links to the author's page."""
    yield [
        name
        for element in islice(tree.iterfind(".//*[@itemprop='author']"), _MAX_NAMES)
        if (name := _name_in(element)) and _is_name(name)
    ]
    links = (link for link in tree.iter("a") if "author" in (link.get("rel") or "").lower().split())
    yield [
        name
        for link in islice(links, _MAX_NAMES)
        if (name := line_or_none("".join(map(str, link.itertext())))) and _is_name(name)
    ]


def _name_in(author: _Element) -> str | None:
    named = next(author.iterfind(".//*[@itemprop='name']"), author)
    return line_or_none(named.get("content") or "".join(map(str, named.itertext())))


def _is_name(words: str) -> bool:
    """Return True for what is no longer than a name is, and holds no number, such as a date."""
    return len(words) <= _MAX_NAME and not any(map(str.isdigit, words))


def _json_ld_publishers(nodes: Iterable[JsonObject]) -> Iterator[str]:
    for node in nodes:
        yield from map(html.unescape, find_names(node.get("publisher")))


def _publication_date(values: Iterable[str]) -> str | None:
    """Return the first value that is a date; not one that programs write that know none."""
    return next(filter(None, map(publication_date, values)), None)


def _page_address(page: str, tree: _Element, meta: Mapping[str, list[str]], nodes: Iterable[JsonObject]) -> str | None:
    saved = next(
        (web_address(html.unescape(found[1])) for found in _SAVED_FROM.finditer(page[:_SAVED_CHARACTERS])), None
    )
    base = next((found for element in tree.iter("base") if (found := _resolve(saved, element.get("href")))), saved)
    links = (link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split())
    said = chain(links, meta.get("og:url", ()), chain.from_iterable(map(find_addresses, nodes)))
    base = base or next(filter(None, map(web_address, meta.get("og:url", ()))), None)
    named = next((found for address in said if (found := _resolve(base, address))), None)
    return saved if named is None or (saved and not _same_site(saved, named)) else named


def _resolve(base: str | None, address: str | None) -> str | None:
    try:
        return web_address(urljoin(base or "", address.strip())) if address and address.strip() else None
    except ValueError:
        return None


def _same_site(one: str, other: str) -> bool:
    """Return True if the host of one address is that of the other, or within it."""
    hosts = [_MIRROR_HOST.sub("", urlsplit(address).hostname or "", count=1) for address in (one, other)]
    shorter, longer = sorted(hosts, key=len)
    return shorter == longer or longer.endswith("." + shorter)


def _find_language(tree: _Element, meta: Mapping[str, list[str]], nodes: Iterable[JsonObject]) -> str | None:
    top = [tree.get("lang"), tree.get("xml:lang"), tree.get("{http://www.w3.org/XML/1998/namespace}lang")]
    said = chain(
        filter(None, top), _meta_values(meta, ("content-language", "og:locale")), _json_ld_strings(nodes, "inLanguage")
    )
    codes = (code.strip() for code in said)
    return next((code.replace("_", "-") for code in codes if _LANGUAGE.fullmatch(code)), None)
