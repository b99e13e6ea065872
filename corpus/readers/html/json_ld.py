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

Node = dict[str, object]
"""An object of JSON."""
_ARTICLE = re.compile(r"(?:https?://schema\.org/|schema:)?(?:\w*Article|\w*Posting|Report|Recipe|Review|Book|Chapter)")
_PAGE = re.compile(r"(?:https?://schema\.org/|schema:)?(?:\w*WebPage|\w*Page|CreativeWork|VideoObject|Dataset)")
_NO_ARTICLE = re.compile(r"\w*JobPosting")
_OPENINGS = ("//<![CDATA[", "// <![CDATA[", "/*<![CDATA[*/", "/* <![CDATA[ */", "<![CDATA[", "<!--")
_CLOSINGS = ("//]]>", "// ]]>", "/*]]>*/", "/* ]]> */", "]]>", "//-->", "-->")
_LARGEST = 2**20
_MOST_SCRIPTS = 50
_MOST_NODES = 2000
_DEEPEST = 4


def articles_in(tree: _Element) -> tuple[list[Node], list[Node]]:
    """The articles, and what is said of the page itself, with references to other nodes put in place."""
    nodes = list(islice(_nodes(tree), _MOST_NODES))
    known = {key: node for node in reversed(nodes) if isinstance(key := node.get("@id"), str)}
    articles = [_whole(node, known) for node in nodes if _is(node, _ARTICLE) and not _is(node, _NO_ARTICLE)]
    pages = [_whole(node, known) for node in nodes if _is(node, _PAGE) and not _is(node, _ARTICLE)]
    return articles, pages


def names_in(value: object, depth: int = 0) -> Iterator[str]:
    """The names of people or organisations: strings, objects with a `name`, and lists of both."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth < _DEEPEST:
        for each in value:
            yield from names_in(each, depth + 1)
    elif isinstance(value, dict) and depth < _DEEPEST:
        given = [value.get(part) for part in ("givenName", "additionalName", "familyName")]
        whole = " ".join(part for part in given if isinstance(part, str))
        yield from names_in(value.get("name") or whole or value.get("legalName"), depth + 1)


def addresses_in(node: Node) -> Iterator[str]:
    """Where the article says that it stands."""
    page = node.get("mainEntityOfPage")
    for value in (node.get("url"), page.get("@id") if isinstance(page, dict) else page):
        if isinstance(value, str):
            yield value


def _nodes(tree: _Element) -> Iterator[Node]:
    """Objects at the top, in lists, in `@graph` and as main entities; not those that are only mentioned."""
    waiting: deque[object] = deque(_parsed(tree))
    while waiting:
        value = waiting.popleft()
        if isinstance(value, list):
            waiting.extendleft(reversed(value[:_MOST_NODES]))
        elif isinstance(value, dict):
            yield value
            waiting.extend(value[name] for name in ("@graph", "mainEntity", "mainEntityOfPage") if name in value)


def _parsed(tree: _Element) -> Iterator[object]:
    kinds = ((script.get("type") or "", script.text or "") for script in tree.iter("script"))
    scripts = (text for kind, text in kinds if kind.partition(";")[0].strip().lower() == "application/ld+json")
    for text in islice(scripts, _MOST_SCRIPTS):
        if len(text) <= _LARGEST:
            try:
                yield json.loads(_unwrapped(text.strip()), strict=False)
            except (ValueError, RecursionError):
                continue


def _unwrapped(text: str) -> str:
    """Without the marks that hide a script from old programs."""
    opening = next((mark for mark in _OPENINGS if text.startswith(mark)), "")
    closing = next((mark for mark in _CLOSINGS if text.endswith(mark)), "")
    return text.removeprefix(opening).removesuffix(closing)


def _is(node: Node, kind: re.Pattern[str]) -> bool:
    types = node.get("@type")
    named: Iterable[object] = types if isinstance(types, list) else [types]
    return any(isinstance(each, str) and kind.fullmatch(each) for each in named)


def _whole(node: Node, known: Mapping[str, Node]) -> Node:
    return {
        name: [_followed(each, known) for each in value] if isinstance(value, list) else _followed(value, known)
        for name, value in node.items()
    }


def _followed(value: object, known: Mapping[str, Node]) -> object:
    """`{"@id": ...}` without a name stands for the node that has it."""
    if isinstance(value, dict) and isinstance(key := value.get("@id"), str) and "name" not in value:
        return known.get(key, value)
    return value
