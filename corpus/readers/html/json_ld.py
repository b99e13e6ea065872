"""JSON-LD in a web page: what it says of the page's article, in the vocabulary of schema.org."""

from __future__ import annotations

import json
import re
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lxml.etree import _Element

JsonObject = dict[str, object]
"""An object of JSON."""
_ARTICLE = re.compile(r"(?:https?://schema\.org/|schema:)?(?:\w*Article|\w*Posting|Report|Recipe|Review|Book|Chapter)")
_PAGE = re.compile(r"(?:https?://schema\.org/|schema:)?(?:\w*WebPage|\w*Page|CreativeWork|VideoObject|Dataset)")
_NO_ARTICLE = re.compile(r"\w*JobPosting")
_OPENINGS = ("//<![CDATA[", "// <![CDATA[", "/*<![CDATA[*/", "/* <![CDATA[ */", "<![CDATA[", "<!--")
_CLOSINGS = ("//]]>", "// ]]>", "/*]]>*/", "/* ]]> */", "]]>", "//-->", "-->")
_MAX_SCRIPT = 2**20
_MAX_SCRIPTS = 50
_MAX_NODES = 2000
_MAX_DEPTH = 4


def find_articles(tree: _Element) -> tuple[list[JsonObject], list[JsonObject]]:
    """Return the articles, and the nodes about the page itself, with references to other nodes replaced by these."""
    nodes = list(islice(_top_level_nodes(tree), _MAX_NODES))
    known = {key: node for node in reversed(nodes) if isinstance(key := node.get("@id"), str)}
    articles = [
        _resolve_references(node, known)
        for node in nodes
        if _has_type(node, _ARTICLE) and not _has_type(node, _NO_ARTICLE)
    ]
    pages = [
        _resolve_references(node, known) for node in nodes if _has_type(node, _PAGE) and not _has_type(node, _ARTICLE)
    ]
    return articles, pages


def find_names(value: object, depth: int = 0) -> Iterator[str]:
    """Yield the names of people or organisations in strings, objects with a `name`, and lists of both.

    Example:
        >>> list(find_names([{"@type": "Person", "name": "Ana"}, "Ben"]))
        ['Ana', 'Ben']
    """
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth < _MAX_DEPTH:
        for each in value:
            yield from find_names(each, depth + 1)
    elif isinstance(value, dict) and depth < _MAX_DEPTH:
        given = [value.get(part) for part in ("givenName", "additionalName", "familyName")]
        whole = " ".join(part for part in given if isinstance(part, str))
        yield from find_names(value.get("name") or whole or value.get("legalName"), depth + 1)


def find_addresses(node: JsonObject) -> Iterator[str]:
    """Yield the addresses at which a node says that it stands."""
    page = node.get("mainEntityOfPage")
    for value in (node.get("url"), page.get("@id") if isinstance(page, dict) else page):
        if isinstance(value, str):
            yield value


def _top_level_nodes(tree: _Element) -> Iterator[JsonObject]:
    """Yield the objects at the top, in lists, in `@graph` and as main entities; not those that are only mentioned."""
    waiting: deque[object] = deque(_parse_scripts(tree))
    while waiting:
        value = waiting.popleft()
        if isinstance(value, list):
            waiting.extendleft(reversed(value[:_MAX_NODES]))
        elif isinstance(value, dict):
            yield value
            waiting.extend(value[name] for name in ("@graph", "mainEntity", "mainEntityOfPage") if name in value)


def _parse_scripts(tree: _Element) -> Iterator[object]:
    kinds = ((script.get("type") or "", script.text or "") for script in tree.iter("script"))
    scripts = (text for kind, text in kinds if kind.partition(";")[0].strip().lower() == "application/ld+json")
    for text in islice(scripts, _MAX_SCRIPTS):
        if len(text) <= _MAX_SCRIPT:
            try:
                yield json.loads(_strip_comment_marks(text.strip()), strict=False)
            except (ValueError, RecursionError):
                continue


def _strip_comment_marks(text: str) -> str:
    """Return a script without the marks that hide it from old programs."""
    opening = next((mark for mark in _OPENINGS if text.startswith(mark)), "")
    closing = next((mark for mark in _CLOSINGS if text.endswith(mark)), "")
    return text.removeprefix(opening).removesuffix(closing)


def _has_type(node: JsonObject, kind: re.Pattern[str]) -> bool:
    types = node.get("@type")
    named: Iterable[object] = types if isinstance(types, list) else [types]
    return any(isinstance(each, str) and kind.fullmatch(each) for each in named)


def _resolve_references(node: JsonObject, known: Mapping[str, JsonObject]) -> JsonObject:
    return {
        name: [_resolve_reference(each, known) for each in value]
        if isinstance(value, list)
        else _resolve_reference(value, known)
        for name, value in node.items()
    }


def _resolve_reference(value: object, known: Mapping[str, JsonObject]) -> object:
    """Return the node that `{"@id": ...}` without a name stands for; any other value as it is."""
    if isinstance(value, dict) and isinstance(key := value.get("@id"), str) and "name" not in value:
        return known.get(key, value)
    return value
